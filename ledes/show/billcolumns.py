"""Lines of a page on a terminal: folded to a width that letters really take, and tables that never cut a figure."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal, NamedTuple

from ledes.show import table
from ledes.show.billpage import Table

if TYPE_CHECKING:
    from rich.console import Console

FOLDED = 14
"""Columns that a text in a table keeps at least before it is folded."""


class Said(NamedTuple):
    """A line of the page, and how it looks where there are colours."""

    line: str
    style: str = ""


def cells(text: str) -> int:
    """Count the columns that a text takes; some letters take two, some none."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def folded(text: str, width: int, lead: str = "", hang: str = "", style: str = "") -> Iterator[Said]:
    """Fold a text into lines that begin with `lead`, then `hang`."""
    if cells(text) == len(text):
        folded = textwrap.wrap(text, width, initial_indent=lead, subsequent_indent=hang, break_on_hyphens=False)
        yield from (Said(line, style) for line in folded or [lead.rstrip()])
        return
    from rich.console import Console
    from rich.text import Text

    room = max(8, width - max(len(hang), len(lead)))
    for place, line in enumerate(Text(text).wrap(Console(width=room), room)):
        yield Said((hang if place else lead) + line.plain.rstrip(), style)


def grid(shown: Table, out: Console) -> Iterator[Said]:
    """Lay out a table in columns; row by row where they would not fit and figures would be cut."""
    rows = (*shown.rows, shown.foot) if shown.foot else shown.rows
    columns = list(zip(shown.headings, *rows, strict=True))
    longest = [max(map(cells, column)) for column in columns]
    least = [
        max(len(heading), width if heading in shown.right else min(width, FOLDED))
        for heading, width in zip(shown.headings, longest, strict=True)
    ]
    gaps = len(table.GAP) * (len(columns) - 1)
    if sum(longest) + gaps <= out.width:
        heads, *lines = table.plain(shown.headings, rows, right=shown.right)
        yield Said(heads, "dim")
        for place, line in enumerate(lines, 1):
            yield Said(line, "bold" if place > len(shown.rows) else "")
    elif sum(least) + gaps <= out.width:
        yield from _folding(shown, least, out)
    else:
        yield from _stacked(shown, out.width)


def _folding(shown: Table, least: list[int], out: Console) -> Iterator[Said]:
    """Let the longer texts of a table run over several lines; rich divides the width among them."""
    from rich.table import Table as Grid
    from rich.text import Text

    columns = Grid(box=None, header_style="dim", pad_edge=False, show_footer=bool(shown.foot), padding=(0, 2, 0, 0))
    foot = shown.foot or ("",) * len(shown.headings)
    for heading, sum_, width in zip(shown.headings, foot, least, strict=True):
        side: Literal["left", "right"] = "right" if heading in shown.right else "left"
        columns.add_column(Text(heading), Text(sum_, "bold"), justify=side, min_width=width, overflow="fold")
    for row in shown.rows:
        columns.add_row(*map(Text, row))
    with out.capture() as printed:
        out.print(columns)
    for line in printed.get().rstrip("\n").split("\n"):
        yield Said(line.rstrip())


def _stacked(shown: Table, width: int) -> Iterator[Said]:
    for row in (*shown.rows, shown.foot):
        if row:
            told = (f"{name} {cell}" for name, cell in zip(shown.headings[1:], row[1:], strict=True) if cell)
            yield from folded(f"{row[0] or '-'}: {', '.join(told)}", width, "", "  ")
