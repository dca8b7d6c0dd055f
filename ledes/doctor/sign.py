"""One thing that was looked at: how it is, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass

FINE, WORRYING, BAD = "ok", "warn", "fail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """What was looked at (`area`), how it is (`level`: ok, warn, fail), the fact, and the way out of it."""

    area: str
    level: str
    fact: str
    remedy: str = ""


def fine(area: str, fact: str) -> Sign:
    """Say that something is in order."""
    return Sign(area=area, level=FINE, fact=fact)


def worrying(area: str, fact: str, remedy: str) -> Sign:
    """Say that something works, and may not for ever."""
    return Sign(area=area, level=WORRYING, fact=fact, remedy=remedy)


def bad(area: str, fact: str, remedy: str) -> Sign:
    """Say that something does not work."""
    return Sign(area=area, level=BAD, fact=fact, remedy=remedy)
