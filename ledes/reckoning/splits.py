"""The split of a matter: what comes before the shared and the discounted percentage, and what comes after.

Adjustments before the split are added to the lines, the share (MISF) and the discount (MIDB) are taken of the sum, and
adjustments after the split are added to the rest. Where the standard can be read in two ways, a `Reading` says which.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from ledes import money
from ledes.bill import Adjustment
from ledes.money import ZERO
from ledes.reckoning.works import DISCOUNTED, PERCENTAGES, SHARED, Item, Names, Work

ONE = Decimal(1)


class Reading(NamedTuple):
    """One way to read the standard.

    `paid`: the shared percentage is what the client pays, and not what is taken off. `multiplied`: share and discount
    multiply, and do not add up. `before`: an adjustment that names no side of the split comes before it.
    """

    paid: bool = True
    multiplied: bool = True
    before: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """A category of a matter under one reading.

    `factor` is what is left of 1 after share and discount; `flat` are shares and discounts that state no percentage.
    """

    before: tuple[Item, ...]
    factor: Decimal
    flat: Decimal
    after: tuple[Item, ...]

    @property
    def net(self) -> Decimal:
        """Add up what is due for the category, before tax."""
        return self.sum_of(lambda _taxes: True)

    def sum_of(self, wanted: Callable[[tuple[str, ...]], bool]) -> Decimal:
        """Add up the items whose taxes are wanted, after share and discount."""
        before = money.times(_sum(self.before, wanted), self.factor)
        return money.plus(money.plus(before, self.flat), _sum(self.after, wanted))


def _sum(items: Iterable[Item], wanted: Callable[[tuple[str, ...]], bool]) -> Decimal:
    return money.total(item.amount for item in items if wanted(item.taxes))


def percentage(work: Work, names: Names, code: str) -> Decimal | None:
    """Give the percentage of the shared fee or of the discounted bill, as a fraction; `None` where none is stated."""
    return next((each.percent for each in work.adjustments(names) if each.code == code), None)


def readings(work: Work, names: Names) -> tuple[Reading, ...]:
    """List the readings that make a difference for a category of a matter, the standard's own first."""
    share, discount = percentage(work, names, SHARED), percentage(work, names, DISCOUNTED)
    is_shared, is_discounted = share not in (None, ONE), bool(discount)
    unsided = any(each.code not in PERCENTAGES and not each.split for each in work.adjustments(names))
    return tuple(
        Reading(*chosen)
        for chosen in itertools.product(
            (True, False) if is_shared else (True,),
            (True, False) if is_shared and is_discounted else (True,),
            (True, False) if unsided and (is_shared or is_discounted) else (True,),
        )
    )


def factor(share: Decimal | None, discount: Decimal | None, reading: Reading) -> Decimal:
    """Say what is left of 1 after share and discount.

    >>> factor(Decimal("0.6"), Decimal("0.1"), Reading()), factor(Decimal("0.6"), Decimal("0.1"), Reading(paid=False))
    (Decimal('0.54'), Decimal('0.36'))
    """
    stated = ONE if share is None else share
    paid = stated if reading.paid or stated == ONE else money.minus(ONE, stated)
    left = money.minus(ONE, discount or ZERO)
    return money.times(paid, left) if reading.multiplied else money.minus(money.plus(paid, left), ONE)


def split(work: Work, names: Names, reading: Reading, *, detail: Decimal | None = None) -> Split:
    """Divide a category of a matter into what comes before and after the percentages.

    `detail` is the sum of the lines as the matter states it, where that is to be taken instead of the lines' own.
    """
    lines = list(work.items.get(names.kind, ()))
    if detail is not None:
        lines.append(Item(money.minus(detail, work.detail(names)), ()))
    before = _with(
        lines, (each for each in _flat(work, names) if each.split == "pre" or _unsided(each, reading.before))
    )
    sum_before = money.total(item.amount for item in before)
    left = factor(percentage(work, names, SHARED), percentage(work, names, DISCOUNTED), reading)
    split_flat = money.total(
        each.amount
        for each in work.adjustments(names)
        if each.code in PERCENTAGES and each.percent is None and each.amount is not None
    )
    rest = [Item(money.plus(money.times(sum_before, left), split_flat), ())]
    after = _with(
        rest, (each for each in _flat(work, names) if each.split == "post" or _unsided(each, not reading.before))
    )
    adjusting = work.items.get(names.adjusting, ())
    return Split(before=tuple(before), factor=left, flat=split_flat, after=(*after[1:], *adjusting))


def _flat(work: Work, names: Names) -> list[Adjustment]:
    return [each for each in work.adjustments(names) if each.code not in PERCENTAGES]


def _unsided(adjustment: Adjustment, here: bool) -> bool:
    return here and not adjustment.split


def _with(items: list[Item], adjustments: Iterable[Adjustment]) -> list[Item]:
    """Add adjustments to items; one that states only a percentage takes it of the sum so far."""
    items = list(items)
    for each in adjustments:
        amount = each.amount
        if amount is None:
            amount = -money.times(each.percent or ZERO, money.total(item.amount for item in items))
        items.append(Item(amount, each.taxes))
    return items


def nets(work: Work, names: Names, detail: Decimal | None = None) -> dict[Reading | None, Decimal]:
    """Compute what is due for a category before tax, by each reading, and (`None`) by the amounts as stated."""
    found: dict[Reading | None, Decimal] = {
        reading: split(work, names, reading, detail=detail).net for reading in readings(work, names)
    }
    amounts = [each.amount for each in work.adjustments(names)]
    if all(amount is not None for amount in amounts):
        adjusting = (item.amount for item in work.items.get(names.adjusting, ()))
        start = work.detail(names) if detail is None else detail
        found[None] = money.sum_from(start, (amount for amount in (*amounts, *adjusting) if amount is not None))
    return found
