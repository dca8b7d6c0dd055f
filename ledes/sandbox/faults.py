"""What goes wrong on purpose: lost replies, errors, a busy portal, slow answers; the same for the same seed."""

from __future__ import annotations

import random
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from ledes.errors import UsageError

KINDS = ("drop-reply", "error", "busy", "slow")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mishap:
    """What happens to one delivery: a kind of `KINDS` or `""`, and whether it happens before storing."""

    kind: str = ""
    before: bool = False


@dataclass(slots=True, kw_only=True)
class Faults:
    """Draws a mishap for each delivery, in the order of arrival.

    `shares` are parts of one: at 0.2 one delivery in five meets it. A lost reply always comes after storing, a busy
    portal always before; an error or a slow answer is drawn to either side.
    """

    shares: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    seed: int = 0
    _random: random.Random = field(init=False, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)  # noqa: S311 - mishaps for practice, nothing to guess

    def draw(self) -> Mishap:
        """Draw the next mishap; two numbers are used up each time, so that shares do not shift the order."""
        with self._lock:
            place, side = self._random.random(), self._random.random()
        for kind in KINDS:
            place -= self.shares.get(kind, 0.0)
            if place < 0:
                before = {"drop-reply": False, "busy": True}.get(kind, side < 0.5)
                return Mishap(kind=kind, before=before)
        return Mishap()


def parse(text: str) -> dict[str, float]:
    """Read shares as `drop-reply=0.2,error=0.1`.

    >>> parse("busy=0.1, slow=0.25")
    {'busy': 0.1, 'slow': 0.25}

    Raises `UsageError` for an unknown kind, a share that is none, and shares that add up to more than one.
    """
    shares: dict[str, float] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        kind, _, number = (piece.strip() for piece in part.partition("="))
        if kind not in KINDS:
            raise UsageError(f"there is no fault {kind!r}", hint=f"use {', '.join(KINDS)}")
        try:
            shares[kind] = float(number)
        except ValueError:
            shares[kind] = -1.0
        if not 0 <= shares[kind] <= 1:
            raise UsageError(f"the share of {kind} is {number!r}", hint=f"write a part of one, such as {kind}=0.2")
    if sum(shares.values()) > 1:
        raise UsageError("the shares of the faults add up to more than one", hint="each delivery meets one at most")
    return shares
