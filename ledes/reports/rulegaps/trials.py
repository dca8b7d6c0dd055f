"""Rules tried on bills that were rejected or cut: which would have spoken, had the client's profile asked them."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from ledes.diagnose.causes import NAMED_BY_ID
from ledes.earlier import Earlier, History
from ledes.examination import LEVELS, plan
from ledes.finding import ERROR, NOTE, SCOPES, Severity
from ledes.ledger.past import Past
from ledes.reports.setbacks import Complaint, Setback

if TYPE_CHECKING:
    from ledes.bill import Bill
    from ledes.client import Client, RuleSetting
    from ledes.formats import Format
    from ledes.rules import Rule

OFF, INFO, WARN, NO_VALUE, ON = "off", "info", "warn", "no value", "on"
"""What a profile makes of a rule now; `no value`: an option that is the client's to choose is not set."""

VAGUE = frozenset({"AUDIT_RULE", "INFO_ONLY"})
"""Reasons that may mean any rule: only what is found on the very line counts for them."""

WHOLE = ("bill.", "firm.", "client.")
"""Attributes that state something of the whole bill: a rule names a line with them only because a line is near."""

MIXED_UP = frozenset({"timekeeper", "rate", "matter"})
"""Families of reasons that platforms say for each other."""


class Candidate(NamedTuple):
    """A rule, what the profile makes of it now, the options that it sets, and those that it would have to set."""

    rule: Rule
    now: str
    options: Mapping[str, Any]
    unset: tuple[str, ...] = ()


class Found(NamedTuple):
    """What a rule found in one bill: the rows of lines, and whether it spoke of the whole bill."""

    rows: frozenset[int]
    whole: bool

    def __bool__(self) -> bool:
        return bool(self.rows) or self.whole


NOTHING = Found(frozenset(), False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A setback with the bill as it was sent, and what its rules could have asked on that day.

    `reasons` are the keys of those that its complaints were taken for.

    `rows` holds for each complaint the rows of the lines that it names; none where it names no line of the bill.
    """

    setback: Setback
    reasons: tuple[str, ...] = ()
    bill: Bill
    form: Format
    client: Client
    history: History | None
    sent: datetime.date
    rows: Mapping[Complaint, frozenset[int]] = field(default_factory=lambda: MappingProxyType({}))

    def ask(self, rule: Rule, options: Mapping[str, Any]) -> Found:
        """Ask a rule of the bill."""
        there = {
            "profile": self.client,
            "history": self.history,
            "others": None,
            "today": self.sent,
            "form": self.form.key,
        }
        needs = {name: there[name] for name in rule.needs}
        places = [where for where, _message in rule.function(self.bill, **needs, **options)]
        if not places:
            return NOTHING
        lines = {line.row for line in self.bill.lines}
        at_lines = {each.row for each in places if not each.field.startswith(WHOLE)} & lines
        return Found(frozenset(at_lines), any(each.field.startswith(WHOLE) or each.row not in lines for each in places))

    def caught(self, rule: Rule, found: Found) -> tuple[Complaint, ...]:
        """List the complaints that a rule would have made first: for the same reason, on the lines that they name."""
        return tuple(each for each in self.setback.complaints if self.catches(rule, found, each))

    def catches(self, rule: Rule, found: Found, complaint: Complaint) -> bool:
        """Say whether a rule would have made a complaint first."""
        if complaint.reason is None or not found or not bears(rule, complaint):
            return False
        named = self.rows.get(complaint, frozenset())
        if named:
            return bool(named & found.rows) or (found.whole and rule.reason not in VAGUE)
        return same(rule.reason, complaint.reason.key) and rule.reason not in VAGUE

    def left_alone(self, found: Found) -> int:
        """Count the lines that a rule finds and the client did not object to; zero where it named no lines at all."""
        named = frozenset().union(*self.rows.values())
        return len(found.rows - named) if named else 0


def bears(rule: Rule, complaint: Complaint) -> bool:
    """Say whether a rule is about the reason of a complaint, or about one that platforms say in its place."""
    return complaint.reason is not None and akin(rule.reason, complaint.reason.key)


@functools.cache
def akin(one: str, other: str) -> bool:
    """Say whether a rule for one reason may be about a complaint for another; see `bears`."""
    from ledes.rejections import reasons

    families = {reasons()[each].family for each in (one, other) if each in reasons()}
    return same(one, other) or (one in reasons() and len(families) == 1 and families <= MIXED_UP)


def same(one: str, other: str) -> bool:
    """Say whether two reasons are one: whether a person is unknown or not approved is not told apart by platforms."""
    return one == other or {one, other} <= NAMED_BY_ID


def candidates(client: Client) -> tuple[Candidate, ...]:
    """List the rules that have what they need beside the other bills of a run, but perhaps for options.

    The profile's lists and tables count as they are today, and so do its levels.
    """
    from ledes.client import RuleSetting
    from ledes.rules import rules

    settings = {rule.code: client.rules.get(rule.code, RuleSetting()) for rule in rules()}
    wholly = {rule.code: dict.fromkeys(rule.options) | dict(settings[rule.code].options) for rule in rules()}
    every = {
        rule.code: RuleSetting(level="reject", options=MappingProxyType(_given(rule, wholly[rule.code])))
        for rule in rules()
    }
    asked = plan(replace(client, rules=MappingProxyType(every)), SCOPES, frozenset({"others"})).asked
    return tuple(_candidate(each.rule, settings[each.rule.code]) for each in asked)


def _given(rule: Rule, options: Mapping[str, Any]) -> dict[str, Any]:
    """Give the options that a profile must set or does set; the others keep their defaults."""
    unset = rule.missing_options(set())
    return {name: value for name, value in options.items() if name in unset or value is not None}


def _candidate(rule: Rule, setting: RuleSetting) -> Candidate:
    unset = rule.missing_options(set(setting.options))
    now = (
        OFF
        if setting.level == OFF
        else NO_VALUE
        if unset
        else _now(LEVELS[setting.level] if setting.level else rule.severity)
    )
    return Candidate(rule, now, setting.options, unset)


def _now(severity: Severity | None) -> str:
    return ON if severity is ERROR else INFO if severity is NOTE else WARN


@dataclass(frozen=True, slots=True, kw_only=True)
class Before(Past):
    """The earlier bills to a client as they were before one of its bills was sent; `without` are the later ones."""

    submission: int

    def under_number(self, number: str) -> tuple[Earlier, ...]:
        """List the submissions under an invoice number that were made before."""
        return tuple(each for each in Past.under_number(self, number) if int(each.id) < self.submission)
