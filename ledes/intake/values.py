"""Amounts and moments as platforms write them into mails and exports."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal

from ledes.formats.tabular import cells
from ledes.formats.tabular.cells import Cell, Forms, Unreadable

END = datetime.time(23, 59, 59)


def amount(text: str, decimal: str, thousands: str) -> Decimal:
    """Read an amount out of a mail; what stands around it (a currency) is left off.

    >>> amount("USD 1,250.00", ".", ","), amount("1.250,00 EUR", ",", ".")
    (Decimal('1250.00'), Decimal('1250.00'))

    Raises `Unreadable`.
    """
    bare = re.sub(r"^[^\d(-]+|[^\d)]+$", "", text.strip())
    return cells.number(bare, Forms(decimal=decimal, thousands=thousands, negatives="parentheses"))


def moment(cell: Cell, form: str) -> datetime.datetime:
    """Read a moment, in UTC where it states no zone; a day without a time stands for its end.

    Raises `Unreadable`.
    """
    if isinstance(cell, datetime.datetime):
        midnight = cell.time() == datetime.time()
        return _end(cell.date()) if midnight else cell.replace(tzinfo=datetime.UTC)
    day = cells.date(cell, Forms(dates=(form,)))
    return _timed(cell, day) if isinstance(cell, str) and "%H" in form else _end(day)


def _end(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, END, datetime.UTC)


def _timed(text: str, day: datetime.date) -> datetime.datetime:
    """Read the time that stands with a day: hours, minutes, perhaps seconds, perhaps am or pm."""
    found = re.search(r"\b(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?\s*([AaPp][Mm])?", text)
    if found is None:
        raise Unreadable("date", "no time of day where one is expected")
    hour, half = int(found[1]), (found[4] or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    try:
        time = datetime.time(hour, int(found[2]), int(found[3] or 0))
    except ValueError:
        raise Unreadable("date", "a time of day that does not exist") from None
    return datetime.datetime.combine(day, time, datetime.UTC)
