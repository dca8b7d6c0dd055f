"""What a check found: the cases of a file, what could not be asked, and a verdict for each scope."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field, replace
from decimal import Decimal

from ledes import money
from ledes.bill import Bill
from ledes.client import Client
from ledes.finding import ERROR, Finding
from ledes.formats import Format
from ledes.formats.source import Source
from ledes.rules import rules

MOST_ROWS = 1000
"""Rows of one case that are listed; all are counted."""


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
    """Equal findings: one of them, the rows of the first thousand, how many there are, and what they put at risk.

    `amount_at_risk` is the sum over all of them, in the bill's currency; `None` where none of them can tell. `risks`
    is what each of `rows` adds to it.
    """

    finding: Finding
    rows: tuple[int, ...]
    count: int
    amount_at_risk: Decimal | None = None
    risks: tuple[Decimal | None, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A rule, or a whole layer of rules, that could not be asked, and why: neither passed nor failed.

    `bill` is empty where it was so for several bills of the file.
    """

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


@functools.cache
def unless() -> dict[str, tuple[str, ...]]:
    """Say of each rule which other findings on the same bill make its own say the same thing twice."""
    return {rule.code: rule.unless for rule in rules() if rule.unless}


Gathered = tuple[Finding, list[int], int, Decimal | None, list[Decimal | None]]
"""A case while its file is read: the first finding, the rows, how many, the sum at risk, and what each row adds."""


@dataclass(slots=True)
class Report:
    """The cases of one file while it is being read."""

    form: Format
    most_rows: int
    bills: list[Summary] = field(default_factory=list)
    cases: dict[tuple[object, ...], Gathered] = field(default_factory=dict)
    skipped: dict[tuple[str, str, str], Skipped] = field(default_factory=dict)
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
            self.skip(item)
        elif (item.row, item.field) not in self.faulted:
            self.add(item)

    def skip(self, item: Skipped) -> None:
        """Note what could not be asked; the same of another bill makes both one."""
        key = (item.rule, item.layer, item.why)
        known = self.skipped.setdefault(key, item)
        if known.bill and known.bill != item.bill:
            self.skipped[key] = replace(item, bill="")

    def add(self, finding: Finding) -> None:
        """Note a finding; an equal one before it makes both one case."""
        key = (finding.rule, finding.severity, finding.bill, finding.field, finding.message)
        known = self.cases.get(key)
        if known is None:
            self.cases[key] = (finding, [finding.row], 1, finding.amount_at_risk, [finding.amount_at_risk])
        else:
            first, rows, count, risk, risks = known
            if finding.row == rows[-1]:
                risks[-1] = _sum(risks[-1], finding.amount_at_risk)
            elif len(rows) < self.most_rows:
                rows.append(finding.row)
                risks.append(finding.amount_at_risk)
            self.cases[key] = (first, rows, count + 1, _sum(risk, finding.amount_at_risk), risks)

    def close(self, source: Source, scope: str) -> Checked:
        """Drop what says the same twice, and give the verdicts."""
        told: dict[str, set[str]] = {}
        for finding, *_ in self.cases.values():
            told.setdefault(finding.bill, set()).add(finding.rule)
        same = unless()
        cases = [
            Case(finding=finding, rows=tuple(rows), count=count, amount_at_risk=risk, risks=tuple(risks))
            for finding, rows, count, risk, risks in self.cases.values()
            if not told[finding.bill].intersection(same.get(finding.rule, ()))
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
            skipped=tuple(self.skipped.values()),
            standard="unreadable" if standard == "fails" and not self.bills else standard,
            client="not asked" if not self.asked else "refused" if errors else "acceptable",
        )


def _sum(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return one if other is None else other if one is None else money.plus(one, other)
