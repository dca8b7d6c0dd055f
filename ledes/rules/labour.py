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


@views.kept
def of(bill: Bill) -> tuple[Labour, ...]:
    """Add up the fees of a bill by timekeeper id, in the order of the bill; fees without an id are left out."""
    return tuple(_added(entries(bill)).values())


@views.kept
def entries(bill: Bill) -> tuple[Line, ...]:
    """List the fees of a bill whose units are hours, in its order."""
    return tuple([line for line in views.fees(bill) if timed(line)])


def _added(lines: Iterable[Line]) -> dict[str, Labour]:
    found: dict[str, Labour] = {}
    for line in lines:
        person, units = line.timekeeper, line.units
        if person is None or units is None or not person.id:
            continue
        own = found.get(person.id)
        if own is None:
            own = found[person.id] = Labour(person=person, row=line.row)
        own.hours = money.plus(own.hours, units)
        own.entries += 1
        own.lengths[units] += 1
        if line.rate:
            own.rates.add(line.rate)
        if line.date is not None:
            day = own.days.get(line.date)
            if day is None:
                day = own.days[line.date] = Day(row=line.row)
            day.hours = money.plus(day.hours, units)
            day.entries += 1
    return found
