"""The findings of a check, brought to the bill, to the lines and matters they lie at, and to the head of the page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from ledes.finding import Finding
from ledes.show import billwords as words
from ledes.show.billpage import Item, Mark, Notice, Place

if TYPE_CHECKING:
    from ledes.validate import Case, Checked

MOST_ITEMS = 12
"""Facts of one check that the head of a page lists, where the others are marked at their lines."""

MOST_PLACES = 24
"""Lines that one fact names there."""

WHOLE = Place(words="the whole bill")
FILE = Place(words="the file")

_BILLS = re.compile(r"(bill|firm|client)\.|inv_|lf_|cl_(?!matter)")
_MATTERS = re.compile(r"matter_|tax_total_|total_tax_|matter\.")
"""Fields that state something of the bill or of a matter; a rule names a line with them only because a line is near."""


class Near(NamedTuple):
    """The places that a row belongs to: its entry, and the entry's matter."""

    line: Place
    matter: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Where the rows of a bill are on its page.

    `first` is the row where the bill begins; `whole` names fields that state something of the whole bill.
    """

    rows: Mapping[int, Near]
    first: int = 0
    whole: frozenset[str] = frozenset()

    def place(self, finding: Finding, row: int) -> Place | None:
        """Find the entry or the matter that a finding is about; a bill's own fields have neither."""
        near = self.rows.get(row)
        if near is None:
            return None
        if finding.field in self.whole or _BILLS.match(finding.field):
            return None if row == self.first else near.line
        return near.matter if _MATTERS.match(finding.field) else near.line

    def told(self, finding: Finding, row: int, otherwise: Place) -> Place:
        """Find the place, or say in words where a finding lies."""
        place = self.place(finding, row)
        if place is not None:
            return place
        return otherwise if not row or row in self.rows else Place(words=f"row {row}")


class Found:
    """What a check found in a file, sorted by bill once, because a file may hold thousands of both.

    `names` are the format's own names of a bill's values.
    """

    def __init__(self, report: Checked, names: Mapping[str, str]) -> None:
        numbers = {bill.number for bill in report.bills}
        self.whole = frozenset(name for value, name in names.items() if _BILLS.match(value))
        self.only = len(report.bills) == 1
        self.cases: dict[str, list[Case]] = {}
        for case in report.cases:
            self.cases.setdefault(case.finding.bill, []).append(case)
        self.loose = self.cases.get("", [])
        self.stray = [case for number, cases in self.cases.items() if number not in numbers | {""} for case in cases]

    def of_file(self) -> list[Case]:
        """Pick what was found in the file and in none of its bills."""
        return self.stray if self.only else [*self.loose, *self.stray]

    def of_bill(self, number: str, ground: Ground | None = None) -> list[Case]:
        """Pick what was found in a bill; what names no bill is told of the only one, or lies at one of its lines."""
        rows = ground.rows if ground else {}
        loose = [case for case in self.loose if self.only or not number or any(row in rows for row in case.rows)]
        return [*loose, *self.cases.get(number, ())] if number else loose


def marks(cases: Iterable[Case], ground: Ground) -> dict[str, tuple[Mark, ...]]:
    """Lay the findings at their places, by anchor, the worst first."""
    found: dict[Place, dict[Finding, None]] = {}
    for case in cases:
        for row in case.rows:
            place = ground.place(case.finding, row)
            if place is not None:
                found.setdefault(place, {})[case.finding] = None
    return {
        place.anchor: tuple(_mark(each, place) for each in sorted(findings, key=lambda one: -one.severity))
        for place, findings in found.items()
    }


def _mark(finding: Finding, place: Place) -> Mark:
    return Mark(
        severity=finding.severity.word,
        rule=finding.rule,
        field=words.text(finding.field),
        message=_fact(finding, place),
    )


def _fact(finding: Finding, place: Place) -> str:
    """Give the message, without the name of its place where it is said already."""
    return words.text(finding.message).removeprefix(f"{place.words}: ")


def notices(cases: Iterable[Case], ground: Ground, anchor: str, otherwise: Place = WHOLE) -> tuple[Notice, ...]:
    """Gather what each check found, the worst first; `otherwise` is said of a finding that has no place."""
    checks: dict[tuple[int, str, str], list[Case]] = {}
    for case in cases:
        finding = case.finding
        checks.setdefault((-finding.severity, finding.rule, finding.fix), []).append(case)
    found = [_notice(checks[key], ground, otherwise) for key in sorted(checks, key=lambda key: key[0])]
    first: dict[str, int] = {}
    for number, notice in enumerate(found):
        first.setdefault(notice.rule, number)
    return tuple(
        replace(notice, anchor=f"{anchor}-{notice.rule}") if first[notice.rule] == number else notice
        for number, notice in enumerate(found)
    )


def _notice(cases: list[Case], ground: Ground, otherwise: Place) -> Notice:
    """Tell of one check; only facts that are marked at each of their rows may be left out."""
    first = cases[0].finding
    told: list[Item] = []
    left = 0
    for case in cases:
        marked = all(ground.place(case.finding, row) is not None for row in case.rows)
        if len(told) < MOST_ITEMS or not marked:
            told.append(_item(case, ground, otherwise))
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


def _item(case: Case, ground: Ground, otherwise: Place) -> Item:
    places = dict.fromkeys(ground.told(case.finding, row, otherwise) for row in case.rows[:MOST_PLACES])
    return Item(
        message=_fact(case.finding, next(iter(places))),
        field=words.text(case.finding.field),
        places=tuple(places),
        more=max(0, len(case.rows) - MOST_PLACES),
    )
