"""The rows of an XLSX sheet: typed cells, money by its 15 digits, and cells that hold no value marked as such."""

from __future__ import annotations

import contextlib
import datetime
import functools
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, BinaryIO

from ledes.formats.tabular.cells import Broken, Cell
from ledes.formats.tabular.csvrows import WIDEST, Row, Unusable

LARGEST = 400_000_000
"""Bytes that a workbook may unpack to; a bill's export is a thousandth of that."""

MOST_CELLS = 5_000_000
"""Cells between the first and the last of a sheet: the reader lays all of them out, blank or not."""

_CORNER = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,20})([0-9]{1,20})["']""")
_PLACE = re.compile(r"([A-Z]{1,4})([0-9]{1,9})")
_SUSPECT = re.compile(rb"""<(?:\w+:)?f[\s>/]|t\s*=\s*["']e""")

Marks = Mapping[tuple[int, int], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class XlsxTable:
    """One sheet of a workbook. `marks` are the cells (row from 1, column from 0) that hold an error or no result."""

    workbook: Any
    sheet: str
    marks: Marks
    encoding: str = ""
    guessed: bool = False

    def rows(self) -> Iterator[Row]:
        """Go through the rows from the beginning.

        Raises `Unusable` for a damaged sheet.
        """
        marked = {row for row, _column in self.marks}
        for number, values in enumerate(self._values(), 1):
            cells = tuple(map(_cell, values))
            if number in marked:
                cells = tuple(
                    Broken(self.marks[number, place]) if (number, place) in self.marks else cell
                    for place, cell in enumerate(cells)
                )
            yield Row(number, cells)

    def _values(self) -> Iterator[list[Any]]:
        from python_calamine import CalamineError

        try:
            yield from self.workbook.get_sheet_by_name(self.sheet).iter_rows()
        except CalamineError as error:
            raise Unusable(f"the sheet cannot be read: {_why(error)}") from None


def opened(stream: BinaryIO, sheet: str = "") -> list[XlsxTable]:
    """Open a workbook; list its visible sheets, or the one that a map names.

    Raises `Unusable` for what is no workbook, is too large, or lacks the sheet.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    paths = _sheet_paths(stream)
    stream.seek(0)
    try:
        workbook = CalamineWorkbook.from_filelike(stream)
    except CalamineError as error:
        raise Unusable(f"the workbook cannot be read: {_why(error)}") from None
    shown = [each.name for each in workbook.sheets_metadata if str(each.visible).endswith("Visible")]
    if sheet and sheet not in workbook.sheet_names:
        raise Unusable(f"the workbook has no sheet {sheet[:40]!r}")
    names = [sheet] if sheet else shown or workbook.sheet_names
    for name in names:
        _bound(stream, paths.get(name, ""))
    return [XlsxTable(workbook=workbook, sheet=name, marks=_marks(stream, paths.get(name, ""))) for name in names]


def _why(error: Exception) -> str:
    return "it is protected by a password" if type(error).__name__ == "PasswordError" else "it is damaged"


def _cell(value: Any) -> Cell:
    if isinstance(value, float):
        return number(value)
    if isinstance(value, datetime.time):
        return datetime.timedelta(hours=value.hour, minutes=value.minute, seconds=value.second)
    if isinstance(value, str | bool | datetime.date | datetime.timedelta):
        return value
    return Decimal(value) if isinstance(value, int) else str(value)


@functools.lru_cache(maxsize=20_000)
def number(value: float) -> Cell:
    """Turn a sheet's binary number into the decimal that was typed: its 15 digits.

    >>> number(0.1 + 0.2), number(645.0)
    (Decimal('0.3'), Decimal('645'))
    """
    if value != value or value in (float("inf"), float("-inf")):
        return Broken("no finite number")
    made = Decimal(f"{value:.15g}")
    return made if made.as_tuple().exponent <= 0 else Decimal(format(made, "f"))  # type: ignore[operator]


def _sheet_paths(stream: BinaryIO) -> dict[str, str]:
    """Find the part of each sheet in the package.

    Raises `Unusable` for what is no workbook or unpacks to too much.
    """
    from lxml import etree

    with _package(stream) as package:
        if sum(each.file_size for each in package.infolist()) > LARGEST:
            raise Unusable(f"the workbook unpacks to more than {LARGEST // 1_000_000} MB")
        book = etree.fromstring(package.read("xl/workbook.xml"), _parser())
        links = etree.fromstring(package.read("xl/_rels/workbook.xml.rels"), _parser())
    targets = {each.get("Id"): str(each.get("Target")) for each in links if isinstance(each.tag, str)}
    found = {}
    for each in book.iter("{*}sheet"):
        link = next((value for name, value in each.attrib.items() if str(name).endswith("}id")), "")
        target = targets.get(str(link), "")
        found[str(each.get("name"))] = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
    return found


@contextlib.contextmanager
def _package(stream: BinaryIO) -> Iterator[zipfile.ZipFile]:
    """Open the package; whatever is wrong with it or its XML is `Unusable`."""
    from lxml import etree

    damaged = (zipfile.BadZipFile, zlib.error, etree.LxmlError, KeyError, OSError, EOFError, RuntimeError, ValueError)
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as package:
            yield package
    except damaged:
        raise Unusable("it is no workbook, or a damaged one") from None


def _parser() -> Any:
    from lxml import etree

    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def _marks(stream: BinaryIO, path: str) -> Marks:
    """Look at a sheet's XML for what the reader does not tell: error cells, and formulas without a stored result."""
    from lxml import etree

    found: dict[tuple[int, int], str] = {}
    with _package(stream) as package:
        if path not in package.namelist() or not _suspect(package, path):
            return found
        with package.open(path) as sheet:
            walk = etree.iterparse(
                sheet, tag="{*}row", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
            )
            for _event, row in walk:
                for cell in row.iterchildren("{*}c"):
                    place = _PLACE.fullmatch(cell.get("r") or "")
                    if place and (why := _trouble(cell)):
                        found[int(place[2]), _column(place[1])] = why
                row.clear()
                while row.getprevious() is not None:
                    del row.getparent()[0]
    return found


def _suspect(package: zipfile.ZipFile, path: str) -> bool:
    """Say whether a sheet holds any formula or error at all, which is quicker to see than to parse."""
    tail = b""
    with package.open(path) as sheet:
        while block := sheet.read(1 << 20):
            if _SUSPECT.search(tail + block):
                return True
            tail = block[-16:]
    return False


def _bound(stream: BinaryIO, path: str) -> None:
    """Refuse a sheet that is laid out over too many cells.

    Raises `Unusable` with its rows and columns.
    """
    rows, columns, tail = [0, 0], [0, 0], b""
    with _package(stream) as package:
        if path not in package.namelist():
            return
        with package.open(path) as sheet:
            while block := sheet.read(1 << 20):
                places = {(found[1], found[2]) for found in _CORNER.finditer(tail + block)}
                for at, seen in ((rows, {int(row) for _, row in places}), (columns, _numbers(places))):
                    at[:] = [min(seen | {at[0] or 1 << 30}), max(seen | {at[1]})]
                tail = block[-64:]
    high, wide = rows[1] - rows[0] + 1, columns[1] - columns[0] + 1
    if rows[1] and (wide > WIDEST or high * wide > MOST_CELLS):
        raise Unusable(f"the sheet is laid out over {high:,} rows and {wide:,} columns")


def _numbers(places: set[tuple[bytes, bytes]]) -> set[int]:
    return {_column(letters.decode().upper()) + 1 for letters in {letters for letters, _row in places}}


def _trouble(cell: Any) -> str:
    value = cell.findtext("{*}v")
    if cell.get("t") == "e":
        shown = value if value and re.fullmatch(r"#[A-Z0-9/]+[!?]?", value) else "an error"
        return f"the error {shown}"
    if cell.find("{*}f") is not None and not value and cell.get("t") != "str":
        return "a formula without a stored result"
    return ""


def _column(letters: str) -> int:
    """Turn a column's letters into its number from 0.

    >>> _column("A"), _column("AA")
    (0, 26)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
