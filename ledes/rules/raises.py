"""Raises: rates above those that a timekeeper was billed at before."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import NamedTuple

from ledes import money
from ledes.bill import Bill, Line
from ledes.client import Client
from ledes.earlier import BilledRate, History, matter_number
from ledes.finding import Where
from ledes.kept import kept
from ledes.money import ZERO
from ledes.rules import Reports, labour, rule
from ledes.terms import rates

FIX = "Bill at the earlier rate, or have the client approve the new one first."
HUNDRED = Decimal(100)


class Raise(NamedTuple):
    """A line whose rate is above the highest that the person was billed at before, and that earlier rate."""

    line: Line
    rate: Decimal
    before: BilledRate


@rule("P207", scope="client", fix=FIX, reason="RATE_NOT_APPROVED", catalogue=("TK-RATE-FROZEN",))
def rate_raised_too_soon(bill: Bill, *, profile: Client, history: History, months: int) -> Reports:
    """A rate stays for as many months as the client asks for before it rises.

    `months` are counted from the first day on which the earlier rate was billed; 12 is a raise a year. Compared with
    earlier bills for the same matter, where there are none with those for any matter. A rate that the profile lists
    as approved is no raise. Whether a raise was announced in time, no bill shows.

    Source: client guidelines; AECC, Article V; outside counsel guidelines template, tilt.legal, appendix D.
    """
    for each in _raises(bill, profile, history, _anywhere):
        first, day = each.before.first, each.line.date
        if first is None or day is None or day >= _later(first, months):
            continue
        since = f"{money.text(each.before.rate)} since {first}"
        yield (
            Where(each.line.row, "line.rate"),
            f"{_told(each)}, it was {since}, and rates stay for {months} months",
        )


@rule("P208", scope="client", fix=FIX, reason="RATE_NOT_APPROVED", catalogue=("TK-RATE-FROZEN",))
def rate_raised_during_matter(bill: Bill, *, profile: Client, history: History, allowed: bool) -> Reports:
    """A timekeeper's rate stays what it was in the earlier bills for the matter.

    For clients that set `allowed = false`: rates are fixed for the life of a matter. A rate that the profile lists as
    approved is no raise.

    Source: client guidelines; AECC, Article V.
    """
    if allowed:
        return
    for each in _raises(bill, profile, history, _same_matter):
        yield Where(each.line.row, "line.rate"), f"{_told(each)}, it was {money.text(each.before.rate)} before"


@rule("P209", scope="client", fix=FIX, reason="RATE_NOT_APPROVED", catalogue=("TK-RATE-FROZEN",))
def rate_raised_too_much(bill: Bill, *, profile: Client, history: History, most_percent: Decimal) -> Reports:
    """A rate rises by no more than the client takes.

    `most_percent` is of the highest earlier rate: 5 is five percent. Compared with earlier bills for the same matter,
    where there are none with those for any matter. A rate that the profile lists as approved is no raise.

    Source: client guidelines; outside counsel guidelines template, tilt.legal, appendix D.
    """
    for each in _raises(bill, profile, history, _anywhere):
        before = each.before.rate
        more = money.minus(each.rate, before)
        if money.times(more, HUNDRED) > money.times(most_percent, before):
            percent = money.text(money.half_up(HUNDRED * more / before, 1))
            yield (
                Where(each.line.row, "line.rate"),
                f"{_told(each)}, {percent} percent above {money.text(before)}, "
                f"the client takes {money.text(most_percent)} percent",
            )


Select = Callable[[tuple[BilledRate, ...], str], list[BilledRate]]


def _same_matter(billed: tuple[BilledRate, ...], matter: str) -> list[BilledRate]:
    return [each for each in billed if each.matter == matter and each.rate > ZERO]


def _anywhere(billed: tuple[BilledRate, ...], matter: str) -> list[BilledRate]:
    return _same_matter(billed, matter) or [each for each in billed if each.rate > ZERO]


@kept
def _raises(bill: Bill, profile: Client, history: History, select: Select) -> tuple[Raise, ...]:
    """List the first line of each person, matter and rate that is above the highest earlier rate.

    The highest, because lower ones may be of travel or of work at a discount.
    """
    return tuple(_compared(bill, profile, history, select))


def _compared(bill: Bill, profile: Client, history: History, select: Select) -> Iterator[Raise]:
    told: set[tuple[str, str, Decimal]] = set()
    for line in labour.rated(bill):
        person, rate = line.timekeeper, line.rate
        if person is None or not person.id or not rate:
            continue
        key = (person.id, matter_number(line.matter))
        before = _highest(history, select, *key)
        if before is None or rate <= before.rate or (*key, rate) in told:
            continue
        told.add((*key, rate))
        agreed = rates.personal(profile, person.id, line.matter, line.date)
        if agreed is None or agreed.rate < rate:
            yield Raise(line, rate, before)


MOST_KEPT = 100_000
_before: tuple[History, dict[tuple[Select, str, str], BilledRate | None]] | None = None


def _highest(history: History, select: Select, timekeeper: str, matter: str) -> BilledRate | None:
    """Give the highest earlier rate of a person; bills of one run share most of them."""
    global _before
    if _before is None or _before[0] is not history or len(_before[1]) > MOST_KEPT:
        _before = (history, {})
    known, key = _before[1], (select, timekeeper, matter)
    if key not in known:
        known[key] = max(select(history.rates(timekeeper), matter), key=lambda each: each.rate, default=None)
    return known[key]


def _told(found: Raise) -> str:
    person = found.line.timekeeper
    return f"timekeeper '{person.id if person else ''}' is billed at {money.text(found.rate)}"


def _later(day: datetime.date, months: int) -> datetime.date:
    """Go some months on; where the month is shorter, to its last day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = min(day.year + years, datetime.MAXYEAR)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
