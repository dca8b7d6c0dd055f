"""The totals that XML states for each matter and for the invoice, computed where a bill lacks them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from decimal import Decimal

from ledes import codes, money
from ledes.bill import Adjustment, Amount, Bill, Matter
from ledes.reckoning import Note, arrangement, dues, percentages, splits
from ledes.reckoning.works import (
    BOTH,
    DISCOUNTED,
    DISCOUNTS,
    DUE,
    FUNDS,
    OF_EXPENSES,
    OF_FEES,
    PERCENTAGES,
    SHARED,
    Names,
    Work,
    of_matters,
    works,
)

ORDER = (
    OF_FEES.detail,
    OF_EXPENSES.detail,
    OF_FEES.discounts,
    OF_EXPENSES.discounts,
    DISCOUNTS,
    OF_FEES.share,
    OF_FEES.discount,
    OF_EXPENSES.discount,
    OF_EXPENSES.share,
    OF_FEES.tax,
    OF_EXPENSES.tax,
    OF_FEES.net,
    OF_EXPENSES.net,
    FUNDS,
    DUE,
)
"""The totals of a matter in the order of LEDES XML 2.x."""

ORDER_OF_2000 = (
    OF_FEES.detail,
    OF_EXPENSES.detail,
    OF_FEES.tax,
    OF_EXPENSES.tax,
    OF_FEES.adjusted,
    OF_EXPENSES.adjusted,
    OF_FEES.net,
    OF_EXPENSES.net,
    DUE,
)
"""The totals of a matter in the order of LEDES 2000; shares and funds are in its one sum of adjustments."""


def with_amounts(bill: Bill) -> tuple[Bill, tuple[Note, ...]]:
    """Give each of a matter's discounts that states only a percentage its amount, rounded half up."""
    notes: list[Note] = []
    matters = []
    for work in of_matters(bill):
        made = {id(each): amount for each, amount in _amounts(work, codes.minor_units(bill.currency))}
        for each in work.matter.adjustments:
            if id(each) in made:
                said = f"{each.code} of {money.text(each.percent or money.ZERO)} comes to {money.text(made[id(each)])}"
                notes.append(Note(work.row, "adjustment.amount", f"{work.title}: {said}"))
        changed = (
            dataclasses.replace(each, amount=made[id(each)]) if id(each) in made else each
            for each in work.matter.adjustments
        )
        matters.append(dataclasses.replace(work.matter, adjustments=tuple(changed)) if made else work.matter)
    return (arrangement.with_matters(bill, matters), tuple(notes)) if notes else (bill, ())


def _amounts(work: Work, places: int) -> Iterator[tuple[Adjustment, Decimal]]:
    for names in BOTH:
        for each in work.adjustments(names):
            if each.amount is None and each.percent is not None:
                among = percentages.of_matter(work, names, each)
                if among:
                    yield each, money.half_up(among[0], places)


def state(bill: Bill, *, taxed: bool = True, order: tuple[str, ...] = ORDER) -> tuple[Bill, tuple[Note, ...]]:
    """State the totals of every matter that lacks them, and the invoice's tax; what a bill states stays.

    `order` names the totals that the target has. `taxed` puts the tax into the nets of a matter, as its formula for
    what is due reads; without it, the tax stands beside them and is added to what is due.
    """
    notes: list[Note] = []
    matters: list[Matter] = []
    tiered = dues.tier_total(bill)
    single = len(bill.matters) == 1
    for work in of_matters(bill):
        computed = _totals(work, codes.minor_units(bill.currency), taxed)
        if tiered and single and DUE not in work.stated:
            computed[DUE] = money.plus(computed[DUE], tiered)
        wanted = [name for name in order if name in computed]
        totals = tuple(Amount(name, work.stated.get(name, computed[name])) for name in wanted)
        others = tuple(each for each in work.matter.totals if each.name not in computed)
        if not all(name in work.stated for name in wanted):
            due = money.text(work.stated.get(DUE, computed[DUE]))
            notes.append(Note(work.row, "matter.totals", f"{work.title}: its totals are computed, {due} is due for it"))
        matters.append(dataclasses.replace(work.matter, totals=(*totals, *others)))
    bill = arrangement.with_matters(bill, matters)
    if bill.tax is None:
        tax = _shown(dues.tax_totals(bill, works(bill))[0], codes.minor_units(bill.currency))
        bill = dataclasses.replace(bill, tax=tax)
        notes.append(Note(0, "bill.tax", f"the invoice's tax is computed: {money.text(tax)}"))
    return bill, tuple(notes)


def _totals(work: Work, places: int, taxed: bool) -> dict[str, Decimal]:
    """Compute a matter's totals; a share or discount that it has none of is left out."""
    found: dict[str, Decimal] = {}
    due = work.funds()
    for names in BOTH:
        tax = dues.tax_on(work, names)
        net = _net(work, names, places)
        found |= {names.detail: work.detail(names), names.discounts: _discounts(work, names), names.tax: tax}
        found[names.net] = money.plus(net, tax) if taxed else net
        found[names.adjusted] = money.minus(net, work.detail(names))
        due = money.plus(due, money.plus(net, tax))
    found[DISCOUNTS] = money.plus(found[OF_FEES.discounts], found[OF_EXPENSES.discounts])
    found |= {FUNDS: work.funds(), DUE: due}
    shown = {name: _shown(amount, places) for name, amount in found.items()}
    for names in BOTH:
        for code, name in ((SHARED, names.share), (DISCOUNTED, names.discount)):
            percent = splits.percentage(work, names, code)
            shown |= {name: percent} if percent is not None else {}
    return shown


def _net(work: Work, names: Names, places: int) -> Decimal:
    """Compute the net of a category without tax, by the amounts of its discounts where all are stated."""
    found = splits.nets(work, names)
    return found[None] if None in found else money.half_up(found[splits.Reading()], places)


def _discounts(work: Work, names: Names) -> Decimal:
    kept = (each for each in work.adjustments(names) if each.code not in PERCENTAGES)
    return money.total(each.amount for each in kept if each.amount is not None)


def _shown(amount: Decimal, places: int) -> Decimal:
    """Write an amount with the decimals of the minor unit at least."""
    return money.half_up(amount, places) if money.decimals(amount) < places else amount
