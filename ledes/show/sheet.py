"""A table with named columns, from which each way to hand it on is made: CSV, XLSX, JSON, text and a page."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from ledes import money
from ledes.show import billwords

Cell = str | int | Decimal | datetime.date | None

TEXT, MONEY, NUMBER, DATE = "text", "money", "number", "date"

# the wide forms too: some spreadsheets take them for the narrow ones
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")


class Column(NamedTuple):
    """A column: its name for programs, its heading for people, what its cells hold, its width in characters."""

    name: str
    title: str
    kind: str = TEXT
    width: int = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table: `rows` hold a cell for each column, `notes` what must be known to read it.

    Rows may come from an iterator; then the sheet can be written once.
    """

    title: str
    columns: tuple[Column, ...]
    rows: Iterable[tuple[Cell, ...]]
    notes: tuple[str, ...] = ()


def is_formula(text: str) -> bool:
    """Say whether a spreadsheet could take a text for a formula.

    >>> is_formula("=1+1"), is_formula(" @x"), is_formula("a=b")
    (True, True, False)
    """
    return bool(_FORMULA.match(text))


def plain(cell: Cell) -> str:
    """Write a cell as text: amounts with their digits, dates as ISO 8601, texts without control characters."""
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return money.text(cell)
    if isinstance(cell, datetime.date):
        return cell.isoformat()
    return billwords.text(cell) if isinstance(cell, str) else str(cell)


def shown(cell: Cell) -> str:
    """Write a cell for a person: thousands apart."""
    return f"{cell:,f}" if isinstance(cell, Decimal) else f"{cell:,}" if isinstance(cell, int) else plain(cell)


def numeric(columns: Iterable[Column]) -> frozenset[str]:
    """Name the headings of the columns that stand at the right."""
    return frozenset(column.title for column in columns if column.kind in (MONEY, NUMBER))


def as_data(sheet: Sheet) -> dict[str, Any]:
    """Give the table as JSON holds it: amounts and dates as texts, so that nothing is rounded; unknown is null."""
    names = [column.name for column in sheet.columns]
    return {
        "title": sheet.title,
        "columns": names,
        "rows": [dict(zip(names, map(_value, row), strict=True)) for row in sheet.rows],
        "notes": list(sheet.notes),
    }


def _value(cell: Cell) -> str | int | None:
    return cell if cell is None or isinstance(cell, int) else plain(cell)


def words(sheet: Sheet) -> Iterator[tuple[str, ...]]:
    """Yield the rows as a person reads them."""
    for row in sheet.rows:
        yield tuple(map(shown, row))
