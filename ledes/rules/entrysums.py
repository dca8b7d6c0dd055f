"""The sums that XML states for one entry: base amount, discounts of the line, and what is left."""

from __future__ import annotations

from decimal import Decimal

from ledes import codes, money
from ledes.bill import Bill
from ledes.finding import Where
from ledes.money import ZERO
from ledes.rules import Reports, arithmetic, rule, unread

PARTS = ("line.units", "line.rate", "line.base", "line.adjustment", "line.amount", "line.total", "line.adjustments")


@rule("T101", scope="standard", fix="Set the base amount to units x rate.", reason="LINE_MATH")
def wrong_base_amount(bill: Bill, *, tolerance: Decimal = ZERO) -> Reports:
    """The base amount of an entry is units x rate.

    For charges by the unit and fixed ones alike. Exact, or rounded half up or half even to the currency's minor unit
    or to four decimals.

    Source: LEDES XML 2.1 and 2.2, base_amount.
    """
    places = codes.minor_units(bill.currency)
    skipped = unread.rows(bill, *PARTS)
    for line in bill.lines:
        if line.base is None or not line.units or not line.rate or line.row in skipped:
            continue
        exact = money.times(line.units, line.rate)
        if not arithmetic.agrees(line.base, exact, places, tolerance):
            worked = f"{money.text(line.units)} x {money.text(line.rate)} = {arithmetic.shown(exact, places)}"
            yield Where(line.row, "line.base"), f"{worked}, the base amount is {money.text(line.base)}"


@rule(
    "T102",
    scope="standard",
    fix="List every discount, credit or surcharge of the entry, and state their sum.",
    reason="LINE_MATH",
)
def wrong_entry_discount(bill: Bill, *, tolerance: Decimal = ZERO) -> Reports:
    """The discount of an entry is the sum of the discounts and credits listed under it.

    Each counts with its sign. Bills in which no entry lists any come from forms without such a list; the discount of
    LEDES 2000, which has no code, is not one of it.

    Source: LEDES XML 2.1 and 2.2, item_disc_cred_amount.
    """
    places = codes.minor_units(bill.currency)
    skipped = unread.rows(bill, *PARTS, "adjustment.amount")
    if not any(each.code for line in bill.lines for each in line.adjustments):
        return
    for line in bill.lines:
        if (line.base is None and not line.adjustments) or line.row in skipped:
            continue
        amounts = [each.amount for each in line.adjustments if each.code]
        exact = money.total(amount for amount in amounts if amount is not None)
        stated = line.adjustment or ZERO
        if None in amounts or arithmetic.agrees(stated, exact, places, tolerance):
            continue
        listed = f"{len(amounts)} listed discounts and credits add up to {arithmetic.shown(exact, places)}"
        what = "no discount or credit is listed" if not amounts else listed
        yield Where(line.row, "line.adjustment"), f"{what}, the entry's sum of them is {money.text(stated)}"


@rule(
    "T103",
    scope="standard",
    fix="Set the total of the entry to its base amount plus its discounts and credits.",
    reason="LINE_MATH",
    catalogue=("INV-LINE-MATH",),
)
def wrong_entry_total(bill: Bill, *, tolerance: Decimal = ZERO) -> Reports:
    """The total of an entry is its base amount with its own discounts and credits.

    Neither tax nor anything that concerns the whole matter is in it. Where the total is right with the base amount or
    the discounts put right, those are told instead.

    Source: LEDES XML 2.1 and 2.2, total_amount; Collaborati, total does not match.
    """
    places = codes.minor_units(bill.currency)
    skipped = unread.rows(bill, *PARTS)
    for line in bill.lines:
        base, amount = line.base, line.amount
        if base is None or amount is None or line.row in skipped:
            continue
        stated = line.adjustment or ZERO
        listed = money.total(each.amount for each in line.adjustments if each.amount is not None)
        bases = [base, money.times(line.units, line.rate)] if line.units and line.rate else [base]
        if any(
            arithmetic.agrees(amount, money.plus(each, adjustment), places, tolerance)
            for each in bases
            for adjustment in (stated, listed)
        ):
            continue
        sign = "-" if stated < 0 else "+"
        worked = (
            f"{money.text(base)} {sign} {money.text(abs(stated))}"
            if stated
            else f"the base amount is {money.text(base)}"
        )
        exact = arithmetic.shown(money.plus(base, stated), places)
        what = f"{worked} = {exact}" if stated else worked
        yield Where(line.row, "line.amount"), f"{what}, the total of the entry is {money.text(amount)}"
