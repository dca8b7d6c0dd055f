"""Tables beside a profile: CSV or XLSX, each row by its headings, all cells as text."""

from __future__ import annotations

import csv
import datetime
import io
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path

from ledes import money
from ledes.setup.mistakes import Mistake, Mistakes, unknown

Row = tuple[int, list[str]]
Given = tuple[str, Mapping[str, str]]
"""An entry: the place where it stands, and its values by column."""


def read(
    path: Path, name: str, columns: tuple[str, ...], key: str, more: Callable[[str], bool] = lambda _heading: False
) -> tuple[list[Given], list[Mistake]]:
    """Read the rows of a table; give them with the mistakes of single rows. `name` is how messages call the file.

    `key` is the one column that must be there. `more` says which headings are known besides the columns.

    Raises `Mistakes` where the table or its headings cannot be read.
    """
    try:
        rows_of = _sheet if path.suffix.lower() == ".xlsx" else _lines
        rows = [(row, _trimmed(cells)) for row, cells in rows_of(path, name)]
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        raise Mistakes([Mistake(name, "", f"cannot be read: {why}", "check the name and the rights")]) from error
    rows = [(row, cells) for row, cells in rows if cells]
    if not rows:
        raise Mistakes([Mistake(name, "", "is empty", f"begin with the headings {', '.join(columns)}")])
    headings = _headings(*rows[0], name, columns, key, more)
    found: list[Mistake] = []
    given: list[Given] = []
    for row, cells in rows[1:]:
        if len(cells) > len(headings):
            fact = f"has {len(cells)} cells under {len(headings)} headings"
            found.append(Mistake(name, f"row {row}", fact, "put a cell that holds the separator in quotes"))
        else:
            given.append((f"row {row}", dict(itertools.zip_longest(headings, cells, fillvalue=""))))
    return given, found


def inline(said: Iterable[Mapping[str, object]], what: str) -> list[Given]:
    """Take entries of a profile for rows of a table: every value as text."""
    return [
        (f"{what} entry {number}", {key: text(value) for key, value in each.items()})
        for number, each in enumerate(said, 1)
    ]


def text(value: object) -> str:
    """Write a value of a profile as a table would hold it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(map(text, value))
    return money.text(value) if isinstance(value, Decimal) else str(value)


def _headings(
    row: int, cells: list[str], name: str, columns: tuple[str, ...], key: str, more: Callable[[str], bool]
) -> list[str]:
    # what is no column may hold a code, whose capitals count
    headings = [low if (low := cell.lower()) in columns or not more(cell) else cell for cell in cells]
    found = [
        unknown(name, f"row {row}", cell, columns, "column")
        for cell in headings
        if cell not in columns and not more(cell)
    ]
    found += [
        Mistake(name, f"row {row}", f"names the column {heading!r} twice", "name each column once")
        for heading in dict.fromkeys(headings)
        if headings.count(heading) > 1
    ]
    if not found and key and key not in headings:
        found = [
            Mistake(name, f"row {row}", f"names no column {key!r}", f"begin with the headings {', '.join(columns)}")
        ]
    if found:
        raise Mistakes(found)
    return headings


def _lines(path: Path, name: str) -> Iterator[Row]:
    content = path.read_bytes()
    try:
        written = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        fact = "holds bytes that are not UTF-8"
        raise Mistakes([Mistake(name, f"row {row}", fact, "save it as CSV UTF-8")]) from None
    first = written.lstrip().partition("\n")[0]
    separator = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(written, newline=""), delimiter=separator, strict=True)
    try:
        for cells in reader:
            yield reader.line_num, [cell.strip() for cell in cells]
    except csv.Error:
        fact = "a quoted cell is not closed or goes on behind its quotes"
        raise Mistakes([Mistake(name, f"row {reader.line_num}", fact, "write a quote inside a cell twice")]) from None


def _sheet(path: Path, name: str) -> Iterator[Row]:
    from python_calamine import CalamineError, CalamineWorkbook

    with path.open("rb") as stream:
        content = io.BytesIO(stream.read())
    try:
        rows = CalamineWorkbook.from_filelike(content).get_sheet_by_index(0).to_python(skip_empty_area=False)
    except CalamineError:
        raise Mistakes([Mistake(name, "", "is no XLSX workbook", "save it again as XLSX, or as CSV UTF-8")]) from None
    for row, cells in enumerate(rows, 1):
        yield row, [_cell(cell) for cell in cells]


def _trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells = cells[:-1]
    return cells


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat()
    if isinstance(value, float):
        # the 15 digits that a spreadsheet itself holds and shows
        return money.text(Decimal(f"{value:.15g}")) if value == value else ""
    return value.isoformat() if isinstance(value, datetime.date) else str(value).strip()
