"""One entry of a table or a profile, its values read column by column, all that is wrong with it gathered."""

from __future__ import annotations

import datetime
import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple, TypeVar

from ledes import money
from ledes.setup.mistakes import Mistake, shown, unknown
from ledes.setup.tables import Given

T = TypeVar("T")
FLAGS = {"yes": True, "true": True, "1": True, "y": True, "no": False, "false": False, "0": False, "n": False}
OPEN = (datetime.date.min, datetime.date.max)


class Span(NamedTuple):
    """The days from which and until which an entry holds, both included; `None` is open."""

    start: datetime.date | None
    end: datetime.date | None


class Entry:
    """The values of one entry; `wrong` fills up while they are read."""

    def __init__(self, place: str, values: Mapping[str, str], file: str) -> None:
        self.place = place
        self.values = values
        self.file = file
        self.wrong: list[Mistake] = []

    def text(self, column: str) -> str:
        """Give a text; empty where there is none."""
        return self.values.get(column, "")

    def needed(self, column: str, remedy: str) -> str:
        """Give a text that must be there."""
        if not self.values.get(column):
            self.wrong.append(self._at(column, "is empty", remedy))
        return self.values.get(column, "")

    def amount(self, column: str) -> Decimal | None:
        """Give an amount of zero or more; `None` where there is none."""
        return self._read(
            column,
            _amount,
            "an amount",
            "write digits with at most one point, such as 412.50; no sign, blank or separator",
        )

    def day(self, column: str) -> datetime.date | None:
        """Give a day; `None` where there is none."""
        return self._read(column, day, "a day", "write days as 2026-01-31")

    def whole(self, column: str) -> int | None:
        """Give a whole number of zero or more; `None` where there is none."""
        return self._read(column, _whole, "a whole number", "write digits only, such as 30")

    def flag(self, column: str) -> bool | None:
        """Give yes or no; `None` where nothing is said."""
        return self._read(column, lambda said: FLAGS[said.lower()], "yes or no", "write yes or no")

    def words(self, column: str) -> tuple[str, ...]:
        """Give a list that is written with semicolons between."""
        return tuple(word for each in self.text(column).split(";") if (word := each.strip()))

    def choice(self, column: str, allowed: Iterable[str], what: str) -> str:
        """Give one of some words; empty where nothing is said."""
        said = self.text(column)
        if said and said not in (known := tuple(allowed)):
            self.wrong.append(unknown(self.file, f"{self.place}, column {column}", said, known, what))
        return said

    def span(self) -> Span:
        """Give the days under `from` and `to`."""
        found = Span(self.day("from"), self.day("to"))
        if found.start and found.end and found.start > found.end:
            fact = f"ends on {found.end} before it begins on {found.start}"
            self.wrong.append(Mistake(self.file, self.place, fact, "swap from and to"))
        return found

    def _read(self, column: str, read: Callable[[str], T], what: str, remedy: str) -> T | None:
        said = self.values.get(column, "")
        if not said:
            return None
        try:
            return read(said)
        except (ValueError, KeyError):
            self.wrong.append(self._at(column, f"is {shown(said)}, not {what}", remedy))
            return None

    def _at(self, column: str, fact: str, remedy: str) -> Mistake:
        return Mistake(self.file, f"{self.place}, column {column}", fact, remedy)


def made(given: Iterable[Given], file: str, make: Callable[[Entry], T]) -> tuple[list[tuple[str, T]], list[Mistake]]:
    """Make a value of each entry; give those that nothing is wrong with, each with its place, and all mistakes."""
    found: list[Mistake] = []
    values: list[tuple[str, T]] = []
    for place, said in given:
        entry = Entry(place, said, file)
        value = make(entry)
        if entry.wrong:
            found += entry.wrong
        else:
            values.append((place, value))
    return values, found


def twice(
    entries: Iterable[tuple[str, T]], file: str, key: Callable[[T], object], span: Callable[[T], Span], fact: str
) -> Iterator[Mistake]:
    """Find entries with the same key that hold on the same day; `fact` is worded with what stands for the key."""
    by_key: dict[object, list[tuple[str, Span]]] = {}
    for place, each in entries:
        by_key.setdefault(key(each), []).append((place, span(each)))
    for name, held in by_key.items():
        ordered = sorted(held, key=lambda each: each[1].start or OPEN[0])
        for (first, earlier), (second, later) in itertools.pairwise(ordered):
            if (earlier.end or OPEN[1]) >= (later.start or OPEN[0]):
                said = f"{_said(name)} {fact}, also in {first}"
                yield Mistake(file, second, said, "let the earlier entry end the day before the later one begins")


def _said(name: object) -> str:
    parts = [part for part in name if part] if isinstance(name, tuple) else [name]
    return ", ".join(shown(part) for part in parts) or "everybody"


def day(text: str) -> datetime.date:
    """Read a day written as 2026-01-31.

    Raises `ValueError` for anything else.
    """
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text, re.ASCII):
        raise ValueError("not an ISO day")
    return datetime.date.fromisoformat(text)


def _amount(text: str) -> Decimal:
    amount = money.parse(text)
    if amount < 0:
        raise ValueError("below zero")
    return amount


def _whole(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text, re.ASCII):
        raise ValueError("not a whole number")
    return int(text)
