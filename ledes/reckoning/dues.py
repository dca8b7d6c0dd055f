"""What a matter and a bill come to: the nets of fees and expenses, tax within or beside them, and funds applied.

The standard can be read with tax inside of `matter_net_fees` or added to it, and with a tiered tax inside of
`matter_total_due` or added to it for the invoice only; both ways are computed here, and told apart.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from ledes import money
from ledes.bill import Bill
from ledes.money import ZERO
from ledes.reckoning import splits, taxation, tiers
from ledes.reckoning.splits import ONE, Reading
from ledes.reckoning.works import BOTH, DUE, FUNDS, Names, Work

Agrees = Callable[[Decimal, Decimal], bool]
"""Says whether a stated amount is a computed one, roundings allowed for."""


class Sum(NamedTuple):
    """An amount that may stand in a bill, and what is in it.

    `taxed` holds the taxes by matter, `tiered` the tiered taxes; `reading` is `None` for discounts as stated.
    """

    amount: Decimal
    taxed: bool = False
    tiered: bool = False
    reading: Reading | None = None


def tax_on(work: Work, names: Names) -> Decimal:
    """Give the tax on a matter's fees or expenses: as its total states it, else as its summaries add up."""
    if names.tax in work.stated:
        return work.stated[names.tax]
    return tax_sum(work, names)


def tax_sum(work: Work, names: Names) -> Decimal:
    """Add up the summaries of a matter's taxes on fees or expenses."""
    ids = dict.fromkeys(summary.id for summary in work.matter.tax_summaries)
    return money.total(amount for each in ids if (amount := taxation.stated(work, names, each).amount))


def taxes(work: Work, names: Names) -> tuple[Decimal, ...]:
    """Give the tax on a matter's fees or expenses as its total states it and as its summaries add up."""
    return tuple(dict.fromkeys((tax_on(work, names), tax_sum(work, names))))


def tier_total(bill: Bill) -> Decimal:
    """Add up the tiered taxes of a bill."""
    return money.total(tiers.total_of(tax) for tax in bill.taxes if taxation.tiered(tax))


def nets(work: Work, names: Names, tiered: Decimal) -> tuple[Sum, ...]:
    """Compute what the net of a matter's fees or expenses may be, without tax and with it, by each reading.

    `tiered` is the sum of the bill's tiered taxes. The matter's stated sum of lines and the lines' own both count.
    """
    details = dict.fromkeys((work.stated.get(names.detail, work.detail(names)), work.detail(names)))
    found = []
    for detail in details:
        for reading, net in _untaxed(work, names, detail):
            found.append(Sum(net, reading=reading))
            for tax in taxes(work, names):
                found += [Sum(money.plus(net, tax), taxed=True, reading=reading)] if tax else []
                if tiered:
                    whole = money.plus(money.plus(net, tax), tiered)
                    found.append(Sum(whole, taxed=True, tiered=True, reading=reading))
    return tuple(found)


def _untaxed(work: Work, names: Names, detail: Decimal) -> Iterator[tuple[Reading | None, Decimal]]:
    """Compute a net before tax by each reading; of LEDES 2000 by its one sum of discounts and its share.

    Whether that sum carries a minus, and whether the share is paid or taken off, no document says.
    """
    adjusted = work.stated.get(names.adjusted)
    if adjusted is None or work.adjustments(names):
        yield from splits.nets(work, names, detail).items()
        return
    share = work.stated.get(names.share) or ONE
    for left in dict.fromkeys((ONE, share, money.minus(ONE, share) or ONE)):
        for sum_of in (money.plus(detail, adjusted), money.minus(detail, adjusted)):
            yield None, money.times(sum_of, left)
        yield None, money.plus(money.times(detail, left), adjusted)


def fitting(stated: Decimal | None, sums: Iterable[Sum], agrees: Agrees) -> tuple[Sum, ...]:
    """Choose the sums that an amount can be; all of them where it is not stated or none fits."""
    among = tuple(sums)
    fits = tuple(each for each in among if stated is not None and agrees(stated, each.amount))
    return fits or among


def due(work: Work, tiered: Decimal, agrees: Agrees) -> tuple[Sum, ...]:
    """Compute what may be due for a matter: nets, the tax that is not in them, and funds applied.

    A net that is stated stands for the computed one, so that a wrong one is told where it stands.
    """
    funds = work.stated.get(FUNDS, work.funds())
    found: list[Sum] = []
    for fees, expenses in itertools.product(*(_whole(work, names, tiered, agrees) for names in BOTH)):
        if fees.tiered and expenses.tiered:
            continue
        amount = money.plus(money.plus(fees.amount, expenses.amount), funds)
        reading = fees.reading if fees.reading is not None else expenses.reading
        both = Sum(amount, fees.taxed or expenses.taxed, fees.tiered or expenses.tiered, reading)
        found.append(both)
        if tiered and not both.tiered:
            found.append(both._replace(amount=money.plus(amount, tiered), tiered=True))
    return tuple(dict.fromkeys(found))


def _whole(work: Work, names: Names, tiered: Decimal, agrees: Agrees) -> tuple[Sum, ...]:
    """Give the sums that a category of a matter can come to, tax included; `taxed` says that the net held it."""
    found: list[Sum] = []
    for side in _side(work, names, tiered, agrees):
        if side.taxed:
            found.append(side)
        else:
            found += [side._replace(amount=money.plus(side.amount, tax)) for tax in taxes(work, names)]
    return tuple(dict.fromkeys(found))


def _side(work: Work, names: Names, tiered: Decimal, agrees: Agrees) -> tuple[Sum, ...]:
    """Give the sums that the net of a category can be, with the amount as it is stated where it is."""
    stated, among = work.stated.get(names.net), nets(work, names, tiered)
    if stated is None:
        return among
    fits = tuple(each._replace(amount=stated) for each in among if agrees(stated, each.amount))
    return tuple(dict.fromkeys(fits)) or (*among, Sum(stated), Sum(stated, taxed=True))


def invoice(bill: Bill, found: Iterable[Work], agrees: Agrees) -> tuple[Sum, ...]:
    """Compute what a whole bill may come to: what is due for its matters, and tiered tax where it is not in them.

    What a matter states as due counts, and what it should state where that is wrong.
    """
    tiered = tier_total(bill)
    stated, mended, has_tiers = ZERO, ZERO, False
    for work in found:
        among = due(work, tiered, agrees)
        own = work.stated.get(DUE)
        chosen = fitting(own, among, agrees)
        is_right = own is not None and agrees(own, chosen[0].amount)
        stated = money.plus(stated, chosen[0].amount if own is None else own)
        mended = money.plus(mended, own if own is not None and is_right else chosen[0].amount)
        has_tiers = has_tiers or (is_right and all(each.tiered for each in chosen))
    sums = [Sum(amount, tiered=has_tiers) for amount in dict.fromkeys((stated, mended))]
    if tiered and not has_tiers:
        sums += [Sum(money.plus(each.amount, tiered), tiered=True) for each in sums]
    return tuple(sums)


def tax_totals(bill: Bill, found: Iterable[Work]) -> tuple[Decimal, ...]:
    """Add up the taxes of a bill, as its matters' totals state them and as their summaries add up, and tiered ones.

    Source: LEDES XML 2.x, inv_total_tax; of tiered taxes the tax and not the taxable amount is meant.
    """
    sides = [(work, names) for work in found for names in BOTH]
    ways = (money.total(way(*side) for side in sides) for way in (tax_on, tax_sum))
    return tuple(dict.fromkeys(money.plus(tier_total(bill), each) for each in ways))
