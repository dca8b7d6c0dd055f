"""Fingerprints of the lines of a run: some thirty bytes a line, and answers for the few that come twice."""

from __future__ import annotations

import bisect
import datetime
import itertools
import operator
import sys
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import NamedTuple

from ledes.earlier import BilledLine
from ledes.facts import Print


class Fingerprints(Set[int]):
    """Fingerprints in eight bytes each, where a set takes seventy."""

    __slots__ = ("_sorted",)

    def __init__(self, ordered: Sequence[int]) -> None:
        """Take them in their order, in which those that come again stand next to each other."""
        self._sorted = array("q", ordered)

    def __contains__(self, each: object) -> bool:
        """Say whether a fingerprint is among them."""
        if not isinstance(each, int):
            return False
        at = bisect.bisect_left(self._sorted, each)
        return at < len(self._sorted) and self._sorted[at] == each

    def __iter__(self) -> Iterator[int]:
        """Give them in order, each once."""
        return (each for each, _ in itertools.groupby(self._sorted))

    def __len__(self) -> int:
        """Count them, each once."""
        return sum(1 for _ in self)


class Seen(NamedTuple):
    """Fingerprints, and the days of their lines."""

    fingerprints: Fingerprints
    days: frozenset[datetime.date]


class Twice(NamedTuple):
    """What comes twice: rows by fingerprint and day, and the numbers of the lines by the place of their bill."""

    rows: Mapping[int, Mapping[int, list[int]]]
    lines: Mapping[int, Set[str]]


class Prints:
    """Fingerprints of the lines of one client's bills, with the bill, number, day and matter of each line."""

    __slots__ = ("_days", "_lines", "_matters", "_named", "_names", "_numbers", "_places", "_prints", "_seen", "_twice")

    def __init__(self) -> None:
        self._prints = array("q")
        self._places = array("I")
        self._days = array("i")
        self._named = array("I")
        self._lines: list[str] = []
        self._numbers: dict[int, str] = {}
        self._matters: dict[str, int] = {}
        self._names: list[str] = []
        self._seen: Seen | None = None
        self._twice: Twice | None = None

    def add(self, place: int, number: str, prints: Sequence[Print]) -> None:
        """Take in the lines of a bill."""
        self._twice = None
        self._numbers[place] = number
        found, lines, dates, matters = zip(*prints, strict=True) if prints else ((), (), (), ())
        self._prints.extend(found)
        self._lines.extend(map(sys.intern, lines))
        self._days.extend([date.toordinal() if date else 0 for date in dates])
        self._places.extend(itertools.repeat(place, len(found)))
        for matter in dict.fromkeys(matters):
            if self._matters.setdefault(matter, len(self._matters)) == len(self._names):
                self._names.append(matter)
        self._named.extend(map(self._matters.__getitem__, matters))

    def join(self, later: Prints, moved: int) -> None:
        """Take in the lines of bills that were gathered apart; their places are so many further on here."""
        self._twice = None
        named = [self._matters.setdefault(matter, len(self._matters)) for matter in later._names]
        self._names = list(self._matters)
        self._prints += later._prints
        self._places.extend([place + moved for place in later._places])
        self._days += later._days
        self._named.extend([named[at] for at in later._named])
        self._lines += later._lines
        self._numbers.update((place + moved, number) for place, number in later._numbers.items())

    def settle(self) -> None:
        """Keep of the lines those that come twice, and of the others their fingerprints and days alone.

        Nothing may be taken in afterwards.
        """
        ordered = sorted(self._prints)
        self._seen = _seen(ordered, self._days)
        rows = self._repeated(ordered)
        for name in ("_prints", "_places", "_days", "_named"):
            column = getattr(self, name)
            setattr(self, name, array(column.typecode, [column[row] for row in rows]))
        self._lines = [self._lines[row] for row in rows]
        self._twice = None

    def seen(self) -> Seen:
        """Give all fingerprints and days."""
        return self._seen or _seen(sorted(self._prints), self._days)

    def again(self, place: int) -> Set[str]:
        """Name by their numbers the lines of a bill whose fingerprints stand more than once in the run."""
        return self.twice().lines.get(place, frozenset())

    def find(self, fingerprint: int, day: datetime.date, but: int) -> tuple[BilledLine, ...]:
        """List the lines with a fingerprint on a day, of all bills but the one at a place."""
        rows = self.twice().rows.get(fingerprint, {}).get(day.toordinal(), ())
        return tuple(self._line(row) for row in rows if self._places[row] != but)

    def _line(self, row: int) -> BilledLine:
        return BilledLine(
            number=self._numbers[self._places[row]],
            line=self._lines[row],
            date=datetime.date.fromordinal(self._days[row]) if self._days[row] else None,
            matter=self._names[self._named[row]],
        )

    def twice(self) -> Twice:
        """Keep what stands more than once: of a month that is little."""
        if self._twice is None:
            found: dict[int, dict[int, list[int]]] = {}
            lines: dict[int, set[str]] = {}
            for row in range(len(self._prints)) if self._seen else self._repeated(sorted(self._prints)):
                found.setdefault(self._prints[row], {}).setdefault(self._days[row], []).append(row)
                lines.setdefault(self._places[row], set()).add(self._lines[row])
            self._twice = Twice(found, lines)
        return self._twice

    def _repeated(self, ordered: Sequence[int]) -> list[int]:
        """List the rows whose fingerprint is another row's too; `ordered` are all fingerprints in their order."""
        # loops that no line of ours runs in: a month has a million
        twice = set(itertools.compress(ordered, map(operator.eq, ordered, itertools.islice(ordered, 1, None))))
        return list(itertools.compress(itertools.count(), map(twice.__contains__, self._prints)))


def _seen(ordered: Sequence[int], days: Iterable[int]) -> Seen:
    return Seen(Fingerprints(ordered), frozenset(map(datetime.date.fromordinal, set(days) - {0})))
