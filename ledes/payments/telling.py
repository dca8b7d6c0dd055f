"""Balances, payments and what waits for its bill, as data and as rows of tables."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from ledes import money
from ledes.ledger.records import Submission
from ledes.payments.balance import Payment
from ledes.payments.incoming import Outcome
from ledes.payments.loose import Loose
from ledes.payments.receivables import Receivable
from ledes.show import billwords

HEADINGS = ("invoice", "client", "", "billed", "approved", "paid", "written off", "open", "of it cut")
RIGHT = frozenset({"billed", "approved", "paid", "written off", "open", "of it cut", "amount"})


def row(each: Receivable) -> tuple[str, ...]:
    """Give the balance of an invoice as a row under `HEADINGS`."""
    balance = each.balance
    amounts = (balance.billed, balance.approved, balance.paid, balance.written_off, balance.open, balance.disputed)
    return each.invoice, each.client, each.currency, *(billwords.grouped(amount) or "-" for amount in amounts)


def balance(each: Receivable) -> dict[str, Any]:
    """Give the balance of an invoice in the shape of `schemas/balances.schema.json`."""
    found = each.balance
    return {
        "id": each.submission.id,
        "invoice": each.invoice,
        "client": each.client,
        "currency": each.currency,
        "billed": money.text(found.billed),
        "approved": _amount(found.approved),
        "paid": money.text(found.paid),
        "written_off": money.text(found.written_off),
        "open": money.text(found.open),
        "disputed": money.text(found.disputed),
        "noted": money.text(found.noted),
        "reported": _amount(found.reported),
        "agency": each.agency or None,
        "payments": [payment(one) for one in each.payments],
    }


def payment(each: Payment) -> dict[str, Any]:
    """Give a payment as data."""
    return {
        "day": each.day.isoformat(),
        "amount": money.text(each.amount),
        "reference": each.reference or None,
        "reason": each.reason or None,
        "by": each.by,
        "source": each.source or None,
        "besides": each.besides,
    }


def of(submission: Submission, one: Payment) -> dict[str, Any]:
    """Give a payment of a bill as data."""
    return {
        "id": submission.id,
        "invoice": submission.invoice,
        "client": submission.client,
        "currency": submission.currency,
        **payment(one),
    }


def loose(each: Loose) -> dict[str, Any]:
    """Give a payment that waits for its bill as data."""
    return {
        "id": each.id,
        "invoice": each.invoice or None,
        "client": each.client or None,
        "currency": each.currency or None,
        "why": each.why,
        **payment(each.payment),
    }


def outcome(came: Outcome, found: Iterable[Receivable]) -> dict[str, Any]:
    """Give what came of a file of payments as data; `found` are the bills whose payments are new."""
    found = tuple(found)
    return {
        "balances": [balance(each) for each in found],
        "noted": [of(*each) for each in came.noted],
        "placed": [of(*each) for each in came.placed],
        "unplaced": [loose(each) for each in came.unplaced],
        "known": came.known,
        "left_out": came.left_out,
        "faults": [{"row": each.row, "column": each.column or None, "fact": each.fact} for each in came.faults],
        "notes": remarks(found),
    }


def remarks(found: Iterable[Receivable]) -> list[str]:
    """Say what a person should know of balances: too much came, or books and platform disagree."""
    said = []
    for each in found:
        balance = each.balance
        if balance.overpaid:
            said.append(f"{each.invoice}: {_grouped(balance.overpaid)} {each.currency} more than billed came in")
        if each.reported is not None and balance.unnoted > 0:
            said.append(
                f"{each.invoice}: the platform reports {_grouped(each.reported.amount)} {each.currency} as paid by "
                f"{each.reported.day}, {_grouped(balance.unnoted)} more than was noted here"
            )
    return said


def _grouped(amount: Decimal) -> str:
    return billwords.grouped(amount)


def _amount(amount: Decimal | None) -> str | None:
    return None if amount is None else money.text(amount)
