"""Expenses against what the client agreed to pay for them: prices, ceilings, and codes that are not paid."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal

from ledes import money
from ledes.bill import Bill, Line
from ledes.client import Client, ExpenseTerms
from ledes.earlier import matter_number
from ledes.finding import WARNING, Where
from ledes.money import ZERO
from ledes.rules import Reports, expenseterms, journeys, rule, views
from ledes.rules.expenseterms import OF_EXPENSES

CAP_FIX = "Reduce the price or the amount to what the client pays, and write the rest off."
ONE = Decimal(1)


@rule(
    "K201",
    scope="client",
    fix=CAP_FIX,
    reason="EXPENSE_CAP",
    asks="expense_terms.unit_price",
    catalogue=("EXP-UNIT-CAP",),
)
def expense_price_above_limit(bill: Bill, *, profile: Client) -> Reports:
    """The price of one unit (page, call, mile) is not above the client's for that code.

    Runs where the profile states a price for the code. Hotels are judged by the night, as R205.

    Source: FDIC, outside counsel validation rules (E101 at 0.20 USD); Legal Tracker, UTBMS expense codes.
    """
    terms = expenseterms.stating(profile, lambda each: each.unit_price)
    if terms is None:
        return
    for line in views.expenses(bill):
        if line.rate is None:
            continue
        agreed = terms.of(line)
        if agreed is None or agreed.unit_price is None or line.rate <= agreed.unit_price:
            continue
        if not journeys.lodging(line.description):
            price, paid = money.text(line.rate), money.text(agreed.unit_price)
            yield (
                Where(line.row, "line.rate", at_risk=_over(line, agreed.unit_price)),
                f"a unit of {line.expense} costs {price}, the client pays {paid}",
            )


def _over(line: Line, price: Decimal) -> Decimal | None:
    """Give what a line is above its units at a price, before tax; `None` where it is not known or nothing."""
    if line.amount is None or line.units is None:
        return None
    over = money.minus(line.amount, money.times(price, line.units))
    return over if over > ZERO else None


@rule(
    "K202",
    scope="client",
    fix=CAP_FIX,
    reason="EXPENSE_CAP",
    severity=WARNING,
    asks="expense_terms.per_line",
    catalogue=("EXP-LINE-CAP",),
)
def expense_line_above_limit(bill: Bill, *, profile: Client) -> Reports:
    """The amount of one expense is not above what the client pays for one line of that code.

    The limit is for each line, not for the invoice; the amount is before tax.

    Source: Legal Tracker, require UTBMS expense codes.
    """
    terms = expenseterms.stating(profile, lambda each: each.per_line)
    if terms is None:
        return
    for line in views.expenses(bill):
        if line.amount is None:
            continue
        agreed = terms.of(line)
        if agreed is not None and agreed.per_line is not None and line.amount > agreed.per_line:
            amount, paid = money.text(line.amount), money.text(agreed.per_line)
            yield (
                Where(line.row, "line.total", at_risk=money.minus(line.amount, agreed.per_line)),
                f"{line.expense} comes to {amount} in one line, the client pays {paid}",
            )


@dataclass(slots=True, kw_only=True)
class _Day:
    """The expenses under one entry of the profile, of one timekeeper or matter on one day."""

    row: int
    code: str
    most: Decimal
    amount: Decimal = ZERO


@rule(
    "K203",
    scope="client",
    fix=CAP_FIX,
    reason="EXPENSE_CAP",
    asks="expense_terms.daily",
    catalogue=("EXP-MEAL", "TRV-CAPS"),
)
def expenses_of_day_above_limit(bill: Bill, *, profile: Client) -> Reports:
    """Meals and other daily expenses of one day are not above what the client pays a day.

    Added up for each timekeeper, or for each matter where the lines name no timekeeper, before tax.

    Source: client guidelines (ceilings unconfirmed); 10 CFR 719.43, which points to 48 CFR 31.205-46.
    """
    terms = expenseterms.stating(profile, lambda each: each.daily)
    if terms is None:
        return
    days: dict[tuple[ExpenseTerms, str, datetime.date], _Day] = {}
    for line in views.expenses(bill):
        if line.amount is None or line.date is None:
            continue
        agreed = terms.of(line)
        if agreed is None or agreed.daily is None:
            continue
        whose = line.timekeeper.id if line.timekeeper and line.timekeeper.id else f"\0{matter_number(line.matter)}"
        key = (agreed, whose, line.date)
        day = days.get(key)
        if day is None:
            day = days[key] = _Day(row=line.row, code=line.expense, most=agreed.daily)
        day.amount = money.plus(day.amount, line.amount)
    for (_, _, date), day in days.items():
        if day.amount > day.most:
            yield (
                Where(day.row, "line.total", at_risk=money.minus(day.amount, day.most)),
                f"{day.code} comes to {money.text(day.amount)} on {date}, the client pays {money.text(day.most)} a day",
            )


@rule(
    "K204",
    scope="client",
    fix="State the number of pages, messages or miles as units, and the price of one.",
    reason="EXPENSE_CAP",
    severity=WARNING,
    catalogue=("EXP-UNITS-REQ",),
)
def expense_without_count(bill: Bill, *, above: Decimal, codes: tuple[str, ...] = ("E101", "E102", "E104")) -> Reports:
    """What is paid by the piece shows how many pieces there were.

    `above` is the amount from which one unit cannot be meant; `codes` are those of copies, prints and faxes. Mileage
    is counted too, whatever its code.

    Source: our own rule: a price for one unit means nothing where the bill states no count.
    """
    for line in views.expenses(bill):
        if line.units != ONE or line.amount is None or line.amount <= above:
            continue
        if line.expense in codes or (journeys.mileage(line.description) and not journeys.miles(line.description)):
            yield (
                Where(line.row, "line.units"),
                f"{line.expense} comes to {money.text(line.amount)} for one unit: there is no count",
            )


@rule(
    "K205",
    scope="client",
    fix="Take the expense off the bill.",
    reason="EXPENSE_CAP",
    asks="expense_terms.banned",
    catalogue=("EXP-BANNED",),
)
def expense_never_paid(bill: Bill, *, profile: Client) -> Reports:
    """An expense is not of a kind that the client never pays.

    Runs where the profile bans codes, such as those of the firm's overhead.

    Source: FDIC, outside counsel validation rules (E103, E108, E109); client guidelines.
    """
    terms = expenseterms.stating(profile, lambda each: each.banned)
    if terms is None:
        return
    for line in bill.lines:
        if line.kind in OF_EXPENSES and (line.amount is None or line.amount > ZERO) and terms.of(line):
            yield Where(line.row, "line.expense", at_risk=line.amount), f"the client never pays {line.expense}"


@rule(
    "K206",
    scope="client",
    fix="Make sure that the narrative says what it was for and why; the client will look.",
    reason="AUDIT_RULE",
    severity=WARNING,
    asks="expense_terms.review",
    catalogue=("EXP-REVIEW",),
)
def expense_for_review(bill: Bill, *, profile: Client) -> Reports:
    """An expense that the client always reviews is told before it is sent.

    Runs where the profile marks codes for review, such as meals.

    Source: FDIC, outside counsel validation rules (E111 and E124).
    """
    terms = expenseterms.stating(profile, lambda each: each.review)
    if terms is None:
        return
    for line in bill.lines:
        if line.kind in OF_EXPENSES and terms.of(line):
            yield Where(line.row, "line.expense"), f"the client reviews every {line.expense}"
