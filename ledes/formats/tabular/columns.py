"""Find the row of headings in a table, the map that fits them, and the column of each value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ledes.formats import given
from ledes.formats.tabular.cells import Cell
from ledes.formats.tabular.maps import Extract, Skip, TableMap, key

DEEPEST = 20
"""Headings stand in one of the first so many rows; what is above them is title and small print."""

LEAST = 2
"""Headings that a row must share with a map to be taken for its row of headings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """How a map fits a table: where its headings stand, and what is missing, doubled, or not read.

    `places` gives the column of each value, `extracts` and `skips` the columns of patterns and of rows to leave out.
    """

    map: TableMap
    row: int
    headings: tuple[str, ...]
    places: Mapping[str, int]
    extracts: tuple[tuple[Extract, int], ...]
    skips: tuple[tuple[Skip, int], ...]
    missing: tuple[str, ...]
    doubled: tuple[str, ...]
    unread: tuple[str, ...]
    known: int

    @property
    def complete(self) -> bool:
        """Say whether every heading that the map cannot do without is there."""
        return bool(self.known) and not self.missing

    @property
    def rank(self) -> tuple[int, float]:
        """Give what the best of several fits is chosen by: headings known, then how much of the map they are."""
        wanted = len(self.map.columns) + len(self.map.extracts) + len(self.map.skips) + len(self.map.ignored)
        return self.known, self.known / max(1, wanted)

    def columns(self) -> frozenset[int]:
        """Collect the columns that are read."""
        return frozenset(
            [*self.places.values(), *(at for _each, at in self.extracts), *(at for _each, at in self.skips)]
        )

    def heading(self, value: str) -> str:
        """Name the heading under which a value stands; its own name where it has no column."""
        if value in self.places:
            return self.headings[self.places[value]]
        for extract, at in self.extracts:
            if value.replace(".", "__") in extract.pattern.groupindex:
                return self.headings[at]
        return value


def fit(chosen: TableMap, rows: Sequence[tuple[int, Sequence[Cell]]]) -> Fit:
    """Fit a map to the first rows of a table, as (physical row, cells)."""
    number, cells = _heading_row(chosen, rows)
    headings = tuple(" ".join(cell.split()) if isinstance(cell, str) else "" for cell in cells)
    keys = [key(heading) for heading in headings]
    counted = Counter(each for each in keys if each)
    at = {each: place for place, each in reversed(list(enumerate(keys))) if each}
    places = _places(chosen, at)
    extracts = tuple((each, found) for each in chosen.extracts if (found := _first(each.columns, at)) is not None)
    skips = tuple((skip, at[column]) for skip in chosen.skips for column in skip.columns if column in at)
    used = {*places.values(), *(place for _each, place in extracts), *(place for _each, place in skips)}
    return Fit(
        map=chosen,
        row=number,
        headings=headings,
        places=places,
        extracts=extracts,
        skips=skips,
        missing=tuple(_missing(chosen, places, extracts)),
        doubled=tuple(heading for place, heading in enumerate(headings) if place in used and counted[keys[place]] > 1),
        unread=tuple(
            heading
            for heading, each in zip(headings, keys, strict=True)
            if each and at[each] not in used and each not in chosen.ignored
        ),
        known=sum(1 for each in counted if each in chosen.known),
    )


def _heading_row(chosen: TableMap, rows: Sequence[tuple[int, Sequence[Cell]]]) -> tuple[int, Sequence[Cell]]:
    best: tuple[int, Sequence[Cell]] = (0, ())
    most = LEAST - 1
    for number, cells in rows[:DEEPEST]:
        shared = len({key(cell) for cell in cells if isinstance(cell, str)} & chosen.known)
        if shared > most:
            best, most = (number, cells), shared
    return best


def _places(chosen: TableMap, at: Mapping[str, int]) -> dict[str, int]:
    """Give each value its column; a heading that several values claim goes to the first."""
    places: dict[str, int] = {}
    for value, wanted in chosen.columns.items():
        found = _first([each for each in wanted if each in at and at[each] not in places.values()], at)
        if found is not None:
            places[value] = found
    return places


def _first(wanted: Iterable[str], at: Mapping[str, int]) -> int | None:
    return next((at[each] for each in wanted if each in at), None)


def _missing(chosen: TableMap, places: Mapping[str, int], extracts: Iterable[tuple[Extract, int]]) -> Iterator[str]:
    """Name the headings that the map cannot do without and the table lacks."""
    there = [extract for extract, _at in extracts]
    grouped = {group for extract in there for group in extract.pattern.groupindex}
    for value in chosen.required:
        if value not in places and value.replace(".", "__") not in grouped:
            wanted = chosen.columns.get(value, ())
            yield chosen.labels[wanted[0]] if wanted else value
    for extract in chosen.extracts:
        if extract not in there and not extract.optional:
            yield chosen.labels[extract.columns[0]]


def best(fits: Iterable[Fit]) -> list[Fit]:
    """Choose the complete fits of the highest rank; a workspace's maps go before ready ones of the same rank."""
    complete = [each for each in fits if each.complete]
    if not complete:
        return []
    top = max((each.rank, not each.map.ready) for each in complete)
    return [each for each in complete if (each.rank, not each.map.ready) == top]


def closest(fits: Iterable[Fit]) -> Fit | None:
    """Choose, where no map fits, the one that comes nearest."""
    return max(fits, key=lambda each: (each.known - len(each.missing), each.rank), default=None)


def similar(heading: str, headings: Iterable[str]) -> str:
    """Find the heading of the table that is written most like a missing one."""
    from rapidfuzz import fuzz, process

    named = [each for each in headings if each]
    found = process.extractOne(heading, named, scorer=fuzz.ratio, processor=key, score_cutoff=70)
    return str(found[0]) if found else ""


def lacking(chosen: Fit, sets: Mapping[str, str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Name the values that neither the table, nor its map, nor `--set` gives: those a bill must have from here, and
    those that a client's profile may still give.
    """
    there = {*chosen.places, *chosen.map.constants, *chosen.map.defaults, *sets}
    there |= {group.replace("__", ".") for extract, _at in chosen.extracts for group in extract.pattern.groupindex}
    needed = ["invoice.number", "invoice.date", "matter.firm_id"]
    if not chosen.map.period_from_lines:
        needed += ["invoice.start", "invoice.end"]
    return (
        tuple(value for value in sorted(needed, key=list(given.names()).index) if value not in there),
        tuple(value for value in ("client.id", "firm.id") if value not in there),
    )
