"""Charts on a sheet of a workbook: the numbers of each in cells, and the chart beside them, drawn from these cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ledes.show.billwords import text as clean
from ledes.show.chart import BARS, LINES, Chart
from ledes.show.chartsvg import colour

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

TALL, LEAST, EACH = 18, 10, 1.4
"""Rows that a chart takes; the fewest for lying bars, and the rows that each bar takes more."""

PAPER = (940, 680)
"""Width and height of what a sheet of A4 across holds, in points of a screen: no chart is cut in two."""

NAMES, NUMBERS = 26, 13
"""Widths of the columns of names and of numbers, in characters."""

ROW, WIDTH = 20, 720
"""Height of a row and width of a chart, in points of a screen."""


def fill(book: Workbook, page: Worksheet, charts: Sequence[Chart]) -> None:
    """Put charts below each other, each with its numbers at its left."""
    styles = _Styles(book)
    page.set_column(0, 0, NAMES)
    beside = 2 + max(len(_series(chart)) for chart in charts)
    page.set_column(1, beside - 1, NUMBERS)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    held = _rows(_pixels(NAMES) + (beside - 1) * _pixels(NUMBERS) + WIDTH)
    row, breaks = 0, [0]
    for chart in charts:
        least = LEAST + int(len(chart.labels) * EACH) if chart.kind == BARS else TALL
        tall = max(least, len(chart.labels) + 3)
        if row + tall - breaks[-1] > held and row:
            breaks.append(row - 1)
        _numbers(page, row, chart, styles)
        _draw(book, page, (row, beside), chart, tall)
        row += tall + 2
    page.set_h_pagebreaks(breaks[1:])


def _pixels(characters: int) -> int:
    """Say how wide a column is, in points of a screen."""
    return 7 * characters + 5


def _rows(wide: int) -> int:
    """Say how many rows a printed page holds when what is so wide is made to fit."""
    width, height = PAPER
    return int(height * max(1.0, wide / width) / ROW)


class _Styles:
    def __init__(self, book: Workbook) -> None:
        self.title = book.add_format({"bold": True, "font_size": 12})
        self.heading = book.add_format({"bold": True, "bottom": 1, "align": "right", "text_wrap": True})
        self.number = book.add_format({"num_format": "#,##0.00"})
        self.whole = book.add_format({"num_format": "#,##0"})
        self.percent = book.add_format({"num_format": "0.0%"})
        self.text = book.add_format({"align": "left"})


def _series(chart: Chart) -> list[tuple[str, tuple[Any, ...]]]:
    """List the columns of numbers: the series, and the two ends of a band."""
    found: list[tuple[str, tuple[Any, ...]]] = [(each.name, each.values) for each in chart.series]
    if chart.band:
        low, high = zip(*chart.band, strict=True)
        found += [("low", low), ("high", high)]
    return found


def _numbers(page: Worksheet, row: int, chart: Chart, styles: _Styles) -> None:
    page.write_string(row, 0, _titled(chart), styles.title)
    if any(len(name) > NUMBERS for name, _ in _series(chart)):
        page.set_row_pixels(row + 1, 2 * ROW)
    for place, (name, _) in enumerate(_series(chart), 1):
        page.write_string(row + 1, place, clean(name), styles.heading)
    for place, label in enumerate(chart.labels):
        page.write_string(row + 2 + place, 0, clean(label), styles.text)
        for column, (_, values) in enumerate(_series(chart), 1):
            if (value := values[place]) is not None:
                shape = styles.percent if chart.percent else styles.number if value % 1 else styles.whole
                page.write_number(row + 2 + place, column, value, shape)


def _draw(book: Workbook, page: Worksheet, at: tuple[int, int], chart: Chart, tall: int) -> None:
    row, beside = at
    kind = {"type": {BARS: "bar", LINES: "line"}.get(chart.kind, "column")}
    drawn = book.add_chart(kind | ({"subtype": "stacked"} if chart.stacked else {}))
    last = row + 1 + len(chart.labels)
    for place in range(1, len(_series(chart)) + 1):
        drawn.add_series(
            {
                "name": [page.name, row + 1, place],
                "categories": [page.name, row + 2, 0, last, 0],
                "values": [page.name, row + 2, place, last, place],
                "gap": 60,
                **_look(chart, place - 1),
            }
        )
    drawn.set_title({"name": _titled(chart), "name_font": {"size": 12}})
    shape: dict[str, Any] = {
        "num_format": "0%" if chart.percent else "#,##0",
        "major_gridlines": {"visible": True, "line": {"color": "#d5dbe1"}},
    }
    if all(value is None or value >= 0 for _, values in _series(chart) for value in values):
        # some spreadsheets begin where the values do, which makes small differences look large
        shape["min"] = 0
    if chart.kind == BARS:
        drawn.set_y_axis({"reverse": True, "crossing": "max", "major_gridlines": {"visible": False}})
        drawn.set_x_axis(shape)
    else:
        drawn.set_y_axis(shape)
        drawn.set_x_axis({"label_position": "low"})
    unseen = [place for place in range(len(chart.series)) if place not in chart.shown]
    named = {"position": "bottom", "delete_series": unseen}
    drawn.set_legend({"none": True} if len(_series(chart)) < 2 else named)
    drawn.set_size({"width": WIDTH, "height": tall * ROW})
    page.insert_chart(row, beside, drawn)


def _look(chart: Chart, nth: int) -> dict[str, Any]:
    """Give the look of a column of numbers: an end of a band is a grey, dashed line."""
    if nth >= len(chart.series):
        return {"line": {"color": "#9aa5b1", "width": 2.25, "dash_type": "dash"}}
    fill = {"color": colour(chart, nth)}
    if chart.kind != LINES:
        return {"fill": fill}
    return {"line": {**fill, "width": 2.25}, "marker": {"type": "circle", "size": 5, "fill": fill, "border": fill}}


def _titled(chart: Chart) -> str:
    unit = f" ({chart.unit})" if chart.unit else ""
    return clean(f"{chart.title}{unit}")
