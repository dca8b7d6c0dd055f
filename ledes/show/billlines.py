"""The lines of a bill as entries of its matters: fees, expenses and adjustments, day by day, with their sums."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from ledes import money
from ledes.bill import EXPENSE, EXPENSE_ADJUSTMENT, FEE, FEE_ADJUSTMENT, Bill, Line, Matter
from ledes.show import billwords as words
from ledes.show.billmarks import Ground, Near
from ledes.show.billpage import Entry, Group, Mark, Place

KINDS = {
    FEE: "Fees",
    EXPENSE: "Expenses",
    FEE_ADJUSTMENT: "Adjustments of the fees",
    EXPENSE_ADJUSTMENT: "Adjustments of the expenses",
    "": "Lines of no known type",
}
SPARE = ("who", "codes", "adjustment", "tax", "total")
"""Columns that are shown only where one of the entries has something in them."""

LAST = datetime.date.max

Parts = Mapping[Matter | None, list[tuple[int, Line]]]
"""The lines of each matter, each with its place among the lines of the bill, from 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What is known of a bill's rows while its lines are worded; `marks` are by anchor."""

    unread: frozenset[tuple[int, str]]
    marks: Mapping[str, tuple[Mark, ...]]

    def told(self, row: int, field: str, shown: str) -> str:
        """Give a value, or say that it is there and not readable."""
        return words.NOT_READABLE if not shown and (row, field) in self.unread else shown


def by_matter(bill: Bill) -> Parts:
    """Part the lines by their matters, in the bill's order of matters; each line with its place in the bill."""
    found: dict[Matter | None, list[tuple[int, Line]]] = {matter: [] for matter in bill.matters}
    known: dict[int, list[tuple[int, Line]]] = {}
    for place, line in enumerate(bill.lines, 1):
        # readers give lines of one matter the very same object; comparing it whole each time would take long
        same = known.get(id(line.matter))
        if same is None:
            same = known[id(line.matter)] = found.setdefault(line.matter, [])
        same.append((place, line))
    return found


def ground(bill: Bill, parts: Parts, anchor: str, whole: frozenset[str]) -> Ground:
    """Find the place of each row; a row that several lines share tells none of them apart and is left out."""
    rows: dict[int, Near] = {}
    shared = {0}
    for number, (matter, lines) in enumerate(parts.items(), 1):
        about = Place(words=named(matter), anchor=f"{anchor}-m{number}")
        for place, line in lines:
            if line.row in rows:
                shared.add(line.row)
            own = words.text(line.number)
            said = f"line {own}" if own else f"row {line.row}"
            rows[line.row] = Near(Place(words=said, anchor=f"{anchor}-{place}"), about)
    for row in shared:
        rows.pop(row, None)
    return Ground(rows=rows, first=bill.lines[0].row if bill.lines else bill.row, whole=whole)


def named(matter: Matter | None) -> str:
    """Name a matter by its number at the client, else at the firm."""
    if matter is None:
        return "no matter"
    number = words.text(matter.client_id or matter.firm_id)
    return f"matter {number}" if number else "the matter"


def groups(lines: Iterable[tuple[int, Line]], anchor: str, desk: Desk) -> tuple[Group, ...]:
    """Part a matter's lines by what they are, each part in the order of its days."""
    parts: dict[str, list[tuple[int, Line]]] = {kind: [] for kind in KINDS}
    for place, line in lines:
        parts[line.kind if line.kind in KINDS else ""].append((place, line))
    return tuple(_group(kind, part, anchor, desk) for kind, part in parts.items() if part)


def _group(kind: str, lines: list[tuple[int, Line]], anchor: str, desk: Desk) -> Group:
    lines.sort(key=lambda pair: pair[1].date or LAST)
    entries = []
    before: datetime.date | None = None
    for place, line in lines:
        entries.append(_entry(line, f"{anchor}-{place}", desk, again=before is not None and line.date == before))
        before = line.date
    own = [line for _, line in lines]
    missing = sum(line.amount is None for line in own)
    return Group(
        heading=KINDS[kind],
        unit="Hours" if kind == FEE else "Units",
        shown=frozenset(name for name in SPARE if any(getattr(entry, name) for entry in entries)),
        entries=tuple(entries),
        units=_sum(line.units for line in own if not line.fixed) if kind == FEE else "",
        adjustment=_sum(line.adjustment for line in own if line.adjustment) if kind in {FEE, EXPENSE} else "",
        tax=_sum(line.tax for line in own),
        amount=_sum(line.amount for line in own),
        total=_sum(line.total for line in own) if any(entry.total for entry in entries) else "",
        without=f"without {missing} of {len(own)} lines, whose amount is not known" if missing else "",
    )


def _sum(values: Iterable[Decimal | None]) -> str:
    there = [value for value in values if value is not None]
    return words.grouped(money.total(there)) if there else ""


def _entry(line: Line, anchor: str, desk: Desk, *, again: bool) -> Entry:
    row = line.row
    levied = "; ".join(words.tax(each) for each in line.taxes)
    return Entry(
        anchor=anchor,
        number=words.text(line.number),
        row=row,
        date=desk.told(row, "line.date", words.day(line.date)),
        again=again,
        who=_who(line),
        codes=words.joined((line.task, line.activity, line.expense), " "),
        text=words.text(line.description),
        units=desk.told(row, "line.units", words.amount(line.units)),
        rate=desk.told(row, "line.rate", words.amount(line.rate)),
        adjustment=desk.told(row, "line.adjustment", words.amount(line.adjustment)),
        tax=desk.told(row, "line.tax", words.amount(line.tax)) or levied,
        taxed=levied if line.tax is not None else "",
        amount=desk.told(row, "line.total", desk.told(row, "line.amount", words.amount(line.amount))),
        total="" if line.total is None or line.total == line.amount else words.amount(line.total),
        notes=_notes(line),
        marks=desk.marks.get(anchor, ()),
    )


def _who(line: Line) -> str:
    who = line.timekeeper
    if who is None:
        return ""
    aside = words.joined((who.id if words.person(who) != words.text(who.id) else "", who.classification))
    return f"{words.person(who)} ({aside})" if aside else words.person(who)


def _notes(line: Line) -> tuple[str, ...]:
    """Tell what has no column of its own."""
    said = []
    if line.payee:
        said.append(f"paid to {words.text(line.payee)}")
    if line.fixed:
        said.append("fixed charge")
    if line.country or line.locality:
        said.append(f"worked in {words.joined((line.locality, line.country))}")
    if line.base is not None and not _follows(line):
        said.append(f"stated before adjustments: {words.amount(line.base)}")
    said += [words.adjustment(each) for each in line.adjustments]
    return (*said, *words.extras(line.extras))


def _follows(line: Line) -> bool:
    return line.units is not None and line.rate is not None and money.times(line.units, line.rate) == line.base
