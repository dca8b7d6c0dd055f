"""Balances, payments and what waits for its bill, as data and as rows of tables."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from ledes import codes, money
from ledes.ledger.records import Submission
from ledes.payments.balance import Payment
from ledes.payments.chasing import Told
from ledes.payments.incoming import Outcome
from ledes.payments.loose import Loose
from ledes.payments.promises import Judged
from ledes.payments.receivables import Receivable
from ledes.show import billwords
from ledes.show import remarks as sentences

HEADINGS = ("invoice", "client", "", "billed", "approved", "paid", "written off", "open", "of it cut")
RIGHT = frozenset({"billed", "approved", "paid", "written off", "open", "of it cut", "amount"})


def full(amount: Decimal, currency: str) -> Decimal:
    """Give an amount with all the decimals of its currency.

    >>> full(Decimal("5"), "USD"), full(Decimal("5"), "JPY")
    (Decimal('5.00'), Decimal('5'))
    """
    places = codes.minor_units(currency)
    return amount if money.decimals(amount) >= places else money.half_up(amount, places)


def row(each: Receivable) -> tuple[str, ...]:
    """Give the balance of an invoice as a row under `HEADINGS`."""
    balance = each.balance
    amounts = (balance.billed, balance.approved, balance.paid, balance.written_off, balance.open, balance.disputed)
    shown = ("-" if amount is None else _grouped(amount, each.currency) for amount in amounts)
    return each.invoice, each.client, each.currency, *shown


def balance(each: Receivable) -> dict[str, Any]:
    """Give the balance of an invoice in the shape of `schemas/balances.schema.json`."""
    found = each.balance
    return {
        "id": each.submission.id,
        "invoice": each.invoice,
        "client": each.client,
        "currency": each.currency,
        "billed": _text(found.billed, each.currency),
        "approved": _amount(found.approved, each.currency),
        "paid": _text(found.paid, each.currency),
        "written_off": _text(found.written_off, each.currency),
        "open": _text(found.open, each.currency),
        "disputed": _text(found.disputed, each.currency),
        "noted": _text(found.noted, each.currency),
        "reported": _amount(found.reported, each.currency),
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
        balance, currency = each.balance, each.currency
        if balance.overpaid:
            more = _grouped(balance.overpaid, currency)
            said.append(f"{each.invoice}: {more} {currency} more than billed came in")
        if each.reported is not None and balance.unnoted > 0:
            told, more = _grouped(each.reported.amount, currency), _grouped(balance.unnoted, currency)
            said.append(
                f"{each.invoice}: the platform reports {told} {currency} as paid by {each.reported.day}, "
                f"{more} more than was noted here"
            )
    return said


def told(each: Told) -> dict[str, Any]:
    """Give what was written down as data."""
    return {
        "at": each.at.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "client": each.client,
        "id": each.submission.id if each.submission else None,
        "invoice": each.submission.invoice if each.submission else None,
        "kind": each.kind.lower(),
        "detail": sentences.SENTENCES[each.kind](each.detail),
        "by": each.detail["by"],
        "data": dict(each.detail),
    }


def promise(each: Judged) -> dict[str, Any]:
    """Give a promise and what became of it as data."""
    said = each.promise
    return {
        "client": said.client,
        "invoice": said.invoice or None,
        "currency": said.currency,
        "amount": _text(said.amount, said.currency),
        "due": said.due.isoformat(),
        "made": said.made.isoformat(),
        "with": said.whom or None,
        "by": said.by,
        "reason": said.reason or None,
        "plan": said.plan,
        "state": each.state,
        "came": _text(each.got, said.currency),
        "day": each.day.isoformat() if each.day else None,
    }


def _grouped(amount: Decimal, currency: str) -> str:
    return billwords.grouped(full(amount, currency))


def _text(amount: Decimal, currency: str) -> str:
    return money.text(full(amount, currency))


def _amount(amount: Decimal | None, currency: str) -> str | None:
    return None if amount is None else _text(amount, currency)
