"""The lines of bills that findings name, and what of their money is at risk."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from ledes import money
from ledes.finding import ERROR, Finding
from ledes.show import billwords

if TYPE_CHECKING:
    from ledes.bill import Bill, Line
    from ledes.validate import Case, Checked

WHOLE = ("bill.", "firm.", "client.")
"""Attributes that state something of the whole bill: a rule names a line with them only because a line is near."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is shown of one line: amounts before tax, in the bill's currency."""

    number: str
    matter: str
    date: datetime.date | None
    timekeeper: str
    person: str
    kind: str
    code: str
    units: Decimal | None
    rate: Decimal | None
    amount: Decimal | None
    text: str


class Spot(NamedTuple):
    """One row of a case: the line there, where it is one, and what is at risk; `stated` says that a rule told so."""

    case: Case
    row: int
    entry: Entry | None
    risk: Decimal | None
    stated: bool


class Lines:
    """The lines that the findings of one file name, by bill and row; a row with several lines says of none."""

    def __init__(self, report: Checked, bills: Iterable[Bill], names: Mapping[str, str]) -> None:
        self.report = report
        self.whole = frozenset(name for attribute, name in names.items() if attribute.startswith(WHOLE))
        self.entries: dict[tuple[str, int], Entry | None] = {}
        self.currencies = {bill.number: bill.currency for bill in reversed(report.bills)}
        wanted = {(case.finding.bill, row) for case in report.cases for row in case.rows if row}
        for bill in bills:
            for line in bill.lines:
                for key in ((bill.number, line.row), ("", line.row)):
                    if key in wanted:
                        self.entries[key] = None if key in self.entries else _entry(line)

    def spots(self, case: Case) -> Iterator[Spot]:
        """Yield the rows of a case.

        Where an error stands at a line and no rule tells what the client may cut, the amount of the line is at risk.
        """
        for row, stated in zip(case.rows, case.risks, strict=True):
            entry = self.entry(case.finding, row)
            risk = stated
            if risk is None and entry and entry.amount and case.finding.severity is ERROR:
                risk = entry.amount
            yield Spot(case, row, entry, risk if risk and risk > 0 else None, stated is not None)

    def entry(self, finding: Finding, row: int) -> Entry | None:
        """Find the line that a finding is about; what concerns the whole bill has none."""
        if not row or finding.field in self.whole or finding.field.startswith(WHOLE):
            return None
        return self.entries.get((finding.bill, row))


def at_risk(spots: Iterable[Spot]) -> Decimal:
    """Add up what is at risk in one bill or for one person: a line that several rules name counts once.

    Of a line it is no more than its amount, of the whole bill each amount that a rule tells.
    """
    lines: dict[tuple[str, int], tuple[Decimal, Decimal]] = {}
    apart = []
    for spot in spots:
        if spot.risk is None:
            continue
        if spot.entry is None or spot.entry.amount is None:
            apart.append(spot.risk)
            continue
        key = (spot.case.finding.bill, spot.row)
        known = lines[key][0] if key in lines else money.ZERO
        lines[key] = (money.plus(known, spot.risk), max(spot.entry.amount, money.ZERO))
    return money.sum_from(money.total(apart), (min(risk, amount) for risk, amount in lines.values()))


def _entry(line: Line) -> Entry:
    person = line.timekeeper
    matter = line.matter
    return Entry(
        number=billwords.text(line.number),
        matter=billwords.text((matter.client_id or matter.firm_id) if matter else ""),
        date=line.date,
        timekeeper=billwords.text(person.id) if person else "",
        person=billwords.person(person) if person else "",
        kind=line.kind,
        code=billwords.joined((line.task, line.activity, line.expense), " "),
        units=line.units,
        rate=line.rate,
        amount=line.amount,
        text=billwords.text(line.description),
    )
