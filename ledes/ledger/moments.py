"""Moments as the ledger keeps them: UTC, to the microsecond, in text of one length that sorts by time."""

from __future__ import annotations

import datetime
import functools

_FORM = "%Y-%m-%dT%H:%M:%S.%fZ"


def now() -> datetime.datetime:
    """Give the present moment in UTC."""
    return datetime.datetime.now(datetime.UTC)


def text(moment: datetime.datetime) -> str:
    """Write a moment; one without a zone is taken as UTC.

    >>> text(datetime.datetime(2026, 3, 1, 9, 30, tzinfo=datetime.UTC))
    '2026-03-01T09:30:00.000000Z'
    """
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=datetime.UTC)
    return moment.astimezone(datetime.UTC).strftime(_FORM)


def parse(written: str) -> datetime.datetime:
    """Read a moment that `text` wrote."""
    # many are read for one report, and this is twenty times as fast as naming the form
    return datetime.datetime.fromisoformat(written).astimezone(datetime.UTC)


# a report asks for the days of many moments, and most fall on a few hundred
@functools.lru_cache(maxsize=4096)
def _day(written: str) -> datetime.date:
    return datetime.date.fromisoformat(written)


def day(written: str) -> datetime.date:
    """Give the day of a moment in UTC, as its text says it."""
    return _day(written[:10])


def short(written: str) -> str:
    """Drop the fraction of a second, for people and JSON.

    >>> short("2026-03-01T09:30:00.000000Z")
    '2026-03-01T09:30:00Z'
    """
    return f"{written[:19]}Z" if written else ""


EVER = datetime.datetime.min.replace(tzinfo=datetime.UTC)
"""Before every moment."""
