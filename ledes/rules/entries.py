"""Entries: what a fee and an expense must state."""

from __future__ import annotations

from ledes.bill import EXPENSE, FEE, Bill
from ledes.finding import Where
from ledes.rules import Reports, rule, unread, views

WORK = frozenset({FEE, EXPENSE})


@rule(
    "E001",
    scope="standard",
    fix="State who did the work.",
    reason="TIMEKEEPER_MISSING",
    catalogue=("TK-REQUIRED", "FEE-FLAT-TK"),
)
def fee_without_timekeeper(bill: Bill) -> Reports:
    """A fee names its timekeeper by id.

    A flat fee too: some clients forbid fees for nobody, and take them under an id of their own for such fees.

    Source: LEDES 1998B, field 18 (required on F); Collaborati, most common errors.
    """
    skipped = unread.rows(bill, "line.timekeeper", "timekeeper.id")
    for line in views.fees(bill):
        if (line.timekeeper is None or not line.timekeeper.id) and line.row not in skipped:
            yield Where(line.row, "timekeeper.id"), "a fee has no timekeeper id"


@rule("E002", scope="standard", fix="Say what was done.", reason="FIELD_REQUIRED", catalogue=("NAR-EMPTY",))
def fee_without_narrative(bill: Bill) -> Reports:
    """A fee says what was done.

    Source: LEDES 1998B, field 19 (required on F by platforms and public tools).
    """
    skipped = unread.rows(bill, "line.description")
    for line in views.fees(bill):
        if not line.description.strip() and line.row not in skipped:
            yield Where(line.row, "line.description"), "a fee has no narrative"


@rule(
    "E003",
    scope="standard",
    fix="Add the expense code, such as E110.",
    reason="EXPENSE_CODE_MISSING",
    catalogue=("EXP-CODE",),
)
def expense_without_code(bill: Bill) -> Reports:
    """An expense has an expense code.

    Source: LEDES 1998B, field 16 (for E); Legal Tracker error 005.
    """
    skipped = unread.rows(bill, "line.expense")
    for line in views.expenses(bill):
        if not line.expense and line.row not in skipped:
            yield Where(line.row, "line.expense"), "an expense has no expense code"


@rule(
    "E004",
    scope="standard",
    fix="State the hours of the fee or the number of units.",
    reason="FIELD_REQUIRED",
    catalogue=("ENT-ZERO",),
)
def entry_without_units(bill: Bill) -> Reports:
    """A fee or expense has units, and not zero of them.

    Only adjustments of the invoice (IF, IE) may leave them out.

    Source: LEDES 1998B, field 11; Legal Tracker error 005.
    """
    skipped = unread.rows(bill, "line.units")
    for line in bill.lines:
        if not line.units and line.kind in WORK and line.row not in skipped:
            said = "has no units" if line.units is None else "has zero units"
            yield Where(line.row, "line.units"), f"{_kind(line.kind)} {said}"


@rule(
    "E005",
    scope="standard",
    fix="State the rate of the fee or the price of a unit.",
    reason="FIELD_REQUIRED",
    catalogue=("ENT-ZERO",),
)
def entry_without_rate(bill: Bill) -> Reports:
    """A fee or expense has a rate, and not a rate of zero.

    Work that is not charged keeps its rate and takes it out again by the adjustment. Only adjustments of the invoice
    (IF, IE) may leave the rate out.

    Source: LEDES 1998B, field 21.
    """
    skipped = unread.rows(bill, "line.rate")
    for line in bill.lines:
        if not line.rate and line.kind in WORK and line.row not in skipped:
            said = "has no rate" if line.rate is None else "has a rate of zero"
            yield Where(line.row, "line.rate"), f"{_kind(line.kind)} {said}"


def _kind(kind: str) -> str:
    return "a fee" if kind == FEE else "an expense"


@rule("E006", scope="standard", fix="Write the timekeeper's name as Last, First.", reason="FIELD_REQUIRED")
def timekeeper_without_name(bill: Bill) -> Reports:
    """The timekeeper of a fee is named.

    A fee without any timekeeper is told as that.

    Source: LEDES 1998B, field 22 (required on F).
    """
    skipped = unread.rows(bill, "timekeeper.name")
    for line in views.fees(bill):
        person = line.timekeeper
        if person is not None and not person.name and person.id and line.row not in skipped:
            yield Where(line.row, "timekeeper.name"), f"timekeeper '{person.id}' has no name"


@rule("E007", scope="standard", fix="Add the classification, such as PARTNR or ASSOC.", reason="TIMEKEEPER_CLASS")
def timekeeper_without_classification(bill: Bill) -> Reports:
    """The timekeeper of a fee has a classification.

    A fee without any timekeeper is told as that.

    Source: LEDES 1998B, field 23 (required on F).
    """
    skipped = unread.rows(bill, "timekeeper.classification")
    for line in bill.lines:
        person = line.timekeeper
        if person is None or person.classification or not person.id:
            continue
        if line.kind == FEE and line.row not in skipped:
            yield Where(line.row, "timekeeper.classification"), f"timekeeper '{person.id}' has no classification"
