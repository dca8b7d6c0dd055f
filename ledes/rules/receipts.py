"""Papers that go with expenses: receipts, and approval beforehand."""

from __future__ import annotations

from ledes import money
from ledes.bill import Bill
from ledes.client import Client
from ledes.finding import WARNING, Where
from ledes.rules import Reports, expenseterms, rule, views, wordlist

ATTACHED = frozenset({"image", "receipt", "attachment"})
"""Kinds of references by which a bill names papers that go with it."""


@rule(
    "K209",
    scope="client",
    fix="Send the receipt with the bill.",
    reason="AUDIT_RULE",
    severity=WARNING,
    asks="expense_terms.receipt_over",
    catalogue=("EXP-RECEIPT",),
)
def expense_without_receipt(bill: Bill, *, profile: Client) -> Reports:
    """An expense above the client's limit has its receipt with it.

    Runs where the profile says above which amount a receipt is wanted. A bill that names an image is taken to have
    its receipts; 1998B has no place for that, so that there every such expense is told.

    Source: FDIC, outside counsel e-billing (receipts kept); limits are clients' own.
    """
    terms = expenseterms.stating(profile, lambda each: each.receipt_over)
    if terms is None or any(each.kind in ATTACHED for each in bill.references):
        return
    for line in views.expenses(bill):
        if line.amount is None:
            continue
        agreed = terms.of(line)
        if agreed is not None and agreed.receipt_over is not None and line.amount > agreed.receipt_over:
            yield (
                Where(line.row, "line.total"),
                f"{line.expense} comes to {money.text(line.amount)}, "
                f"above {money.text(agreed.receipt_over)} the client wants a receipt",
            )


@rule(
    "K210",
    scope="client",
    fix="Get the client's approval, or have the invoice sent to the client itself.",
    reason="EXPENSE_CAP",
    severity=WARNING,
    asks="expense_terms.approval_over",
    catalogue=("EXP-PREAPPROVE",),
)
def expense_without_approval(bill: Bill, *, profile: Client, approved: tuple[str, ...] = ()) -> Reports:
    """A large expense, such as an expert's, was approved by the client beforehand.

    Runs where the profile says above which amount approval is needed. `approved` are words of a narrative that show
    the approval, such as pre-approved.

    Source: client guidelines (limits unconfirmed).
    """
    terms = expenseterms.stating(profile, lambda each: each.approval_over)
    if terms is None:
        return
    shown = wordlist.whole(approved)
    for line in views.expenses(bill):
        if line.amount is None:
            continue
        agreed = terms.of(line)
        if agreed is None or agreed.approval_over is None or line.amount <= agreed.approval_over:
            continue
        if not shown.search(line.description):
            yield (
                Where(line.row, "line.total", at_risk=line.amount),
                f"{line.expense} comes to {money.text(line.amount)}, "
                f"above {money.text(agreed.approval_over)} the client approves beforehand",
            )
