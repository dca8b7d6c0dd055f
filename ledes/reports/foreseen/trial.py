"""How good the estimates would have been: made again from what was known then, and compared with what came."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from ledes.money import ZERO
from ledes.reports import foreseen
from ledes.reports.foreseen import Claim, Estimate, Habits, Month

EIGHTY = Decimal("1.2816")
"""Standard deviations to either side within which eight of ten lie."""

TRIED = 6
"""Months of the past that are estimated again."""


class Range(NamedTuple):
    """An estimate with the range within which eight of ten should lie."""

    low: Decimal
    mean: Decimal
    high: Decimal


class Trial(NamedTuple):
    """A month of the past: what had been foreseen on its first day, and what came."""

    month: Month
    foreseen: Range
    came: Decimal

    @property
    def inside(self) -> bool:
        """Say whether what came lay in the range."""
        return self.foreseen.low <= self.came <= self.foreseen.high


def ranged(estimate: Estimate, error: Decimal = ZERO) -> Range:
    """Give a range: by the variance of the estimate, and no narrower than it was wrong by in the past.

    `error` is the mean error of the past, as a part of what came.
    """
    wide = max(EIGHTY * max(ZERO, estimate.variance).sqrt(), EIGHTY * error * estimate.mean)
    return Range(max(ZERO, estimate.mean - wide), estimate.mean, estimate.mean + wide)


def money(claims: Sequence[Claim], today: datetime.date) -> list[Trial]:
    """Try the money that came month by month, each from the day on which it began."""
    found, came = [], foreseen.collected(claims)
    for month in _tried(claims, today):
        known = [each for each in claims if each.date < month.start]
        (estimate,) = foreseen.expected(known, month.start, [month], Habits(known, month.start))
        found.append(Trial(month, ranged(estimate), came.get(month.name, ZERO)))
    return found


def bills(claims: Sequence[Claim], today: datetime.date) -> list[Trial]:
    """Try what was billed month by month."""
    found, made = [], foreseen.billed(claims)
    for month in _tried(claims, today):
        known = [each for each in claims if each.date < month.start]
        estimate = together(foreseen.billings(known, month.start).values())
        found.append(Trial(month, ranged(estimate), made.get(month.name, ZERO)))
    return found


def together(estimates: Iterable[Estimate]) -> Estimate:
    """Add up estimates that do not depend on each other."""
    whole = foreseen.NOTHING
    for each in estimates:
        whole = whole.plus(each)
    return whole


def error(trials: Sequence[Trial]) -> Decimal | None:
    """Give the mean error, as a part of what came; `None` where nothing did."""
    came = sum((each.came for each in trials), ZERO)
    return sum((abs(each.foreseen.mean - each.came) for each in trials), ZERO) / came if came > 0 else None


def _tried(claims: Sequence[Claim], today: datetime.date) -> list[Month]:
    """List the months of the past before which there was enough to go by."""
    first = min((each.date for each in claims), default=today)
    enough = first + datetime.timedelta(days=31 * foreseen.BACK)
    return [month for month in foreseen.before(today, TRIED) if month.start >= enough]
