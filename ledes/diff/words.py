"""What the trade calls the values of a bill, and how they are written."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from ledes import money

UNREADABLE = "(unreadable)"
NAMES = {
    "bill.number": "invoice number",
    "bill.date": "invoice date",
    "bill.start": "billing start",
    "bill.end": "billing end",
    "bill.due": "due date",
    "bill.description": "invoice description",
    "bill.total": "invoice total",
    "bill.tax": "invoice tax",
    "bill.net": "invoice net total",
    "bill.kind": "kind of bill",
    "bill.currency": "currency",
    "firm": "law firm",
    "firm.id": "law firm id",
    "client.id": "client id",
    "line.kind": "type",
    "line.units": "units",
    "line.rate": "unit cost",
    "line.base": "base amount",
    "line.amount": "total",
    "line.total": "total with tax",
    "line.task": "task code",
    "line.activity": "activity code",
    "line.expense": "expense code",
    "line.description": "narrative",
    "line.fixed": "fixed charge",
    "line.country": "country of work",
    "line.locality": "place of work",
    "line.tax": "tax of the line",
    "matter.firm_id": "law firm's matter id",
    "matter.client_id": "client's matter id",
    "matter.account": "account type",
    "timekeeper.id": "timekeeper id",
}
OF_A_FEE = {"line.units": "hours", "line.rate": "rate"}
OWNERS = ("bill.", "line.", "matter.", "timekeeper.")
"""The first part of a name that the reader sees anyway, because the value stands with its line, matter or person."""


def name(path: str, *, fee: bool = False) -> str:
    """Say what an attribute is called: hours and rate on a fee, units and unit cost elsewhere.

    >>> name("line.units", fee=True), name("firm.address.city"), name("matter.purchase_order")
    ('hours', 'law firm address city', 'purchase order')
    """
    if fee and path in OF_A_FEE:
        return OF_A_FEE[path]
    if path in NAMES:
        return NAMES[path]
    first, _, rest = path.partition(".")
    if first in {"firm", "client"}:
        return f"{NAMES.get(first, first)} {_spoken(rest)}"
    for owner in OWNERS:
        if path.startswith(owner):
            return _spoken(path.removeprefix(owner))
    return _spoken(path)


def alone(path: str) -> str:
    """Say what an attribute is called where nothing beside it says whose it is.

    >>> alone("matter.totals"), alone("line.task"), alone("bill.taxes")
    ('matter totals', 'task code', 'taxes')
    """
    first = path.partition(".")[0]
    return _spoken(path) if first in {"line", "matter", "timekeeper"} and path not in NAMES else name(path)


def _spoken(path: str) -> str:
    return path.replace(".", " ").replace("_", " ")


def shown(value: Any) -> str:
    """Write a value in the digits it has; absent is empty, flags are yes and no, a day is 2026-01-31."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return money.text(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    return value if isinstance(value, str) else UNREADABLE
