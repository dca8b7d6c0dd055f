"""Tables of amounts by names and currency: rows with one name are added up, and each currency by itself below."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from ledes import money
from ledes.show.chart import BARS, Chart, Series, largest
from ledes.show.sheet import COUNT, MONEY, TEXT, Cell, Column, Sheet

CURRENCY = Column("currency", "Currency", TEXT, 10)
CLIENT = Column("client", "Client", TEXT, 24)
TOGETHER = "together"
NONE = Decimal("0.00")

Row = tuple[tuple[str, ...], tuple[Decimal | int, ...]]
"""Names, the last of which is the currency, and what is added up under them."""


class Later:
    """Rows of a table of detail, which are made when somebody looks at them, and again for the next who does."""

    def __init__(self, made: Callable[[], Iterable[tuple[Cell, ...]]]) -> None:
        self.made = made

    def __iter__(self) -> Iterator[tuple[Cell, ...]]:
        return iter(self.made())


def amount(name: str, title: str, width: int = 14) -> Column:
    """Make a column of amounts."""
    return Column(name, title, MONEY, width)


def count(name: str, title: str, width: int = 9) -> Column:
    """Make a column of whole numbers."""
    return Column(name, title, COUNT, width)


def added(rows: Iterable[Row]) -> dict[tuple[str, ...], list[Any]]:
    """Add up what stands under the same names."""
    found: dict[tuple[str, ...], list[Any]] = {}
    for names, values in rows:
        sums = found.get(names)
        if sums is None:
            found[names] = list(values)
            continue
        for place, value in enumerate(values):
            here = sums[place]
            sums[place] = here + value if isinstance(value, int) else money.plus(here, value)
    return found


def by_currency(rows: Iterable[Row]) -> dict[str, list[Any]]:
    """Add up each currency by itself."""
    return {names[0]: sums for names, sums in sorted(added(((names[-1],), values) for names, values in rows).items())}


def table(
    key: str,
    title: str,
    named: Sequence[Column],
    columns: Sequence[Column],
    rows: Iterable[Row],
    *,
    notes: tuple[str, ...] = (),
    detail: bool = False,
) -> Sheet:
    """Make a table; `named` are the columns of the names but the currency, which comes after them."""
    found = sorted(added(rows).items())
    empty = ("",) * (len(named) - 1)
    sums = by_currency((names, tuple(values)) for names, values in found)
    totals = tuple((TOGETHER, *empty, currency, *map(_even, values)) for currency, values in sums.items())
    body: tuple[tuple[Cell, ...], ...] = tuple((*names, *map(_even, values)) for names, values in found)
    return Sheet(
        key=key,
        title=title,
        columns=(*named, CURRENCY, *columns),
        rows=body,
        totals=totals,
        notes=notes,
        detail=detail,
    )


def _even(value: Decimal | int) -> Decimal | int:
    """Write nothing with the decimals of an amount."""
    return NONE if isinstance(value, Decimal) and not value else value


def bars(title: str, rows: Iterable[Row], names: Sequence[str], *, steps: bool = False) -> tuple[Chart, ...]:
    """Draw amounts by their first name: a chart for each currency, the largest first; none is drawn below zero."""
    charts, rows = [], tuple(rows)
    for currency in sorted({each[-1] for each, _ in rows}):
        ours = added(((each[0],), values) for each, values in rows if each[-1] == currency)
        some = [(each[0], tuple(max(value, money.ZERO) for value in values)) for each, values in ours.items()]
        kept = largest((name, values) for name, values in some if any(values))
        charts.append(
            Chart(
                title=title,
                unit=currency,
                labels=tuple(name for name, _ in kept),
                series=tuple(
                    Series(name, tuple(values[place] for _, values in kept)) for place, name in enumerate(names)
                ),
                kind=BARS,
                stacked=len(names) > 1,
                steps=steps,
            )
        )
    return tuple(charts)
