"""One thing that was mended."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """A repair: the rule that asked for it, its place, and what it was and is now.

    `was` and `now` hold the part that changed: a character, a number, a line; a blank one was missing, or is gone.
    """

    rule: str
    row: int
    field: str = ""
    bill: str = ""
    was: str
    now: str
