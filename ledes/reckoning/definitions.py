"""Taxes stated on lines, made into definitions that the lines name and into summaries of each matter."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from decimal import Decimal

from ledes import codes, money
from ledes.bill import Bill, Line, Tax
from ledes.lines import altered
from ledes.money import ZERO
from ledes.reckoning import Note, arrangement, taxation
from ledes.reckoning.works import BOTH, Names, Work, of_matters

HUNDRED = Decimal(100)


def to_matters(bill: Bill) -> tuple[Bill, tuple[Note, ...]]:
    """Define each tax of the lines once, let the lines name it, and sum it up by matter, fees and expenses apart.

    The sums are those of the lines' stated tax, so that the bill's total stays. A bill whose lines state no tax of
    their own stays as it is.
    """
    if not any(line.tax is not None or _undefined(bill, line) for line in bill.lines):
        return bill, ()
    known: dict[str, Tax] = dict(taxation.definitions(bill))
    charged: list[dict[str, Decimal]] = []
    lines: list[Line] = []
    for line in bill.lines:
        own = {_define(tax, known): amount for tax, amount in _parts(line, codes.minor_units(bill.currency))}
        charged.append(own)
        lines.append(altered(line, tax=None, taxes=tuple(Tax(id=each) for each in own)))
    amounts = {id(line): own for line, own in zip(lines, charged, strict=True)}
    stated = tuple(known.values())
    bill = dataclasses.replace(
        bill, lines=tuple(lines), taxes=(*bill.taxes, *stated[len(taxation.definitions(bill)) :])
    )
    notes: list[Note] = []
    matters = []
    for work in of_matters(bill):
        there = {summary.id for summary in work.matter.tax_summaries}
        new = [each for each in _summaries(work, amounts, known) if each.id not in there]
        notes += [Note(work.row, "matter.tax_summaries", _worded(work, each)) for each in new]
        matters.append(dataclasses.replace(work.matter, tax_summaries=(*work.matter.tax_summaries, *new)))
    return arrangement.with_matters(bill, matters), tuple(notes)


def _undefined(bill: Bill, line: Line) -> bool:
    known = taxation.definitions(bill)
    return any(tax.id not in known for tax in line.taxes)


def _parts(line: Line, places: int) -> list[tuple[Tax, Decimal]]:
    """Divide the tax of a line among its taxes: as they state it, else by their rates, the rest to the last."""
    taxes = [tax for tax in line.taxes if tax.id or tax.kind or tax.rate is not None]
    if not taxes:
        return [(Tax(), line.tax)] if line.tax else []
    stated = [tax.amount for tax in taxes]
    total = line.tax
    if len(taxes) == 1:
        amounts = [total if total is not None else stated[0] or ZERO]
    elif None not in stated and total in (None, money.total(amount for amount in stated if amount is not None)):
        amounts = [amount or ZERO for amount in stated]
    else:
        exact = (money.times(line.amount or ZERO, tax.rate or ZERO) for tax in taxes)
        amounts = [money.half_up(each, places) for each in exact]
        if total is not None:
            amounts[-1] = money.minus(total, money.total(amounts[:-1]))
    return list(zip(taxes, amounts, strict=True))


def _define(tax: Tax, known: dict[str, Tax]) -> str:
    """Find the id of a tax, or define it: one id for each kind, rate and jurisdiction."""
    if tax.id in known:
        return tax.id
    wanted = dataclasses.replace(tax, id="", base=None, amount=None, expense_base=None, expense_amount=None)
    for each, there in known.items():
        if dataclasses.replace(there, id="", registration=wanted.registration, country=wanted.country) == wanted:
            return each
    name = tax.id or _name(tax)
    number = 1
    while name in known:
        number += 1
        name = f"{_name(tax)}-{number}"
    known[name] = dataclasses.replace(wanted, id=name)
    return name


def _name(tax: Tax) -> str:
    kind = "-".join(tax.kind.split()) or "TAX"
    if tax.rate is None:
        return kind
    return f"{kind}-{money.text(money.times(tax.rate, HUNDRED).normalize(money.WIDE))}"


def _summaries(work: Work, amounts: dict[int, dict[str, Decimal]], known: dict[str, Tax]) -> Iterable[Tax]:
    for each in dict.fromkeys(each for line in work.lines for each in amounts[id(line)]):
        tax = known[each]
        fees, expenses = (_side(work, names, tax, amounts, known) for names in BOTH)
        yield Tax(id=each, base=fees[0], amount=fees[1], expense_base=expenses[0], expense_amount=expenses[1])


def _side(
    work: Work, names: Names, tax: Tax, amounts: dict[int, dict[str, Decimal]], known: dict[str, Tax]
) -> tuple[Decimal, Decimal]:
    lines = (*work.of(names), *work.adjusting(names))
    amount = money.total(amounts[id(line)].get(tax.id, ZERO) for line in lines)
    return taxation.bases(work, names, tax, known)[0], amount


def _worded(work: Work, summary: Tax) -> str:
    amount = money.plus(summary.amount or ZERO, summary.expense_amount or ZERO)
    return f"{work.title}: the lines' tax '{summary.id}' is summed up as {money.text(amount)}"


def filled(bill: Bill, given: Mapping[str, str]) -> Bill:
    """Fill the blanks of a bill's taxes with what is given of all (`tax.country`), or of one (`tax.VAT-20.country`)."""
    taxes = tuple(_filled(tax, given) for tax in bill.taxes)
    return bill if taxes == bill.taxes else dataclasses.replace(bill, taxes=taxes)


def _filled(tax: Tax, given: Mapping[str, str]) -> Tax:
    def value(name: str) -> str:
        return getattr(tax, name) or given.get(f"tax.{tax.id}.{name}") or given.get(f"tax.{name}", "")

    return dataclasses.replace(
        tax,
        registration=value("registration"),
        kind=value("kind"),
        country=value("country"),
        locality=value("locality"),
    )
