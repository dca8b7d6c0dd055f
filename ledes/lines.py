"""Lines of a bill with some parts changed, quickly: a bill has few matters and many lines."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable
from operator import attrgetter
from typing import Any

from ledes.bill import Line, line_maker


@functools.cache
def _places() -> tuple[Callable[[Line], tuple[Any, ...]], dict[str, int]]:
    names = [each.name for each in dataclasses.fields(Line)]
    return attrgetter(*names), {name: place for place, name in enumerate(names)}


def altered(line: Line, **parts: object) -> Line:
    """Give a line with some parts changed, as `dataclasses.replace` does, in a third of its time."""
    pick, places = _places()
    values = list(pick(line))
    for name, value in parts.items():
        values[places[name]] = value
    return line_maker()(*values)
