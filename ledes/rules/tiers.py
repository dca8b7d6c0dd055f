"""Taxes that rise in tiers: the parts of the amount, the tiers themselves, and their summary."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from ledes import codes, money
from ledes.bill import Bill, Tax
from ledes.finding import Where
from ledes.money import ZERO
from ledes.reckoning import taxation, tiers
from ledes.reckoning.works import BOTH
from ledes.rules import Reports, rule, unread
from ledes.rules.matters import agreement, judged, shown


@rule(
    "X110",
    scope="standard",
    fix="Set each tier to its part of the taxable amount, and its tax to that part x the rate of the tier.",
    reason="TAX_ROUNDING",
)
def wrong_tier_amount(bill: Bill, *, tolerance: Decimal = ZERO) -> Reports:
    """A tier holds the part of the taxable amount that lies between its bounds, and the tax on it at its rate.

    Only what lies above a bound is taxed at the higher rate. A withheld tax has a minus.

    Source: LEDES XML 2.2, tax_tier_detail.
    """
    agrees = agreement(bill, tolerance)
    for tax in (each for each in bill.taxes if taxation.tiered(each) and not unread.lacks_part(bill, "tax", "tier")):
        total, low = tiers.taxable(tax), ZERO
        for tier in tax.tiers:
            own = None if total is None else tiers.part(total, low, tier.high)
            low = tier.high if tier.high is not None else low
            named = f"tier {tier.number} of the tax '{tax.id}'"
            if own is not None and tier.base is not None and not agrees(tier.base, own):
                said = f"{shown(bill, own)} of {money.text(total or ZERO)} lies in {named}"
                yield Where(bill.row, "tier.base"), f"{said}, its taxable amount is {money.text(tier.base)}"
            elif tier.base is not None and tier.rate is not None and tier.amount is not None:
                exact = taxation.signed(money.times(tier.base, tier.rate), tax)
                if not agrees(tier.amount, exact):
                    worked = f"{money.text(tier.base)} x {money.text(tier.rate)} = {shown(bill, exact)}"
                    yield Where(bill.row, "tier.amount"), f"{worked}, the tax of {named} is {money.text(tier.amount)}"


@rule(
    "X111",
    scope="standard",
    fix="List every tier of the tax, also those that the bill does not reach, the last one without an upper bound.",
    reason="XML_SEGMENT",
)
def missing_tier(bill: Bill) -> Reports:
    """A tiered tax lists all its tiers: the first begins at zero, each where the one before ends, the last is open.

    Source: LEDES XML 2.2, tax_tier_detail, tax_tier_max.
    """
    if unread.lacks_part(bill, "tax", "tier"):
        return
    unit = Decimal(1).scaleb(-codes.minor_units(bill.currency))
    for tax in (each for each in bill.taxes if taxation.tiered(each)):
        found = tiers.gap(tax, unit)
        if found is not None:
            tier, low = found
            said = f"tier {tier.number} of the tax '{tax.id}' begins at {money.text(tier.low or ZERO)}"
            yield Where(bill.row, "tier.low"), f"{said}, the tier before it ends at {money.text(low)}"
        elif tax.tiers[-1].high is not None:
            said = f"the last tier of the tax '{tax.id}' ends at {money.text(tax.tiers[-1].high)}"
            yield Where(bill.row, "tier.high"), said


@rule(
    "X112",
    scope="standard",
    fix="Sum up each tiered tax: its taxable amount and its tax, as its tiers and the entries add up.",
    reason="TAX_ROUNDING",
    unless=("X110",),
)
def wrong_tier_summary(bill: Bill, *, tolerance: Decimal = ZERO) -> Reports:
    """Each tiered tax has one summary: what its tiers add up to, and what the entries that name it add up to.

    Source: LEDES XML 2.2, tax_tier_summary.
    """
    agrees, known = agreement(bill, tolerance), taxation.definitions(bill)
    for tax in (each for each in bill.taxes if taxation.tiered(each) and not unread.lacks_part(bill, "tax", "tier")):
        if tax.base is None or tax.amount is None:
            yield Where(bill.row, "summary.tax"), f"the tiered tax '{tax.id}' has no summary"
            continue
        for what, name in (("taxable amounts", "base"), ("taxes", "amount")):
            stated, parts = getattr(tax, name), [getattr(tier, name) for tier in tax.tiers]
            computed = tax.base if name == "base" else tiers.amount(tax.base, tax)
            exact = computed if None in parts else money.total(parts)
            if not agrees(stated, exact):
                said = f"the {what} of its tiers add up to {shown(bill, exact)}"
                yield (
                    Where(bill.row, f"summary.{name}"),
                    f"tax '{tax.id}': {said}, its summary says {money.text(stated)}",
                )
        among = _tier_bases(bill, tax, known)
        if among and not any(agrees(tax.base, each) for each in among):
            said = f"the entries and discounts of the tax '{tax.id}' come to {shown(bill, among[0])}"
            yield Where(bill.row, "summary.base"), f"{said}, its summary says {money.text(tax.base)}"


def _tier_bases(bill: Bill, tax: Tax, known: Mapping[str, Tax]) -> tuple[Decimal, ...]:
    """Compute what a tiered tax is charged on, for a bill of one matter, by each reading."""
    found = judged(bill)
    if len(found) != 1:
        return ()
    fees, expenses = (taxation.bases(found[0], names, tax, known) for names in BOTH)
    return tuple(money.plus(one, other) for one in fees for other in expenses)
