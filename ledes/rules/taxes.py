"""How XML bills define and name their taxes: ids, tiers, withholding, and what goes with none of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from ledes import codes, money
from ledes.bill import Bill, Tax
from ledes.finding import Where
from ledes.money import ZERO
from ledes.reckoning import taxation, tiers, works
from ledes.reckoning.works import BOTH
from ledes.rules import Reports, rule, unread
from ledes.rules.matters import agreement, judged, shown


def _named(bill: Bill) -> Iterator[tuple[int, str, str]]:
    """Go through the places where a tax is named by its id: row, what names it, id."""
    for line in bill.lines:
        yield from ((line.row, "line", tax.id) for tax in line.taxes if tax.id)
    for work in works.works(bill) if works.structured(bill) else ():
        for adjustment in work.matter.adjustments:
            yield from ((work.row, "discount", each) for each in adjustment.taxes)
        yield from ((work.row, "summary", summary.id) for summary in work.matter.tax_summaries)
    yield from ((bill.row, "tax", tax.on_tax) for tax in bill.taxes if tax.on_tax)


@rule("X101", scope="standard", fix="Define the tax, or name one that is defined.", reason="XML_SEGMENT")
def undefined_tax(bill: Bill) -> Reports:
    """Every tax that an entry, a discount, a summary or another tax names is defined.

    Source: LEDES XML 2.x, tx_id.
    """
    if unread.lacks_part(bill, "tax"):
        return
    known = taxation.definitions(bill)
    for row, who, each in _named(bill):
        if each not in known:
            field = "tax.on_tax" if who == "tax" else "tax.id"
            yield Where(row, field), f"a {who} names the tax '{each}', which is not defined"


@rule(
    "X102",
    scope="standard",
    fix="Give each tax, rate and jurisdiction an id of its own.",
    reason="XML_SEGMENT",
)
def tax_defined_twice(bill: Bill) -> Reports:
    """An id stands for one tax, at one rate, in one jurisdiction.

    Source: LEDES XML 2.x, tx_id.
    """
    known = taxation.definitions(bill)
    for tax in bill.taxes:
        first = known[tax.id]
        if tax is not first:
            rates = [money.text(each.rate) if each.rate is not None else "none" for each in (first, tax)]
            yield (
                Where(bill.row, "tax.id"),
                f"the tax '{tax.id}' is defined twice, with the rates {' and '.join(rates)}",
            )


@rule(
    "X103",
    scope="standard",
    fix="Leave the payment terms out, or agree them outside of the e-bill.",
    reason="XML_SEGMENT",
)
def payment_terms_with_tax(bill: Bill) -> Reports:
    """A bill that charges tax offers no discount for early payment.

    The tax may not change afterwards.

    Source: LEDES XML 2.x, inv_payment_terms.
    """
    if not bill.payment_terms or not works.structured(bill):
        return
    charged = any(
        amount
        for work in judged(bill)
        for each in work.matter.tax_summaries
        for amount in (each.amount, each.expense_amount)
    )
    if bill.tax or charged:
        tax = f"tax of {money.text(bill.tax)}" if bill.tax else "tax"
        yield Where(bill.row, "bill.payment_terms"), f"the bill has the payment terms '{bill.payment_terms}' and {tax}"


@rule(
    "X104",
    scope="standard",
    fix="Bill one matter under an invoice number where a tax rises in tiers.",
    reason="MULTI_MATTER",
)
def tiered_tax_over_matters(bill: Bill) -> Reports:
    """A bill with a tiered tax has one matter.

    Tiers are counted over the whole invoice.

    Source: LEDES XML 2.2, tax_tiers.
    """
    tiered = [tax.id for tax in bill.taxes if taxation.tiered(tax)]
    used = {each for _row, _who, each in _named(bill)} if tiered else set()
    if len(bill.matters) > 1 and used.intersection(tiered):
        yield (
            Where(bill.row, "tax.tiers"),
            f"the tax '{tiered[0]}' rises in tiers, the bill has {len(bill.matters)} matters",
        )


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


@rule(
    "X113",
    scope="standard",
    fix="Add a summary of the tax to the matter, with its taxable amounts and its tax.",
    reason="XML_SEGMENT",
)
def tax_without_summary(bill: Bill) -> Reports:
    """Every tax that a matter's entries or discounts name is summed up for the matter.

    Entries name their taxes without an amount, so a tax without a summary would be charged nowhere. Tiered taxes are
    summed up for the invoice.

    Source: LEDES XML 2.1 and 2.2, tax_summary.
    """
    known = taxation.definitions(bill)
    for work in judged(bill):
        there = {summary.id for summary in work.matter.tax_summaries}
        lines = ((line.row, tax.id) for line in work.lines if line.tax is None for tax in line.taxes)
        adjustments = ((work.row, each) for adjustment in work.matter.adjustments for each in adjustment.taxes)
        told: set[str] = set()
        for row, each in (*lines, *adjustments):
            if each in known and each not in told | there and not taxation.tiered(known[each]):
                told.add(each)
                yield Where(row, "tax.id"), f"{work.title}: the tax '{each}' has no summary"


@rule(
    "X114",
    scope="standard",
    fix="Leave the withheld tax off the entry; its summary alone states it.",
    reason="XML_SEGMENT",
)
def withholding_on_entry(bill: Bill) -> Reports:
    """No entry names a withheld tax: it is computed on the matter's fees and expenses as a whole.

    Source: LEDES XML 2.1 and 2.2, increase_decrease of a tax (withholding).
    """
    withheld = {tax.id for tax in bill.taxes if tax.withheld}
    for row, who, each in _named(bill) if withheld else ():
        if each in withheld and who == "line":
            yield Where(row, "tax.id"), f"the entry names the withheld tax '{each}'"
