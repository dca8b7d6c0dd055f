"""The arithmetic of one line, for the rules that judge totals and those that judge taxes.

A line states three things that must fit together: what it is made of (units, rate, adjustment), its tax, and its
total. Each function says which one is wrong, so that one slip of the pen is told once.
"""

from __future__ import annotations

from decimal import Decimal

from ledes import money
from ledes.bill import EXPENSE_ADJUSTMENT, FEE_ADJUSTMENT, Line, Tax
from ledes.money import ZERO

ADJUSTMENTS = frozenset({FEE_ADJUSTMENT, EXPENSE_ADJUSTMENT})
FIELD_DECIMALS = 4
"""Amounts have up to four decimals, so a line may be rounded there instead of at the minor unit."""

ONE = Decimal(1)


def agrees(stated: Decimal, exact: Decimal, places: int, tolerance: Decimal = ZERO) -> bool:
    """Say whether an amount is exact, or rounded at the minor unit or at the end of its field."""
    return money.agrees(stated, exact, places, tolerance) or money.agrees(stated, exact, FIELD_DECIMALS)


def shown(exact: Decimal, places: int) -> str:
    """Write a computed amount with the minor unit's decimals, and with more only where it has them."""
    return money.text(money.half_up(exact, max(places, money.decimals(exact.normalize(money.WIDE)))))


def net(line: Line) -> Decimal | None:
    """Compute units x rate + adjustment; `None` where a fee or expense has blank or zero units or rate.

    An adjustment of the invoice may state its amount twice, as unit cost and as adjustment; it counts once.
    """
    units, rate, adjustment = line.units, line.rate, line.adjustment
    if units and rate:
        product = money.times(units, rate)
    elif line.kind in ADJUSTMENTS:
        product = ZERO
    else:
        return None
    if adjustment is None or (line.kind in ADJUSTMENTS and adjustment == product):
        return product
    return money.plus(product, adjustment)


def rate_of(line: Line) -> Decimal | None:
    """Give the rate of a line's only tax; `None` where it has none, several, or one that is no fraction."""
    if len(line.taxes) != 1 or not _plain(line.taxes[0]):
        return None
    rate = line.taxes[0].rate
    return rate if rate is not None and ZERO <= rate <= ONE else None


def _plain(tax: Tax) -> bool:
    return not (tax.on_tax or tax.withheld or tax.tiers)


def wrong_total(line: Line, exact: Decimal, places: int, tolerance: Decimal = ZERO) -> bool:
    """Say whether a line's amount is not what it is made of.

    The adjustment alone is right too for an adjustment of the invoice. Where the total would be right with the tax
    that the rate gives, the stated tax is wrong and not the total.
    """
    amount = line.amount
    if amount is None or agrees(amount, exact, places, tolerance):
        return False
    if line.kind in ADJUSTMENTS and line.adjustment is not None and agrees(amount, line.adjustment, places, tolerance):
        return False
    if not line.tax and not line.taxes:
        return True
    tax = line.tax or ZERO
    gross = money.plus(amount, tax)
    if agrees(gross, money.plus(exact, tax), places, tolerance):
        return False
    rate = rate_of(line)
    return rate is None or not agrees(gross, money.plus(exact, money.times(exact, rate)), places, tolerance)


def wrong_tax(line: Line, places: int, tolerance: Decimal = ZERO) -> bool:
    """Say whether a line's tax is neither the rate of what the line is made of, nor of the amount it states."""
    rate, tax = rate_of(line), line.tax
    if rate is None or tax is None or line.amount is None:
        return False
    if agrees(tax, money.times(line.amount, rate), places, tolerance):
        return False
    exact = net(line)
    return exact is None or not agrees(tax, money.times(exact, rate), places, tolerance)


def mended(line: Line, places: int) -> tuple[Decimal, Decimal]:
    """Give a line's amount and tax as they are where they are right, and as they should be where they are not."""
    amount, tax, exact, rate = line.amount or ZERO, line.tax or ZERO, net(line), rate_of(line)
    tax_is_wrong = wrong_tax(line, places)
    if exact is not None and (tax_is_wrong or wrong_total(line, exact, places)):
        amount = money.half_up(exact, places)
    if tax_is_wrong and rate is not None:
        tax = money.half_up(money.times(amount if exact is None else exact, rate), places)
    return amount, tax
