"""The findings of a check, brought to the bill, to the lines they lie at, and to the head of the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledes.bill import Bill
from ledes.finding import Finding
from ledes.show import billwords as words
from ledes.show.billpage import Item, Mark, Notice, Place

if TYPE_CHECKING:
    from ledes.validate import Case, Checked

MOST_ITEMS = 12
"""Facts of one check that the head of a page lists, where the others are marked at their lines."""

MOST_PLACES = 24
"""Lines that one fact names there."""

WHOLE = "the whole bill"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where the entry of a row is on the page, and how it is called."""

    anchor: str
    words: str


Spots = Mapping[int, Spot]


def spots(bill: Bill, anchor: str) -> dict[int, Spot]:
    """Find the entry of each row; a row that several lines share tells none of them apart and is left out."""
    found: dict[int, Spot] = {}
    shared: set[int] = set()
    for place, line in enumerate(bill.lines, 1):
        if line.row in found:
            shared.add(line.row)
        number = words.text(line.number)
        said = f"line {number}" if number else f"row {line.row}"
        found[line.row] = Spot(anchor=f"{anchor}-{place}", words=said)
    for row in (*shared, 0):
        found.pop(row, None)
    return found


def of_bill(bill: Bill, report: Checked, at: Spots) -> tuple[Case, ...]:
    """Pick what was found in one bill; what names no bill is told of the only one, or lies at one of its lines."""
    only = len(report.bills) == 1
    return tuple(
        case
        for case in report.cases
        if case.finding.bill == bill.number or (not case.finding.bill and (only or any(row in at for row in case.rows)))
    )


def of_file(report: Checked) -> tuple[Case, ...]:
    """Pick what was found in the file and in none of its bills."""
    if len(report.bills) == 1:
        return tuple(case for case in report.cases if case.finding.bill not in {"", report.bills[0].number})
    known = {bill.number for bill in report.bills} - {""}
    return tuple(case for case in report.cases if case.finding.bill not in known)


def marks(cases: Iterable[Case], at: Spots) -> dict[int, tuple[Mark, ...]]:
    """Lay the findings at their rows, the worst first."""
    found: dict[int, list[Finding]] = {}
    for case in cases:
        for row in case.rows:
            if row in at:
                found.setdefault(row, []).append(case.finding)
    return {
        row: tuple(_mark(each) for each in sorted(each_row, key=lambda one: -one.severity))
        for row, each_row in found.items()
    }


def _mark(finding: Finding) -> Mark:
    return Mark(
        severity=finding.severity.word,
        rule=finding.rule,
        field=words.text(finding.field),
        message=words.text(finding.message),
        fix=words.text(finding.fix),
    )


def notices(cases: Iterable[Case], at: Spots, *, unless: str = WHOLE) -> tuple[Notice, ...]:
    """Gather what each check found, the worst first; `unless` is said of a finding that has no place."""
    checks: dict[tuple[int, str, str], list[Case]] = {}
    for case in cases:
        finding = case.finding
        checks.setdefault((-finding.severity, finding.rule, finding.fix), []).append(case)
    return tuple(_notice(checks[key], at, unless) for key in sorted(checks, key=lambda key: key[0]))


def _notice(cases: list[Case], at: Spots, unless: str) -> Notice:
    """Tell of one check; only facts whose every row is marked at a line may be left out."""
    first = cases[0].finding
    told: list[Item] = []
    left = 0
    for case in cases:
        if len(told) < MOST_ITEMS or not all(row in at for row in case.rows):
            told.append(_item(case, at, unless))
        else:
            left += 1
    return Notice(
        severity=first.severity.word,
        rule=first.rule,
        name=first.name.replace("-", " "),
        fix=words.text(first.fix),
        items=tuple(told),
        more=left,
    )


def _item(case: Case, at: Spots, unless: str) -> Item:
    places = [_place(row, at) for row in case.rows[:MOST_PLACES] if row]
    return Item(
        message=words.text(case.finding.message),
        field=words.text(case.finding.field),
        places=tuple(places) or (Place(words=unless),),
        more=max(0, case.count - MOST_PLACES) if places else 0,
    )


def _place(row: int, at: Spots) -> Place:
    spot = at.get(row)
    return Place(words=spot.words, anchor=spot.anchor) if spot else Place(words=f"row {row}")
