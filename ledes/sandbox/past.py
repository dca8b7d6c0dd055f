"""What happened to the bills at the portal, as programs and people ask for it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ledes import money
from ledes.gateway import LineAdjustment
from ledes.sandbox.store import Store

PAGE = 500
"""How many events one answer holds."""

_EVENTS = (
    "select events.*, number, currency, key, delivery from events"
    " join bills on bills.id = events.bill join deliveries on deliveries.id = delivery"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened. `at` is UTC as text; `by` is portal or person; `causes` as `ledes.sandbox.verdict`."""

    id: int
    bill: int
    key: str
    delivery: int
    invoice: str
    at: str
    words: str
    amount: Decimal | None
    currency: str
    text: str
    adjustments: tuple[LineAdjustment, ...]
    causes: tuple[Mapping[str, Any], ...]
    by: str


def of_bill(store: Store, bill: int) -> tuple[Event, ...]:
    """List what happened to one bill, oldest first."""
    return tuple(_event(row) for row in store.rows(f"{_EVENTS} where bill = ? order by events.id", bill))


def since(store: Store, moment: str, after: int) -> tuple[Event, ...]:
    """List what happened to all bills from a moment on and after an event, oldest first, one page of it."""
    rows = store.rows(f"{_EVENTS} where at >= ? and events.id > ? order by events.id limit ?", moment, after, PAGE)
    return tuple(_event(row) for row in rows)


def _event(row: sqlite3.Row) -> Event:
    adjustments = tuple(
        LineAdjustment(line=each["line"], amount=money.parse(each["amount"]), words=each["words"])
        for each in json.loads(row["adjustments"])
    )
    return Event(
        id=row["id"],
        bill=row["bill"],
        key=row["key"],
        delivery=row["delivery"],
        invoice=row["number"],
        at=row["at"],
        words=row["words"],
        amount=money.parse(row["amount"]) if row["amount"] else None,
        currency=row["currency"],
        text=row["text"],
        adjustments=adjustments,
        causes=tuple(json.loads(row["causes"])),
        by=row["by"],
    )
