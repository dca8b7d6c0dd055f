"""A client's guidelines in plain language: what is asked of its bills, what a person looks at, what is still to ask."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from ledes import catalogue, money
from ledes.client import Client, RuleSetting
from ledes.examination import LEVELS, REDUCE, plan
from ledes.finding import FAMILIES, Check, Severity
from ledes.guidelines import agreed, checklist
from ledes.reminders import reminders
from ledes.rules import Rule

OUTCOMES = {Severity.ERROR: "refused", Severity.WARNING: "questioned", Severity.NOTE: "noted"}
CUT = "cut"
SWITCHES = (("allowed", False), ("required", True))
STANDARD = "The standard, as this client takes it"


class Point(NamedTuple):
    """One guideline: its code, what the client does where it is broken, the truth, and the choices of the client."""

    code: str
    outcome: str
    truth: str
    choices: tuple[str, ...] = ()


class Section(NamedTuple):
    """Guidelines about one subject."""

    heading: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """A client's guidelines, ready to be printed.

    `facts` are labels and values; `sections` what its profile has its bills checked for, `everyone` what all clients'
    bills are; `unasked` what is not checked for want of a choice of the client; `reminders` what a person must look at;
    `tasks` what to ask the client for.
    """

    key: str
    name: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    everyone: tuple[Section, ...]
    unasked: tuple[Section, ...]
    reminders: tuple[Point, ...]
    tasks: tuple[checklist.Group, ...]


def guide(client: Client) -> Guide:
    """Put a profile into words."""
    planned = plan(client, ("client",))
    own = [(rule, each) for rule, each in planned.asked if rule.asks or rule.code in client.rules]
    common = [(rule, each) for rule, each in planned.asked if not (rule.asks or rule.code in client.rules)]
    unasked = [(_group(rule), _point(rule, RuleSetting())) for rule, _ in planned.unasked]
    looked = [each for each in reminders() if not _off(client.rules.get(each.code))]
    return Guide(
        key=client.key,
        name=client.name or client.key,
        facts=tuple((label, value) for label, value in agreed.facts(client) if value),
        sections=_sections([*_points(own), *_standard(client)]),
        everyone=_sections(_points(common)),
        unasked=_sections(unasked),
        reminders=tuple(Point(each.code, "for a person", each.fix) for each in looked),
        tasks=tuple(checklist.groups(client)),
    )


def _points(asked: Iterable[tuple[Rule, RuleSetting]]) -> Iterator[tuple[str, Point]]:
    for rule, setting in asked:
        yield _group(rule), _point(rule, setting)


def _standard(client: Client) -> Iterator[tuple[str, Point]]:
    """Tell the rules and faults of the standard that the profile sets."""
    for code, setting in client.rules.items():
        check = catalogue.catalogue()[code]
        if check.scope == "standard":
            yield STANDARD, _point(check, setting)


def _point(check: Check, setting: RuleSetting) -> Point:
    truth, _, _ = catalogue.parts(check)
    return Point(check.code, _outcome(check, setting), truth.replace("`", ""), tuple(_choices(check, setting)))


def _outcome(check: Check, setting: RuleSetting) -> str:
    if setting.level == REDUCE:
        return CUT
    severity = LEVELS[setting.level] if setting.level else check.severity
    return OUTCOMES[severity] if severity else "ignored"


def _choices(check: Check, setting: RuleSetting) -> Iterator[str]:
    for name in check.options:
        # what only switches the rule on says nothing beside the truth itself
        if name in setting.options and (name, setting.options[name]) not in SWITCHES:
            yield f"{name.replace('_', ' ')}: {shown(setting.options[name])}"


def shown(value: Any) -> str:
    """Write an option of a rule as a person reads it.

    >>> shown(("E101", "E102")), shown(True), shown(Decimal("0.20"))
    ('E101, E102', 'yes', '0.20')
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return money.text(value)
    if isinstance(value, re.Pattern):
        return str(value.pattern)
    if isinstance(value, dict):
        return ", ".join(f"{key} {shown(each)}" for key, each in value.items())
    if isinstance(value, datetime.date):
        return value.isoformat()
    return ", ".join(map(shown, value)) if isinstance(value, tuple | list | frozenset) else str(value)


def _group(check: Check) -> str:
    groups = {row.id: row.group for row, _ in catalogue.asked()}
    return groups[check.catalogue[0]] if check.catalogue else FAMILIES[check.code[0]][0].capitalize()


def _sections(points: Iterable[tuple[str, Point]]) -> tuple[Section, ...]:
    found: dict[str, list[Point]] = {}
    for heading, point in points:
        found.setdefault(heading, []).append(point)
    order = [row.group for row, _ in catalogue.asked()]
    headings = sorted(found, key=lambda each: order.index(each) if each in order else len(order))
    return tuple(Section(heading, tuple(found[heading])) for heading in headings)


def _off(setting: RuleSetting | None) -> bool:
    return bool(setting and setting.level and LEVELS[setting.level] is None)
