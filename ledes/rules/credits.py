"""Adjustments and credits: their sign, their units, why they are there, and which invoice they mend."""

from __future__ import annotations

import re
from typing import Literal

from ledes import money
from ledes.bill import Bill, Line
from ledes.finding import WARNING, Where
from ledes.rules import Reports, place, rule, unread, wordlist
from ledes.rules.arithmetic import ADJUSTMENTS, ONE

NAMED = re.compile(r"\b(?:invoices?|inv|bills?)\b\.?(?:\s*(?:nos?\b\.?|numbers?\b|#))?[\s:]*[\w./-]*\d", re.IGNORECASE)
"""An invoice that is named: the word, then something with a digit in it."""


@rule(
    "I220",
    scope="client",
    fix="Write a discount or credit with a minus; write what is added in the form that the client asks for.",
    reason="NEGATIVE_UNITS",
    catalogue=("ADJ-SIGN",),
)
def positive_adjustment(bill: Bill, *, unless: tuple[str, ...]) -> Reports:
    """An adjustment of the invoice (IF, IE) takes something off.

    `unless` lists words of the narrative that mark a line as a premium or a flat fee, which may add. Lines that are
    marked as fixed are not judged.

    Source: Brightflag, identifying and fixing LEDES errors; Legal Tracker, LEDES 1998 posting errors.
    """
    marked = wordlist.whole(unless)
    for line in bill.lines:
        if line.kind not in ADJUSTMENTS or line.amount is None or line.amount <= 0 or line.fixed:
            continue
        if not marked.search(line.description):
            yield Where(line.row, "line.total"), f"the adjustment adds {money.text(line.amount)}"


@rule(
    "I221",
    scope="client",
    fix="Set `adjustment_units` under [representation] of the profile, and convert the bill again.",
    reason="NUMBER_FORMAT",
    catalogue=("ADJ-SIGN",),
)
def adjustment_with_units(bill: Bill, *, units: Literal["one", "blank", "one or blank"]) -> Reports:
    """An adjustment of the invoice (IF, IE) has the units that the client takes on it: one, or none.

    `units` is "one", "blank" or "one or blank".

    Source: Legal Tracker, LEDES 1998 posting errors; Brightflag, identifying and fixing LEDES errors.
    """
    skipped = unread.rows(bill, "line.units")
    for line in bill.lines:
        if line.kind in ADJUSTMENTS and line.row not in skipped and not _taken(line, units):
            stated = "blank" if line.units is None else money.text(line.units)
            yield Where(line.row, "line.units"), f"the units of the adjustment are {stated}, the client takes {units}"


def _taken(line: Line, units: str) -> bool:
    blank = not line.units
    return (blank and units != "one") or (line.units == ONE and units != "blank")


@rule(
    "I222",
    scope="client",
    fix="Say why the amount was taken off or added.",
    reason="FIELD_REQUIRED",
    severity=WARNING,
    catalogue=("ADJ-REASON",),
)
def adjustment_without_reason(bill: Bill) -> Reports:
    """An adjustment of the invoice (IF, IE) says why it is there.

    Source: client guidelines; no published page was found.
    """
    skipped = unread.rows(bill, "line.description")
    for line in bill.lines:
        if line.kind in ADJUSTMENTS and not line.description.strip() and line.row not in skipped:
            amount = "" if line.amount is None else f" of {money.text(line.amount)}"
            yield Where(line.row, "line.description"), f"the adjustment{amount} has no narrative"


@rule(
    "I223",
    scope="client",
    fix="Name the invoice that the credit or write-off belongs to.",
    reason="FIELD_REQUIRED",
    severity=WARNING,
    catalogue=("ADJ-REASON",),
)
def credit_without_invoice(bill: Bill, *, words: tuple[str, ...]) -> Reports:
    """A credit or write-off names the invoice that it belongs to.

    Judged are adjustments (IF, IE) that take something off and whose narrative has one of `words`, such as "credit".

    Source: client guidelines; no published page was found.
    """
    wanted = wordlist.whole(words)
    for line in bill.lines:
        if line.kind not in ADJUSTMENTS or line.amount is None or line.amount >= 0:
            continue
        found = wanted.search(line.description)
        if found and not NAMED.search(line.description):
            said = f"the narrative says '{found[0]}' and names no invoice"
            yield Where(line.row, "line.description"), said


@rule(
    "X206",
    scope="client",
    fix="Name the invoice that is corrected: in its field in XML, in the invoice description elsewhere.",
    reason="FIELD_REQUIRED",
    severity=WARNING,
    catalogue=("TAX-CREDIT",),
)
def credit_note_without_reference(bill: Bill) -> Reports:
    """A credit note names the invoice that it corrects.

    A bill of less than nothing is one, whatever it calls itself. Where the format has no field for the reference, the
    invoice may be named in the description or in a narrative.

    Source: Collaborati, invoices (credit notes).
    """
    if bill.kind != "credit note" and (bill.total is None or bill.total >= 0):
        return
    if any(each.kind in {"credits", "replaces"} for each in bill.references):
        return
    if NAMED.search(bill.description) or any(NAMED.search(line.description) for line in bill.lines):
        return
    what = "credit note" if bill.kind == "credit note" else "bill"
    total = "" if bill.total is None else f" of {money.text(bill.total)}"
    yield place.top(bill, "bill.description"), f"the {what}{total} names no invoice that it corrects"
