"""A tax that rises in tiers: each part of the amount is taxed at the rate of the tier that it lies in."""

from __future__ import annotations

from decimal import Decimal

from ledes import money
from ledes.bill import Tax, Tier
from ledes.money import ZERO


def part(total: Decimal, low: Decimal, high: Decimal | None) -> Decimal:
    """Say how much of an amount lies between two bounds; an upper bound of `None` is open.

    >>> part(Decimal(125000), Decimal(100000), Decimal(200000))
    Decimal('25000')
    """
    top = total if high is None else min(total, high)
    return max(ZERO, money.minus(top, low))


def amount(total: Decimal, tax: Tax) -> Decimal:
    """Compute a tiered tax on an amount; minus where it is withheld.

    Source: LEDES XML 2.2, tax_tier_detail.
    """
    found, low = ZERO, ZERO
    for tier in tax.tiers:
        found = money.plus(found, money.times(part(total, low, tier.high), tier.rate or ZERO))
        low = low if tier.high is None else tier.high
    return -found if tax.withheld else found


def taxable(tax: Tax) -> Decimal | None:
    """Give the amount that a tiered tax is charged on: as its summary states it, else what its tiers add up to."""
    if tax.base is not None:
        return tax.base
    bases = [tier.base for tier in tax.tiers if tier.base is not None]
    return money.total(bases) if len(bases) == len(tax.tiers) else None


def total_of(tax: Tax) -> Decimal:
    """Give what a tiered tax comes to: as its summary states it, else what its tiers add up to."""
    if tax.amount is not None:
        return tax.amount
    return money.total(tier.amount for tier in tax.tiers if tier.amount is not None)


def gap(tax: Tax, unit: Decimal) -> tuple[Tier, Decimal] | None:
    """Find a tier that does not begin where the one before it ends, and where it should; the first begins at zero.

    A tier may begin one minor unit above the end of the one before, as the standard's own example writes it.
    """
    low = ZERO
    for tier in tax.tiers:
        if tier.low is not None and tier.low not in (low, money.plus(low, unit)):
            return tier, low
        if tier.high is not None:
            low = tier.high
    return None
