"""Lines of a bill as money: who worked on what, what it was worth, what was asked for it. No narrative is kept."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from ledes import earlier, facts, money
from ledes.bill import FEE_ADJUSTMENT, Bill, Line
from ledes.facts import OF_EXPENSES, BillFacts


class Worked(NamedTuple):
    """A line: its number and kind, the matter's number, the person (empty: nobody), the codes, the day.

    `hours` are zero where units are none. `worked` is units x rate before discounts, `amount` what the line asks for,
    before tax; both zero where the bill does not say.
    """

    line: str
    kind: str
    matter: str
    timekeeper: str
    name: str
    classification: str
    task: str
    activity: str
    expense: str
    date: datetime.date | None
    hours: Decimal
    worked: Decimal
    amount: Decimal
    tax: Decimal


def kept(bill: Bill) -> BillFacts:
    """Gather the facts of a bill that is about to be recorded: those for comparison, and its lines as money."""
    return replace(facts.of(bill), lines=worked(bill.lines))


def worked(lines: Iterable[Line]) -> tuple[Worked, ...]:
    """List lines as money."""
    return tuple(_worked(line) for line in lines)


def _worked(line: Line) -> Worked:
    person = line.timekeeper
    amount = line.amount or money.ZERO
    return Worked(
        line=line.number,
        kind=line.kind,
        matter=earlier.matter_number(line.matter),
        timekeeper=person.id or person.name if person else "",
        name=person.name if person else "",
        classification=person.classification if person else "",
        task=line.task,
        activity=line.activity,
        expense=line.expense,
        date=line.date,
        hours=line.units if line.units is not None and facts.timed(line) else money.ZERO,
        worked=_worth(line, amount),
        amount=amount,
        tax=line.tax or money.ZERO,
    )


def _worth(line: Line, amount: Decimal) -> Decimal:
    """Give what a line was worth before discounts; a line that only adjusts others was worth nothing by itself."""
    if line.base is not None:
        return line.base
    if line.kind in {FEE_ADJUSTMENT, *OF_EXPENSES} and line.kind.startswith("I"):
        return money.ZERO
    if line.units is None or line.rate is None:
        return amount
    return money.times(line.units, line.rate)
