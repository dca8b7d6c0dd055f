"""A table: aligned plain text where a program reads it, a rich one on a terminal, a block a row on a narrow one."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

GAP, INDENT = "  ", "    "

LEAST = 24
"""Columns of text into which words are broken at the narrowest; what has no blanks is never broken."""

BETWEEN = 3
"""Columns of text that a rich table puts between two of its own."""

NOTHING = frozenset({"", "0", "-"})


def show(headings: Sequence[str], rows: Sequence[Sequence[str]], *, right: frozenset[str] = frozenset()) -> None:
    """Print a table; the columns whose headings are in `right` hold numbers and are aligned at the right.

    On a terminal nothing is cut: words are broken within their column; where that is not enough, the last column comes
    on lines of its own, or else each row is a block of lines.
    """
    import click

    if sys.stdout.isatty():
        room = shutil.get_terminal_size().columns
        plainly = "NO_COLOR" in os.environ and _whole(headings, rows) <= room
        if not plainly and sum(_least(column) + BETWEEN for column in _columns(headings, rows)) <= room:
            _rich(headings, rows, right)
            return
    for line in fitted(headings, rows, right=right):
        click.echo(line)


def fitted(
    headings: Sequence[str], rows: Sequence[Sequence[str]], *, right: frozenset[str] = frozenset(), indent: str = ""
) -> Iterator[str]:
    """Yield a table as plain text behind an indent: a line for each row in a pipe, no wider than a terminal on one."""
    room = shutil.get_terminal_size().columns - len(indent)
    if not sys.stdout.isatty() or _whole(headings, rows) <= room:
        lines = plain(headings, rows, right=right)
    elif headings[-1] not in right and _whole(headings[:-1], [row[:-1] for row in rows]) <= room:
        lines = _folded(headings, rows, right, room)
    else:
        lines = cards(headings, rows, right=right)
    yield from (f"{indent}{line}" for line in lines)


def _folded(headings: Sequence[str], rows: Sequence[Sequence[str]], right: frozenset[str], room: int) -> Iterator[str]:
    """Yield a table whose last column stands below the others, a row each."""
    below = [headings[-1], *(row[-1] for row in rows)]
    if all(_one_line(cell) in NOTHING for cell in below[1:]):
        below[0] = ""
    for line, last in zip(plain(headings[:-1], [row[:-1] for row in rows], right=right), below, strict=True):
        yield line
        if (cell := _one_line(last)) not in NOTHING:
            broken = textwrap.wrap(cell, max(LEAST, room - len(INDENT)), break_long_words=False, break_on_hyphens=False)
            yield from (f"{INDENT}{part}" for part in broken)


def cards(
    headings: Iterable[str], rows: Iterable[Sequence[str]], *, right: frozenset[str] = frozenset()
) -> Iterator[str]:
    """Yield a table that is too wide as one block a row: a line for each cell that holds something, and is not 0.

    What has no heading is a currency, and stands behind its amount, or before several.

    >>> list(cards(("id", "total", "", "state"), [("1", "9.50", "USD", "-")], right=frozenset({"total"})))
    ['- id: 1', '  total: 9.50 USD']
    >>> list(cards(("id", "", "open"), [("1", "USD", "9.50")], right=frozenset({"open"})))
    ['- id: 1', '  in: USD', '  open: 9.50']
    """
    headings = list(headings)
    for row in rows:
        said: list[str] = []
        before = ""
        for heading, cell in zip(headings, row, strict=True):
            cell = _one_line(cell)
            if cell not in NOTHING:
                if not heading and said and before in right:
                    said[-1] += f" {cell}"
                else:
                    said.append(f"{heading or 'in'}: {cell}" if heading or said else cell)
            before = heading
        yield from (f"{'  ' if place else '- '}{line}" for place, line in enumerate(said))


def _columns(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[tuple[str, ...]]:
    yield from zip(headings, *([_one_line(cell) for cell in row] for row in rows), strict=True)


def _whole(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    return sum(max(map(_width, column)) + len(GAP) for column in _columns(headings, rows)) - len(GAP)


def _least(column: Sequence[str]) -> int:
    """Say how narrow a column can be without anything being cut."""
    longest = max(map(_width, column))
    return LEAST if longest > LEAST and all(" " in cell for cell in column if _width(cell) > LEAST) else longest


def plain(
    headings: Sequence[str], rows: Sequence[Sequence[str]], *, right: frozenset[str] = frozenset()
) -> Iterator[str]:
    """Yield the lines of an aligned table; a cell never breaks its line."""
    cells = [list(headings), *([_one_line(cell) for cell in row] for row in rows)]
    widths = [max(map(_width, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        padded = (
            _pad(cell, width, heading in right) for cell, width, heading in zip(row, widths, headings, strict=True)
        )
        yield GAP.join(padded).rstrip()


def _one_line(text: str) -> str:
    if text.isprintable() and "  " not in text and text == text.strip():
        return text
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())


def _width(text: str) -> int:
    if text.isascii():
        return len(text)
    wide = sum(unicodedata.east_asian_width(each) in "WF" for each in text)
    return len(text) + wide - sum(unicodedata.combining(each) > 0 for each in text)


def _pad(text: str, width: int, right: bool) -> str:
    blanks = " " * (width - _width(text))
    return blanks + text if right else text + blanks


def _rich(headings: Sequence[str], rows: Sequence[Sequence[str]], right: frozenset[str]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    plain = "NO_COLOR" in os.environ
    table = Table(box=SIMPLE_HEAD, pad_edge=False, header_style="none" if plain else "table.header")
    for column in _columns(headings, rows):
        least, longest = _least(column), max(map(_width, column))
        table.add_column(
            Text(column[0]),
            justify="right" if column[0] in right else "left",
            min_width=least,
            no_wrap=least == longest,
            overflow="fold",
        )
    for row in rows:
        table.add_row(*(Text(_one_line(cell)) for cell in row))
    Console().print(table)
