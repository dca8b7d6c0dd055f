"""What goes into the portal's store: arrivals, what became of them, and news of a bill."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ledes.bill import Bill
from ledes.gateway import LineAdjustment


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A delivery that may be stored; `expires` is until when its sender wants it stored."""

    key: str
    file_name: str
    format: str
    sha256: str
    content: bytes = field(repr=False)
    bills: tuple[Bill, ...]
    expires: datetime.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of an arrival: stored, repeat, or refused for a reason (`late`, `key`, `number`)."""

    outcome: str
    delivery: int = 0
    reason: str = ""
    number: str = ""
    earlier: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """Something that happens to a bill: the portal's word for it, the amount, the text, and what comes next."""

    words: str
    amount: Decimal | None = None
    text: str = ""
    adjustments: tuple[LineAdjustment, ...] = ()
    causes: tuple[Any, ...] = ()
    by: str = "portal"
    step: str = ""
    after: float = 0.0


def stamp(at: datetime.datetime) -> str:
    """Write a moment in UTC, all of one width, so that their order as text is their order in time."""
    return at.astimezone(datetime.UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
