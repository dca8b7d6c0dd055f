"""What commands about money read from their options: amounts, days, and who says so."""

from __future__ import annotations

import datetime
from decimal import Decimal

import click

from ledes.errors import UsageError

PATIENCE = 10.0
"""Seconds that a person's word waits for a run that is at work."""

by = click.option("--by", default="", metavar="NAME", help="Who says so; otherwise the user of this machine.")


def amount(written: str, what: str) -> Decimal:
    """Read an amount with or without a minus.

    Raises `UsageError`.
    """
    from ledes import money

    try:
        return money.parse(written)
    except ValueError:
        raise UsageError(f"{what} {written!r} is no plain number", hint="write 1250.00") from None


def day(written: str, what: str) -> datetime.date:
    """Read a day; today where none is said.

    Raises `UsageError`.
    """
    from ledes.commands import surroundings

    if not written:
        return surroundings.today()
    try:
        return datetime.date.fromisoformat(written)
    except ValueError:
        raise UsageError(f"{what} {written!r} is no day", hint="write 2026-11-30") from None


def who(said: str) -> str:
    """Name who says something."""
    from ledes.payments import noting

    return noting.who(said)
