"""What bills hold, added up once so that any span of days is answered at once."""

from __future__ import annotations

import bisect
import datetime
import functools
import itertools
from collections.abc import Iterable
from typing import NamedTuple

from ledes import money
from ledes.earlier import NOTHING, Spent

UNDATED = datetime.date.min
"""Stands for the day of a bill without one: it comes before all others."""


class Key(NamedTuple):
    """Where a bill stands among others: by its date, then its number, then the order in which they were met."""

    date: datetime.date
    number: str
    place: int


class Sums:
    """Amounts of many bills in the order of their keys."""

    __slots__ = ("_dates", "_keys", "_known", "_ordered", "_whole")

    def __init__(self, entries: Iterable[tuple[Key, Spent]]) -> None:
        self._ordered = sorted(entries)
        self._keys = [key for key, _ in self._ordered]
        self._dates = [key.date for key in self._keys]
        self._whole = functools.reduce(plus, (spent for _, spent in self._ordered), NOTHING)
        self._known: list[Spent] = []

    @property
    def _running(self) -> list[Spent]:
        """Give the sums up to each key; most matters are asked for the whole alone."""
        if not self._known:
            self._known = list(itertools.accumulate((spent for _, spent in self._ordered), plus, initial=NOTHING))
        return self._known

    def spent(self, since: datetime.date | None = None, until: datetime.date | None = None) -> Spent:
        """Add up the bills of a span of days, both included."""
        if since is None and until is None:
            return self._whole
        first = bisect.bisect_left(self._dates, since) if since else 0
        last = bisect.bisect_right(self._dates, until) if until else len(self._keys)
        return minus(self._running[last], self._running[first]) if last > first else NOTHING

    def without(self, key: Key, since: datetime.date | None = None, until: datetime.date | None = None) -> Spent:
        """Add up the bills of a span of days but one."""
        whole = self.spent(since, until)
        if (since and key.date < since) or (until and key.date > until):
            return whole
        return minus(whole, self._own(key))

    def ahead(self, key: Key, since: datetime.date | None = None) -> Spent:
        """Add up the bills from a day on that come before a key."""
        first = bisect.bisect_left(self._dates, since) if since else 0
        last = bisect.bisect_left(self._keys, key)
        return minus(self._running[last], self._running[first]) if last > first else NOTHING

    def _own(self, key: Key) -> Spent:
        at = bisect.bisect_left(self._keys, key)
        if at < len(self._keys) and self._keys[at] == key:
            return self._ordered[at][1]
        return NOTHING


def plus(one: Spent, other: Spent) -> Spent:
    """Add two amounts of each kind."""
    add = money.plus
    return Spent(add(one.fees, other.fees), add(one.expenses, other.expenses), add(one.total, other.total))


def minus(one: Spent, other: Spent) -> Spent:
    """Take amounts of each kind from others."""
    take = money.minus
    return Spent(take(one.fees, other.fees), take(one.expenses, other.expenses), take(one.total, other.total))
