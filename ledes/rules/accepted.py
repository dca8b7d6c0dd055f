"""Codes that one client takes, as its profile lists them."""

from __future__ import annotations

from operator import attrgetter

from ledes.bill import EXPENSE, FEE, Bill
from ledes.client import Client
from ledes.finding import Where
from ledes.rules import Reports, rule


@rule(
    "C010",
    scope="client",
    fix="Use a task code from the client's list.",
    reason="TASK_CODE_UNKNOWN",
    asks="tasks",
    catalogue=("ENT-TASK",),
)
def task_code_not_taken(bill: Bill, *, profile: Client) -> Reports:
    """A task code is on the client's list.

    Runs where the profile lists task codes. Codes are compared as written, capitals too.

    Source: client guidelines; CounselLink and Collaborati, client authorized task codes.
    """
    yield from _not_taken(bill, "task", FEE, profile.tasks)


@rule(
    "C011",
    scope="client",
    fix="Use an expense code from the client's list.",
    reason="EXPENSE_CODE_UNKNOWN",
    asks="expenses",
    catalogue=("EXP-CODE",),
)
def expense_code_not_taken(bill: Bill, *, profile: Client) -> Reports:
    """An expense code is on the client's list.

    Runs where the profile lists expense codes. Some standard codes are not paid by some clients: FDIC takes no E103.

    Source: client guidelines; FDIC, outside counsel validation rules.
    """
    yield from _not_taken(bill, "expense", EXPENSE, profile.expenses)


@rule(
    "C012",
    scope="client",
    fix="Use an activity code from the client's list.",
    reason="ACTIVITY_CODE_UNKNOWN",
    asks="activities",
    catalogue=("ENT-ACT",),
)
def activity_code_not_taken(bill: Bill, *, profile: Client) -> Reports:
    """An activity code is on the client's list.

    Runs where the profile lists activity codes.

    Source: client guidelines; Collaborati, most common errors.
    """
    yield from _not_taken(bill, "activity", FEE, profile.activities)


def _not_taken(bill: Bill, name: str, kind: str, taken: frozenset[str]) -> Reports:
    used = attrgetter(name)
    refused = set(map(used, bill.lines)) - taken - {""}
    if not refused:
        return
    for line in bill.lines:
        code = used(line)
        if line.kind == kind and code in refused:
            yield Where(line.row, f"line.{name}"), f"the client takes no {name} code '{code}'"
