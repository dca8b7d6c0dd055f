"""Hours of one person on one day: on the bill alone, and with the other bills of the run and the earlier ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from ledes import money
from ledes.bill import Bill
from ledes.earlier import History, Others, Shift
from ledes.finding import WARNING, Where
from ledes.kept import kept
from ledes.rules import Reports, labour, rule
from ledes.rules.labour import Day

WHOLE_DAY = Decimal(24)
FIX = "Look for a wrong date, a doubled entry or an entry that covers several days; explain a day that was that long."


@rule("E203", scope="client", fix=FIX, reason="DAILY_HOURS", severity=WARNING, catalogue=("ENT-DAY-MAX",))
def day_too_long(bill: Bill, *, most: Decimal) -> Reports:
    """A timekeeper has no more hours on one day than the client takes.

    `most` is in hours, over all fees of the bill; flat fees are not counted. Other bills are E205's.

    Source: client guidelines; Collaborati Spend Management, out-of-the-box rules; Markel, litigation guidelines.
    """
    for shift, day in _days(bill).items():
        if most < day.hours <= WHOLE_DAY:
            yield Where(day.row, "line.units"), f"{_told(shift, day)}, the client takes {money.text(most)}"


@rule("E204", scope="client", fix=FIX, reason="DAILY_HOURS", catalogue=("ENT-DAY-MAX",))
def impossible_day(bill: Bill) -> Reports:
    """A timekeeper has no more than 24 hours on one day.

    Over all fees of the bill; flat fees are not counted. Other bills are E206's.

    Source: client guidelines; Collaborati Spend Management, out-of-the-box rules.
    """
    for shift, day in _days(bill).items():
        if day.hours > WHOLE_DAY:
            yield Where(day.row, "line.units"), _told(shift, day)


@rule("E205", scope="client", fix=FIX, reason="DAILY_HOURS", severity=WARNING, catalogue=("ENT-DAY-MAX",))
def day_too_long_across_bills(bill: Bill, *, history: History, others: Others, most: Decimal) -> Reports:
    """A timekeeper has no more hours on one day than the client takes, over all bills that hold some of them.

    `most` is in hours. A day that is too long on the bill itself is told by E203.

    Source: client guidelines; Collaborati Spend Management, out-of-the-box rules.
    """
    for shift, day, more in _across(bill, history, others):
        if day.hours <= most < more + day.hours <= WHOLE_DAY:
            said = f"{_told(shift, day)} and {money.text(more)} in other bills"
            yield Where(day.row, "line.units"), f"{said}, the client takes {money.text(most)}"


@rule("E206", scope="client", fix=FIX, reason="DAILY_HOURS", catalogue=("ENT-DAY-MAX",))
def impossible_day_across_bills(bill: Bill, *, history: History, others: Others) -> Reports:
    """A timekeeper has no more than 24 hours on one day, over all bills that hold some of them.

    Source: client guidelines; Collaborati Spend Management, out-of-the-box rules.
    """
    for shift, day, more in _across(bill, history, others):
        if day.hours <= WHOLE_DAY < more + day.hours:
            said = f"{_told(shift, day)} and {money.text(more)} in other bills"
            yield Where(day.row, "line.units"), said


@kept
def _days(bill: Bill) -> Mapping[Shift, Day]:
    return {(each.person.id, date): day for each in labour.of(bill) for date, day in each.days.items()}


@kept
def _across(bill: Bill, history: History, others: Others) -> tuple[tuple[Shift, Day, Decimal], ...]:
    """List the days of a bill of which other bills hold hours too, with those hours."""
    return tuple(_worked(bill, history, others))


def _worked(bill: Bill, history: History, others: Others) -> Iterator[tuple[Shift, Day, Decimal]]:
    days = _days(bill)
    more = dict(history.hours(days))
    for shift, hours in others.hours(days).items():
        more[shift] = money.plus(more[shift], hours) if shift in more else hours
    for shift, hours in more.items():
        if hours and shift in days:
            yield shift, days[shift], hours


def _told(shift: Shift, day: Day) -> str:
    person, date = shift
    entries = f"{day.entries} entries" if day.entries > 1 else "one entry"
    return f"timekeeper '{person}' has {money.text(day.hours)} hours on {date} in {entries}"
