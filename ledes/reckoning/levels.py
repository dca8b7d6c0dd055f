"""Discounts and credits between their two levels: lines of the invoice (IF, IE), and the matter's own of XML.

Which code a line becomes stands in `schemas/adjustments.csv`, and what a code means on the way back.
"""

from __future__ import annotations

import csv
import dataclasses
import functools
from collections.abc import Iterator, Mapping
from decimal import Decimal

from ledes import money, schemas
from ledes.bill import (
    EXPENSE,
    EXPENSE_ADJUSTMENT,
    FEE,
    FEE_ADJUSTMENT,
    Adjustment,
    Bill,
    Extra,
    Line,
)
from ledes.lines import altered
from ledes.money import ZERO
from ledes.reckoning import Note, arrangement
from ledes.reckoning.arrangement import Placed
from ledes.reckoning.works import EXPENSES, FEES

FLAT = "Flat"
AFTER = "post"
LEVELS = {FEE: "fee", EXPENSE: "expense", FEE_ADJUSTMENT: "matter", EXPENSE_ADJUSTMENT: "matter"}
CATEGORIES = {FEE_ADJUSTMENT: FEES, EXPENSE_ADJUSTMENT: EXPENSES}
KEPT = ("task", "activity", "expense", "payee")
"""What a line of the invoice may say and an adjustment has no place for; kept as its extras."""


@functools.cache
def _table() -> tuple[Mapping[str, str], Mapping[tuple[str, str], str]]:
    """Read the code that each kind and sign of line becomes, and the meaning of each code by its level."""
    with schemas.path("adjustments.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    chosen = {each: row["code"] for row in rows for each in row["from"].split()}
    return chosen, {(row["level"], row["code"]): row["meaning"] for row in rows}


def code(kind: str, amount: Decimal) -> str:
    """Say which code a line of a kind becomes, or an adjustment of such a line.

    >>> code("IF", Decimal("1250")), code("IF", Decimal("-50")), code("E", Decimal("-5"))
    ('MIFF', 'MIA', 'EIA')
    """
    return _table()[0][f"{kind}{'+' if amount > 0 else '-'}"]


def meaning(code: str, level: str = "matter") -> str:
    """Say in words what a code means; the code itself where it is none of the standard's."""
    return _table()[1].get((level, code), code)


def to_matters(bill: Bill) -> tuple[Bill, tuple[Note, ...]]:
    """Make the lines that adjust a bill (IF, IE) discounts and credits of their matters, after the split.

    Their narratives become notes; codes, and a day other than the bill's last one, are kept as extras.
    """
    matters, placed = arrangement.apart(bill)
    notes: list[Note] = []
    kept: list[Placed] = []
    for place, line in placed:
        if line.kind not in CATEGORIES or place < 0 or line.amount is None:
            kept.append(Placed(place, line))
            continue
        made = _adjustment(bill, line)
        matters[place] = dataclasses.replace(matters[place], adjustments=(*matters[place].adjustments, made))
        what = f"the {line.kind} line of {money.text(line.amount)} is written as {made.code} of its matter"
        notes.append(Note(line.row, "line.kind", what))
    if not notes:
        return bill, ()
    return arrangement.together(bill, matters, kept), tuple(notes)


def _adjustment(bill: Bill, line: Line) -> Adjustment:
    amount = line.amount or ZERO
    kept = [Extra(f"line.{name}", getattr(line, name)) for name in KEPT if getattr(line, name)]
    if line.timekeeper is not None and line.timekeeper.id:
        kept.append(Extra("timekeeper.id", line.timekeeper.id))
    if line.date is not None and line.date != (bill.end or bill.date):
        kept.append(Extra("line.date", line.date.isoformat()))
    return Adjustment(
        code=code(line.kind, amount),
        note=line.description,
        category=CATEGORIES[line.kind],
        kind=FLAT,
        increase=amount > 0,
        split=AFTER,
        amount=amount,
        taxes=tuple(tax.id for tax in line.taxes),
        extras=(*kept, *line.extras),
    )


def of_entries(bill: Bill) -> tuple[Bill, tuple[Note, ...]]:
    """List the adjustment of each fee and expense as its one discount or credit, and state its base amount."""
    lines = tuple(map(_listed, bill.lines))
    notes: dict[str, Note] = {}
    for old, line in zip(bill.lines, lines, strict=True):
        for each in line.adjustments if line.adjustments != old.adjustments else ():
            what = f"adjustments of {LEVELS[line.kind]} entries are listed as {each.code}, flat"
            notes.setdefault(each.code, Note(line.row, "line.adjustments", what))
    return dataclasses.replace(bill, lines=lines), tuple(notes.values())


def _listed(line: Line) -> Line:
    if line.kind not in (FEE, EXPENSE):
        return line
    if line.adjustment and not line.adjustments:
        one = code(line.kind, line.adjustment)
        made = Adjustment(code=one, kind=FLAT, increase=line.adjustment > 0, amount=line.adjustment)
        line = altered(line, adjustments=(made,))
    return _based(line)


def _based(line: Line) -> Line:
    if line.base is not None or line.amount is None or line.kind not in (FEE, EXPENSE):
        return line
    return altered(line, base=money.minus(line.amount, line.adjustment or ZERO))


def with_bases(bill: Bill) -> tuple[Bill, tuple[Note, ...]]:
    """State each entry's base amount, and its discount as one sum, as LEDES 2000 has them."""
    bill = unlisted(bill)
    return dataclasses.replace(bill, lines=tuple(map(_based, bill.lines))), ()


def unlisted(bill: Bill) -> Bill:
    """Take from each entry what its other amounts say too: a base amount, and a flat adjustment without words."""
    lines = tuple(map(_unlisted, bill.lines))
    return bill if lines == bill.lines else dataclasses.replace(bill, lines=lines)


def _unlisted(line: Line) -> Line:
    listed = [each.amount for each in line.adjustments if each.amount is not None]
    if line.adjustment is None and listed:
        line = altered(line, adjustment=money.total(listed))
    if len(line.adjustments) == 1 and line.kind in (FEE, EXPENSE):
        only, amount = line.adjustments[0], line.adjustment or ZERO
        plain = Adjustment(code=code(line.kind, amount), kind=FLAT, increase=amount > 0, amount=amount)
        if only in (plain, dataclasses.replace(plain, kind="")):
            line = altered(line, adjustments=())
    if line.base is not None and line.units is not None and line.rate is not None and line.amount is not None:
        line = altered(line, base=None)
    return line


def worded(adjustment: Adjustment) -> str:
    """Word an adjustment as the narrative of a line: its note, else what its code means."""
    if adjustment.note:
        return adjustment.note
    text = meaning(adjustment.code)
    if adjustment.percent is not None:
        percent = money.times(adjustment.percent, Decimal(100)).normalize(money.WIDE)
        text = f"{text} {money.text(percent)} %"
    return text


def free_numbers(bill: Bill) -> Iterator[str]:
    """Give numbers that no line of the bill has, from the count of its lines on."""
    taken = {line.number for line in bill.lines}
    number = len(bill.lines)
    while True:
        number += 1
        if str(number) not in taken:
            yield str(number)
