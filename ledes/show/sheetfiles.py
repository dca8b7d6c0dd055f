"""A table as a CSV file and as an XLSX workbook; no text in it can become a formula."""

from __future__ import annotations

import csv
import datetime
import io
import itertools
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any, BinaryIO

from ledes.show import sheet
from ledes.show.sheet import DATE, MONEY, NUMBER, Cell, Column, Sheet

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

MOST_ROWS = 1_048_575
"""Rows under the heading that one sheet of a workbook holds."""

LONGEST = 32_767
"""Characters that one cell of a workbook holds."""

MOST_DIGITS = 15
"""Digits that a number of a workbook keeps; an amount with more is written as text."""

CUT = " ... (cut: a cell holds no more)"
FIRST_DAY = datetime.date(1900, 3, 1)
"""Before it, workbooks count days wrongly."""

MADE = datetime.datetime(2000, 1, 1)  # noqa: DTZ001  a fixed moment, so that the same table gives the same bytes


def write_csv(stream: BinaryIO, table: Sheet) -> None:
    """Write CSV in UTF-8 with a mark, by which spreadsheets know it; an apostrophe defuses a formula."""
    text = io.TextIOWrapper(stream, "utf-8-sig", newline="")
    out = csv.writer(text)
    out.writerow([column.name for column in table.columns])
    for row in table.rows:
        out.writerow([_defused(cell) for cell in row])
    text.flush()
    text.detach()


def _defused(cell: Cell) -> str:
    text = sheet.plain(cell)
    return f"'{text}" if isinstance(cell, str) and sheet.is_formula(text) else text


def write_xlsx(stream: BinaryIO, table: Sheet) -> None:
    """Write a workbook: frozen headings, filters, amounts as numbers with their digits, texts never as formulas."""
    import xlsxwriter

    settings = {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": True}
    with xlsxwriter.Workbook(stream, settings) as book:
        book.set_properties({"title": table.title, "created": MADE})
        styles = _Styles(book)
        rows = iter(table.rows)
        for part in itertools.count(1):
            first = next(rows, None)
            if first is None and part > 1:
                break
            some = itertools.chain(() if first is None else (first,), itertools.islice(rows, MOST_ROWS - 1))
            _fill(book.add_worksheet(f"Table {part}" if part > 1 else "Table"), table, some, styles)


class _Styles:
    """The looks of cells; of amounts one for each number of decimals."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.heading = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom"})
        self.text = book.add_format({"text_wrap": True, "valign": "top"})
        self.quoted = book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
        self.day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left", "valign": "top"})
        self.number = book.add_format({"num_format": "0", "valign": "top"})
        self.amounts: dict[int, Any] = {}

    def amount(self, places: int) -> Any:
        """Give the look of an amount with so many decimals."""
        if places not in self.amounts:
            shape = "#,##0" + ("." + "0" * places if places else "")
            self.amounts[places] = self.book.add_format({"num_format": shape, "valign": "top"})
        return self.amounts[places]


def _fill(page: Worksheet, table: Sheet, rows: Iterator[tuple[Cell, ...]], styles: _Styles) -> None:
    for place, column in enumerate(table.columns):
        page.set_column(place, place, column.width)
    page.freeze_panes(1, 0)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    for place, column in enumerate(table.columns):
        page.write_string(0, place, column.title, styles.heading)
    last = 0
    for last, row in enumerate(rows, 1):
        for place, (column, cell) in enumerate(zip(table.columns, row, strict=True)):
            _cell(page, last, place, column, cell, styles)
    page.autofilter(0, 0, max(last, 1), len(table.columns) - 1)


def _cell(page: Worksheet, row: int, place: int, column: Column, cell: Cell, styles: _Styles) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, Decimal) and column.kind == MONEY and len(cell.as_tuple().digits) <= MOST_DIGITS:
        # the writer formats what it is given: of a Decimal, the digits themselves
        page.write_number(row, place, cell, styles.amount(max(0, -int(cell.as_tuple().exponent))))
    elif isinstance(cell, int) and column.kind == NUMBER:
        page.write_number(row, place, cell, styles.number)
    elif isinstance(cell, datetime.date) and column.kind == DATE and cell >= FIRST_DAY:
        page.write_datetime(row, place, datetime.datetime.combine(cell, datetime.time()), styles.day)
    else:
        text = sheet.plain(cell)
        text = text if len(text) <= LONGEST else text[: LONGEST - len(CUT)] + CUT
        page.write_string(row, place, text, styles.quoted if sheet.is_formula(text) else styles.text)
