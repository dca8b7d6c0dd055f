"""Files that a finance system exports: rows under headings that its map knows, each value read in the declared form."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from pathlib import Path

from ledes.errors import InputError
from ledes.formats.source import unopened
from ledes.formats.tabular import cells, csvrows, xlsxrows
from ledes.formats.tabular.cells import Cell, Unreadable
from ledes.formats.tabular.csvrows import Row, Unusable
from ledes.formats.tabular.maps import key
from ledes.payments.finance import Finance, Headings

TITLES = 20
"""Rows above the headings, which finance systems fill with titles and filters."""

MOST_BYTES = 64 << 20
SHOWN = 8


class Fault(Exception):
    """A row that cannot be read: its number, the column, the fact."""

    def __init__(self, row: int, column: str, fact: str) -> None:
        super().__init__(fact)
        self.row = row
        self.column = column
        # The way out that a format's reader names is not that of a finance map.
        self.fact = fact.partition(" (--set")[0]

    @property
    def told(self) -> str:
        """Word it for a person."""
        return f"row {self.row}{f', column {self.column!r}' if self.column else ''}: {self.fact}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row: its number, and its cells by what they mean."""

    row: int
    values: Mapping[str, Cell]
    headings: Mapping[str, str]
    finance: Finance

    def text(self, name: str) -> str:
        """Give a text; empty where there is none.

        Raises `Fault`.
        """
        try:
            return " ".join(cells.text(self.values.get(name, "")).split())
        except Unreadable as error:
            raise self._wrong(name, error) from None

    def amount(self, name: str) -> Decimal | None:
        """Give an amount; `None` where there is none.

        Raises `Fault`.
        """
        cell = self.values.get(name, "")
        try:
            return None if cells.blank(cell) else cells.number(cell, self.finance.forms)
        except Unreadable as error:
            raise self._wrong(name, error) from None

    def day(self, name: str) -> datetime.date | None:
        """Give a day; `None` where there is none.

        Raises `Fault`.
        """
        cell = self.values.get(name, "")
        try:
            return None if cells.blank(cell) else cells.date(cell, self.finance.forms)
        except Unreadable as error:
            raise self._wrong(name, error) from None

    def lacks(self, name: str) -> Fault:
        """Say that a value is missing."""
        return Fault(self.row, self.headings.get(name, name), "is empty")

    def _wrong(self, name: str, error: Unreadable) -> Fault:
        return Fault(self.row, self.headings.get(name, name), error.fact)


def read(path: Path, finance: Finance, wanted: Headings, needed: Sequence[str]) -> Iterator[Entry | Fault]:
    """Yield the rows of a file, and those that are broken; blank ones are left out.

    Raises `InputError` for what is no table, or has not the headings that are needed.
    """
    rows = _rows(path, finance)
    at, places = _headed(path, rows, wanted, needed)
    headings = {name: _shown(rows[at].cells[place]) for name, place in places.items()}
    for row in rows[at + 1 :]:
        if row.wrong:
            yield Fault(row.number, "", row.wrong)
        elif not all(map(cells.blank, row.cells)):
            values = {name: row.cells[place] if place < len(row.cells) else "" for name, place in places.items()}
            yield Entry(row=row.number, values=values, headings=headings, finance=finance)


def _rows(path: Path, finance: Finance) -> Sequence[Row]:
    try:
        with path.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise unopened(path, error) from error
    if len(content) > MOST_BYTES:
        raise InputError(f"{path} is longer than {MOST_BYTES >> 20} MB", hint="export a shorter period")
    stream_ = io.BytesIO(content)
    try:
        if content.startswith(b"PK\x03\x04"):
            return list(xlsxrows.opened(stream_, finance.sheet)[0].rows())
        return list(csvrows.opened(stream_, finance.encoding, finance.delimiter).rows())
    except Unusable as error:
        at = f":{error.row}" if error.row else ""
        raise InputError(f"{path.name}{at}: {error.fact}", hint="export it as CSV UTF-8 or as XLSX") from None


def _headed(path: Path, rows: Sequence[Row], wanted: Headings, needed: Sequence[str]) -> tuple[int, Mapping[str, int]]:
    best: Mapping[str, int] = {}
    for at, row in enumerate(islice(rows, TITLES)):
        there = {key(_shown(cell)): place for place, cell in reversed(list(enumerate(row.cells)))}
        found = {
            name: there[heading]
            for name, headings in wanted.items()
            if (heading := next((each for each in headings if each in there), ""))
        }
        if all(name in found for name in needed):
            return at, found
        best = max(best, found, key=len)
    lacking = ", ".join(name for name in needed if name not in best)
    first = next((row for row in islice(rows, TITLES) if sum(bool(_shown(cell)) for cell in row.cells) > 1), None)
    shown = ", ".join(repr(_shown(cell)[:40]) for cell in first.cells[:SHOWN] if _shown(cell)) if first else ""
    raise InputError(
        f"{path.name} has no column for {lacking}{f'; its columns are {shown}' if shown else ''}",
        hint="name its headings in finance/<name>.toml and choose it by --map",
    )


def _shown(cell: Cell) -> str:
    return " ".join(cell.split()) if isinstance(cell, str) else ""
