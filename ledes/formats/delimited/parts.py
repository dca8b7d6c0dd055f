"""The parts of a bill in a delimited e-bill: lines, and the matters, people and parties that many lines share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from ledes import money
from ledes.bill import Address, Matter, Party, Tax, Timekeeper, line_maker
from ledes.formats.delimited.heading import Layout
from ledes.formats.recall import KEPT

T = TypeVar("T")
LINE = (
    "line.number", "line.kind", "line.date", "line.units", "line.rate", "line.adjustment", "line.total",
    "line.description", "line.task", "line.activity", "line.expense",
)  # fmt: skip
"""What a line is made of, in this order."""

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
        return list(map(self.__getitem__, zip(*[columns[at] for at in self.places.values()], strict=True)))


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


def _untaxed() -> Callable[..., Any]:
    """Prepare the making of lines where the stated total has no tax in it."""
    made = line_maker()

    def make(row: int, values: Sequence[Any], matter: Matter, timekeeper: Timekeeper | None) -> Any:
        number, kind, date, units, rate, adjustment, total, description, task, activity, expense = values
        return made(
            number, row, kind or "", matter, date, units, rate, None, adjustment, total, None, total,
            task, activity, expense, timekeeper, description,
        )  # fmt: skip

    return make


def _taxed() -> Callable[..., Any]:
    """Prepare the making of lines where the stated total has the tax in it."""
    made, taxes_of = line_maker(), _taxes()

    def make(row: int, values: Sequence[Any], matter: Matter, timekeeper: Timekeeper | None) -> Any:
        (number, kind, date, units, rate, adjustment, total, description, task, activity, expense,
         tax, percent, tax_kind) = values  # fmt: skip
        amount = None if total is None or tax is None else money.minus(total, tax)
        return made(
            number, row, kind or "", matter, date, units, rate, None, adjustment, amount, tax, total,
            task, activity, expense, timekeeper, description, taxes_of(percent, tax_kind, tax),
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
