"""What XML states for each matter: sums of entries, discounts, nets, what is due, and the invoice's total of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from ledes import codes, money
from ledes.bill import Bill
from ledes.finding import Where
from ledes.money import ZERO
from ledes.reckoning import dues, works
from ledes.reckoning.works import BOTH, Work
from ledes.rules import Reports, arithmetic, rule, unread

PARTS = ("line", "matter", "adjustment", "tax", "tier")
"""Whatever of these could not be read, a matter's sums are not judged."""


def agreement(bill: Bill, tolerance: Decimal = ZERO) -> Callable[[Decimal, Decimal], bool]:
    """Make the judge of roundings: exact, or rounded at the currency's minor unit or at four decimals."""
    places = codes.minor_units(bill.currency)
    return lambda stated, exact: arithmetic.agrees(stated, exact, places, tolerance)


def judged(bill: Bill) -> tuple[Work, ...]:
    """Give the work of each matter, where all of it could be read."""
    if not works.structured(bill) or unread.lacks_part(bill, *PARTS):
        return ()
    return works.works(bill)


def shown(bill: Bill, amount: Decimal) -> str:
    """Write a computed amount with the decimals of the bill's currency."""
    return arithmetic.shown(amount, codes.minor_units(bill.currency))


@rule(
    "T104",
    scope="standard",
    fix="Set the matter's total to the sum of its entries' totals.",
    reason="INVOICE_TOTAL_SUM",
)
def wrong_matter_detail(bill: Bill, *, tolerance: Decimal = ZERO) -> Reports:
    """A matter's detail totals are the sums of its fees, and of its expenses.

    Where a sum is right with the entries put right, the entries are told instead.

    Source: LEDES XML 2.1 and 2.2, matter_total_detail_fees, matter_total_detail_exp.
    """
    agrees, places = agreement(bill, tolerance), codes.minor_units(bill.currency)
    for work in judged(bill):
        for names in BOTH:
            stated, exact = work.stated.get(names.detail), work.detail(names)
            if stated is None or agrees(stated, exact):
                continue
            mended = money.total(arithmetic.mended(line, places)[0] for line in work.of(names))
            if not agrees(stated, mended):
                said = f"the {names.word} entries add up to {shown(bill, exact)}"
                yield Where(work.row, names.detail), f"{work.title}: {said}, {names.detail} is {money.text(stated)}"


@rule(
    "T105",
    scope="standard",
    fix="Add up the matter's discounts and credits, without shared fee, discounted bill and funds applied.",
    reason="INVOICE_TOTAL_SUM",
    unless=("B101",),
)
def wrong_discount_sum(bill: Bill, *, tolerance: Decimal = ZERO) -> Reports:
    """A matter's sums of discounts and credits are those of its discounts and credits.

    The shared fee (MISF) and funds applied (MIFA) are left out, and the discounted bill (MIDB) too; its wording was
    changed in June 2023, so sums with the discounted bill are taken as well.

    Source: LEDES XML 2.1 and 2.2, matter_disc_credit_fees, matter_disc_credit_exp, matter_disc_cred_total.
    """
    agrees = agreement(bill, tolerance)
    for work in judged(bill):
        for names in BOTH:
            stated = work.stated.get(names.discounts)
            among = _discounts(work, names)
            if stated is not None and not any(agrees(stated, each) for each in among):
                said = f"the discounts and credits of the {names.word} entries add up to {shown(bill, among[0])}"
                yield (
                    Where(work.row, names.discounts),
                    f"{work.title}: {said}, {names.discounts} is {money.text(stated)}",
                )
        yield from _both_discounts(bill, work, agrees)


def _both_discounts(bill: Bill, work: Work, agrees: Callable[[Decimal, Decimal], bool]) -> Iterator[tuple[Where, str]]:
    stated = work.stated.get(works.DISCOUNTS)
    parts = [work.stated.get(names.discounts, _discounts(work, names)[0]) for names in BOTH]
    computed = [money.total(each) for each in zip(*(_discounts(work, names) for names in BOTH), strict=True)]
    if stated is None or any(agrees(stated, each) for each in (money.total(parts), *computed)):
        return
    said = f"the discounts and credits add up to {shown(bill, money.total(parts))}"
    yield Where(work.row, works.DISCOUNTS), f"{work.title}: {said}, {works.DISCOUNTS} is {money.text(stated)}"


def _discounts(work: Work, names: works.Names) -> tuple[Decimal, Decimal]:
    """Add up the discounts of a category: without the discounted bill, and with it."""
    own = [each for each in work.adjustments(names) if each.code != works.SHARED and each.amount is not None]
    without = money.total(each.amount for each in own if each.code != works.DISCOUNTED and each.amount is not None)
    return without, money.total(each.amount for each in own if each.amount is not None)


@rule(
    "T106",
    scope="standard",
    fix="Set the net to the entries with the matter's discounts, shares and credits, and with its tax.",
    reason="INVOICE_TOTAL_SUM",
    unless=("B101",),
)
def wrong_matter_net(bill: Bill, *, tolerance: Decimal = ZERO) -> Reports:
    """A matter's net of fees, or of expenses, is its entries with the matter's discounts, in the order of the split.

    Adjustments before the split, then the shared and the discounted percentage, then adjustments after the split. The
    standard can be read with tax in the net or beside it; either is right, and T120 tells which one a bill uses.

    Source: LEDES XML 2.1 and 2.2, matter_net_fees, matter_net_exp.
    """
    agrees, tiered = agreement(bill, tolerance), dues.tier_total(bill)
    for work in judged(bill):
        for names in BOTH:
            stated = work.stated.get(names.net)
            sums = dues.nets(work, names, tiered)
            if stated is None or any(agrees(stated, each.amount) for each in sums):
                continue
            taxed = next((each for each in sums if each.taxed), None)
            said = f"{names.word} entries and discounts come to {shown(bill, sums[0].amount)}"
            said += f", with tax to {shown(bill, taxed.amount)}" if taxed else ""
            yield Where(work.row, names.net), f"{work.title}: {said}, {names.net} is {money.text(stated)}"


@rule(
    "T107",
    scope="standard",
    fix="Set what is due for the matter to its nets of fees and expenses, with tax, less the funds applied.",
    reason="INVOICE_TOTAL_SUM",
)
def wrong_matter_due(bill: Bill, *, tolerance: Decimal = ZERO) -> Reports:
    """What is due for a matter is its fees and expenses with discounts and tax, less the client's funds applied.

    Tax counts once, in the nets or beside them. A tiered tax may be in it, or be added to the invoice only.

    Source: LEDES XML 2.1 and 2.2, matter_total_due.
    """
    agrees, tiered = agreement(bill, tolerance), dues.tier_total(bill)
    for work in judged(bill):
        yield from _funds(bill, work, agrees)
        stated = work.stated.get(works.DUE)
        if stated is None:
            continue
        sums = dues.due(work, tiered, agrees)
        if not any(agrees(stated, each.amount) for each in sums):
            said = f"nets, tax and funds applied come to {shown(bill, sums[0].amount)}"
            yield Where(work.row, works.DUE), f"{work.title}: {said}, {works.DUE} is {money.text(stated)}"


def _funds(bill: Bill, work: Work, agrees: Callable[[Decimal, Decimal], bool]) -> Iterator[tuple[Where, str]]:
    stated, exact = work.stated.get(works.FUNDS), work.funds()
    if stated is not None and not agrees(stated, exact):
        said = f"the funds applied (MIFA) add up to {shown(bill, exact)}"
        yield Where(work.row, works.FUNDS), f"{work.title}: {said}, {works.FUNDS} is {money.text(stated)}"


@rule(
    "T108",
    scope="standard",
    fix="Set the invoice total to the sum of what is due for its matters.",
    reason="INVOICE_TOTAL_SUM",
    unless=("X112",),
    catalogue=("INV-TOTAL",),
)
def wrong_sum_of_matters(bill: Bill, *, tolerance: Decimal = ZERO) -> Reports:
    """The invoice total is the sum of what is due for its matters, tax included.

    A tiered tax that is in no matter's total is added to the invoice, or is not: the standard does not say. Where the
    sum is right with the matters put right, the matters are told instead.

    Source: LEDES XML 2.1 and 2.2, inv_total_net_due.
    """
    if bill.total is None or unread.lacks(bill, "bill.total"):
        return
    found = judged(bill)
    if not found:
        return
    agrees = agreement(bill, tolerance)
    sums = dues.invoice(bill, found, agrees)
    if not any(agrees(bill.total, each.amount) for each in sums):
        said = f"the matters come to {shown(bill, sums[0].amount)}"
        yield Where(found[0].row, "bill.total"), f"{said}, the invoice total is {money.text(bill.total)}"
