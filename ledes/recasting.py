"""A bill recast for its target: by matter, as XML states discounts and taxes, or by line, as 1998B and 98BI do.

Which target has which is read from the names of its fields. No total moves, and whatever changes its place is told.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from ledes import money
from ledes.bill import EXPENSE, Bill, Line, Tax
from ledes.client import Representation
from ledes.finding import Finding, Where
from ledes.formats import Format, losses
from ledes.formats.representation import computed_value, represented_differently
from ledes.lines import altered
from ledes.reckoning import (
    Note,
    arrangement,
    definitions,
    dues,
    levels,
    people,
    pooling,
    splits,
    spreading,
    totals,
    works,
)
from ledes.reckoning.arrangement import Placed

MAPPED = frozenset({"line.kind", "line.adjustments", "matter.adjustments"})
"""Attributes whose notes tell of another form, and not of something computed."""

INSIDE = "inside"

Steps = tuple[Callable[[Bill], tuple[Bill, tuple[Note, ...]]], ...]
STEPS: Steps = (
    pooling.listed,
    definitions.to_matters,
    levels.to_matters,
    levels.of_entries,
    totals.with_amounts,
    people.with_rates,
)
"""What XML states by matter, in this order: taxes are named by lines before lines become adjustments."""

STEPS_TO_2000: Steps = (
    definitions.to_matters,
    levels.to_matters,
    levels.with_bases,
    totals.with_amounts,
    pooling.pooled,
    people.with_rates,
)


def recast(
    bill: Bill, target: Format, how: Representation, stated: Mapping[str, str]
) -> tuple[Bill, tuple[Finding, ...]]:
    """Bring a bill's discounts and taxes onto the level at which its target has them.

    `stated` is what the profile and `--set` say of its taxes (`tax.country` ...). An error among what is said is a
    reason not to write the bill: tax without a place.
    """
    inside = how.xml_net_tax == INSIDE
    if "adjustment.code" in target.fields:
        return _by_matter(bill, stated, STEPS, totals.ORDER, inside=inside)
    if "matter.totals" in target.fields:
        return _by_matter(bill, stated, STEPS_TO_2000, totals.ORDER_OF_2000, inside=inside)
    if "line.kind" in target.fields:
        return _by_line(bill, target, how.tax_code, stated)
    return bill, ()


def _by_matter(
    bill: Bill, stated: Mapping[str, str], steps: Steps, order: tuple[str, ...], *, inside: bool
) -> tuple[Bill, tuple[Finding, ...]]:
    """State what XML asks for: taxes by matter, discounts at their level, rates of people, totals.

    The invoice's tax is computed only for a target that states it: LEDES 2000 has it by matter alone.
    """
    notes: list[Note] = []
    if bill.net is not None and bill.total is not None and bill.net == money.minus(bill.total, bill.tax or money.ZERO):
        bill = dataclasses.replace(bill, net=None)
    for step in steps:
        bill, said = step(bill)
        notes += said
    lines = tuple(line if line.total == line.amount else _net(line) for line in bill.lines)
    bill = definitions.filled(dataclasses.replace(bill, lines=lines), stated)
    whole, said = totals.state(bill, taxed=inside, order=order)
    if order is totals.ORDER_OF_2000:
        whole = dataclasses.replace(whole, tax=bill.tax)
        said = tuple(each for each in said if each.field != "bill.tax")
    return whole, tuple(_finding(whole, each) for each in (*notes, *said))


def _net(line: Line) -> Line:
    return altered(line, total=line.amount)


def _finding(bill: Bill, note: Note) -> Finding:
    tell = represented_differently if note.field in MAPPED else computed_value
    return tell(Where(note.row, note.field, bill.number), note.what)


def _by_line(bill: Bill, target: Format, tax_code: str, stated: Mapping[str, str]) -> tuple[Bill, tuple[Finding, ...]]:
    """Bring what a bill states by matter, as XML does, onto lines, for a target that has nothing else."""
    notes: list[Note] = []
    if not works.structured(bill) and not bill.taxes:
        return people.without_rates(levels.unlisted(bill)), ()
    bill, said = pooling.listed(bill)
    notes += said
    bill, homeless = _housed(bill, target, tax_code)
    for step in (totals.with_amounts, spreading.to_lines, spreading.taxes_to_lines):
        bill, said = step(bill)
        notes += said
    bill = people.without_rates(levels.unlisted(bill))
    plain = [dataclasses.replace(matter, totals=()) for matter in arrangement.apart(bill)[0]]
    bill = arrangement.with_matters(bill, plain)
    taxes = tuple(tax for tax in bill.taxes if _says_more(tax, stated))
    bill = dataclasses.replace(bill, taxes=taxes)
    return bill, (*homeless, *(_finding(bill, each) for each in notes))


def _says_more(tax: Tax, stated: Mapping[str, str]) -> bool:
    """Say whether a tax's definition holds more than its lines do, and than the profile states anyway."""
    names = ("registration", "country", "locality")
    own = ((name, getattr(tax, name)) for name in names if getattr(tax, name))
    return any(value not in (stated.get(f"tax.{name}"), stated.get(f"tax.{tax.id}.{name}")) for name, value in own)


def _housed(bill: Bill, target: Format, tax_code: str) -> tuple[Bill, tuple[Finding, ...]]:
    """Give the taxes that no line can carry an expense line of their own, or say that they have no place.

    A tiered tax that the invoice total leaves out stays out.
    """
    found = spreading.homeless(bill)
    if not found:
        return bill, ()
    matters, placed = arrangement.apart(bill)
    numbers, said = levels.free_numbers(bill), list[Finding]()
    for place, tax, amount in found:
        where = Where(bill.row, "matter.tax_summaries", bill.number)
        if tax.tiers and not _charged(bill, amount):
            said.append(computed_value(where, f"the tiered tax of {money.text(amount)} is not in the invoice total"))
        elif not tax_code:
            said.append(losses.homeless_tax(where, money.text(amount), target.title))
        else:
            what = f"tax of {money.text(amount)} is written as an expense line, code {tax_code}"
            said.append(represented_differently(where, what))
            placed.append(Placed(place, _tax_line(bill, tax, tax_code, next(numbers), amount)))
    taxes = tuple(tax for tax in bill.taxes if not tax.tiers and not tax.withheld)
    rest = None if bill.tax is None else money.minus(bill.tax, money.total(amount for _place, _tax, amount in found))
    return dataclasses.replace(arrangement.together(bill, matters, placed), taxes=taxes, tax=rest), tuple(said)


def _tax_line(bill: Bill, tax: Tax, code: str, number: str, amount: Decimal) -> Line:
    return Line(
        number=number,
        row=bill.row,
        kind=EXPENSE,
        date=bill.end or bill.date,
        units=Decimal(1),
        rate=amount,
        amount=amount,
        total=amount,
        expense=code,
        description=f"{tax.kind or 'Tax'}{', withheld' if tax.withheld else ''}",
    )


def _charged(bill: Bill, amount: Decimal) -> bool:
    """Say whether the invoice total holds a tiered tax: without it the rest would be that much less."""
    parts = [each for work in works.works(bill) for each in _due(work)]
    return bill.total is None or bill.total != money.total(parts) or not amount


def _due(work: works.Work) -> Iterable[Decimal]:
    for names in works.BOTH:
        among = splits.nets(work, names)
        yield money.plus(among.get(None, next(iter(among.values()))), dues.tax_on(work, names))
    yield work.funds()
