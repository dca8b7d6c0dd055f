"""The rows of a CSV file: encoding and delimiter found out, cells as text, each row with its physical line.

Split by the standard library's strict reader: pandas' pads short rows, merges stray quotes and forgets the line, and
each of those would change a bill without a word.
"""

from __future__ import annotations

import codecs
import contextlib
import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from ledes.formats.tabular.cells import Cell

DELIMITERS = ",;\t"
BLOCK = 1 << 16
SAMPLE = 40
"""Rows by which the delimiter is found."""

BYTE_ORDER_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))

WIDEST = 16_384
"""Cells of a row; the most that spreadsheets have."""


class Unusable(Exception):
    """The file cannot be read as a table at all: the fact, the row, and whether a quote is to blame."""

    def __init__(self, fact: str, row: int = 0, *, quote: bool = False) -> None:
        super().__init__(fact)
        self.fact = fact
        self.row = row
        self.quote = quote


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its physical number from 1, its cells; `wrong` says why they cannot be trusted."""

    number: int
    cells: tuple[Cell, ...]
    wrong: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvTable:
    """A CSV file that can be read as often as needed. `guessed`: neither a mark nor UTF-8 gave its encoding."""

    stream: BinaryIO
    encoding: str
    delimiter: str
    guessed: bool = False
    sheet: str = ""

    def rows(self) -> Iterator[Row]:
        """Go through the rows from the beginning.

        Raises `Unusable` where a quote swallows the rows after it.
        """
        self.stream.seek(0)
        text = io.TextIOWrapper(self.stream, encoding=self.encoding, newline="")
        try:
            yield from _rows(text, self.delimiter)
        finally:
            text.detach()


def _rows(text: io.TextIOWrapper, delimiter: str) -> Iterator[Row]:
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    while True:
        start = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if reader.line_num > start or "unexpected end" in str(error) or "limit" in str(error):
                raise Unusable("a quote opens a cell and never closes it", start, quote=True) from None
            yield Row(start, (), wrong="a quote stands inside a quoted cell without being doubled")
            continue
        if len(cells) > WIDEST:
            raise Unusable(f"the row has {len(cells):,} cells, more than the {WIDEST:,} of the widest sheet", start)
        if not (start == 1 and cells and cells[0].lower() == "sep="):
            yield Row(start, tuple(cells))


def opened(stream: BinaryIO, encoding: str = "", delimiter: str = "") -> CsvTable:
    """Find out the encoding and delimiter of a file, unless they are declared.

    Raises `Unusable` for what is no text.
    """
    found, guessed = _encoding(stream, encoding)
    if not delimiter:
        stream.seek(0)
        text = io.TextIOWrapper(stream, encoding=found, newline="")
        try:
            delimiter = best_delimiter([line for line, _at in zip(text, range(SAMPLE), strict=False)])
        finally:
            text.detach()
    return CsvTable(stream=stream, encoding=found, delimiter=delimiter, guessed=guessed)


def _encoding(stream: BinaryIO, declared: str) -> tuple[str, bool]:
    head = stream.read(4)
    stream.seek(0)
    marked = next((name for mark, name in BYTE_ORDER_MARKS if head.startswith(mark)), "")
    for name in [marked] if marked else [declared] if declared else ["utf-8", "cp1252"]:
        row, fact = _undecodable(stream, name)
        if not row:
            return name, not marked and name == "cp1252" and not declared
    raise Unusable(fact, row)


def _undecodable(stream: BinaryIO, encoding: str) -> tuple[int, str]:
    """Give the line at which bytes are no text of an encoding, and why; line 0 where all are."""
    stream.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    row = 1
    while True:
        block = stream.read(BLOCK)
        try:
            text = decoder.decode(block, final=not block)
        except UnicodeDecodeError:
            return row + _breaks(block), f"it holds bytes that are no text in {encoding}"
        if "\0" in text:
            return row + text[: text.index("\0")].count("\n"), "it holds NUL characters, which no text has"
        row += text.count("\n")
        if not block:
            return 0, ""


def _breaks(block: bytes) -> int:
    """Count line breaks before the first byte that is no ASCII, where the trouble begins at the earliest."""
    first = next((place for place, byte in enumerate(block) if byte > 127), len(block))
    return block.count(b"\n", 0, first)


def best_delimiter(lines: list[str]) -> str:
    """Choose the delimiter that splits most rows into the same number of cells; comma where none does."""
    if lines and lines[0].lower().startswith("sep=") and len(lines[0].strip()) == len("sep=") + 1:
        return lines[0].strip()[-1]
    return max(DELIMITERS, key=lambda each: evenness(lines, each))


def evenness(lines: list[str], delimiter: str) -> float:
    """Say how evenly a delimiter splits lines: cells of the most frequent width, by the share of such rows."""
    widths: Counter[int] = Counter()
    reader = csv.reader(lines, delimiter=delimiter)
    with contextlib.suppress(csv.Error):
        widths.update(len(cells) for cells in reader if len(cells) > 1)
    if not widths:
        return 0.0
    width, rows = max(widths.items(), key=lambda each: (each[1], each[0]))
    return width * rows / max(1, reader.line_num)
