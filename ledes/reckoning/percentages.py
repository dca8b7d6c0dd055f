"""What a discount that is stated as a percentage comes to, by each way to read of what it is taken."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ledes import money
from ledes.bill import Adjustment, Line
from ledes.money import ZERO
from ledes.reckoning import splits
from ledes.reckoning.splits import ONE
from ledes.reckoning.works import DISCOUNTED, PERCENTAGES, SHARED, Names, Work

FLAT = "Flat"


def of_matter(work: Work, names: Names, adjustment: Adjustment) -> tuple[Decimal, ...]:
    """Compute the exact amount of a matter's discount by its percentage, the standard's own reading first.

    Empty where it states no percentage.
    """
    if adjustment.percent is None or adjustment.kind == FLAT:
        return ()
    if adjustment.code in PERCENTAGES:
        found = list(_split(work, names, adjustment.code, adjustment.percent))
    else:
        found = [_taken(base, adjustment) for base in _bases(work, names, adjustment)]
    return tuple(dict.fromkeys(found))


def _taken(base: Decimal, adjustment: Adjustment) -> Decimal:
    amount = money.times(base, adjustment.percent or ZERO)
    return amount if adjustment.increase else -amount


def _split(work: Work, names: Names, code: str, percent: Decimal) -> Iterator[Decimal]:
    """Compute the shared fee or the discounted bill; each may be taken of what the other has left."""
    other = splits.percentage(work, names, DISCOUNTED if code == SHARED else SHARED)
    for reading in splits.readings(work, names):
        before = splits.split(work, names, reading).before
        whole = money.total(item.amount for item in before)
        if code == SHARED:
            off = money.minus(ONE, splits.factor(percent, None, reading))
            rest = splits.factor(None, other, reading)
        else:
            off = percent
            rest = splits.factor(other, None, reading)
        first, second = -money.times(whole, off), -money.times(money.times(whole, rest), off)
        yield from (first, second) if code == SHARED or not reading.multiplied else (second, first)


def _bases(work: Work, names: Names, adjustment: Adjustment) -> Iterator[Decimal]:
    """Give what another percentage may be taken of: entries, with what is listed before it, and those of its tax."""
    detail = work.detail(names)
    before = [each for each in work.adjustments(names) if each is not adjustment]
    earlier = before[: next((at for at, each in enumerate(work.adjustments(names)) if each is adjustment), 0)]
    pre = money.total(each.amount for each in earlier if each.amount is not None and each.split == adjustment.split)
    if adjustment.split != "post":
        yield detail
        yield money.plus(detail, pre)
    for reading in splits.readings(work, names):
        parts = splits.split(work, names, reading)
        rest = money.times(money.total(item.amount for item in parts.before), parts.factor)
        yield rest
        yield money.plus(rest, pre)
        if adjustment.taxes:
            lines = [item for item in parts.before if set(adjustment.taxes) & set(item.taxes)]
            taxed = money.total(item.amount for item in lines)
            yield taxed
            yield money.times(taxed, parts.factor)
    yield detail


def of_line(line: Line, adjustment: Adjustment) -> tuple[Decimal, ...]:
    """Compute the exact amount of an entry's discount by its percentage: of the base, or of what is left so far.

    Empty where it states no percentage, or the entry no base.
    """
    base = line.base
    if base is None and line.units is not None and line.rate is not None:
        base = money.times(line.units, line.rate)
    if adjustment.percent is None or adjustment.kind == FLAT or base is None:
        return ()
    earlier = line.adjustments[: next((at for at, each in enumerate(line.adjustments) if each is adjustment), 0)]
    left = money.sum_from(base, (each.amount for each in earlier if each.amount is not None))
    return tuple(dict.fromkeys(_taken(each, adjustment) for each in (base, left)))
