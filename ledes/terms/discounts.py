"""Discounts that were agreed, worked out for one bill and compared with what the bill grants."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import NamedTuple

from ledes import codes, facts, money
from ledes.bill import EXPENSE, EXPENSE_ADJUSTMENT, FEE, FEE_ADJUSTMENT, Bill, Line, Matter
from ledes.client import Client, Discount, Tier
from ledes.earlier import History, Others

Before = Callable[[Discount, str], Decimal]
"""Says what was billed before: for a discount, and for a matter's number (empty: to the whole client)."""


class Part(NamedTuple):
    """An amount and the percentage that holds for it (10 is ten percent)."""

    amount: Decimal
    percent: Decimal


class Compared(NamedTuple):
    """A discount on one bill, or on one matter of it (`matter` is its number; empty: the whole bill).

    `base` is what it is taken of, `before` what was billed before, `due` what should be taken off, `granted` what is:
    all amounts before tax, in the bill's currency, due and granted above zero. `due` is exact and not rounded.
    """

    discount: Discount
    matter: str
    base: Decimal
    before: Decimal
    parts: tuple[Part, ...]
    due: Decimal
    granted: Decimal


def compared(profile: Client, bill: Bill, before: Before) -> Iterator[Compared]:
    """Compare each agreed discount with what a bill grants.

    What stands in the rates cannot be seen on a bill: such discounts are left out. Two discounts of one form on the
    same bill share what is granted, so each is due in its turn out of what the ones before it left; those by volume
    come last.
    """
    left: dict[tuple[str, str], Decimal] = {}
    for discount in sorted(profile.discounts, key=lambda each: bool(each.tiers)):
        if discount.form == "rate" or not holds(discount, bill.date):
            continue
        for matter in _scopes(discount, bill):
            lines = [line for line in bill.lines if _covers(matter, line.matter)]
            base = _base(discount, lines)
            billed = before(discount, matter if discount.over == "matter" else "") if discount.tiers else money.ZERO
            parts = tuple(split(discount, base, billed))
            due = money.total(_share(part) for part in parts)
            key = (discount.form, matter)
            granted = left.get(key, _granted(discount, bill, matter, lines))
            left[key] = money.minus(granted, min(due, granted))
            yield Compared(discount, matter, base, billed, parts, due, granted)


def split(discount: Discount, base: Decimal, before: Decimal = money.ZERO) -> Iterator[Part]:
    """Cut an amount at the steps of a volume discount; without tiers it is one part.

    `before` is what was billed already. Where only the reached step counts, that is the one of both together.
    """
    if not discount.tiers:
        yield Part(base, discount.percent or money.ZERO)
        return
    after = money.plus(before, base)
    steps = [Tier(money.ZERO, money.ZERO), *sorted(discount.tiers)]
    if not discount.marginal:
        yield Part(base, [step for step in steps if step.above <= max(after, money.ZERO)][-1].percent)
        return
    for step, following in itertools.zip_longest(steps, steps[1:]):
        low = max(step.above, before)
        high = after if following is None else min(after, following.above)
        if high > low:
            yield Part(money.minus(high, low), step.percent)


def since(discount: Discount, day: datetime.date | None) -> datetime.date | None:
    """Say from which day on earlier bills count towards the tiers for a bill of a day; `None` is all of them."""
    if not discount.resets or day is None:
        return discount.start
    month, number = map(int, discount.resets.split("-"))
    reset = datetime.date(day.year, month, number)
    if reset > day:
        reset = datetime.date(day.year - 1, month, number)
    return max(reset, discount.start) if discount.start else reset


def holds(discount: Discount, day: datetime.date | None) -> bool:
    """Say whether a discount holds for bills of a day."""
    if day is None:
        return True
    return (discount.start is None or discount.start <= day) and (discount.end is None or day <= discount.end)


def billed_before(bill: Bill, history: History, others: Others | None) -> Before:
    """Say what counts towards the tiers before a bill: earlier bills, and those of its run that come before it."""

    def before(discount: Discount, matter: str) -> Decimal:
        first = since(discount, bill.date)
        spent = [history.spent(matter, since=first, until=bill.date)]
        if others is not None:
            spent.append(others.ahead(matter, since=first))
        parts = [each.fees for each in spent]
        return money.total(parts if discount.on == "fees" else [*parts, *(each.expenses for each in spent)])

    return before


def due(each: Compared, currency: str) -> Decimal:
    """Give what should be taken off, in whole minor units of the bill's currency (empty: not stated)."""
    return money.half_up(each.due, codes.minor_units(currency))


def missing(each: Compared, bill: Bill, tolerance: Decimal) -> Decimal:
    """Give what a bill grants too little; nothing where that is within a tolerance.

    `tolerance` is an amount: once for an adjustment of the invoice, for each line where each line grants its part.
    """
    lines = sum(line.kind in (FEE, EXPENSE) for line in bill.lines) if each.discount.form == "line" else 1
    short = money.minus(due(each, bill.currency), each.granted)
    return short if short > money.times(tolerance, Decimal(lines)) else money.ZERO


def _share(part: Part) -> Decimal:
    return money.times(money.times(part.amount, part.percent), Decimal("0.01"))


def _scopes(discount: Discount, bill: Bill) -> tuple[str, ...]:
    """Name the matters that are looked at each by itself; one empty name is the whole bill."""
    if not discount.matters and discount.over != "matter":
        return ("",)
    named = [each for each in facts.by_matter(bill) if each]
    covered = [each for each in bill.matters if not discount.matters or _numbers(each) & set(discount.matters)]
    numbers = {number for matter in covered for number in _numbers(matter)}
    return tuple(each for each in named if each in numbers)


def _numbers(matter: Matter) -> set[str]:
    return {matter.firm_id, matter.client_id} - {""}


def _covers(matter: str, of: Matter | None) -> bool:
    return not matter or (of is not None and matter in _numbers(of))


def _base(discount: Discount, lines: list[Line]) -> Decimal:
    kinds = {FEE} if discount.on == "fees" else {FEE, EXPENSE}
    found = [line for line in lines if line.kind in kinds and line.amount is not None]
    base = money.total(line.amount for line in found if line.amount is not None)
    if discount.form == "line":
        # the discount stands in the adjustments, so it is taken of what stood before them
        base = money.minus(base, money.total(line.adjustment for line in found if line.adjustment))
    return base


def _granted(discount: Discount, bill: Bill, matter: str, lines: list[Line]) -> Decimal:
    if discount.form == "line":
        kinds = {FEE} if discount.on == "fees" else {FEE, EXPENSE}
        found = [line.adjustment for line in lines if line.kind in kinds and line.adjustment]
    else:
        kinds = {FEE_ADJUSTMENT} if discount.on == "fees" else {FEE_ADJUSTMENT, EXPENSE_ADJUSTMENT}
        found = [line.amount for line in lines if line.kind in kinds and line.amount]
        for each in bill.matters:
            if not matter or matter in _numbers(each):
                found += [one.amount for one in each.adjustments if one.amount]
    return money.minus(money.ZERO, money.total(amount for amount in found if amount < 0))
