"""The taxes of XML: what each is charged on, what it comes to, and the sums of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from ledes import codes, money
from ledes.bill import Bill, Tax
from ledes.finding import Where
from ledes.money import ZERO
from ledes.reckoning import dues, splits, taxation, works
from ledes.reckoning.works import BOTH, FEES, Names, Work
from ledes.rules import Reports, rule
from ledes.rules.matters import agreement, judged, shown

BASES = {True: "tax_total_detail_fees", False: "tax_total_detail_expense"}
AMOUNTS = {True: "total_tax_on_fees", False: "total_tax_on_expense"}


def _sides(bill: Bill) -> Iterator[tuple[Work, Names, Tax, taxation.Stated]]:
    """Go through what each matter states of each tax that the bill defines, for fees and for expenses."""
    known = taxation.definitions(bill)
    for work in judged(bill):
        for each in dict.fromkeys(summary.id for summary in work.matter.tax_summaries):
            for names in BOTH if each in known else ():
                yield work, names, known[each], taxation.stated(work, names, each)


def _flat_split(work: Work, names: Names) -> bool:
    """Say whether a share or discount of the bill states no percentage, so that its part of a tax is unknown."""
    among = (each for each in work.adjustments(names) if each.code in works.PERCENTAGES)
    return any(each.percent is None and each.amount for each in among)


@rule(
    "X105",
    scope="standard",
    fix="Set the taxable amount to the entries and discounts that name the tax, split as the fees or expenses are.",
    reason="TAX_ROUNDING",
    unless=("B101", "T103"),
)
def wrong_taxable_amount(bill: Bill, *, tolerance: Decimal = ZERO) -> Reports:
    """What a tax is charged on is the sum of the entries, discounts and credits that name it.

    After the shared and the discounted percentage; a tax on another tax includes that one; for a tiered tax it is
    zero, because that is summed up for the invoice.

    Source: LEDES XML 2.1 and 2.2, tax_total_detail_fees, tax_total_detail_expense, tax_on_tax_id.
    """
    agrees, known = agreement(bill, tolerance), taxation.definitions(bill)
    for work, names, tax, stated in _sides(bill):
        if stated.base is None or tax.withheld or _flat_split(work, names):
            continue
        among = (ZERO,) if taxation.tiered(tax) else taxation.bases(work, names, tax, known)
        if not any(agrees(stated.base, each) for each in among):
            field = BASES[names.category == FEES]
            said = f"tax '{tax.id}' is charged on {shown(bill, among[0])} of {names.word} entries and discounts"
            yield Where(work.row, field), f"{work.title}: {said}, {field} is {money.text(stated.base)}"


@rule(
    "X106",
    scope="standard",
    fix="Compute the withheld tax on all fees, or all expenses, before tax and after the split.",
    reason="TAX_ROUNDING",
    unless=("B101", "T103"),
)
def wrong_withholding_base(bill: Bill, *, tolerance: Decimal = ZERO) -> Reports:
    """A withheld tax is charged on all fees and all expenses, before tax and after the split.

    Source: LEDES XML 2.1 and 2.2, increase_decrease of a tax (withholding).
    """
    agrees, known = agreement(bill, tolerance), taxation.definitions(bill)
    for work, names, tax, stated in _sides(bill):
        if stated.base is None or not tax.withheld or taxation.tiered(tax):
            continue
        among = taxation.bases(work, names, tax, known)
        if stated.base and not any(agrees(stated.base, each) for each in among):
            field = BASES[names.category == FEES]
            said = f"{names.word} entries and discounts come to {shown(bill, among[0])} before tax"
            what = f"{field} of the withheld tax '{tax.id}' is {money.text(stated.base)}"
            yield Where(work.row, field), f"{work.title}: {said}, {what}"


@rule(
    "X107",
    scope="standard",
    fix="Set the tax to the taxable amount x the rate of the tax, with a minus where it is withheld.",
    reason="TAX_ROUNDING",
)
def wrong_summary_tax(bill: Bill, *, tolerance: Decimal = ZERO) -> Reports:
    """The tax that a matter states is its taxable amount times the rate: minus where it is withheld, zero for tiers.

    Exact, or rounded half up or half even to the currency's minor unit or to four decimals, once for the matter or
    item by item. Where the tax is right for the taxable amount that should stand there, that one is told instead.

    Source: LEDES XML 2.1 and 2.2, total_tax_on_fees, total_tax_on_expense.
    """
    agrees, known = agreement(bill, tolerance), taxation.definitions(bill)
    places = codes.minor_units(bill.currency)
    for work, names, tax, stated in _sides(bill):
        amount = stated.amount
        if amount is None or (tax.rate is None and not taxation.tiered(tax)):
            continue
        rate = ZERO if taxation.tiered(tax) else tax.rate or ZERO
        computed = () if taxation.tiered(tax) else taxation.bases(work, names, tax, known)
        bases = (stated.base, *computed) if stated.base is not None else computed or (ZERO,)
        among = [taxation.signed(money.times(each, rate), tax) for each in bases]
        if any(agrees(amount, each) for each in among) or _by_items(amount, work, names, tax, known, places):
            continue
        field = AMOUNTS[names.category == FEES]
        worked = f"{shown(bill, bases[0])} x {money.text(rate)} = {shown(bill, among[0])}"
        said = "a tiered tax is summed up for the invoice" if taxation.tiered(tax) else worked
        yield Where(work.row, field), f"{work.title}: {said}, {field} of '{tax.id}' is {money.text(amount)}"


def _by_items(amount: Decimal, work: Work, names: Names, tax: Tax, known: Mapping[str, Tax], places: int) -> bool:
    """Say whether a tax is the sum of its items' taxes, each rounded for itself."""
    split = [splits.percentage(work, names, code) for code in works.PERCENTAGES]
    if tax.withheld or any(each not in (None, ZERO, splits.ONE) for each in split):
        return False
    most, ties = taxation.by_items(work, names, tax, known, places)
    return most - Decimal(ties).scaleb(-places) <= amount <= most


@rule(
    "X108",
    scope="standard",
    fix="Set the matter's tax to the sum of its tax summaries.",
    reason="TAX_ROUNDING",
    unless=("X107",),
)
def wrong_matter_tax(bill: Bill, *, tolerance: Decimal = ZERO) -> Reports:
    """A matter's tax on fees, or on expenses, is the sum of its tax summaries, withheld taxes among them.

    Tiered taxes are not in it. Forms without summaries (XML 2.0, LEDES 2000) state the sum alone.

    Source: LEDES XML 2.1 and 2.2, matter_tax_on_fees, matter_tax_on_exp.
    """
    agrees = agreement(bill, tolerance)
    if not bill.taxes and not any(matter.tax_summaries for matter in bill.matters):
        return
    for work in judged(bill):
        for names in BOTH:
            stated, exact = work.stated.get(names.tax), dues.tax_sum(work, names)
            if stated is not None and not agrees(stated, exact):
                said = f"the tax summaries add up to {shown(bill, exact)}"
                yield Where(work.row, names.tax), f"{work.title}: {said}, {names.tax} is {money.text(stated)}"


@rule(
    "X109",
    scope="standard",
    fix="Set the invoice's tax to the sum of its matters' taxes and its tiered taxes.",
    reason="TAX_ROUNDING",
    unless=("X107", "X112"),
)
def wrong_sum_of_taxes(bill: Bill, *, tolerance: Decimal = ZERO) -> Reports:
    """The tax total of an invoice is the tax of its matters and the tiered taxes.

    Of a tiered tax the tax counts, though one text of the standard names the taxable amount.

    Source: LEDES XML 2.1 and 2.2, inv_total_tax.
    """
    found = judged(bill)
    if bill.tax is None or not found or any(line.tax for line in bill.lines):
        return
    agrees, among = agreement(bill, tolerance), dues.tax_totals(bill, found)
    if not any(agrees(bill.tax, each) for each in among):
        said = f"the taxes of matters and tiers add up to {shown(bill, among[0])}"
        yield Where(found[0].row, "bill.tax"), f"{said}, the tax total is {money.text(bill.tax)}"
