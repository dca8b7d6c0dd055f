"""Fingerprints of the lines of a run: some thirty bytes a line, and answers for the few that come twice."""

from __future__ import annotations

import datetime
import itertools
import sys
from array import array
from collections.abc import Iterable

from ledes.earlier import BilledLine
from ledes.facts import Print


class Prints:
    """Fingerprints with the bill, number, day and matter of their lines."""

    __slots__ = ("_days", "_lines", "_matters", "_named", "_numbers", "_places", "_prints", "_twice")

    def __init__(self) -> None:
        self._prints = array("q")
        self._places = array("L")
        self._days = array("l")
        self._named = array("L")
        self._lines: list[str] = []
        self._numbers: dict[int, str] = {}
        self._matters: dict[str, int] = {}
        self._twice: dict[int, tuple[int, ...]] | None = None

    def add(self, place: int, number: str, prints: Iterable[Print]) -> None:
        """Take in the lines of a bill."""
        self._twice = None
        self._numbers[place] = number
        for each in prints:
            self._prints.append(each.fingerprint)
            self._places.append(place)
            self._days.append(each.date.toordinal() if each.date else 0)
            self._named.append(self._matters.setdefault(each.matter, len(self._matters)))
            self._lines.append(sys.intern(each.line))

    def find(self, place: int, fingerprint: int) -> list[tuple[int, BilledLine]]:
        """List the lines of other bills with a fingerprint, each with the place of its bill."""
        rows = self._repeated().get(fingerprint, ())
        return [(self._places[row], self._line(row)) for row in rows if self._places[row] != place]

    def _line(self, row: int) -> BilledLine:
        return BilledLine(
            number=self._numbers[self._places[row]],
            line=self._lines[row],
            date=datetime.date.fromordinal(self._days[row]) if self._days[row] else None,
            matter=next(name for name, at in self._matters.items() if at == self._named[row]),
        )

    def _repeated(self) -> dict[int, tuple[int, ...]]:
        """Keep what stands in more than one bill: of a month that is little."""
        if self._twice is None:
            self._twice = {}
            ordered = sorted(range(len(self._prints)), key=self._prints.__getitem__)
            for fingerprint, group in itertools.groupby(ordered, key=self._prints.__getitem__):
                rows = tuple(group)
                if len(rows) > 1 and len({self._places[row] for row in rows}) > 1:
                    self._twice[fingerprint] = rows
        return self._twice
