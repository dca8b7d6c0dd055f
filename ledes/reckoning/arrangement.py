"""A bill taken apart into matters and the lines of each, and put together again with some of them changed."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ledes.bill import Bill, Line, Matter
from ledes.lines import altered


class Placed(NamedTuple):
    """A line and the place of its matter; no place (-1) where it names none."""

    place: int
    line: Line


def apart(bill: Bill) -> tuple[list[Matter], list[Placed]]:
    """Give a bill's matters, and its lines with the places of theirs, in the order of the bill."""
    matters: list[Matter] = list(bill.matters)
    places = {id(matter): place for place, matter in enumerate(matters)}
    placed: list[Placed] = []
    for line in bill.lines:
        place = -1
        if line.matter is not None:
            found = places.get(id(line.matter))
            if found is None:
                if line.matter not in matters:
                    matters.append(line.matter)
                found = places[id(line.matter)] = matters.index(line.matter)
            place = found
        placed.append(Placed(place, line))
    return matters, placed


def together(bill: Bill, matters: Sequence[Matter], placed: Iterable[Placed]) -> Bill:
    """Put a bill together from matters and lines; each line names the matter of its place."""
    lines = tuple(
        line if place < 0 or line.matter is matters[place] else altered(line, matter=matters[place])
        for place, line in placed
    )
    return dataclasses.replace(bill, matters=tuple(matters), lines=lines)


def with_matters(bill: Bill, changed: Sequence[Matter]) -> Bill:
    """Replace the matters of a bill, in their order, in its lines too."""
    _matters, placed = apart(bill)
    return together(bill, changed, placed)
