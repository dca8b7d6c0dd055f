"""Deadlines as rows of a table, and as data for programs."""

from __future__ import annotations

import datetime
from typing import Any

from ledes.deadlines import Deadline
from ledes.deadlines.calendar import subject, uid

HEADINGS = ("by", "left", "of", "what", "next")
NUMBERS = frozenset({"left"})


def row(each: Deadline, today: datetime.date) -> tuple[str, ...]:
    """Give a deadline as a row under `HEADINGS`."""
    return each.day.isoformat(), when(each.left(today)), subject(each), each.what, each.step


def when(left: int) -> str:
    """Say how many days are left.

    >>> when(3), when(1), when(0), when(-2)
    ('3 days', '1 day', 'today', '2 days ago')
    """
    if left == 0:
        return "today"
    days = f"{abs(left)} day{'' if abs(left) == 1 else 's'}"
    return f"{days} ago" if left < 0 else days


def as_data(each: Deadline, today: datetime.date) -> dict[str, Any]:
    """Give a deadline in the shape of `schemas/due.schema.json`."""
    return {
        "uid": uid(each),
        "kind": each.kind,
        "day": each.day.isoformat(),
        "left": each.left(today),
        "what": each.what,
        "next": each.step,
        "client": each.client or None,
        "invoice": each.invoice or None,
        "id": each.submission.id if each.submission else None,
        "account": each.account or None,
        "about": each.about or None,
    }
