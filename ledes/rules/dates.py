"""Dates: the period, the invoice's day, and the days of the lines."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from operator import attrgetter

from ledes.bill import EXPENSE, EXPENSE_ADJUSTMENT, Bill
from ledes.finding import WARNING, Where
from ledes.rules import Reports, rule

EXPENSES = frozenset({EXPENSE, EXPENSE_ADJUSTMENT})


def _distinct(bill: Bill) -> set[datetime.date]:
    return set(map(attrgetter("date"), bill.lines)) - {None}


def _at(bill: Bill, days: Collection[datetime.date], saying: str, exempt: frozenset[str] = frozenset()) -> Reports:
    """Report each line that is dated on one of these days, of other kinds than the exempt ones."""
    if days:
        for line in bill.lines:
            if line.date is not None and line.date in days and line.kind not in exempt:
                yield Where(line.row, "line.date"), f"the line is dated {line.date}, {saying}"


@rule(
    "D002",
    scope="standard",
    fix="Exchange or correct the two days.",
    reason="PERIOD_REVERSED",
    catalogue=("TIME-PERIOD-ORDER",),
)
def period_reversed(bill: Bill) -> Reports:
    """The billing period begins before it ends, or on the same day.

    Source: LEDES 1998B, fields 6 and 7; Collaborati, start date is after end date.
    """
    if bill.start and bill.end and bill.start > bill.end:
        row = bill.lines[0].row if bill.lines else bill.row
        yield Where(row, "bill.start"), f"the billing period begins {bill.start} and ends {bill.end}"


@rule(
    "D003",
    scope="standard",
    fix="Widen the billing period, or move the line to the invoice of its period.",
    reason="LINE_DATE_OUTSIDE_PERIOD",
    severity=WARNING,
    catalogue=("TIME-IN-PERIOD",),
)
def line_outside_period(bill: Bill, *, expenses_exempt: bool = False) -> Reports:
    """Every line is dated within the billing period.

    Many platforms refuse the invoice otherwise; the standard does not say. Where a client takes expenses when their
    bills arrive, its profile sets `expenses_exempt`.

    Source: Legal Tracker, firm questions; Collaborati, most common errors.
    """
    start, end = bill.start, bill.end
    if start is None or end is None or start > end:
        return
    outside = {day for day in _distinct(bill) if not start <= day <= end}
    said = f"the billing period is {start} to {end}"
    yield from _at(bill, outside, said, EXPENSES if expenses_exempt else frozenset())


@rule(
    "D004",
    scope="standard",
    fix="Correct the invoice date, or the billing period.",
    reason="BILLING_PERIOD",
    severity=WARNING,
)
def invoice_before_period(bill: Bill) -> Reports:
    """The invoice is not dated before its billing period begins.

    Work is billed when it is done; a retainer billed in advance is why this is no error.

    Source: inferred from LEDES 1998B, fields 1 and 6.
    """
    date, start, end = bill.date, bill.start, bill.end
    if date and start and date < start and not (end and start > end):
        row = bill.lines[0].row if bill.lines else bill.row
        yield Where(row, "bill.date"), f"the invoice is dated {date}, its billing period begins {start}"


@rule(
    "D005",
    scope="standard",
    fix="Correct the date of the line, or bill it later.",
    reason="LINE_DATE_OUTSIDE_PERIOD",
    severity=WARNING,
)
def line_after_invoice(bill: Bill) -> Reports:
    """No line is dated after the invoice.

    A line that lies outside the billing period too is told as that, and an invoice that is dated before its whole
    period is told once.

    Source: inferred from LEDES 1998B, fields 1 and 14.
    """
    date, start, end = bill.date, bill.start, bill.end
    if date is None or (start and date < start):
        return
    late = {day for day in _distinct(bill) if day > date}
    if start and end and start <= end:
        late = {day for day in late if start <= day <= end}
    yield from _at(bill, late, f"the invoice {date}")
