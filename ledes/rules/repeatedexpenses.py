"""Expenses that stand on a bill twice, or on another bill too."""

from __future__ import annotations

import datetime
from decimal import Decimal

from ledes import facts, money
from ledes.bill import Bill, Line
from ledes.earlier import Facts, History, Others, matter_number
from ledes.finding import WARNING, Where
from ledes.rules import Reports, rule, views

REPEAT_FIX = "Take the repeated expense off, or make the narratives show how the two differ."


@rule("K212", scope="client", fix=REPEAT_FIX, reason="LINE_DUPLICATE", severity=WARNING, catalogue=("EXP-DUP",))
def repeated_expense(bill: Bill) -> Reports:
    """No two expenses of a matter have the same day, code, amount and narrative.

    Capitals, blanks and punctuation make no difference. Expenses without a narrative are not compared.

    Source: Legal Tracker, duplicate line items audits; CSM, invoice validation rules.
    """
    first: dict[tuple[datetime.date | None, str, Decimal | None, str, str], Line] = {}
    for line in views.expenses(bill):
        if not (text := facts.normal(line.description)):
            continue
        key = (line.date, line.expense, line.amount, matter_number(line.matter), text)
        known = first.setdefault(key, line)
        if known is not line:
            other = f"line {known.number}" if known.number else f"the line in row {known.row}"
            yield (
                Where(line.row, "line.description", at_risk=line.amount),
                f"the expense repeats {other}: {line.date}, {line.expense}{_amount(line)}",
            )


@rule("K213", scope="client", fix=REPEAT_FIX, reason="LINE_DUPLICATE", severity=WARNING, catalogue=("EXP-DUP",))
def expense_billed_before(bill: Bill, *, history: History) -> Reports:
    """An expense does not stand on an earlier bill with the same day, code, amount and narrative.

    Source: Legal Tracker, duplicate line items audits; CSM, invoice validation rules.
    """
    yield from _elsewhere(bill, history, "was billed before")


@rule("K214", scope="client", fix=REPEAT_FIX, reason="LINE_DUPLICATE", severity=WARNING, catalogue=("EXP-DUP",))
def expense_on_another_bill(bill: Bill, *, others: Others) -> Reports:
    """An expense does not stand on another bill of the same run.

    Source: Legal Tracker, duplicate line items audits; CSM, invoice validation rules.
    """
    yield from _elsewhere(bill, others, "stands on another bill of this run too")


def _elsewhere(bill: Bill, answers: Facts, saying: str) -> Reports:
    again = answers.again(bill)
    prints = [
        (line, line.date, found)
        for line in views.expenses(bill)
        if line.date and (again is None or line.number in again) and (found := facts.fingerprint(line)) is not None
    ]
    days: dict[int, set[datetime.date]] = {}
    for _, day, found in prints:
        days.setdefault(found, set()).add(day)
    known = answers.lines(days) if days else None
    if not known:
        return
    for line, _, found in prints:
        for each in known.get(found, ()):
            if each.date == line.date and each.matter in {matter_number(line.matter), ""}:
                yield (
                    Where(line.row, "line.description", at_risk=line.amount),
                    f"the expense {saying}, on invoice {each.number}: {line.date}, {line.expense}{_amount(line)}",
                )
                break


def _amount(line: Line) -> str:
    return f", {money.text(line.amount)}" if line.amount is not None else ""
