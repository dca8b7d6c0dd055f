"""The one sum of discounts and credits that LEDES 2000 has for a matter, made of their list and made into one."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

from ledes import money
from ledes.bill import Adjustment, Amount, Bill, Matter
from ledes.money import ZERO
from ledes.reckoning import Note, arrangement, dues
from ledes.reckoning.levels import AFTER, FLAT
from ledes.reckoning.works import APPLIED, BOTH, DUE, Names, Work, of_matters

ADJUSTMENT = "MIA"


def pooled(bill: Bill) -> tuple[Bill, tuple[Note, ...]]:
    """Count client funds among the discounts, for a form whose total is its nets and nothing else.

    Totals that do not know of that one sum are left to be computed anew, but for the taxes.
    """
    return arrangement.with_matters(bill, [_pooled(matter) for matter in arrangement.apart(bill)[0]]), ()


def _pooled(matter: Matter) -> Matter:
    adjustments = tuple(map(_as_discount, matter.adjustments))
    known = {each.name for each in matter.totals}
    totals = matter.totals if known & {names.adjusted for names in BOTH} else _taxes(matter)
    return dataclasses.replace(matter, adjustments=adjustments, totals=totals)


def _taxes(matter: Matter) -> tuple[Amount, ...]:
    """Keep of a matter's totals those that nothing else may state: its taxes."""
    return tuple(each for each in matter.totals if each.name in {names.tax for names in BOTH})


def _as_discount(adjustment: Adjustment) -> Adjustment:
    if adjustment.code != APPLIED:
        return adjustment
    return dataclasses.replace(adjustment, code=ADJUSTMENT, split=AFTER)


def listed(bill: Bill) -> tuple[Bill, tuple[Note, ...]]:
    """List what LEDES 2000 states as one sum, with a share that is in its nets, as a flat adjustment of the matter.

    The amount is what lies between the entries and the net, tax taken out where the nets hold it. The totals are left
    to be computed anew, but for the taxes, which nothing else states.
    """
    notes: list[Note] = []
    matters = []
    for work in of_matters(bill):
        if not any(names.adjusted in work.stated for names in BOTH) or work.matter.adjustments:
            matters.append(work.matter)
            continue
        made = []
        for names in BOTH:
            amount = _between(work, names)
            if amount:
                made.append(
                    Adjustment(
                        code=ADJUSTMENT,
                        category=names.category,
                        kind=FLAT,
                        increase=amount > 0,
                        split=AFTER,
                        amount=amount,
                    )
                )
                what = f"{money.text(amount)} between the {names.word} entries and their net is written as {ADJUSTMENT}"
                notes.append(Note(work.row, "matter.adjustments", f"{work.title}: {what}"))
        matters.append(dataclasses.replace(work.matter, adjustments=tuple(made), totals=_taxes(work.matter)))
    return arrangement.with_matters(bill, matters), tuple(notes)


def _between(work: Work, names: Names) -> Decimal:
    net = work.stated.get(names.net)
    if net is None:
        return ZERO
    nets = money.total(work.stated.get(each.net, ZERO) for each in BOTH)
    inside = work.stated.get(DUE) == nets
    tax = dues.tax_on(work, names) if inside else ZERO
    return money.minus(money.minus(net, tax), work.detail(names))
