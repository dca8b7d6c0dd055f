"""The scale of a chart's values: round steps from the lowest to the highest, and short words for them."""

from __future__ import annotations

import math
from typing import NamedTuple

from ledes.show.chart import Chart

STEPS = 4
"""Steps into which a scale is divided, roughly."""

SHORT = ((1e9, "bn"), (1e6, "m"), (1e3, "k"))


class Scale(NamedTuple):
    """From where to where an axis goes, and the values that are marked on it."""

    low: float
    high: float
    ticks: tuple[float, ...]

    def part(self, value: float) -> float:
        """Say how far along the axis a value lies, from 0 to 1."""
        return (value - self.low) / (self.high - self.low)


def scale(chart: Chart) -> Scale:
    """Find a scale that holds every value of a chart, and zero."""
    values = [float(value) for each in chart.series for value in each.values if value is not None]
    if chart.stacked:
        values += [sum(float(each.values[place] or 0) for each in chart.series) for place in range(len(chart.labels))]
    values += [float(value) for pair in chart.band for value in pair if value is not None]
    low, high = min(0.0, *values, 0.0), max(0.0, *values, 0.0)
    if low == high:
        high = 1.0
    step = _round((high - low) / STEPS)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return Scale(first * step, last * step, tuple(place * step for place in range(first, last + 1)))


def _round(rough: float) -> float:
    """Give the next step of 1, 2, 2.5 or 5 with noughts."""
    unit = 10.0 ** math.floor(math.log10(rough))
    return next(unit * each for each in (1, 2, 2.5, 5, 10) if unit * each >= rough * 0.999)


def compact(value: float, percent: bool = False) -> str:
    """Write a value in a few letters.

    >>> compact(1_250_000), compact(2500), compact(0), compact(0.25, True), compact(-30)
    ('1.25m', '2.5k', '0', '25 %', '-30')
    """
    if percent:
        return f"{value * 100:.3g} %"
    for size, word in SHORT:
        if abs(value) >= size:
            return f"{value / size:.3g}{word}"
    return f"{value:.3g}"
