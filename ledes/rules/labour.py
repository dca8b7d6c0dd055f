"""Who worked, for how long and at which rates: the fees of a bill added up by person and by day.

Rules of hours, staffing and rates all ask for it.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from ledes import money
from ledes.bill import Bill, Line, Timekeeper
from ledes.facts import NOBODY as NOBODY
from ledes.facts import timed as timed
from ledes.kept import kept
from ledes.money import ZERO
from ledes.rules import views


@dataclass(slots=True, kw_only=True)
class Day:
    """The hours of one person on one day, the number of entries, and the row of the first."""

    row: int
    hours: Decimal = ZERO
    entries: int = 0


@dataclass(slots=True, kw_only=True)
class Labour:
    """What one person did on a bill: hours in all and by day, entries by their length, and the rates asked for.

    `row` is that of the first entry. `rates` are per hour; a rate of zero is no rate.
    """

    person: Timekeeper
    row: int
    hours: Decimal = ZERO
    entries: int = 0
    days: dict[datetime.date, Day] = field(default_factory=dict)
    lengths: Counter[Decimal] = field(default_factory=Counter)
    rates: set[Decimal] = field(default_factory=set)


@kept
def of(bill: Bill) -> tuple[Labour, ...]:
    """Add up the fees of a bill by timekeeper id, in the order of the bill; fees without an id are left out."""
    return tuple(_added(entries(bill)).values())


@kept
def entries(bill: Bill) -> tuple[Line, ...]:
    """List the fees of a bill whose units are hours, in its order."""
    return tuple([line for line in views.fees(bill) if timed(line)])


@kept
def rated(bill: Bill) -> tuple[Line, ...]:
    """List the first of the fees of each person and matter at each rate, as far as their units are hours."""
    first: dict[tuple[int, int, int], Line] = {}
    for line in entries(bill):
        # a reader gives the same object for the same text
        first.setdefault((id(line.timekeeper), id(line.matter), id(line.rate)), line)
    return tuple(first.values())


def _added(lines: Iterable[Line]) -> dict[str, Labour]:
    own: dict[str, list[Line]] = {}
    for line in lines:
        if line.timekeeper is not None and line.units is not None and line.timekeeper.id:
            own.setdefault(line.timekeeper.id, []).append(line)
    return {who: _one(worked) for who, worked in own.items()}


def _one(lines: list[Line]) -> Labour:
    """Add up the fees of one person; all have one, and units."""
    lengths = [line.units for line in lines if line.units is not None]
    by_day: dict[datetime.date, list[Decimal]] = {}
    rows: dict[datetime.date, int] = {}
    for line, units in zip(lines, lengths, strict=True):
        if line.date is not None:
            by_day.setdefault(line.date, []).append(units)
            rows.setdefault(line.date, line.row)
    person = lines[0].timekeeper
    return Labour(
        person=person or Timekeeper(),
        row=lines[0].row,
        hours=money.total(lengths),
        entries=len(lines),
        days={day: Day(row=rows[day], hours=money.total(units), entries=len(units)) for day, units in by_day.items()},
        lengths=Counter(lengths),
        rates={line.rate for line in lines if line.rate},
    )
