"""Rows for the finance system as a CSV or XLSX file, with its own headings and forms."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import BinaryIO

from ledes import money
from ledes.errors import UsageError
from ledes.formats.tabular.cells import Forms
from ledes.payments.finance import OUT, Finance
from ledes.payments.outgoing import Row
from ledes.show import sheet, sheetfiles
from ledes.show.sheet import DATE, MONEY, TEXT, Cell, Column, Sheet

KINDS = {
    **dict.fromkeys(("date", "due", "day", "reported"), DATE),
    **dict.fromkeys(("billed", "approved", "paid", "written_off", "open", "disputed", "amount"), MONEY),
}


NARROWEST, WIDEST = 10, 60
"""Characters of a workbook's columns."""


def columns(kind: str, finance: Finance) -> Mapping[str, str]:
    """Give the heading of each column that is written, in order: as the firm chose them, else by their own names."""
    return finance.out.get(kind) or {name: name for name in OUT[kind]}


def write_csv(stream: BinaryIO, kind: str, finance: Finance, rows: Iterable[Row]) -> None:
    """Write CSV, in UTF-8 or the encoding that the map names; an apostrophe defuses a text that could be a formula.

    Raises `UsageError` for a letter that the encoding has not.
    """
    wanted = columns(kind, finance)
    encoding = finance.encoding or "utf-8"
    text = io.TextIOWrapper(stream, encoding, newline="")
    out = csv.writer(text, delimiter=finance.delimiter or ",")
    try:
        out.writerow(wanted.values())
        for row in rows:
            out.writerow([_written(row[name], finance.forms) for name in wanted])
        text.flush()
    except UnicodeEncodeError as error:
        letter = error.object[error.start]
        raise UsageError(
            f"{encoding} has no letter {letter!r}, which a row holds", hint='write encoding = "utf-8" into the map'
        ) from None
    finally:
        text.detach()


def write_xlsx(stream: BinaryIO, kind: str, finance: Finance, rows: Sequence[Row]) -> None:
    """Write a workbook with one sheet; days and amounts are days and numbers."""
    wanted = columns(kind, finance)
    shown = tuple(
        Column(name, heading, KINDS.get(name, TEXT), _width(heading, [row[name] for row in rows]))
        for name, heading in wanted.items()
    )
    table = Sheet(
        title=finance.sheet or kind,
        columns=shown,
        rows=tuple(tuple(row[name] for name in wanted) for row in rows),
    )
    sheetfiles.write_xlsx(stream, table)


def _width(heading: str, cells: Iterable[Cell]) -> int:
    longest = max((len(sheet.shown(each)) for each in cells), default=0)
    return max(NARROWEST, min(WIDEST, max(longest, len(heading)) + 2))


def _written(cell: Cell, forms: Forms) -> str:
    if isinstance(cell, datetime.date):
        return cell.strftime(forms.dates[0])
    if isinstance(cell, Decimal):
        return money.text(cell).replace(".", forms.decimal)
    text = sheet.plain(cell)
    return f"'{text}" if isinstance(cell, str) and sheet.is_formula(text) else text
