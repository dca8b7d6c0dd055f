"""What a client asks of the invoice as a whole: one matter, its number, its description, its size."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from operator import attrgetter
from typing import Literal

from ledes import money
from ledes.bill import Bill
from ledes.finding import WARNING, Where
from ledes.rules import Reports, place, rule, unread


@rule(
    "I200",
    scope="client",
    fix="Split the bill: one invoice, with its own number, for each matter.",
    reason="MULTI_MATTER",
    catalogue=("INV-ONE-MATTER",),
)
def several_matters(bill: Bill, *, allowed: bool) -> Reports:
    """An invoice is for one matter.

    Runs where the profile sets `allowed`; with `allowed = false` an invoice may name one client matter and one
    matter of the firm.

    Source: FDIC, outside counsel validation rules; Collaborati, most common errors.
    """
    if allowed:
        return
    for name in ("client_id", "firm_id"):
        known = dict.fromkeys(number for number in map(attrgetter(name), bill.matters) if number)
        if len(known) > 1:
            other = next(each for each in bill.matters if getattr(each, name) == list(known)[1])
            shown = ", ".join(f"'{each}'" for each in list(known)[:3]) + (" ..." if len(known) > 3 else "")
            yield place.at(bill, other, f"matter.{name}"), f"the invoice names {len(known)} matters: {shown}"
            return


@rule(
    "I202",
    scope="client",
    fix="Use a shorter invoice number.",
    reason="INVOICE_NUMBER_FORMAT",
    catalogue=("INV-NUM-FORMAT",),
)
def overlong_invoice_number(bill: Bill, *, longest: int) -> Reports:
    """An invoice number is no longer than the client's system holds; `longest` is in characters.

    Source: FDIC, outside counsel validation rules (20).
    """
    if len(bill.number) > longest:
        said = f"the invoice number '{bill.number}' has {len(bill.number)} characters"
        yield place.top(bill, "bill.number"), f"{said}, the client takes {longest}"


@rule(
    "I203",
    scope="client",
    fix="Use an invoice number of the form that the client takes.",
    reason="INVOICE_NUMBER_FORMAT",
    catalogue=("INV-NUM-FORMAT",),
)
def malformed_invoice_number(bill: Bill, *, pattern: re.Pattern[str]) -> Reports:
    """An invoice number has the form that the client's system takes.

    `pattern` is a regular expression for the whole number, such as '[A-Za-z0-9]+'.

    Source: FDIC, outside counsel validation rules (letters and digits).
    """
    if bill.number and not pattern.fullmatch(bill.number):
        said = f"the invoice number '{bill.number}' does not have the client's form {pattern.pattern}"
        yield place.top(bill, "bill.number"), said


@rule(
    "I204",
    scope="client",
    fix="Say in a few words what the invoice is for.",
    reason="FIELD_REQUIRED",
    catalogue=("INV-DESC-REQ",),
)
def invoice_without_description(bill: Bill, *, required: bool) -> Reports:
    """An invoice has a description.

    The standard lets it be blank. Runs where the profile sets `required`.

    Source: Corridor, most common reasons of rejection.
    """
    if required and not bill.description.strip() and not unread.lacks(bill, "bill.description"):
        yield place.top(bill, "bill.description"), "the invoice has no description"


@rule(
    "I207",
    scope="client",
    fix="Let the work wait for the next bill, or mark the bill as final.",
    reason="AUDIT_RULE",
    severity=WARNING,
    catalogue=("INV-MIN-AMOUNT",),
)
def invoice_below_minimum(bill: Bill, *, least: Decimal, unless_older_than: int | None = None) -> Reports:
    """A small bill waits until there is more to bill.

    `least` is an amount in the bill's currency. A bill of a matter that is marked as final may be smaller, and so may
    one with work older than `unless_older_than` days when it is billed; credit notes are not judged.

    Source: FDIC, outside counsel deskbook, billing frequency (500 USD).
    """
    total = bill.total
    if total is None or total < 0 or total >= least or bill.kind != "invoice" or any(m.final for m in bill.matters):
        return
    if unless_older_than is not None and bill.date is not None:
        oldest = min((line.date for line in bill.lines if line.date is not None), default=bill.date)
        if bill.date - oldest > datetime.timedelta(unless_older_than):
            return
    said = f"the invoice total is {money.text(total)}, the client takes bills from {money.text(least)} on"
    yield place.top(bill, "bill.total"), said


@rule(
    "I208",
    scope="client",
    fix="Round to the decimals that the client takes, and let units x rate still be the total.",
    reason="DECIMAL_PLACES",
    catalogue=("INV-DEC",),
)
def more_decimals_than_taken(
    bill: Bill,
    *,
    most: int,
    fields: tuple[Literal["rate", "units", "adjustment", "amount", "total", "tax"], ...] = ("rate",),
) -> Reports:
    """A number has no more decimals than the client's system holds.

    The standard allows four. `most` counts them in each of `fields` (rate, units, adjustment, amount, total, tax);
    noughts at the end count too.

    Source: Lawtrac, file error when uploading LEDES 98B (unit cost with two decimals).
    """
    for name in fields:
        # readers share equal numbers, and equal ones that are written in different ways are different objects
        numbers = {id(number): number for number in map(attrgetter(name), bill.lines) if number is not None}
        long = {key for key, number in numbers.items() if money.decimals(number) > most}
        for line in bill.lines if long else ():
            number = getattr(line, name)
            if id(number) in long:
                said = f"{money.text(number)} has {money.decimals(number)} decimals, the client takes {most}"
                yield Where(line.row, f"line.{name}"), said
