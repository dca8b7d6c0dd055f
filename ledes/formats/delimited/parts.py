"""The parts of a bill in a delimited e-bill: lines, and the matters, people and parties that many lines share."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Generic, TypeVar

from ledes import money
from ledes.bill import Address, Line, Matter, Party, Tax, Timekeeper, line_twin
from ledes.formats.delimited.heading import Layout
from ledes.formats.recall import KEPT

T = TypeVar("T")
LINE = (
    "line.number", "line.kind", "line.date", "line.units", "line.rate", "line.adjustment", "line.total",
    "line.description", "line.task", "line.activity", "line.expense",
)  # fmt: skip
"""What a line is made of, in this order."""

NOTHING = itertools.repeat(None)
TAX = ("line.tax", "tax.rate", "tax.kind")
"""What follows in a format with taxes."""


class Shared(dict[tuple[str, ...], T], Generic[T]):
    """Parts of one kind, known again by their texts: each is made once, whatever number of lines share it."""

    def __init__(self, layout: Layout, who: str, make: Callable[[dict[str, str]], T]) -> None:
        super().__init__()
        paths = {field.bill.removeprefix(f"{who}."): field.index for field in layout.fields}
        self.places = {path: at for path, at in paths.items() if layout.fields[at].bill != path}
        self.make = make

    def __missing__(self, texts: tuple[str, ...]) -> T:
        made = self[texts] = self.make(dict(zip(self.places, texts, strict=True)))
        return made

    def of(self, cells: Sequence[str]) -> T:
        """Give the part of one record."""
        return self[tuple([cells[at] for at in self.places.values()])]

    def every(self, columns: Sequence[tuple[str, ...]]) -> list[T]:
        """Give the part of each of many records, whose values come column by column."""
        own = [columns[at] for at in self.places.values()]
        if all(texts.count(texts[0]) == len(texts) for texts in own):
            return [self[tuple([texts[0] for texts in own])]] * len(own[0])
        return list(map(self.__getitem__, zip(*own, strict=True)))


class Parts:
    """Makes the parts of the bills of one file; `line` are the places of what a line is made of."""

    def __init__(self, layout: Layout) -> None:
        place = {field.bill: field.index for field in layout.fields}
        taxed = "line.tax" in place
        self.line = [place[path] for path in (LINE + TAX if taxed else LINE)]
        self.made = _taxed() if taxed else _untaxed()
        self.matters = Shared(layout, "matter", lambda texts: Matter(**texts))  # type: ignore[arg-type]
        self.timekeepers = Shared(layout, "timekeeper", _timekeeper)
        self.firms = Shared(layout, "firm", _party)
        self.clients = Shared(layout, "client", _party)

    def forget(self) -> None:
        """Start anew where more is remembered than memory shall hold."""
        for shared in (self.matters, self.timekeepers, self.firms, self.clients):
            if len(shared) > KEPT:
                shared.clear()


def _timekeeper(texts: dict[str, str]) -> Timekeeper | None:
    return Timekeeper(**texts) if any(texts.values()) else None  # type: ignore[arg-type]


def _party(texts: dict[str, str]) -> Party:
    own = {name: text for name, text in texts.items() if "." not in name}
    address = {name.removeprefix("address."): text for name, text in texts.items() if "." in name}
    return Party(**own, address=Address(**address))  # type: ignore[arg-type]


def _made(*columns: Iterable[Any]) -> list[Line]:
    """Make lines of columns, in the order of their parts."""
    made: list[Line] = list(map(line_twin(), *columns))
    for each in made:
        each.__class__ = Line
    return made


Make = Callable[[Iterable[int], Sequence[Sequence[Any]], Sequence[Any], Sequence[Any]], list[Line]]
"""Makes lines of their rows, the columns of `Parts.line`, their matters and their timekeepers."""


def _untaxed() -> Make:
    """Prepare the making of lines where the stated total has no tax in it."""

    def make(
        rows: Iterable[int], columns: Sequence[Sequence[Any]], matters: Sequence[Any], timekeepers: Sequence[Any]
    ) -> list[Line]:
        number, kind, date, units, rate, adjustment, total, description, task, activity, expense = columns
        return _made(
            number, rows, kind, matters, date, units, rate, NOTHING, adjustment, total, NOTHING, total,
            task, activity, expense, timekeepers, description,
        )  # fmt: skip

    return make


def _taxed() -> Make:
    """Prepare the making of lines where the stated total has the tax in it."""
    taxes_of = _taxes()

    def make(
        rows: Iterable[int], columns: Sequence[Sequence[Any]], matters: Sequence[Any], timekeepers: Sequence[Any]
    ) -> list[Line]:
        (number, kind, date, units, rate, adjustment, total, description, task, activity, expense,
         tax, percent, tax_kind) = columns  # fmt: skip
        amount = [
            None if stated is None or taxed is None else money.minus(stated, taxed)
            for stated, taxed in zip(total, tax, strict=True)
        ]
        return _made(
            number, rows, kind, matters, date, units, rate, NOTHING, adjustment, amount, tax, total,
            task, activity, expense, timekeepers, description, map(taxes_of, percent, tax_kind, tax),
        )  # fmt: skip

    return make


def _taxes() -> Callable[[Any, str, Any], tuple[Tax, ...]]:
    known: dict[tuple[Any, ...], tuple[Tax, ...]] = {}

    def make(rate: Any, kind: str, amount: Any) -> tuple[Tax, ...]:
        if rate is None and not kind:
            return ()
        key = (str(rate), kind, str(amount))
        if key not in known:
            if len(known) >= KEPT:
                known.clear()
            known[key] = (Tax(kind=kind, rate=rate, amount=amount),)
        return known[key]

    return make
