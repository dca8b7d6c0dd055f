"""Tables as CSV files and as an XLSX workbook; no text in them can become a formula."""

from __future__ import annotations

import csv
import datetime
import io
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, BinaryIO

from ledes import money
from ledes.show import chartsheet, sheet
from ledes.show.chart import Chart
from ledes.show.sheet import COUNT, DATE, MONEY, NUMBER, PERCENT, Cell, Column, Sheet

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

MOST_ROWS = 1_048_500
"""Rows that are put under the heading of one sheet of a workbook; below them is room for sums."""

LONGEST = 32_767
"""Characters that one cell of a workbook holds."""

MOST_DIGITS = 15
"""Digits that a number of a workbook keeps; an amount with more is written as text."""

DECIMALS = (MONEY, NUMBER, PERCENT)
A4 = 9
LINE = 15
"""Height of a line of text, in points."""

MOST_LINES = 12
"""Lines of text to which a row grows by itself."""

CUT = " ... (cut: a cell holds no more)"
FIRST_DAY = datetime.date(1900, 3, 1)
"""Before it, workbooks count days wrongly."""

INDENT = 2
"""Width of the space before a text, in characters."""

PAGE = 80
"""Width of a column that fills a page, in characters."""

LONGEST_NAME = 31
"""Characters of the name of a sheet."""

MADE = datetime.datetime(2000, 1, 1)  # noqa: DTZ001  a fixed moment, so that the same table gives the same bytes


def write_csv(stream: BinaryIO, table: Sheet) -> None:
    """Write CSV in UTF-8 with a mark, by which spreadsheets know it; an apostrophe defuses a formula.

    Sums are left out: who adds a column up would count everything twice.
    """
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


def write_xlsx(
    stream: BinaryIO, tables: Sheet | Iterable[Sheet], notes: Iterable[str] = (), charts: Sequence[Chart] = ()
) -> None:
    """Write a workbook: frozen headings, filters, amounts as numbers with their digits, texts never as formulas.

    Several tables stand on sheets of their own, named by their titles; charts on one more, what must be known beside
    them on a last one.
    """
    import xlsxwriter

    tables = (tables,) if isinstance(tables, Sheet) else tuple(tables)
    said = [*notes, *(f"{table.title}: {note}" for table in tables for note in table.notes)]
    settings = {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": True}
    with xlsxwriter.Workbook(stream, settings) as book:
        book.set_properties({"title": tables[0].title, "created": MADE})
        styles = _Styles(book)
        names = _Names()
        for table in tables:
            rows = iter(table.rows)
            first = next(rows, None)
            while True:
                page = book.add_worksheet(names.free(table.title))
                some = itertools.chain(() if first is None else (first,), itertools.islice(rows, MOST_ROWS - 1))
                last = _fill(page, table, some, styles)
                first = next(rows, None)
                if first is None:
                    break
            # sums stand apart from what is filtered and sorted
            for number, row in enumerate(table.totals, last + 2):
                _row(page, number, table, row, styles, sums=True)
        if charts:
            chartsheet.fill(book, book.add_worksheet(names.free("Charts")), charts)
        if said:
            _notes(book.add_worksheet(names.free("Notes")), said, styles)


class _Names:
    """Names of sheets: at most 31 characters, none that a workbook forbids, none twice."""

    def __init__(self) -> None:
        self.taken: set[str] = {"history"}  # a name that spreadsheets keep for themselves

    def free(self, title: str) -> str:
        """Give a name that no sheet has yet."""
        plain = re.sub(r"[\[\]:*?/\\']", " ", title).strip()[:LONGEST_NAME] or "Table"
        name = plain
        for number in itertools.count(2):
            if name.lower() not in self.taken:
                break
            name = f"{plain[: LONGEST_NAME - len(str(number)) - 1]} {number}"
        self.taken.add(name.lower())
        return name


class _Styles:
    """The looks of cells, each made once; sums stand out, texts keep away from the numbers before them."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.made: dict[tuple[str, bool], Any] = {}

    def heading(self, column: Column) -> Any:
        """Give the look of a heading, over numbers at the right."""
        side = {"align": "right"} if column.kind in sheet.AT_RIGHT else {"align": "left", "indent": 1}
        shape = {"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom", **side}
        return self._look(f"heading {column.kind in sheet.AT_RIGHT}", shape, False)

    def text(self, text: str, *, sums: bool = False) -> Any:
        """Give the look of a text; one that could be a formula is marked as a text."""
        shape = {"text_wrap": True, "align": "left", "indent": 1, "quote_prefix": sheet.is_formula(text)}
        return self._look(f"text {sheet.is_formula(text)}", shape, sums)

    def number(self, shape: str, *, sums: bool = False) -> Any:
        """Give the look of a number, by its shape in the language of spreadsheets."""
        return self._look(shape, {"num_format": shape}, sums)

    def day(self) -> Any:
        """Give the look of a day."""
        return self._look("day", {"num_format": "yyyy-mm-dd", "align": "left", "indent": 1}, False)

    def _look(self, name: str, shape: dict[str, Any], sums: bool) -> Any:
        key = (name, sums)
        if key not in self.made:
            more = {"bold": True, "top": 1} if sums else {}
            self.made[key] = self.book.add_format({"valign": "top", **shape, **more})
        return self.made[key]


def _fill(page: Worksheet, table: Sheet, rows: Iterator[tuple[Cell, ...]], styles: _Styles) -> int:
    """Fill a sheet; say in which row its last line stands."""
    for place, column in enumerate(table.columns):
        # a text stands away from the number before it
        page.set_column(place, place, column.width + (0 if column.kind in sheet.AT_RIGHT else INDENT))
    page.freeze_panes(1, 0)
    page.set_landscape()
    page.set_paper(A4)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.set_row(0, LINE * max(_lines(column.title, column) for column in table.columns))
    for place, column in enumerate(table.columns):
        page.write_string(0, place, column.title, styles.heading(column))
    last = 0
    for last, row in enumerate(rows, 1):
        _row(page, last, table, row, styles)
    page.autofilter(0, 0, max(last, 1), len(table.columns) - 1)
    return max(last, 1)


def _row(
    page: Worksheet, number: int, table: Sheet, row: tuple[Cell, ...], styles: _Styles, *, sums: bool = False
) -> None:
    pairs = tuple(zip(table.columns, row, strict=True))
    # not every spreadsheet makes room for what wraps by itself
    lines = max((_lines(cell, column) for column, cell in pairs if isinstance(cell, str)), default=1)
    if lines > 1:
        page.set_row(number, LINE * min(lines, MOST_LINES))
    for place, (column, cell) in enumerate(pairs):
        _cell(page, number, place, column, cell, styles, sums=sums)


def _lines(text: str, column: Column) -> int:
    """Say in how many lines a text wraps, roughly: letters are narrower than the digits that widths are told in."""
    return sum(1 + max(0, len(part) - 1) * 7 // (column.width * 8) for part in text.split("\n"))


def _notes(page: Worksheet, notes: Iterable[str], styles: _Styles) -> None:
    column = Column("note", "Note", width=PAGE)
    page.set_column(0, 0, column.width)
    page.set_paper(A4)
    page.fit_to_pages(1, 0)
    for place, note in enumerate(notes):
        page.set_row(place, LINE * _lines(note, column))
        page.write_string(place, 0, note, styles.text(note))


def _cell(page: Worksheet, row: int, place: int, column: Column, cell: Cell, styles: _Styles, *, sums: bool) -> None:
    if cell is None or cell == "":
        if sums:
            page.write_blank(row, place, None, styles.text("", sums=True))
        return
    if isinstance(cell, Decimal) and column.kind in DECIMALS and len(cell.as_tuple().digits) <= MOST_DIGITS:
        # the writer formats what it is given: of a Decimal, the digits themselves
        page.write_number(row, place, cell, styles.number(_shape(cell, column.kind), sums=sums))
    elif isinstance(cell, int) and column.kind in (NUMBER, COUNT):
        page.write_number(row, place, cell, styles.number("#,##0" if column.kind == COUNT else "0", sums=sums))
    elif isinstance(cell, datetime.date) and column.kind == DATE and cell >= FIRST_DAY:
        page.write_datetime(row, place, datetime.datetime.combine(cell, datetime.time()), styles.day())
    else:
        text = sheet.plain(cell)
        text = text if len(text) <= LONGEST else text[: LONGEST - len(CUT)] + CUT
        page.write_string(row, place, text, styles.text(text, sums=sums))


def _shape(amount: Decimal, kind: str) -> str:
    """Give the shape that shows a number with the decimals that it has; a fraction in percent."""
    places = money.decimals(amount)
    if kind == PERCENT:
        places = max(0, places - 2)
    return ("0" if kind == PERCENT else "#,##0") + ("." + "0" * places if places else "") + "%" * (kind == PERCENT)
