"""Does a file conform to LEDES, and will its clients take it? Every fault and rule, and a verdict for each scope."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from ledes import completion
from ledes.bill import Bill
from ledes.client import Client, RuleSetting
from ledes.errors import SetupError
from ledes.finding import ERROR, NOTE, SCOPES, WARNING, Check, Finding, Severity, Where
from ledes.formats import Format, Reading, xsdcheck
from ledes.formats.source import Source
from ledes.rules import History, Rule, rules

NEEDS_ALL_LINES = "arithmetic"
"""The layer that says nothing of a bill a record of which was lost: sums over the rest would all be wrong."""

MOST_ROWS = 1000
"""Rows of one case that are listed; all are counted."""

LEVELS: Mapping[str, Severity | None] = {
    "off": None,
    "info": NOTE,
    "note": NOTE,
    "warn": WARNING,
    "reduce": ERROR,
    "reject": ERROR,
}
"""What a profile may make of a rule; `None` switches it off."""

FindClient = Callable[[Bill], Client | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a report says of a bill: its number, the CLIENT_ID, its matters' ids, and what the client shall pay."""

    number: str
    client: str
    matters: tuple[str, ...]
    lines: int
    total: Decimal | None
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Equal findings: one of them, the rows of the first thousand, and how many there are."""

    finding: Finding
    rows: tuple[int, ...]
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A rule, or a whole layer of rules, that could not be asked of a bill, and why: neither passed nor failed."""

    rule: str = ""
    layer: str = ""
    bill: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a check of one file found."""

    name: str
    format: str
    sha256: str
    bills: tuple[Summary, ...] = ()
    cases: tuple[Case, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    standard: str = "conforms"
    client: str = "not asked"

    @property
    def failed(self) -> frozenset[str]:
        """Name the bills that have an error; `""` stands for the file as a whole."""
        return frozenset(case.finding.bill for case in self.cases if case.finding.severity is ERROR)


def check(
    source: Source,
    *,
    find_client: FindClient | None = None,
    scope: str = "all",
    reading: Reading | None = None,
    history: Callable[[Client], History] | None = None,
    today: datetime.date | None = None,
    completed: bool = False,
    most_rows: int = MOST_ROWS,
    schema: Path | None = None,
) -> Checked:
    """Check one file.

    `scope` is standard, client or all; the client's rules run for the bills whose client `find_client` knows.
    Drafts, and with `completed` all bills, are filled in from the profile first. `most_rows` rows of a case are listed.
    `schema` is an XSD that the file is checked against too.
    Raises `InputError` when the file is in no known form, or a schema is named and one of the two is no XML.
    """
    form = source.format
    reading = reading or Reading()
    report = _Report(form, most_rows)
    names = form.fields
    for finding in xsdcheck.against(source, schema) if schema else ():
        report.fault(finding)
    if form.names is not None:
        with source.open() as stream:
            names = form.names(stream, reading)
    with source.open() as stream:
        for item in form.read(stream, source.name, reading):
            if isinstance(item, Finding):
                report.fault(item)
                continue
            client = find_client(item) if find_client else None
            if completed or form.draft:
                item, _ = completion.complete(item, form, client, reading.sets)
            client = client if scope != "standard" else None
            scopes = SCOPES if scope == "all" else (scope,)
            past = history(client) if history and client else None
            report.bill(item, client)
            # what is converted is judged in the form that it will have, and that is the profile's
            key = "" if completed or form.draft else form.key
            for found in examine(item, names, client, scopes=scopes, history=past, today=today, form=key):
                report.found(found)
    return report.close(source, scope)


def verify(
    bill: Bill,
    *,
    format: Format | None = None,  # noqa: A002 - the word of the trade
    client: Client | None = None,
    scopes: Iterable[str] = SCOPES,
    history: History | None = None,
    today: datetime.date | None = None,
) -> tuple[Finding, ...]:
    """Run the rules on a bill in memory, with the levels and options of the client's profile."""
    names = format.fields if format else {}
    key = format.key if format else ""
    found = examine(bill, names, client, scopes=tuple(scopes), history=history, today=today, form=key)
    findings = [item for item in found if isinstance(item, Finding)]
    codes = {finding.rule for finding in findings}
    return tuple(finding for finding in findings if not codes.intersection(_unless().get(finding.rule, ())))


def examine(
    bill: Bill,
    names: Mapping[str, str],
    client: Client | None,
    *,
    scopes: tuple[str, ...],
    history: History | None,
    today: datetime.date | None,
    form: str = "",
) -> Iterator[Finding | Skipped]:
    """Run each rule that has what it needs; say which had not. `form` is the key of the format that the bill is in."""
    there = {"profile": client, "history": history, "today": today, "others": None, "form": form or None}
    torn = any(unread.field == "line" for unread in bill.unread)
    if torn:
        yield Skipped(layer=NEEDS_ALL_LINES, bill=bill.number, why="a record of the bill could not be read")
    for rule in rules():
        if rule.scope not in scopes or (rule.scope == "client" and client is None):
            continue
        setting = _setting(client, rule)
        if setting.level and LEVELS[setting.level] is None:
            continue
        if torn and rule.layer == NEEDS_ALL_LINES:
            continue
        why = _lacking(rule, setting, there)
        if why:
            yield Skipped(rule=rule.code, bill=bill.number, why=why)
            continue
        yield from run(rule, bill, names, setting, {name: there[name] for name in rule.needs})


def run(
    rule: Rule, bill: Bill, names: Mapping[str, str], setting: RuleSetting, needs: Mapping[str, Any]
) -> Iterator[Finding]:
    """Run one rule on one bill; `names` gives the fields' names in the bill's format."""
    severity = LEVELS[setting.level] if setting.level else None
    for where, message in rule.function(bill, **needs, **setting.options):
        place = Where(where.row, names.get(where.field, where.field), bill.number)
        yield rule.at(place, message, severity)


def _setting(client: Client | None, rule: Check) -> RuleSetting:
    return client.rules.get(rule.code, RuleSetting()) if client else RuleSetting()


def _lacking(rule: Rule, setting: RuleSetting, there: Mapping[str, Any]) -> str:
    missing = [name for name in rule.needs if there[name] is None]
    if missing:
        return f"needs {' and '.join(missing)}"
    if rule.asks and not any(getattr(there["profile"], name) for name in rule.asks.split(" or ")):
        return f"the client's profile lists no {rule.asks}"
    unset = rule.missing_options(set(setting.options))
    if unset:
        return f"the client's profile does not set {', '.join(unset)}"
    unknown = sorted(set(setting.options) - set(rule.options))
    if unknown:
        raise SetupError(
            f"rule {rule.code} has no option {', '.join(unknown)}",
            hint=f"its options are {', '.join(rule.options) or 'none'}; see ledes rules {rule.code}",
        )
    return ""


def _unless() -> dict[str, tuple[str, ...]]:
    return {rule.code: rule.unless for rule in rules() if rule.unless}


@dataclass(slots=True)
class _Report:
    """The cases of one file while it is being read."""

    form: Format
    most_rows: int
    bills: list[Summary] = field(default_factory=list)
    cases: dict[tuple[object, ...], tuple[Finding, list[int], int]] = field(default_factory=dict)
    skipped: list[Skipped] = field(default_factory=list)
    asked: bool = False
    faulted: set[tuple[int, str]] = field(default_factory=set)

    def bill(self, bill: Bill, client: Client | None) -> None:
        """Note a bill, and whether a client's rules were asked of it."""
        self.asked = self.asked or client is not None
        self.bills.append(
            Summary(
                number=bill.number,
                client=bill.client.id,
                matters=tuple(dict.fromkeys(matter.client_id or matter.firm_id for matter in bill.matters)),
                lines=len(bill.lines),
                total=bill.total,
                currency=bill.currency or (client.currency if client else ""),
            )
        )

    def fault(self, finding: Finding) -> None:
        """Note what a reader found; a field that it could not make sense of is not judged by rules again."""
        self.add(finding)
        if finding.severity is ERROR and finding.field:
            self.faulted.add((finding.row, finding.field))

    def found(self, item: Finding | Skipped) -> None:
        """Note what a rule said of a bill."""
        if isinstance(item, Skipped):
            self.skipped.append(item)
        elif (item.row, item.field) not in self.faulted:
            self.add(item)

    def add(self, finding: Finding) -> None:
        """Note a finding; an equal one before it makes both one case."""
        key = (finding.rule, finding.severity, finding.bill, finding.field, finding.message)
        known = self.cases.get(key)
        if known is None:
            self.cases[key] = (finding, [finding.row], 1)
        else:
            first, rows, count = known
            if len(rows) < self.most_rows and finding.row != rows[-1]:
                rows.append(finding.row)
            self.cases[key] = (first, rows, count + 1)

    def close(self, source: Source, scope: str) -> Checked:
        """Drop what says the same twice, and give the verdicts."""
        told: dict[str, set[str]] = {}
        for finding, _, _ in self.cases.values():
            told.setdefault(finding.bill, set()).add(finding.rule)
        unless = _unless()
        cases = [
            Case(finding=finding, rows=tuple(rows), count=count)
            for finding, rows, count in self.cases.values()
            if not told[finding.bill].intersection(unless.get(finding.rule, ()))
        ]
        cases.sort(key=lambda case: (case.finding.row == 0, case.finding.row))
        errors = {case.finding.scope for case in cases if case.finding.severity is ERROR}
        standard = "fails" if "standard" in errors else "conforms"
        return Checked(
            name=source.name,
            format=self.form.key,
            sha256=source.sha256,
            bills=tuple(self.bills),
            cases=tuple(cases),
            skipped=tuple(self.skipped),
            standard="unreadable" if standard == "fails" and not self.bills else standard,
            client="not asked" if not self.asked else "refused" if errors else "acceptable",
        )
