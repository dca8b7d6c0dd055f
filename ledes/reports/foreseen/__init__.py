"""What is foreseen: when money comes, from how long each client has taken so far, and what will be billed.

Amounts and the parts that are taken of them are decimal throughout; estimates are told in whole units.
"""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from ledes.money import ZERO

WEEK = 7
WEEKS = 60
"""Weeks after its date for which an invoice is followed; what is open later counts as it did in the last of them."""

BORROWED = 2
"""Invoices' worth of weight that all clients' habits have beside a client's own, so that a few prove nothing."""

NEARLY_NOTHING = Decimal("1e-9")

WHOLE = Decimal(1)
"""All of a bill."""


BACK = 6
"""Months whose billings are taken for what a month brings."""


class Paid(NamedTuple):
    """Money that came for an invoice on a day; below zero where it went back."""

    day: datetime.date
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """An invoice as the estimates see it; `given_up` is what was written off, with its day."""

    client: str
    currency: str
    date: datetime.date
    billed: Decimal
    paid: tuple[Paid, ...] = ()
    given_up: tuple[Paid, ...] = ()

    def open(self, day: datetime.date) -> Decimal:
        """Give what was open before a day."""
        gone = ZERO
        for some in (self.paid, self.given_up):
            for each in some:
                if each.day < day:
                    gone += each.amount
        return self.billed - gone


class Estimate(NamedTuple):
    """What is expected, and its variance."""

    mean: Decimal
    variance: Decimal = ZERO

    def plus(self, other: Estimate) -> Estimate:
        """Add two that do not depend on each other."""
        return Estimate(self.mean + other.mean, self.variance + other.variance)


NOTHING = Estimate(ZERO)


class Habit:
    """How a payer pays: for each week after the date of a bill, the part of what is open that comes in it."""

    def __init__(self, came: Sequence[Decimal], there: Sequence[Decimal], other: Habit | None = None) -> None:
        at_all = sum(there, ZERO)
        whole = sum(came, ZERO) / at_all if at_all else ZERO
        beside = other.weekly if other else [whole] * WEEKS
        self.weekly: list[Decimal] = [
            min(WHOLE, max(ZERO, (here + BORROWED * usual) / (at_stake + BORROWED)))
            for here, at_stake, usual in zip(came, there, beside, strict=True)
        ]
        self.left = [WHOLE]
        for part in self.weekly:
            self.left.append(self.left[-1] * (WHOLE - part))

    def open(self, days: int) -> Decimal:
        """Say which part of a bill is open some days after its date."""
        at, rest = divmod(max(0, days), WEEK)
        if at >= WEEKS:
            late = sum(self.weekly[-8:], ZERO) / 8
            return self.left[-1] * (WHOLE - late) ** (Decimal(days) / WEEK - WEEKS)
        return self.left[at] + (self.left[at + 1] - self.left[at]) * rest / WEEK

    def between(self, age: int, start: int, end: int) -> Decimal:
        """Say how likely what is open at an age is paid from one age to another; all in days."""
        still = self.open(age)
        return (self.open(max(age, start)) - self.open(max(age, end))) / still if still > 0 else ZERO


class Habits:
    """The habits of every client, as they were known before a day."""

    def __init__(self, claims: Iterable[Claim], day: datetime.date) -> None:
        sums: dict[str, tuple[list[Decimal], list[Decimal]]] = {}
        for each in claims:
            if each.date < day and each.billed > 0:
                if each.client not in sums:
                    sums[each.client] = ([ZERO] * WEEKS, [ZERO] * (WEEKS + 1))
                _follow(each, day, *sums[each.client])
        there = {client: list(itertools.accumulate(steps))[:WEEKS] for client, (_, steps) in sums.items()}
        self.all = Habit(
            [sum((came[week] for came, _ in sums.values()), ZERO) for week in range(WEEKS)],
            [sum((each[week] for each in there.values()), ZERO) for week in range(WEEKS)],
        )
        self.known = {client: Habit(came, there[client], self.all) for client, (came, _) in sums.items()}

    def of(self, client: str) -> Habit:
        """Give a client's habit; of one that nothing is known of, that of all."""
        return self.known.get(client, self.all)


def _follow(claim: Claim, day: datetime.date, came: list[Decimal], steps: list[Decimal]) -> None:
    """Count week by week what was open of an invoice, and what came of it; all as parts of the bill.

    `steps` holds by how much the open part changes from one week to the next.
    """
    weeks = min(WEEKS, (day - claim.date).days // WEEK)
    gone: dict[int, Decimal] = {}
    paid: set[int] = set()
    for some, is_money in ((claim.paid, True), (claim.given_up, False)):
        for each in some:
            if each.day < day:
                week = min(WEEKS - 1, max(0, (each.day - claim.date).days // WEEK))
                gone[week] = gone.get(week, ZERO) + each.amount / claim.billed
                paid |= {week} if is_money else set()
    left, at = WHOLE, 0
    for week in sorted(gone):
        if week >= weeks or left <= NEARLY_NOTHING:
            break
        steps[at] += left
        steps[week + 1] -= left
        at = week + 1
        came[week] += max(ZERO, min(gone[week], left)) if week in paid else ZERO
        left -= gone[week]
    if left > NEARLY_NOTHING and at < weeks:
        steps[at] += left
        steps[weeks] -= left


class Month(NamedTuple):
    """A month, or the rest of one: from a day on, before another."""

    start: datetime.date
    end: datetime.date

    @property
    def name(self) -> str:
        """Write it as 2026-11."""
        return f"{self.start:%Y-%m}"


def months(start: datetime.date, count: int) -> tuple[Month, ...]:
    """List months from a day on; the first is the rest of its month."""
    found = []
    for _ in range(count):
        end = (start.replace(day=1) + datetime.timedelta(days=32)).replace(day=1)
        found.append(Month(start, end))
        start = end
    return tuple(found)


def before(day: datetime.date, count: int) -> tuple[Month, ...]:
    """List the whole months before a day, the oldest first."""
    here, found = day.replace(day=1), []
    for _ in range(count):
        start = (here - datetime.timedelta(days=1)).replace(day=1)
        found.append(Month(start, here))
        here = start
    return tuple(reversed(found))


def billed(claims: Iterable[Claim]) -> Mapping[str, Decimal]:
    """Add up what was billed in each month, by its name."""
    return _by_month((each.date, each.billed) for each in claims)


def collected(claims: Iterable[Claim]) -> Mapping[str, Decimal]:
    """Add up the money that came in each month, by its name."""
    return _by_month((paid.day, paid.amount) for each in claims for paid in each.paid)


def _by_month(moved: Iterable[tuple[datetime.date, Decimal]]) -> Mapping[str, Decimal]:
    sums: dict[tuple[int, int], Decimal] = {}
    for day, amount in moved:
        key = (day.year, day.month)
        sums[key] = sums.get(key, ZERO) + amount
    return {f"{year}-{month:02}": amount for (year, month), amount in sums.items()}


def billings(claims: Sequence[Claim], day: datetime.date) -> Mapping[str, Estimate]:
    """Estimate for each client what a month's bills come to, from the last whole months."""
    known = before(day, BACK)
    start, end = known[0].start, known[-1].end
    found: dict[str, Estimate] = {}
    ours: dict[str, list[Claim]] = {}
    for each in claims:
        some = ours.setdefault(each.client, [])
        if start <= each.date < end:
            some.append(each)
    for client, some in ours.items():
        made = billed(some)
        sums = [made.get(month.name, ZERO) for month in known]
        mean = sum(sums, ZERO) / BACK
        found[client] = Estimate(mean, sum(((one - mean) * (one - mean) for one in sums), ZERO) / (BACK - 1))
    return found


def expected(claims: Sequence[Claim], day: datetime.date, ahead: Sequence[Month], habits: Habits) -> list[Estimate]:
    """Estimate the money of one currency that comes in each month ahead, by what is known before a day."""
    sums = [NOTHING] * len(ahead)
    for each in claims:
        left = each.open(day) if each.date < day else ZERO
        if left > 0:
            habit, age = habits.of(each.client), (day - each.date).days
            for place, month in enumerate(ahead):
                part = habit.between(age, (month.start - each.date).days, (month.end - each.date).days)
                sums[place] = sums[place].plus(Estimate(left * part, left * left * part * (WHOLE - part)))
    for client, month_of in billings(claims, day).items():
        habit = habits.of(client)
        for place, month in enumerate(ahead):
            for source in ahead[: place + 1]:
                sums[place] = sums[place].plus(_of_new(habit, month_of, source, month))
    return sums


def _of_new(habit: Habit, month_of: Estimate, source: Month, month: Month) -> Estimate:
    """Estimate the money in a month for bills that are still to be made in it or in one before it."""
    days = (source.end - source.start).days
    whole = min(WHOLE, Decimal(days) / 30)
    made = source.start + datetime.timedelta(days=days // 2)
    part = habit.between(0, (month.start - made).days, (month.end - made).days)
    return Estimate(month_of.mean * whole * part, month_of.variance * whole * part)
