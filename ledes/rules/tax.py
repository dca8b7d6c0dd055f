"""Tax: rates, amounts, and the sums that repeat them."""

from __future__ import annotations

from decimal import Decimal
from operator import attrgetter

from ledes import codes, money
from ledes.bill import Bill, Tax
from ledes.finding import WARNING, Where
from ledes.money import ZERO
from ledes.rules import Reports, arithmetic, rule, unread

AMOUNTS = ("line.amount", "line.total", "line.tax", "tax.rate")
PARTS = ("line.kind", "line.units", "line.rate", "line.adjustment", *AMOUNTS)


@rule(
    "X001",
    scope="standard",
    fix="Set the line's tax to (units x rate + adjustment) x tax rate, or correct the rate.",
    reason="TAX_ROUNDING",
    catalogue=("TAX-LINE",),
)
def wrong_line_tax(bill: Bill, *, tolerance: Decimal = ZERO) -> Reports:
    """A line's tax is its amount before tax, times the tax rate.

    Exact, or rounded half up or half even to the currency's minor unit or to the four decimals of the field. Lines
    with several taxes, a tax on a tax or a withheld tax are not judged here.

    Source: LEDES 98BI V2, field 49; Legal Tracker, tax amounts in invoices.
    """
    places = codes.minor_units(bill.currency)
    skipped = unread.rows(bill, *PARTS)
    times = money.times
    for line in bill.lines:
        tax, taxes, amount = line.tax, line.taxes, line.amount
        if tax is None or not taxes or amount is None:
            continue
        rate = taxes[0].rate
        if rate is None or tax == times(amount, rate):
            continue
        if arithmetic.wrong_tax(line, places, tolerance) and line.row not in skipped:
            exact = arithmetic.net(line)
            base = amount if exact is None else exact
            yield (
                Where(line.row, "line.tax"),
                f"{arithmetic.shown(base, places)} x {money.text(rate)} = "
                f"{arithmetic.shown(times(base, rate), places)}, "
                f"the line's tax is {money.text(tax)}",
            )


@rule(
    "X002",
    scope="standard",
    fix="Set the invoice's tax total to the sum of the lines' tax.",
    reason="TAX_ROUNDING",
    unless=("L033",),
    catalogue=("TAX-LINE",),
)
def wrong_tax_sum(bill: Bill, *, tolerance: Decimal = ZERO) -> Reports:
    """The tax total of an invoice is the sum of its lines' tax.

    Platforms add up tax line by line. Where the sum is right with the lines put right, the lines are told instead.

    Source: LEDES 98BI V2, field 28; Legal Tracker, converted invoice total differs.
    """
    stated = bill.tax
    if stated is None or unread.lacks(bill, "bill.tax", unread.LOST, *AMOUNTS):
        return
    taxes = [line.tax for line in bill.lines if line.tax is not None]
    if not taxes or any(line.amount is None for line in bill.lines):
        return
    exact, places = money.total(filter(None, taxes)), codes.minor_units(bill.currency)
    if arithmetic.agrees(stated, exact, places, tolerance):
        return
    if stated == money.total(arithmetic.mended(line, places)[1] for line in bill.lines):
        return
    yield (
        Where(bill.lines[0].row, "bill.tax"),
        f"the lines' tax adds up to {arithmetic.shown(exact, places)}, the tax total is {money.text(stated)}",
    )


@rule(
    "X003",
    scope="standard",
    fix="Write the rate as a fraction: 0.2 for 20 percent.",
    reason="NUMBER_FORMAT",
)
def tax_rate_out_of_range(bill: Bill) -> Reports:
    """A tax rate is a fraction between 0 and 1.

    The usual slip is to write 20 for 20 percent.

    Source: LEDES 98BI V2, field 48; LEDES XML 2.x, tax_rate_percent.
    """
    distinct = {id(taxes): taxes for taxes in map(attrgetter("taxes"), bill.lines)}
    wrong = {
        key: rate for key, taxes in distinct.items() for rate in map(_rate_out_of_range, taxes) if rate is not None
    }
    if wrong:
        skipped = unread.rows(bill, "tax.rate")
        for line in bill.lines:
            if id(line.taxes) in wrong and line.row not in skipped:
                yield Where(line.row, "tax.rate"), f"the tax rate is {money.text(wrong[id(line.taxes)])}"
    for rate in map(_rate_out_of_range, bill.taxes):
        if rate is not None and rate not in wrong.values():
            yield Where(bill.row, "tax.rate"), f"the tax rate is {money.text(rate)}"


def _rate_out_of_range(tax: Tax) -> Decimal | None:
    return None if tax.rate is None or ZERO <= tax.rate <= arithmetic.ONE else tax.rate


@rule("X004", scope="standard", fix="State the rate that the tax was computed with.", reason="FIELD_REQUIRED")
def tax_without_rate(bill: Bill) -> Reports:
    """A line that is taxed states the rate of the tax.

    Without the rate the client cannot check the tax, and platforms that compute it find none.

    Source: LEDES 98BI V2, fields 48 and 49.
    """
    skipped = unread.rows(bill, "tax.rate", "line.tax")
    for line in bill.lines:
        if line.tax and all(tax.rate is None for tax in line.taxes) and line.row not in skipped:
            yield Where(line.row, "tax.rate"), f"the line's tax is {money.text(line.tax)}, its rate is blank"


@rule(
    "X005",
    scope="standard",
    fix="State both the reported tax and its currency, or neither.",
    reason="FIELD_REQUIRED",
    severity=WARNING,
)
def reported_tax_without_currency(bill: Bill) -> Reports:
    """A tax total that is reported in a national currency names that currency, and the other way round.

    Both fields are optional, but neither says anything alone.

    Source: LEDES 98BI V2, fields 51 and 52.
    """
    reported, currency = bill.other_tax, bill.other_currency
    if unread.lacks(bill, "bill.other_tax", "bill.other_total"):
        return
    row = bill.lines[0].row if bill.lines else bill.row
    if reported and not currency:
        yield Where(row, "bill.other_currency"), f"{money.text(reported)} tax is reported without its currency"
    elif codes.known_currency(currency) and reported is None and bill.other_total is None:
        yield Where(row, "bill.other_tax"), f"the reported tax has the currency {currency} and no amount"
