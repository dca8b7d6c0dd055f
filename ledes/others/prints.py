"""Fingerprints of the lines of a run: some thirty bytes a line, and answers for the few that come twice."""

from __future__ import annotations

import bisect
import datetime
import itertools
import sys
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from typing import NamedTuple

from ledes.earlier import BilledLine
from ledes.facts import Print


class Fingerprints(Set[int]):
    """Fingerprints in eight bytes each, where a set takes seventy."""

    __slots__ = ("_sorted",)

    def __init__(self, found: Iterable[int]) -> None:
        self._sorted = array("q", (each for each, _ in itertools.groupby(sorted(found))))

    def __contains__(self, each: object) -> bool:
        """Say whether a fingerprint is among them."""
        if not isinstance(each, int):
            return False
        at = bisect.bisect_left(self._sorted, each)
        return at < len(self._sorted) and self._sorted[at] == each

    def __iter__(self) -> Iterator[int]:
        """Give them in order."""
        return iter(self._sorted)

    def __len__(self) -> int:
        """Count them."""
        return len(self._sorted)


class Seen(NamedTuple):
    """Fingerprints, and the days of their lines."""

    fingerprints: Fingerprints
    days: frozenset[datetime.date]


class Prints:
    """Fingerprints with the bill, number, day and matter of their lines."""

    __slots__ = ("_days", "_lines", "_matters", "_named", "_names", "_numbers", "_places", "_prints", "_rows", "_twice")

    def __init__(self) -> None:
        self._prints = array("q")
        self._places = array("I")
        self._days = array("i")
        self._named = array("I")
        self._lines: list[str] = []
        self._numbers: dict[int, str] = {}
        self._rows: dict[int, range] = {}
        self._matters: dict[str, int] = {}
        self._names: list[str] = []
        self._twice: Mapping[int, Mapping[int, list[int]]] | None = None

    def add(self, place: int, number: str, prints: Sequence[Print]) -> None:
        """Take in the lines of a bill."""
        self._twice = None
        self._numbers[place] = number
        first = len(self._prints)
        found, lines, dates, matters = zip(*prints, strict=True) if prints else ((), (), (), ())
        self._prints.extend(found)
        self._lines.extend(map(sys.intern, lines))
        self._days.extend([date.toordinal() if date else 0 for date in dates])
        self._places.extend(itertools.repeat(place, len(found)))
        for matter in dict.fromkeys(matters):
            if self._matters.setdefault(matter, len(self._matters)) == len(self._names):
                self._names.append(matter)
        self._named.extend(map(self._matters.__getitem__, matters))
        self._rows[place] = range(first, len(self._prints))

    def join(self, later: Prints, moved: int) -> None:
        """Take in the lines of bills that were gathered apart; their places are so many further on here."""
        self._twice = None
        first = len(self._prints)
        named = [self._matters.setdefault(matter, len(self._matters)) for matter in later._names]
        self._names = list(self._matters)
        self._prints += later._prints
        self._places.extend(place + moved for place in later._places)
        self._days += later._days
        self._named.extend(named[at] for at in later._named)
        self._lines += later._lines
        for place, number in later._numbers.items():
            self._numbers[place + moved] = number
            rows = later._rows[place]
            self._rows[place + moved] = range(rows.start + first, rows.stop + first)

    def again(self, place: int) -> frozenset[str]:
        """Name by their numbers the lines of a bill whose fingerprints stand more than once in the run."""
        repeated = self.repeated()
        return frozenset([self._lines[row] for row in self._rows.get(place, ()) if self._prints[row] in repeated])

    def of(self, counts: Callable[[int], bool]) -> Seen:
        """Give the fingerprints of those bills whose place counts."""
        counted = {place for place in self._numbers if counts(place)}
        days = {day for day, place in zip(self._days, self._places, strict=True) if place in counted} - {0}
        own = (each for each, place in zip(self._prints, self._places, strict=True) if place in counted)
        return Seen(Fingerprints(own), frozenset(map(datetime.date.fromordinal, days)))

    def find(self, fingerprint: int, day: datetime.date, counts: Callable[[int], bool]) -> tuple[BilledLine, ...]:
        """List the lines with a fingerprint on a day, of those bills whose place counts."""
        rows = self.repeated().get(fingerprint, {}).get(day.toordinal(), ())
        return tuple(self._line(row) for row in rows if counts(self._places[row]))

    def _line(self, row: int) -> BilledLine:
        return BilledLine(
            number=self._numbers[self._places[row]],
            line=self._lines[row],
            date=datetime.date.fromordinal(self._days[row]) if self._days[row] else None,
            matter=self._names[self._named[row]],
        )

    def repeated(self) -> Mapping[int, Mapping[int, list[int]]]:
        """Keep the rows of each fingerprint and day that stands more than once: of a month that is little."""
        if self._twice is None:
            ordered = array("q", sorted(self._prints))
            twice = {one for one, other in itertools.pairwise(ordered) if one == other}
            found: dict[int, dict[int, list[int]]] = {each: {} for each in twice}
            for row, each in enumerate(self._prints):
                if each in twice:
                    found[each].setdefault(self._days[row], []).append(row)
            self._twice = found
        return self._twice
