"""Amounts in tables: with at least the decimals of their currency, so that they stand under each other."""

from __future__ import annotations

from decimal import Decimal

from ledes import codes, money


def text(amount: Decimal | None, currency: str = "", absent: str = "-") -> str:
    """Write an amount with at least the decimals of its currency's minor unit; digits are never cut.

    >>> text(Decimal("645")), text(Decimal("187.525")), text(Decimal("1"), "JPY"), text(None)
    ('645.00', '187.525', '1', '-')
    """
    if amount is None:
        return absent
    places = codes.minor_units(currency)
    return money.text(money.half_up(amount, places) if money.decimals(amount) < places else amount)
