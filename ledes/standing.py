"""What is made in millions of small parts and stays until the process ends, out of sight of the search for cycles."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def standing() -> Iterator[None]:
    """Look for no cycles while such things are made, and afterwards in none of them.

    To go through a million parts again and again takes longer than to make them, and they hold no cycle.
    """
    watched = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if watched:
            gc.freeze()
            gc.enable()
