"""The same facts in the form that one platform wants: each change is a note, and no total ever moves."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from decimal import Decimal

from ledes import codes, money
from ledes.bill import EXPENSE, EXPENSE_ADJUSTMENT, FEE_ADJUSTMENT, Address, Bill, Line
from ledes.client import Representation
from ledes.finding import NOTE, Finding, Where, fault

ONE = Decimal(1)
KEEP = "keep"
MOST_DECIMALS = 4
"""Decimals of LINE_ITEM_ADJUSTMENT_AMOUNT (Currency 10.4): a longer remainder stays where it is."""


@fault("F021", fix="Nothing; the client's profile asks for it.", reason="INFO_ONLY", severity=NOTE)
def represented_differently(what: str) -> str:
    """What the profile makes of a bill's form is told line by line.

    Source: platforms contradict each other on flat fees, tax lines and country codes; the profile decides.
    """
    return what


@fault("F022", fix="Nothing; this is what was written.", reason="INFO_ONLY", severity=NOTE)
def computed_value(what: str) -> str:
    """A sum that the target asks for and the source leaves to the reader is computed, and said.

    Source: LEDES 98BI, fields 28, 29 and 49; the arithmetic of the standard.
    """
    return what


def represent(bill: Bill, how: Representation, *, taxed: bool) -> tuple[Bill, tuple[Finding, ...]]:
    """Bring a bill into the form a profile asks for. `taxed`: the target has a place for a line's tax."""
    notes: list[Finding] = []
    lines = list(bill.lines)
    if how.remainder or not how.flat_fee == how.adjustment_units == KEEP:
        lines = [_line(line, how, bill, notes) for line in lines]
    elif (taxed or not how.tax_code) and how.country == KEEP:
        return bill, ()
    if not taxed and how.tax_code:
        lines = [*map(_untaxed, lines), *_tax_lines(bill, how.tax_code, notes)]
        bill = dataclasses.replace(bill, tax=None, net=None)
    if how.country != KEEP:
        bill = _countries(bill, how.country)
    return dataclasses.replace(bill, lines=tuple(lines)), tuple(notes)


def _line(line: Line, how: Representation, bill: Bill, notes: list[Finding]) -> Line:
    changed = line
    if line.kind in {FEE_ADJUSTMENT, EXPENSE_ADJUSTMENT}:
        changed = _adjustment(line, how)
    elif how.remainder:
        changed = _remainder(line, bill)
    if changed != line:
        what = f"units {_shown(changed.units)}, rate {_shown(changed.rate)}, adjustment {_shown(changed.adjustment)}"
        was = f"units {_shown(line.units)}, rate {_shown(line.rate)}, adjustment {_shown(line.adjustment)}"
        notes.append(
            represented_differently(Where(line.row, "line.adjustment", bill.number), f"{was} is written as {what}")
        )
    return changed


def _shown(amount: Decimal | None) -> str:
    return "blank" if amount is None else money.text(amount)


def _adjustment(line: Line, how: Representation) -> Line:
    if how.flat_fee == "adjustment" and line.amount is not None:
        line = dataclasses.replace(line, rate=None, adjustment=line.amount)
    elif how.flat_fee == "rate" and line.amount is not None:
        line = dataclasses.replace(line, units=ONE, rate=line.amount, adjustment=None)
    if how.adjustment_units == "one":
        line = dataclasses.replace(line, units=ONE)
    elif how.adjustment_units == "blank" and not line.rate:
        line = dataclasses.replace(line, units=None)
    return line


def _remainder(line: Line, bill: Bill) -> Line:
    """Move what rounding left over into the adjustment, so that the formula of the line holds exactly."""
    if line.units is None or line.rate is None or line.amount is None:
        return line
    adjustment = line.adjustment or money.ZERO
    exact = money.plus(money.times(line.units, line.rate), adjustment)
    places = codes.minor_units(bill.currency)
    if exact == line.amount or not money.agrees(line.amount, exact, places):
        return line
    moved = money.plus(adjustment, money.minus(line.amount, exact))
    if money.decimals(moved) > MOST_DECIMALS:
        return line
    return dataclasses.replace(line, adjustment=moved)


def _untaxed(line: Line) -> Line:
    return dataclasses.replace(line, tax=None, taxes=(), total=line.amount)


def _tax_lines(bill: Bill, code: str, notes: list[Finding]) -> Iterator[Line]:
    """Give each matter's tax, by kind and rate, an expense line of its own.

    Source: Legal Tracker, tax amounts in LEDES 1998B (expense line, code E124, narrative VAT).
    """
    taken = {line.number for line in bill.lines}
    number = len(bill.lines)
    for (_, kind, rate), lines in _by_tax(bill).items():
        number = next(free for free in range(number + 1, number + len(taken) + 2) if str(free) not in taken)
        amount = money.total(line.tax for line in lines if line.tax is not None)
        percent = f" {money.text(money.times(rate, Decimal(100)).normalize())} %" if rate is not None else ""
        what = f"tax of {money.text(amount)} is written as an expense line, code {code}"
        notes.append(represented_differently(Where(lines[0].row, "line.tax", bill.number), what))
        yield Line(
            number=str(number),
            row=lines[0].row,
            kind=EXPENSE,
            matter=lines[0].matter,
            date=bill.end or bill.date,
            units=ONE,
            rate=amount,
            amount=amount,
            total=amount,
            expense=code,
            description=f"{kind or 'Tax'}{percent}",
        )


def _by_tax(bill: Bill) -> dict[tuple[int, str, Decimal | None], list[Line]]:
    groups: dict[tuple[int, str, Decimal | None], list[Line]] = {}
    for line in bill.lines:
        if line.tax:
            first = line.taxes[0] if line.taxes else None
            key = (id(line.matter), first.kind if first else "", first.rate if first else None)
            groups.setdefault(key, []).append(line)
    return groups


def _countries(bill: Bill, form: str) -> Bill:
    turn = codes.alpha2 if form == "alpha2" else codes.alpha3

    def turned(address: Address) -> Address:
        return dataclasses.replace(address, country=turn(address.country))

    firm = dataclasses.replace(bill.firm, address=turned(bill.firm.address))
    client = dataclasses.replace(bill.client, address=turned(bill.client.address))
    return dataclasses.replace(bill, firm=firm, client=client)
