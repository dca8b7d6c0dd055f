"""Taxes of a matter: what each is charged on, and what it comes to, with taxes on taxes and withheld ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from ledes import money
from ledes.bill import Bill, Tax
from ledes.money import ZERO
from ledes.reckoning import splits
from ledes.reckoning.works import FEES, Names, Work

LONGEST_CHAIN = 10
"""Taxes on taxes that are followed; a chain that goes on names itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What a matter states of one tax for its fees or for its expenses."""

    base: Decimal | None
    amount: Decimal | None


def definitions(bill: Bill) -> Mapping[str, Tax]:
    """Give the taxes that a bill defines, by their ids; the first where an id comes twice."""
    found: dict[str, Tax] = {}
    for tax in bill.taxes:
        found.setdefault(tax.id, tax)
    return found


def chain(tax: Tax, known: Mapping[str, Tax]) -> tuple[Tax, ...]:
    """Give the taxes that a tax is charged on beside the work, the innermost first."""
    found: list[Tax] = []
    inner = known.get(tax.on_tax)
    while inner is not None and inner not in found and len(found) < LONGEST_CHAIN:
        found.insert(0, inner)
        inner = known.get(inner.on_tax)
    return tuple(found)


def raised(amount: Decimal, tax: Tax, known: Mapping[str, Tax]) -> Decimal:
    """Add to an amount the taxes that a tax is charged on.

    >>> gst, qst = Tax(id="G", rate=Decimal("0.05")), Tax(id="Q", on_tax="G")
    >>> raised(Decimal(100), qst, {"G": gst, "Q": qst})
    Decimal('105.00')

    Source: LEDES XML 2.x, tax_on_tax_id.
    """
    for inner in chain(tax, known):
        amount = money.plus(amount, money.times(amount, inner.rate or ZERO))
    return amount


def tiered(tax: Tax) -> bool:
    """Say whether a tax rises in tiers; such a tax is summed up for the invoice, not for its matters."""
    return bool(tax.tiers)


def stated(work: Work, names: Names, tax: str) -> Stated:
    """Give what a matter's summaries state of a tax for fees or for expenses."""
    bases, amounts = [], []
    for summary in work.matter.tax_summaries:
        if summary.id == tax:
            is_fee = names.category == FEES
            bases.append(summary.base if is_fee else summary.expense_base)
            amounts.append(summary.amount if is_fee else summary.expense_amount)
    return Stated(base=_sum(bases), amount=_sum(amounts))


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    there = [amount for amount in amounts if amount is not None]
    return money.total(there) if there else None


def bases(work: Work, names: Names, tax: Tax, known: Mapping[str, Tax]) -> tuple[Decimal, ...]:
    """Compute what a tax is charged on for fees or for expenses, by each reading, the standard's own first.

    A withheld tax is charged on everything before tax, after the split; any other on the items that name it, with the
    taxes that it is charged on. Where such an inner tax is stated, that amount may stand for its computed one.

    Source: LEDES XML 2.x, tax_total_detail_fees, increase_decrease; Math Statement.
    """
    found: list[Decimal] = []
    inner = [stated(work, names, each.id).amount for each in chain(tax, known)]
    for reading in splits.readings(work, names):
        parts = splits.split(work, names, reading)
        if tax.withheld:
            found.append(parts.net)
            continue
        items = parts.sum_of(lambda taxes: tax.id in taxes)
        found.append(raised(items, tax, known))
        if inner and all(amount is not None for amount in inner):
            found.append(money.sum_from(items, (amount for amount in inner if amount is not None)))
    if tax.withheld:
        found += [net for reading, net in splits.nets(work, names).items() if reading is None]
    return tuple(dict.fromkeys(found))


def signed(amount: Decimal, tax: Tax) -> Decimal:
    """Give the amount of a tax its sign: minus where it is withheld."""
    return -amount if tax.withheld else amount


def by_items(work: Work, names: Names, tax: Tax, known: Mapping[str, Tax], places: int) -> tuple[Decimal, int]:
    """Add up a tax rounded item by item; say how often a half could go either way.

    For matters without a shared or discounted percentage; platforms and accounting programs compute tax by the line.
    """
    lines = (line for line in work.lines if line.kind in (names.kind, names.adjusting))
    amounts = [line.amount for line in lines if any(each.id == tax.id for each in line.taxes)]
    amounts += [each.amount for each in work.adjustments(names) if tax.id in each.taxes]
    unit = Decimal(1).scaleb(-places)
    sum_up, ties = ZERO, 0
    for amount in amounts:
        if amount is not None:
            exact = money.times(raised(amount, tax, known), tax.rate or ZERO)
            up, even = money.half_up(exact, places), money.half_even(exact, places)
            if abs(money.minus(exact, money.half_up(exact, places))) * 2 == unit:
                ties += 1
            sum_up = money.plus(sum_up, max(up, even))
    return sum_up, ties
