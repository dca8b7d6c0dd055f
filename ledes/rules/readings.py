"""Which of two readings of the standard a bill follows, told so that nobody is surprised by the other."""

from __future__ import annotations

from collections.abc import Iterator

from ledes.bill import Bill
from ledes.finding import NOTE, Where
from ledes.reckoning import dues, splits, works
from ledes.reckoning.dues import Sum
from ledes.reckoning.works import BOTH, Names, Work
from ledes.rules import Reports, rule
from ledes.rules.matters import agreement, judged


@rule(
    "T120",
    scope="standard",
    fix="Nothing, unless the client reads it the other way.",
    reason="INFO_ONLY",
    severity=NOTE,
    unless=("T106", "T107"),
)
def ambiguous_sum(bill: Bill) -> Reports:
    """Where the standard can be read in two ways, a bill is right either way, and which one it uses is told.

    Whether tax stands in the nets of a matter or beside them, whether a tiered tax is in a matter's total, whether a
    shared and a discounted percentage multiply or add up, and what the shared percentage means.

    Source: LEDES XML 2.x, matter_net_fees, matter_total_due, inv_total_net_due, pre_post_split.
    """
    agrees, tiered = agreement(bill), dues.tier_total(bill)
    told: dict[str, Where] = {}
    for work in judged(bill):
        for names in BOTH:
            stated = work.stated.get(names.net)
            if stated is not None:
                sums = [each for each in dues.nets(work, names, tiered) if agrees(stated, each.amount)]
                for said in _net(work, names, sums):
                    told.setdefault(said, Where(work.row, names.net))
        stated = work.stated.get(works.DUE)
        if stated is not None and tiered:
            sums = [each for each in dues.due(work, tiered, agrees) if agrees(stated, each.amount)]
            if len({each.tiered for each in sums}) == 1:
                said = "the tiered tax is in what is due for the matter"
                beside = "the tiered tax is not in what is due for the matter"
                told.setdefault(said if sums[0].tiered else beside, Where(work.row, works.DUE))
    yield from ((where, said) for said, where in told.items())


def _net(work: Work, names: Names, sums: list[Sum]) -> Iterator[str]:
    """Word what the sums that a net can be have in common, where other sums would differ in it."""
    if not sums:
        return
    if dues.tax_on(work, names) and len({each.taxed for each in sums}) == 1:
        yield "tax is in the nets of a matter" if sums[0].taxed else "tax is added to the nets of a matter"
    fits = [each.reading for each in sums if each.reading is not None]
    among = splits.readings(work, names)
    if len(among) == 1 or not fits:
        return
    if len({each.multiplied for each in among}) == 2 and len({each.multiplied for each in fits}) == 1:
        yield f"share and discount {'multiply' if fits[0].multiplied else 'add up'}"
    if len({each.paid for each in among}) == 2 and len({each.paid for each in fits}) == 1:
        yield "the client pays the shared percentage" if fits[0].paid else "the shared percentage is taken off"
    if len({each.before for each in among}) == 2 and len({each.before for each in fits}) == 1:
        yield f"discounts that name no side come {'before' if fits[0].before else 'after'} the split"
