"""A chart: labels along one axis, amounts along the other; drawn the same on a page and in a workbook."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from ledes import money

COLUMNS, BARS, LINES = "columns", "bars", "lines"
"""Upright columns for times and steps, lying bars for names, lines for what goes on."""

MOST = 12
"""Names that one chart of bars shows; the others are taken together."""

OTHERS = "all others"


class Series(NamedTuple):
    """Values under one name, one for each label; `None` where nothing is known."""

    name: str
    values: tuple[Decimal | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """What is drawn; `unit` says what the numbers are (USD, days, %), `band` a low and a high value for each label.

    Of fractions (`percent`) 0.2 is 20 %. `stacked` series are put upon each other, and are never below zero. Series
    that are `steps` of one thing, such as ages, are coloured from good to bad, after a first one that is neither.
    """

    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    kind: str = COLUMNS
    stacked: bool = False
    steps: bool = False
    unit: str = ""
    percent: bool = False
    band: tuple[tuple[Decimal | None, Decimal | None], ...] = ()

    @property
    def empty(self) -> bool:
        """Say whether there is nothing to draw."""
        return not self.shown

    @property
    def shown(self) -> tuple[int, ...]:
        """Give the places of the series that have something to show: what is nothing everywhere needs no name."""
        return tuple(place for place, each in enumerate(self.series) if any(each.values))


def largest(
    found: Iterable[tuple[str, tuple[Decimal, ...]]], most: int = MOST
) -> list[tuple[str, tuple[Decimal, ...]]]:
    """Keep the names with the largest sums, largest first; those that have no room are added up as one.

    >>> largest([("a", (Decimal(1),)), ("b", (Decimal(5),)), ("c", (Decimal(2),))], most=2)
    [('b', (Decimal('5'),)), ('all others', (Decimal('3'),))]
    """
    ordered = sorted(found, key=lambda each: (-money.total(each[1]), each[0]))
    if len(ordered) <= most:
        return ordered
    rest = [values for _, values in ordered[most - 1 :]]
    return [*ordered[: most - 1], (OTHERS, tuple(money.total(column) for column in zip(*rest, strict=True)))]
