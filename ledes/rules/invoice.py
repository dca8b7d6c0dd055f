"""The invoice as a whole: its lines, and its number."""

from __future__ import annotations

import datetime
from operator import attrgetter

from ledes.bill import Bill
from ledes.client import Client
from ledes.finding import Where
from ledes.rules import Earlier, History, Others, Reports, rule, unread

FREE = frozenset({"REJECTED", "FILE_ERROR"})
"""What a client says of an invoice whose number may come again where the same number is asked for on resending."""


@rule("I001", scope="standard", fix="Number the lines anew, each with its own number.", reason="LINE_DUPLICATE")
def duplicate_line_number(bill: Bill) -> Reports:
    """Each line of an invoice has a number of its own.

    Platforms name a line by its number when they reduce or reject it.

    Source: LEDES 1998B, field 9 (unique).
    """
    if len(set(map(attrgetter("number"), bill.lines))) == len(bill.lines):
        return
    first: dict[str, int] = {}
    for line in bill.lines:
        if line.number in first:
            said = f"the line number '{line.number}' stands already in row {first[line.number]}"
            yield Where(line.row, "line.number"), said
        elif line.number:
            first[line.number] = line.row


@rule("I002", scope="standard", fix="Bill something, or leave the invoice out.", reason="FIELD_REQUIRED")
def invoice_without_lines(bill: Bill) -> Reports:
    """An invoice has at least one line.

    Source: LEDES 1998B (an invoice is its line items); LEDES XML 2.x allows none where a matter says so.
    """
    without = any(
        extra.name == "associated_line_items" and extra.value == "N" for m in bill.matters for extra in m.extras
    )
    if not bill.lines and not without and not unread.lacks(bill, unread.LOST, "bill.lines"):
        yield Where(bill.row, "bill.lines"), "the invoice has no lines"


@rule(
    "I010",
    scope="client",
    fix="Use a new number; a correction of a rejected invoice is sent with --replaces.",
    reason="INVOICE_DUPLICATE",
    catalogue=("INV-NUM-UNIQUE",),
)
def invoice_number_used_before(
    bill: Bill, *, profile: Client, history: History, window_months: int | None = None
) -> Reports:
    """An invoice number was not used for this client before.

    Where the client wants corrections under the same number, a number whose earlier invoices were all refused or
    rejected is free again. `window_months` is after how many months any number is; without it none ever is.

    Source: Legal Tracker, duplicate invoice number; Collaborati, most common errors.
    """
    used = history.under_number(bill.number)
    if profile.number_on_resending != "new":
        used = tuple(each for each in used if not free(each))
    if window_months is not None and bill.date is not None:
        used = tuple(each for each in used if _months(each.date or each.at.date(), bill.date) < window_months)
    if used:
        last = used[0]
        row = bill.lines[0].row if bill.lines else bill.row
        stands = last.status or last.state
        yield (
            Where(row, "bill.number"),
            f"the number '{bill.number}' was used on {last.at:%Y-%m-%d} (submission {last.id}, {stands})",
        )


def free(earlier: Earlier) -> bool:
    """Say whether the client did not take a bill, so that a correction of it may come."""
    return earlier.state == "refused" or earlier.status in FREE


def _months(first: datetime.date, last: datetime.date) -> int:
    """Count the whole months between two days."""
    return (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)


@rule(
    "I201",
    scope="client",
    fix="Give each bill a number of its own, or leave one of the two out.",
    reason="INVOICE_DUPLICATE",
    unless=("I010",),
    catalogue=("INV-NUM-UNIQUE",),
)
def invoice_number_used_twice(bill: Bill, *, others: Others) -> Reports:
    """Two bills to one client that go out together have two numbers.

    Source: Legal Tracker, duplicate invoice number; Collaborati, most common errors.
    """
    elsewhere = others.numbered(bill.number) if bill.number else ()
    if elsewhere:
        row = bill.lines[0].row if bill.lines else bill.row
        yield Where(row, "bill.number"), f"the number '{bill.number}' stands in {' and '.join(elsewhere)} too"
