"""What of a bill could not be read, so that no rule judges what is not there."""

from __future__ import annotations

from ledes.bill import Bill

LOST = "line"
"""Stands in `Bill.unread` for a whole record of which nothing could be read."""


def rows(bill: Bill, *fields: str) -> frozenset[int]:
    """Collect the rows in which one of these fields, or the whole record, could not be read."""
    if not bill.unread:
        return frozenset()
    return frozenset(row for row, name in bill.unread if name == LOST or name in fields)


def lacks(bill: Bill, *fields: str) -> bool:
    """Say whether one of these fields could not be read in some row; name `line` for lost records."""
    return bool(bill.unread) and any(name in fields for _, name in bill.unread)


def lacks_part(bill: Bill, *parts: str) -> bool:
    """Say whether something of these parts (`matter`, `tax` ...) could not be read in some row."""
    return bool(bill.unread) and any(name.partition(".")[0] in parts for _, name in bill.unread)
