"""Lines of a page on a terminal: folded to a width that letters really take, and tables that never cut a figure."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal, NamedTuple

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


def grid(table: Table, out: Console) -> Iterator[str]:
    """Lay out a table in columns, or row by row where the columns would not fit and figures would be cut."""
    from rich.table import Table as Grid
    from rich.text import Text

    least = [_least(table, place) for place in range(len(table.headings))]
    if sum(least) + 2 * (len(least) - 1) > out.width:
        yield from (said.line for said in _stacked(table, out.width))
        return
    columns = Grid(box=None, header_style="dim", pad_edge=False, show_footer=bool(table.foot), padding=(0, 2, 0, 0))
    foot = table.foot or ("",) * len(table.headings)
    for heading, sum_, width in zip(table.headings, foot, least, strict=True):
        side: Literal["left", "right"] = "right" if heading in table.right else "left"
        columns.add_column(Text(heading), Text(sum_, "bold"), justify=side, min_width=width, overflow="fold")
    for row in table.rows:
        columns.add_row(*map(Text, row))
    with out.capture() as printed:
        out.print(columns)
    for line in printed.get().rstrip("\n").split("\n"):
        yield line.rstrip()


def _least(table: Table, place: int) -> int:
    """Say how wide a column must be: figures and short texts whole, longer texts may be folded."""
    heading = table.headings[place]
    longest = max(cells(row[place]) for row in (*table.rows, table.foot) if row)
    return max(len(heading), longest if heading in table.right else min(longest, FOLDED))


def _stacked(table: Table, width: int) -> Iterator[Said]:
    for row in (*table.rows, table.foot):
        if row:
            told = (f"{name} {cell}" for name, cell in zip(table.headings[1:], row[1:], strict=True) if cell)
            yield from folded(f"{row[0] or '-'}: {', '.join(told)}", width, "", "  ")
