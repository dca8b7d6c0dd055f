"""A chart as a picture that stands in a page by itself: SVG without script, in letters that a phone can show."""

from __future__ import annotations

import math
from collections.abc import Iterator
from decimal import Decimal
from html import escape
from typing import NamedTuple

from ledes.show.billwords import text as clean
from ledes.show.chart import BARS, LINES, Chart
from ledes.show.chartscale import Scale, compact, scale

COLOURS = ("#1f5f99", "#e08a1e", "#b0413e", "#3a8f5c", "#7a5ea8", "#7b8794", "#c6a700")
"""Told apart in print without colour too, as far as seven can be: dark and light take turns."""

RAMP = ("#9aa5b1", "#3a8f5c", "#9fc05a", "#f0c419", "#e8963a", "#d1603d", "#8f2d2d")

WIDTH, PLOT, ROW = 520, 190, 24
"""Width of every picture, height of the drawing of one with columns or lines, height of a bar with its gap."""

LETTER, CAPITAL = 6.6, 8.4
"""Widths of letters at a size of 12, roughly."""

LEFT, RIGHT, BELOW = 52, 12, 22
EDGE, NAMES = 4, 190
"""Room at the right edge, and for the names beside lying bars."""


class Frame(NamedTuple):
    """Where the drawing stands in the picture, and the scale of its values."""

    left: float
    top: float
    width: float
    height: float
    scale: Scale

    def x(self, value: float) -> float:
        """Place a value along a lying axis."""
        return self.left + self.width * self.scale.part(value)

    def y(self, value: float) -> float:
        """Place a value along an upright axis."""
        return self.top + self.height * (1 - self.scale.part(value))


def svg(chart: Chart) -> str:
    """Draw a chart; the words in it are those of the chart, made safe for a page."""
    legend, top = _legend(chart)
    lying = chart.kind == BARS
    height = len(chart.labels) * ROW * (1 if chart.stacked else max(1, len(chart.series) * 0.7)) if lying else PLOT
    left = min(NAMES, max(map(_wide, chart.labels), default=0.0) + 12) if lying else LEFT
    frame = Frame(left, top, WIDTH - left - (58 if lying else RIGHT), height, scale(chart))
    parts = [*legend, *(_bars(chart, frame) if lying else _upright(chart, frame))]
    size = f'viewBox="0 0 {WIDTH} {_n(top + height + BELOW)}"'
    said = escape(clean(f"{chart.title}: {', '.join(each.name for each in chart.series)}"))
    return f'<svg {size} role="img" aria-label="{said}" font-size="12">{"".join(parts)}</svg>'


def _legend(chart: Chart) -> tuple[list[str], float]:
    """Draw the names of the series in as many lines as they take; say where the drawing begins."""
    if len(chart.series) < 2 and not chart.band:
        return [], 12.0
    parts, x, y = [], 0.0, 12.0
    names = [*((place, chart.series[place].name) for place in chart.shown), *([(-1, "range")] if chart.band else [])]
    for place, name in names:
        wide = 18 + _wide(name) + 10
        if x and x + wide > WIDTH:
            x, y = 0.0, y + 18
        fill = f'fill="{COLOURS[0]}" fill-opacity=".2"' if place < 0 else f'fill="{colour(chart, place)}"'
        parts.append(f'<rect x="{_n(x)}" y="{_n(y - 9)}" width="11" height="11" {fill}/>{_text(x + 16, y, name)}')
        x += wide
    return parts, y + 14


def _upright(chart: Chart, frame: Frame) -> Iterator[str]:
    for tick in frame.scale.ticks:
        y = frame.y(tick)
        yield f'<line x1="{_n(frame.left)}" x2="{WIDTH - RIGHT}" y1="{_n(y)}" y2="{_n(y)}" stroke="#d5dbe1"/>'
        yield _text(frame.left - 6, y + 4, compact(tick, chart.percent), "end")
    step = frame.width / max(1, len(chart.labels))
    most = max(map(_wide, chart.labels), default=1.0) + 16
    every = max(1, math.ceil(most / step))
    for place, label in enumerate(chart.labels):
        # the newest always has its name, which does not leave the picture
        if (len(chart.labels) - 1 - place) % every == 0:
            x = min(frame.left + step * (place + 0.5), WIDTH - EDGE - _wide(label) / 2)
            yield _text(x, frame.top + frame.height + 16, label, "middle")
    yield from _lines(chart, frame, step) if chart.kind == LINES else _columns(chart, frame, step)


def _columns(chart: Chart, frame: Frame, step: float) -> Iterator[str]:
    side = 1 if chart.stacked else max(1, len(chart.series))
    wide = min(46.0, step * 0.78 / side)
    for place, label in enumerate(chart.labels):
        start, base = frame.left + step * (place + 0.5) - wide * side / 2, 0.0
        for nth, each in enumerate(chart.series):
            value = float(each.values[place] or 0)
            low, high = (base, base + value) if chart.stacked else (0.0, value)
            x = start if chart.stacked else start + wide * nth
            top, height = min(frame.y(low), frame.y(high)), abs(frame.y(low) - frame.y(high))
            base += value if chart.stacked else 0
            if height > 0:
                yield _rect(x, top, wide, height, colour(chart, nth), _told(chart, label, nth, place))


def _lines(chart: Chart, frame: Frame, step: float) -> Iterator[str]:
    def point(place: int, value: Decimal) -> str:
        return f"{_n(frame.left + step * (place + 0.5))},{_n(frame.y(float(value)))}"

    low = [point(place, each[0]) for place, each in enumerate(chart.band) if each[0] is not None]
    high = [point(place, each[1]) for place, each in enumerate(chart.band) if each[1] is not None]
    if low and high:
        yield f'<polygon points="{" ".join([*low, *reversed(high)])}" fill="{COLOURS[0]}" fill-opacity=".2"/>'
    for nth, each in enumerate(chart.series):
        known = [(place, value) for place, value in enumerate(each.values) if value is not None]
        points = " ".join(point(place, value) for place, value in known)
        yield f'<polyline points="{points}" fill="none" stroke="{colour(chart, nth)}" stroke-width="2.5"/>'
        for place, value in known:
            x, _, y = point(place, value).partition(",")
            said = escape(_told(chart, chart.labels[place], nth, place))
            yield f'<circle cx="{x}" cy="{y}" r="3" fill="{colour(chart, nth)}"><title>{said}</title></circle>'


def _bars(chart: Chart, frame: Frame) -> Iterator[str]:
    for tick in frame.scale.ticks:
        x = frame.x(tick)
        end = frame.top + frame.height
        yield f'<line x1="{_n(x)}" x2="{_n(x)}" y1="{_n(frame.top)}" y2="{_n(end)}" stroke="#d5dbe1"/>'
        yield _text(x, end + 16, compact(tick, chart.percent), "middle")
    step = frame.height / max(1, len(chart.labels))
    side = 1 if chart.stacked else max(1, len(chart.series))
    tall = step * 0.72 / side
    for place, label in enumerate(chart.labels):
        top, base = frame.top + step * place + step * 0.14, 0.0
        yield _text(frame.left - 6, frame.top + step * (place + 0.5) + 4, _cut(label), "end")
        for nth, each in enumerate(chart.series):
            value = float(each.values[place] or 0)
            low, high = (base, base + value) if chart.stacked else (0.0, value)
            left, wide = min(frame.x(low), frame.x(high)), abs(frame.x(high) - frame.x(low))
            base += value if chart.stacked else 0
            y = top if chart.stacked else top + tall * nth
            if wide > 0:
                yield _rect(left, y, wide, tall, colour(chart, nth), _told(chart, label, nth, place))
            if not chart.stacked and each.values[place] is not None:
                yield _text(max(left + wide, frame.x(0)) + 4, y + tall / 2 + 4, compact(value, chart.percent))
        if chart.stacked:
            yield _text(frame.x(base) + 4, top + tall / 2 + 4, compact(base, chart.percent))


def _told(chart: Chart, label: str, nth: int, place: int) -> str:
    """Say what a pointer that rests on a part of the drawing is told."""
    value = chart.series[nth].values[place]
    if value is None:
        return ""
    number = f"{value * 100:.1f} %" if chart.percent else f"{value:,f} {chart.unit}".rstrip()
    return f"{label}, {chart.series[nth].name}: {number}"


def _rect(x: float, y: float, width: float, height: float, fill: str, said: str) -> str:
    size = f'x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}"'
    return f'<rect {size} fill="{fill}"><title>{escape(clean(said))}</title></rect>'


def _text(x: float, y: float, said: str, anchor: str = "start") -> str:
    at = f' text-anchor="{anchor}"' if anchor != "start" else ""
    return f'<text x="{_n(x)}" y="{_n(y)}"{at} fill="#33404d">{escape(clean(said))}</text>'


def _cut(label: str) -> str:
    if _wide(label) <= NAMES - 12:
        return label
    while label and _wide(label) > NAMES - 12 - CAPITAL:
        label = label[:-1]
    return f"{label}…"


def colour(chart: Chart, nth: int) -> str:
    """Give the colour of a series."""
    some = RAMP if chart.steps else COLOURS
    return some[nth % len(some)]


def _wide(text: str) -> float:
    """Say how wide a text is, roughly."""
    return sum(CAPITAL if letter.isupper() or letter in "&_%" else LETTER for letter in text)


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
