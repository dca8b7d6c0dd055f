"""A report as one self-contained page: no script, no network, fit to be printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, BinaryIO

from ledes.show import chartsvg, sheet
from ledes.show.billwords import text
from ledes.show.pages import template
from ledes.show.sheet import AT_RIGHT, Cell, Column, Sheet

if TYPE_CHECKING:
    from ledes.reports import Answer, Asked, Report
    from ledes.show.chart import Chart

DENSE, TIGHT = 110, 150
"""Widths in characters of a table that wants smaller letters, and of one that wants them smaller still."""

SHORT, LONG = 11, 20
"""Widths in characters of a column whose words are not broken, and of one that needs room for them."""

MOST_ROWS, MOST_DETAILS = 2000, 10_000
"""Rows of one table, and of all tables of detail, that the page shows; the files for spreadsheets hold them all."""


def write(stream: BinaryIO, report: Report, asked: Asked, answer: Answer) -> None:
    """Write the page, in UTF-8."""
    parts = template("report.html").generate(
        report=report,
        asked=asked,
        limits=limits(asked),
        answer=answer,
        charts=[_Picture(each) for each in answer.drawn],
        tables=list(_tables(answer.tables)),
        counted=lambda number: f"{number:,}",
        clean=text,
    )
    for part in parts:
        stream.write(part.encode("utf-8", "backslashreplace"))


def limits(asked: Asked) -> tuple[str, ...]:
    """Say in words what a report was limited to."""
    said = [f"client {asked.client}"] if asked.client else []
    said += [f"from {asked.since}"] if asked.since else []
    said += [f"until {asked.until}"] if asked.until else []
    return (*said, *(f"{name} {value}" for name, value in asked.options.items() if value))


class _Picture:
    """A chart as the page shows it: what it is of, and the drawing."""

    def __init__(self, chart: Chart) -> None:
        from markupsafe import Markup

        self.title = text(chart.title)
        self.unit = text(chart.unit)
        # the words in it were made safe where it was drawn
        self.drawing = Markup(chartsvg.svg(chart))  # noqa: S704


def _tables(sheets: Iterable[Sheet]) -> Iterator[_Table]:
    """Lay out tables; a page of very many accounts would be too long to open."""
    left = MOST_DETAILS
    for each in sheets:
        table = _Table(each, min(MOST_ROWS, left) if each.detail else MOST_ROWS)
        left -= len(table.rows) if each.detail else 0
        yield table


class _Table:
    """A table with what the page shows of it."""

    def __init__(self, each: Sheet, most: int) -> None:
        rows = tuple(each.rows)
        self.sheet = each
        self.rows = rows[:most]
        self.more = len(rows) - len(self.rows)
        # a table with many columns, or with texts in them, reads better with smaller letters
        wide = sum(column.width for column in each.columns)
        self.broad = wide > TIGHT
        self.look = "wide tight" if self.broad else "wide dense" if wide > DENSE else "wide"

    def cell(self, column: Column, cell: Cell) -> str:
        """Write a cell."""
        return sheet.dashed(cell, column.kind)

    def place(self, column: Column) -> str:
        """Say how a cell of a column stands: numbers at the right, days and short words unbroken."""
        if column.kind in AT_RIGHT:
            return "r"
        if column.kind == sheet.CODE:
            return "code"
        if column.kind == sheet.DATE:
            return "d"
        return "short" if column.width <= SHORT else "long" if column.width >= LONG else ""
