"""How XML bills define and name their taxes: ids, summaries, withholding, and what goes with none of them."""

from __future__ import annotations

from collections.abc import Iterator

from ledes import money
from ledes.bill import Bill
from ledes.finding import Where
from ledes.reckoning import taxation, works
from ledes.rules import Reports, rule, unread
from ledes.rules.matters import judged


def _named(bill: Bill) -> Iterator[tuple[int, str, str]]:
    """Go through the places where a tax is named by its id: row, what names it, id."""
    for line in bill.lines:
        for tax in line.taxes:
            if tax.id:
                yield line.row, "line", tax.id
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
