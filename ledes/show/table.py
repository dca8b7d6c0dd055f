"""A table: aligned plain text where a program reads it, a rich one on a terminal."""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Iterator, Sequence

GAP = "  "


def show(headings: Sequence[str], rows: Sequence[Sequence[str]], *, right: frozenset[str] = frozenset()) -> None:
    """Print a table; the columns whose headings are in `right` hold numbers and are aligned at the right."""
    if sys.stdout.isatty() and "NO_COLOR" not in os.environ:
        _rich(headings, rows, right)
        return
    import click

    for line in plain(headings, rows, right=right):
        click.echo(line)


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

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for heading in headings:
        table.add_column(Text(heading), justify="right" if heading in right else "left")
    for row in rows:
        table.add_row(*(Text(_one_line(cell)) for cell in row))
    Console().print(table)
