"""What a client asks of the billing period: whole months, within a fiscal year, none twice, none left out."""

from __future__ import annotations

import calendar
import datetime
from typing import Literal

from ledes.bill import Bill
from ledes.earlier import Billed, Facts, matter_number
from ledes.finding import WARNING
from ledes.rules import History, Others, Reports, place, rule

MONTHS = {"month": 1, "quarter": 3, "year": 12}
EVERY = {"monthly": 1, "quarterly": 3, "yearly": 12}
BILLS = frozenset({"invoice", "resubmission", "replacement"})
"""Bills that fill a period; a credit note, an accrual, a shadow bill or an appeal may stand beside one."""


def month_end(day: datetime.date) -> datetime.date:
    """Give the last day of a day's month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


@rule(
    "D200",
    scope="client",
    fix="Let the billing period begin on the first and end on the last day of a month.",
    reason="BILLING_PERIOD",
    catalogue=("INV-PERIOD-MONTH",),
)
def partial_month_period(bill: Bill, *, allowed: bool) -> Reports:
    """A billing period is made of whole calendar months.

    Runs where the profile sets `allowed`; with `allowed = false` a period begins on the first day of a month and ends
    on the last day of one.

    Source: FDIC, outside counsel validation rules.
    """
    start, end = bill.start, bill.end
    if allowed or start is None or end is None or start > end:
        return
    if start.day != 1 or end != month_end(end):
        yield place.top(bill, "bill.start"), f"the billing period {start} to {end} is not made of whole months"


@rule(
    "D201",
    scope="client",
    fix="Split the bill at the end of the month, quarter or fiscal year.",
    reason="BILLING_PERIOD",
    severity=WARNING,
    catalogue=("INV-PERIOD-CROSS",),
)
def period_over_boundary(
    bill: Bill, *, boundary: Literal["month", "quarter", "year"], fiscal_year_start: int = 1
) -> Reports:
    """A billing period lies within one month, quarter or fiscal year of the client.

    `boundary` is month, quarter or year.
    `fiscal_year_start` is the number of the month with which the client's year begins; its quarters follow from it.

    Source: Legal Tracker, work with invoices (period crosses month, fiscal quarter or fiscal year).
    """
    start, end = bill.start, bill.end
    if start is None or end is None or start > end:
        return
    if _index(start, boundary, fiscal_year_start) != _index(end, boundary, fiscal_year_start):
        called = boundary if boundary == "month" else f"fiscal {boundary}"
        yield place.top(bill, "bill.end"), f"the billing period {start} to {end} crosses the end of a {called}"


def _index(day: datetime.date, boundary: str, first_month: int = 1) -> int:
    """Number the months, quarters or years since the year nought, with the client's first month as the beginning."""
    return _month(day, first_month) // MONTHS[boundary]


def _month(day: datetime.date, first_month: int = 1) -> int:
    return day.year * 12 + day.month - first_month


@rule(
    "D202",
    scope="client",
    fix="Correct the billing period, or look whether the work was billed already.",
    reason="BILLING_PERIOD",
    severity=WARNING,
    catalogue=("INV-PERIOD-OVERLAP",),
)
def overlapping_period(bill: Bill, *, history: History, allowed: bool) -> Reports:
    """Billing periods of one matter do not overlap those of earlier bills.

    Runs where the profile sets `allowed`. Bills that were refused, rejected or replaced do not count, nor do credit
    notes, accruals and shadow bills.

    Source: FDIC, outside counsel (billing periods may not overlap).
    """
    yield from () if allowed else _overlaps(bill, history)


@rule(
    "D203",
    scope="client",
    fix="Correct one of the two billing periods, or bill the work once.",
    reason="BILLING_PERIOD",
    severity=WARNING,
    catalogue=("INV-PERIOD-OVERLAP",),
)
def overlapping_period_in_run(bill: Bill, *, others: Others, allowed: bool) -> Reports:
    """Billing periods of one matter do not overlap among bills that go out together.

    Runs where the profile sets `allowed`.

    Source: FDIC, outside counsel (billing periods may not overlap).
    """
    yield from () if allowed else _overlaps(bill, others)


def _overlaps(bill: Bill, facts: Facts) -> Reports:
    start, end = bill.start, bill.end
    if start is None or end is None or bill.kind not in BILLS:
        return
    for number in dict.fromkeys(map(matter_number, bill.matters)):
        for each in facts.bills(number) if number else ():
            first, last = each.start or datetime.date.max, each.end or datetime.date.min
            if each.number != bill.number and each.kind in BILLS and first <= end and start <= last:
                said = f"the billing period {start} to {end} overlaps that of invoice '{each.number}'"
                yield place.top(bill, "bill.start"), f"{said}, {first} to {last}"
                break


@rule(
    "D204",
    scope="client",
    fix="Bill each matter as often as the client asks, or agree another rhythm.",
    reason="BILLING_PERIOD",
    severity=WARNING,
    catalogue=("INV-FREQUENCY",),
)
def irregular_period(bill: Bill, *, history: History, frequency: Literal["monthly", "quarterly", "yearly"]) -> Reports:
    """Each matter is billed as often as the client asks: no more, and no less.

    A period is no longer than `frequency` says (monthly, quarterly, yearly), none was billed already, and none was left
    out since the bill before.
    A matter without work in a month has no bill for it: then this only reminds.

    Source: FDIC, outside counsel deskbook, billing frequency (monthly); published billing procedures.
    """
    start, end, every = bill.start, bill.end, EVERY[frequency]
    if start is None or end is None or start > end or bill.kind not in BILLS:
        return
    if _month(end) - _month(start) >= every:
        said = f"the billing period {start} to {end} covers {_month(end) - _month(start) + 1} months"
        yield place.top(bill, "bill.end"), f"{said}, the client is billed {frequency}"
        return
    for number in dict.fromkeys(map(matter_number, bill.matters)):
        before = _before(bill, history.bills(number)) if number else None
        if before is None or before.end is None:
            continue
        passed = _month(end) // every - _month(before.end) // every
        if passed == 1:
            continue
        since = f"invoice '{before.number}' for matter '{number}' ended {before.end}"
        left_out = (passed - 1) * every
        what = (
            f"leaves {left_out} month{'s' if left_out > 1 else ''} out" if passed > 1 else "is the second in its time"
        )
        said = f"{since}; this one, {start} to {end}, {what}"
        yield place.top(bill, "bill.start"), f"{said}, the client is billed {frequency}"


def _before(bill: Bill, bills: tuple[Billed, ...]) -> Billed | None:
    """Find the bill before this one: of those that ended by the time this one ends, the last."""
    ended = [
        each
        for each in bills
        if each.end is not None and bill.end and each.end <= bill.end and each.number != bill.number
    ]
    return max(
        (each for each in ended if each.kind in BILLS), key=lambda each: each.end or datetime.date.min, default=None
    )
