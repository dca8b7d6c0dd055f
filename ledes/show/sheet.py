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

TEXT, MONEY, NUMBER, PERCENT, DATE, COUNT, CODE = "text", "money", "number", "percent", "date", "count", "code"
"""What cells of a column hold: an amount, a number with its digits, a fraction (0.2 = 20 %), a day, whole things; or
what is typed as it stands."""

AT_RIGHT = frozenset({MONEY, NUMBER, PERCENT, COUNT})

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
    """A table: `rows` and `totals` hold a cell for each column, `notes` what must be known to read it.

    `key` names it where several are written. A table of `detail` is left out where a person reads a short answer.
    Rows may come from an iterator; then the sheet can be written once.
    """

    title: str
    columns: tuple[Column, ...]
    rows: Iterable[tuple[Cell, ...]]
    totals: tuple[tuple[Cell, ...], ...] = ()
    notes: tuple[str, ...] = ()
    key: str = ""
    detail: bool = False


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


def shown(cell: Cell, kind: str = TEXT) -> str:
    """Write a cell for a person: thousands apart, fractions in percent.

    >>> shown(Decimal("1234.50"), MONEY), shown(Decimal("0.125"), PERCENT)
    ('1,234.50', '12.5 %')
    """
    if isinstance(cell, Decimal):
        return _percent(cell) if kind == PERCENT else billwords.grouped(cell)
    return f"{cell:,}" if isinstance(cell, int) else plain(cell)


def _percent(fraction: Decimal) -> str:
    """Write a fraction with the decimals that it has, so that those of a column stand under each other.

    >>> _percent(Decimal("0.720")), _percent(Decimal("0.2"))
    ('72.0 %', '20 %')
    """
    places = max(0, money.decimals(fraction) - 2)
    return f"{money.half_up(money.times(fraction, Decimal(100)), places):,} %"


def dashed(cell: Cell, kind: str = TEXT) -> str:
    """Write a cell of a table for a person: an amount of nothing is a dash, so that the others stand out.

    >>> dashed(Decimal("0.00"), MONEY), dashed(Decimal("1.00"), MONEY)
    ('-', '1.00')
    """
    return "-" if kind == MONEY and isinstance(cell, Decimal) and not cell else shown(cell, kind)


def numeric(columns: Iterable[Column]) -> frozenset[str]:
    """Name the headings of the columns that stand at the right."""
    return frozenset(column.title for column in columns if column.kind in AT_RIGHT)


def as_data(sheet: Sheet) -> dict[str, Any]:
    """Give the table as JSON holds it: amounts and dates as texts, so that nothing is rounded; unknown is null."""
    return {
        "key": sheet.key,
        "title": sheet.title,
        "columns": [{"name": each.name, "title": each.title, "kind": each.kind} for each in sheet.columns],
        "rows": [_row(sheet, row) for row in sheet.rows],
        "totals": [_row(sheet, row) for row in sheet.totals],
        "notes": list(sheet.notes),
    }


def _row(sheet: Sheet, row: tuple[Cell, ...]) -> dict[str, str | int | None]:
    return {column.name: _value(cell) for column, cell in zip(sheet.columns, row, strict=True)}


def _value(cell: Cell) -> str | int | None:
    return cell if cell is None or isinstance(cell, int) else plain(cell)


def words(sheet: Sheet, rows: Iterable[tuple[Cell, ...]]) -> Iterator[tuple[str, ...]]:
    """Yield rows of a table as a person reads them."""
    for row in rows:
        yield tuple(dashed(cell, column.kind) for column, cell in zip(sheet.columns, row, strict=True))
