"""Budgets and fee caps of matters, with what was billed before and by the other bills of the run."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from decimal import Decimal

from ledes import facts, money
from ledes.bill import Bill
from ledes.client import Client
from ledes.earlier import History, Others, Spent, matter_number
from ledes.finding import WARNING, Where
from ledes.kept import kept
from ledes.money import ZERO
from ledes.rules import Reports, rule
from ledes.terms import budgets
from ledes.terms.budgets import HUNDRED, Position

FIX = "Have a revised budget approved before sending, or hold a part of the bill."


@rule(
    "B200",
    scope="client",
    fix="Have a budget approved before billing.",
    reason="BUDGET_EXCEEDED",
    unless=("I209",),
    asks="matters",
    catalogue=("BUD-REQUIRED",),
)
def matter_without_budget(bill: Bill, *, profile: Client, required: bool) -> Reports:
    """A matter has a budget, approved no later than the invoice date.

    For clients that set `required = true`, and whose matters the profile lists.

    Source: FDIC, outside counsel deskbook, chapter 7; LegalXchange, e-billing setup.
    """
    for number, matter in {matter_number(each): each for each in bill.matters if required}.items():
        terms = profile.terms(matter)
        if terms is None or terms.budget is None:
            said = f"no budget is approved for matter {number}"
        elif terms.budget_approved is not None and bill.date is not None and terms.budget_approved > bill.date:
            said = f"the budget of matter {number} is approved on {terms.budget_approved}, after the invoice date"
        else:
            continue
        yield Where(_row(bill, number), "matter.firm_id"), said


@rule("B201", scope="client", fix=FIX, reason="BUDGET_EXCEEDED", asks="matters.budget", catalogue=("BUD-TOTAL",))
def budget_exceeded(
    bill: Bill, *, profile: Client, history: History, others: Others, tolerance_percent: Decimal = ZERO
) -> Reports:
    """All bills of a matter together stay within its budget.

    Runs for matters with a `budget`: earlier bills, those of this run that come before this one, and this one; fees and
    expenses before tax, or fees alone, as `budget_on` says. `tolerance_percent` is of the budget, on top of it.

    Source: Legal Tracker, working with invoices; billing guidelines template, ooligo.
    """
    for number, standing in _positions(bill, profile, history, others):
        if standing.reached(money.plus(HUNDRED, tolerance_percent)) and standing.terms.budget is not None:
            over = money.minus(standing.used, standing.terms.budget)
            this = money.minus(standing.used, standing.used_before)
            where = Where(_row(bill, number), "bill.total", at_risk=min(over, this) if this > ZERO else None)
            yield where, _used(number, standing)


@rule(
    "B202",
    scope="client",
    fix="Tell the client where the matter stands.",
    reason="BUDGET_EXCEEDED",
    severity=WARNING,
    unless=("B201",),
    asks="budget_steps",
    catalogue=("BUD-TOTAL",),
)
def budget_step_crossed(bill: Bill, *, profile: Client, history: History, others: Others) -> Reports:
    """A bill does not cross a percentage of the budget at which the client wants to be told.

    The percentages are the profile's `budget_steps`. Told by the bill that crosses one, and not by later ones.

    Source: Legal Tracker, working with invoices (the steps are the client's own).
    """
    for number, standing in _positions(bill, profile, history, others):
        if crossed := standing.crossed(profile.budget_steps):
            said = f"{_used(number, standing)}; it crosses {money.text(crossed[-1])} percent"
            yield Where(_row(bill, number), "bill.total"), said


@rule(
    "B203",
    scope="client",
    fix=FIX,
    reason="BUDGET_EXCEEDED",
    severity=WARNING,
    asks="matters.phases",
    catalogue=("BUD-PHASE",),
)
def phase_budget_exceeded(bill: Bill, *, profile: Client, history: History, others: Others) -> Reports:
    """The fees of a phase or task stay within its budget.

    Runs for matters with `phases`, over earlier bills, the others of this run, and this one. The budget of a phase
    (L100) holds for all its tasks, that of a task (L110) for the task.

    Source: Brightflag, invoices of law firms.
    """
    listed = {matter_number(each): terms for each in bill.matters if (terms := profile.terms(each)) and terms.phases}
    for (number, code), (this, row) in _phases(bill, listed).items():
        budget = listed[number].phases.get(code)
        if budget is None or this <= ZERO:
            continue
        before = money.total(each.spent(number, phase=code).fees for each in (history, others))
        fees = money.plus(before, this)
        if fees > budget:
            yield (
                Where(row, "line.task", at_risk=min(money.minus(fees, budget), this)),
                f"the fees of {code} in matter {number} come to {money.text(fees)} of a budget of "
                f"{money.text(budget)}: {money.text(before)} in other bills, {money.text(this)} in this one",
            )


@rule(
    "B204",
    scope="client",
    fix="Give the client notice of the overrun, in the time that it asks for.",
    reason="BUDGET_EXCEEDED",
    severity=WARNING,
    unless=("B205",),
    asks="matters.budget",
    catalogue=("BUD-OVERRUN",),
)
def overrun_needing_notice(
    bill: Bill, *, profile: Client, history: History, others: Others, percent: Decimal
) -> Reports:
    """A matter does not overrun its budget so far that the client must be given notice.

    `percent` is of the budget, above it: 10 tells of 110 percent and more.

    Source: billing guidelines template, ooligo (10 percent, five business days).
    """
    yield from _overrun(bill, profile, history, others, percent, "notice is due")


@rule(
    "B205",
    scope="client",
    fix="Have the client approve the overrun before sending.",
    reason="BUDGET_EXCEEDED",
    severity=WARNING,
    asks="matters.budget",
    catalogue=("BUD-OVERRUN",),
)
def overrun_needing_approval(
    bill: Bill, *, profile: Client, history: History, others: Others, percent: Decimal
) -> Reports:
    """A matter does not overrun its budget so far that the client must approve it.

    `percent` is of the budget, above it: 25 tells of 125 percent and more.

    Source: billing guidelines template, ooligo (25 percent).
    """
    yield from _overrun(bill, profile, history, others, percent, "approval is needed")


@rule(
    "B206",
    scope="client",
    fix="Take off the fees above the cap.",
    reason="BUDGET_EXCEEDED",
    asks="matters.fee_cap",
    catalogue=("FEE-CAP",),
)
def fee_cap_exceeded(bill: Bill, *, profile: Client, history: History, others: Others) -> Reports:
    """The fees of all bills of a matter together stay within its fee cap.

    Runs for matters with a `fee_cap`: earlier bills, those of this run that come before this one, and this one.

    Source: client guidelines (widespread; no exact text read).
    """
    for number, standing in _positions(bill, profile, history, others):
        cap, this = standing.terms.fee_cap, standing.this.fees
        if cap is None or standing.fees <= cap or this <= ZERO:
            continue
        over = min(money.minus(standing.fees, cap), this)
        yield (
            Where(_row(bill, number), "bill.total", at_risk=over),
            f"the fees of matter {number} come to {money.text(standing.fees)}, the cap is {money.text(cap)}: "
            f"{money.text(over)} of this bill lie above it",
        )


@kept
def _positions(bill: Bill, profile: Client, history: History, others: Others) -> tuple[tuple[str, Position], ...]:
    """Give each matter with terms and where it stands."""
    return tuple(_worked_out(bill, profile, history, others))


def _worked_out(bill: Bill, profile: Client, history: History, others: Others) -> Iterator[tuple[str, Position]]:
    sums: dict[str, Spent] = {}
    for matter in bill.matters:
        terms = profile.terms(matter)
        if terms is None or (terms.budget is None and terms.fee_cap is None):
            continue
        number = matter_number(matter)
        sums = sums or facts.by_matter(bill)
        standing = budgets.position(terms, history, this=sums.pop(number, Spent()), number=number)
        yield number, replace(standing, before=budgets.added(standing.before, others.ahead(number)))


def _overrun(bill: Bill, profile: Client, history: History, others: Others, percent: Decimal, due: str) -> Reports:
    for number, standing in _positions(bill, profile, history, others):
        if standing.reached(money.plus(HUNDRED, percent)):
            yield Where(_row(bill, number), "bill.total"), f"{_used(number, standing)}: {due}"


def _used(number: str, standing: Position) -> str:
    this = money.minus(standing.used, standing.used_before)
    return (
        f"matter {number} comes to {money.text(standing.used)} of a budget of "
        f"{money.text(standing.terms.budget or ZERO)} ({money.text(standing.percent or ZERO)} percent): "
        f"{money.text(standing.used_before)} before, {money.text(this)} in this bill"
    )


def _row(bill: Bill, number: str) -> int:
    return next((line.row for line in bill.lines if matter_number(line.matter) == number), bill.row)


def _phases(bill: Bill, listed: Collection[str]) -> dict[tuple[str, str], tuple[Decimal, int]]:
    """Give the fees of listed matters under each task and each phase, and the row of the first line there."""
    found: dict[tuple[str, str], tuple[Decimal, int]] = {}
    for line in bill.lines if listed else ():
        number = matter_number(line.matter)
        if line.amount is None or not line.task or number not in listed or line.kind in facts.OF_EXPENSES:
            continue
        for code in {line.task, facts.phase(line.task)}:
            fees, row = found.get((number, code), (ZERO, line.row))
            found[number, code] = (money.plus(fees, line.amount), row)
    return found
