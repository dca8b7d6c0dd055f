"""Totals: what lines and bills add up to."""

from __future__ import annotations

from decimal import Decimal

from ledes import codes, money
from ledes.bill import Bill, Line
from ledes.finding import Where
from ledes.money import ZERO
from ledes.reckoning import works
from ledes.rules import Reports, arithmetic, rule, unread

AMOUNTS = ("line.amount", "line.total", "line.tax")
PARTS = ("line.kind", "line.units", "line.rate", "line.adjustment", *AMOUNTS)


@rule(
    "T001",
    scope="standard",
    fix="Set the line total to units x rate + adjustment, and in 98BI add the tax.",
    reason="LINE_MATH",
    catalogue=("INV-LINE-MATH",),
)
def wrong_line_total(bill: Bill, *, tolerance: Decimal = ZERO) -> Reports:
    """A line total is units x rate + adjustment, plus tax in 98BI.

    Exact, or rounded half up or half even to the currency's minor unit or to the four decimals of the field: the
    standard defines no rounding. On an adjustment of the invoice (IF, IE) blank units or rate count as nothing, and
    the adjustment alone may be the total. Platforms recompute the line and reject the bill. Entries of XML, which
    state a base amount between, are judged by T101 to T103.

    Source: LEDES 1998B, field 13; LEDES 98BI V2, field 13; Legal Tracker error 006.
    """
    places = codes.minor_units(bill.currency)
    skipped = unread.rows(bill, *PARTS)
    times, plus = money.times, money.plus
    for line in bill.lines:
        amount, units, rate, adjustment = line.amount, line.units, line.rate, line.adjustment
        if amount is not None and units and rate:
            exact = times(units, rate)
            if amount == (plus(exact, adjustment) if adjustment else exact):
                continue
        computed = arithmetic.net(line) if line.base is None else None
        if computed is None or not arithmetic.wrong_total(line, computed, places, tolerance) or line.row in skipped:
            continue
        yield Where(line.row, "line.total"), _sum_of(line, computed, places)


def _sum_of(line: Line, exact: Decimal, places: int) -> str:
    """Word the sum as the line states its parts."""
    parts = []
    if line.units and line.rate:
        parts.append(f"{money.text(line.units)} x {money.text(line.rate)}")
    if line.adjustment:
        parts.append(f"{'-' if line.adjustment < 0 else '+'} {money.text(abs(line.adjustment))} adjustment")
    stated = line.amount if line.total is None else line.total
    if line.tax and line.total != line.amount:
        parts.append(f"{'-' if line.tax < 0 else '+'} {money.text(abs(line.tax))} tax")
        exact = money.plus(exact, line.tax)
    worked = " ".join(parts).removeprefix("+ ") or "no units, rate and adjustment"
    return f"{worked} = {arithmetic.shown(exact, places)}, the line total is {money.text(stated or ZERO)}"


@rule(
    "T002",
    scope="standard",
    fix="Set the invoice total to the sum of the line totals, adjustments included.",
    reason="INVOICE_TOTAL_SUM",
    unless=("I101", "L033"),
    catalogue=("INV-TOTAL",),
)
def wrong_invoice_sum(bill: Bill, *, tolerance: Decimal = ZERO) -> Reports:
    """The invoice total is the sum of its line totals.

    Adjustments of the invoice (IF, IE) count, in 98BI tax too, and all matters under the invoice number. Where the
    sum is right with the lines put right, the lines are told and the total is not; where the lines state different
    totals, that is told instead. Bills whose matters carry totals, discounts or taxes of their own (XML 2.x) are
    judged by T108.

    Source: LEDES 1998B, field 5; LEDES 98BI V2, field 5.
    """
    total = bill.total
    if total is None or not bill.lines or unread.lacks(bill, "bill.total", unread.LOST, *AMOUNTS):
        return
    if works.structured(bill):
        return
    places = codes.minor_units(bill.currency)
    plus, exact = money.plus, ZERO
    for line in bill.lines:
        if line.amount is None:
            return
        exact = plus(exact, line.amount)
        if line.tax:
            exact = plus(exact, line.tax)
    if arithmetic.agrees(total, exact, places, tolerance):
        return
    if total == money.total(part for line in bill.lines for part in arithmetic.mended(line, places)):
        return
    yield (
        Where(bill.lines[0].row, "bill.total"),
        f"the lines add up to {arithmetic.shown(exact, places)}, the invoice total is {money.text(total)}",
    )


@rule(
    "T003",
    scope="standard",
    fix="Set the net total to the invoice total without tax.",
    reason="INVOICE_TOTAL_SUM",
    unless=("I101", "L033"),
)
def wrong_net_total(bill: Bill, *, tolerance: Decimal = ZERO) -> Reports:
    """The net total is the invoice total less the tax.

    "Net" means without tax in 98BI; in XML 2.x the word means the opposite. Where the net total is the sum of the
    lines before tax, one of the other two totals is wrong and is told instead.

    Source: LEDES 98BI V2, field 29.
    """
    net, total, tax = bill.net, bill.total, bill.tax
    if net is None or total is None or unread.lacks(bill, "bill.net", "bill.total", "bill.tax"):
        return
    whole = not (unread.lacks(bill, unread.LOST, *AMOUNTS) or any(line.amount is None for line in bill.lines))
    if tax is None:
        if not whole:
            return
        tax = money.total(line.tax for line in bill.lines if line.tax)
    exact = money.minus(total, tax)
    places = codes.minor_units(bill.currency)
    if arithmetic.agrees(net, exact, places, tolerance):
        return
    if whole and bill.lines and net == money.total(line.amount for line in bill.lines if line.amount):
        return
    worked = f"{money.text(total)} less {money.text(tax)} tax is {arithmetic.shown(exact, places)}"
    row = bill.lines[0].row if bill.lines else bill.row
    yield Where(row, "bill.net"), f"{worked}, the net total is {money.text(net)}"
