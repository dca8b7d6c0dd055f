"""What was agreed for a matter, as the client's profile lists it: its numbers, its days, its last bill."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from ledes.bill import Bill, Line, Matter
from ledes.client import Client, MatterTerms
from ledes.finding import WARNING, Where
from ledes.rules import Reports, place, rule

FINAL = re.compile(r"\bfinal\b", re.IGNORECASE)


def known(bill: Bill, profile: Client) -> Iterator[tuple[Matter, MatterTerms]]:
    """Pair each matter of a bill with its terms, one entry for each number; matters without terms are left out."""
    told: set[str] = set()
    for matter in bill.matters:
        terms = profile.terms(matter)
        if terms is not None and terms.number not in told:
            told.add(terms.number)
            yield matter, terms


def _lines(bill: Bill, profile: Client) -> Iterator[tuple[Line, MatterTerms]]:
    """Pair each dated line with the terms of its matter; terms are looked up once for each matter."""
    found: dict[int, MatterTerms | None] = {}
    for line in bill.lines:
        if line.matter is None or line.date is None:
            continue
        key = id(line.matter)
        if key not in found:
            found[key] = profile.terms(line.matter)
        terms = found[key]
        if terms is not None:
            yield line, terms


def _called(terms: MatterTerms) -> str:
    return f"the matter '{terms.number}'"


@rule(
    "I209",
    scope="client",
    fix="Compare both matter numbers with the client's list: leading noughts, dots and added text count.",
    reason="MATTER_UNKNOWN",
    asks="matters",
)
def unlisted_matter(bill: Bill, *, profile: Client, allowed: bool) -> Reports:
    """A matter is one that the client gave to the firm.

    Runs where the profile sets `allowed`, and lists the matters that the firm works on.

    Source: FDIC, outside counsel validation rules (valid matter number, vendor tied to the matter).
    """
    for matter in () if allowed else bill.matters:
        number = matter.client_id or matter.firm_id
        if number and profile.terms(matter) is None:
            yield place.at(bill, matter, "matter.client_id"), f"the matter '{number}' is not on the client's list"


@rule(
    "I217",
    scope="client",
    fix="Write the client's number for the matter as the client does.",
    reason="MATTER_UNKNOWN",
    asks="matters.client_id",
)
def wrong_matter_number(bill: Bill, *, profile: Client) -> Reports:
    """A bill states the client's own number for the matter, where the profile knows it.

    A blank number is not judged. The matter is found by the firm's number.

    Source: FDIC, outside counsel validation rules; Collaborati, most common errors.
    """
    for matter, terms in known(bill, profile):
        if matter.firm_id == terms.firm_id and terms.client_id and matter.client_id not in {"", terms.client_id}:
            said = f"the client's number for {_called(terms)} is '{terms.client_id}', the bill says"
            yield place.at(bill, matter, "matter.client_id"), f"{said} '{matter.client_id}'"


@rule(
    "D214",
    scope="client",
    fix="Have the matter reopened, then send the same bill again.",
    reason="MATTER_CLOSED",
    asks="matters.closed",
    catalogue=("TIME-MATTER-CLOSED",),
)
def closed_matter(bill: Bill, *, profile: Client) -> Reports:
    """No bill is dated later than the days of grace after its matter was closed.

    Judged are matters for which the profile gives the last day and the days of grace.

    Source: Legal Tracker, invoices to post after the matter is resolved.
    """
    for matter, terms in known(bill, profile):
        if bill.date is None or terms.closed is None or terms.grace_days is None:
            continue
        last = terms.closed + datetime.timedelta(terms.grace_days)
        if bill.date > last:
            said = f"the invoice is dated {bill.date}, {_called(terms)} was closed {terms.closed}"
            yield place.at(bill, matter, "bill.date"), f"{said} and could be billed until {last}"


@rule(
    "D215",
    scope="client",
    fix="Correct the date of the line, or have the client reopen the matter.",
    reason="MATTER_CLOSED",
    asks="matters.closed",
    catalogue=("TIME-MATTER-CLOSED",),
)
def line_after_closing(bill: Bill, *, profile: Client) -> Reports:
    """No line is dated after its matter was closed.

    Source: Legal Tracker, invoices to post after the matter is resolved.
    """
    for line, terms in _lines(bill, profile):
        if terms.closed is not None and line.date is not None and line.date > terms.closed:
            said = f"the line is dated {line.date}, {_called(terms)} was closed {terms.closed}"
            yield Where(line.row, "line.date", at_risk=line.amount), said


@rule(
    "D216",
    scope="client",
    fix="Correct the date of the line, or have the client approve work before the engagement.",
    reason="LINE_DATE_OUTSIDE_PERIOD",
    asks="matters.opened",
    catalogue=("TIME-BEFORE-ENGAGE",),
)
def line_before_engagement(bill: Bill, *, profile: Client) -> Reports:
    """No line is dated before its matter was opened or the firm was engaged.

    Source: AECC, fees and charges (work before the engagement letter).
    """
    for line, terms in _lines(bill, profile):
        if terms.opened is not None and line.date is not None and line.date < terms.opened:
            said = f"the line is dated {line.date}, {_called(terms)} was opened {terms.opened}"
            yield Where(line.row, "line.date", at_risk=line.amount), said


@rule(
    "I215",
    scope="client",
    fix="Ask the client to take the final bill late.",
    reason="INVOICE_TOO_OLD",
    severity=WARNING,
    asks="matters.closed",
    catalogue=("INV-FINAL",),
)
def late_final_bill(bill: Bill, *, profile: Client, days: int) -> Reports:
    """The last bill of a matter is dated soon after the matter ends; `days` says how many days after.

    Source: FDIC, outside counsel deskbook, final bills (90 days).
    """
    for matter, terms in known(bill, profile):
        if bill.date is None or terms.closed is None or (bill.date - terms.closed).days <= days:
            continue
        passed = (bill.date - terms.closed).days
        said = f"the invoice is dated {bill.date}, {passed} days after {_called(terms)} ended"
        yield place.at(bill, matter, "bill.date"), f"{said}; the client takes {days}"


@rule(
    "I216",
    scope="client",
    fix="Mark the matter as final in XML, or write the word final into the invoice description.",
    reason="AUDIT_RULE",
    severity=WARNING,
    asks="matters",
    catalogue=("INV-FINAL",),
)
def unmarked_final_bill(bill: Bill, *, profile: Client, required: bool) -> Reports:
    """The last bill of a matter says that it is the last.

    It is the last where the profile says so, or where its period reaches the last day of the matter.

    Source: FDIC, outside counsel deskbook, final bills.
    """
    for matter, terms in known(bill, profile) if required else ():
        ended = terms.closed is not None and bill.end is not None and bill.end >= terms.closed
        if (terms.final or ended) and not matter.final and not FINAL.search(bill.description):
            why = f"ended {terms.closed}" if ended else "is to be billed for the last time"
            yield place.at(bill, matter, "bill.description"), f"{_called(terms)} {why}, the bill is not marked as final"
