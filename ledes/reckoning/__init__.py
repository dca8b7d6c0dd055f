"""The arithmetic of whole bills: how lines, discounts of a matter and taxes add up, in every form of LEDES."""

from __future__ import annotations

from typing import NamedTuple


class Note(NamedTuple):
    """What a computation made of a bill: the row and attribute concerned, and the fact with its numbers."""

    row: int
    field: str
    what: str
