"""Payments noted by hand: checked against the bill, once each, and back out again by another event."""

from __future__ import annotations

import contextlib
import datetime
import getpass
import os
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ledes import codes, money
from ledes.errors import UsageError
from ledes.ledger import remarks
from ledes.ledger.records import Submission
from ledes.ledger.remarks import Remark
from ledes.ledger.writing import Ledger
from ledes.payments import finding, receivables
from ledes.payments.balance import Payment
from ledes.payments.receivables import Receivable


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """What came of a payment: whether it is new, and the invoice as it stands now."""

    new: bool
    receivable: Receivable


def who(by: str = "") -> str:
    """Name who does something: as it was said, else the user of this machine."""
    if by.strip():
        return " ".join(by.split())
    with contextlib.suppress(OSError, KeyError, ImportError):
        return getpass.getuser()
    return f"user {os.getuid()}" if hasattr(os, "getuid") else "unknown"


def pay(
    book: Ledger,
    invoice: str,
    payment: Payment,
    *,
    client: str = "",
    currency: str = "",
    again: bool = False,
    same: bool = False,
    today: datetime.date,
) -> Noted:
    """Note a payment; one that is noted already is not noted again, unless `again` says that it came twice.

    `same` says that it is part of what the platform reported as paid.

    Raises `UsageError` where the invoice or the payment cannot be, or where it is not sure whether the platform has
    reported it.
    """
    submission = finding.one(book, invoice, client=client)
    receivable = receivables.of(book, submission)
    check(payment, submission, currency, today)
    if not again and match(receivable.payments, payment) is not None:
        return Noted(new=False, receivable=receivable)
    _possible(receivable, payment)
    if not same:
        _sure(receivable, payment)
    said = detail(payment, submission.currency, nth(receivable.payments, payment))
    remarks.note(book, [Remark(submission.id, "PAYMENT", said)])
    return Noted(new=True, receivable=receivables.of(book, book.submission(submission.id)))


def match(known: Iterable[Payment], payment: Payment) -> Payment | None:
    """Find a payment that is the same: amount and day agree, and the reference where both state one."""
    same = [each for each in known if (each.amount, each.day) == (payment.amount, payment.day)]
    exact = [each for each in same if each.reference == payment.reference]
    loose = [each for each in same if not each.reference or not payment.reference]
    return next(iter([*exact, *loose]), None)


def nth(known: Iterable[Payment], payment: Payment) -> int:
    """Give the place that a payment would have among equal ones, from 1."""
    key = (payment.amount, payment.day, payment.reference)
    return 1 + sum((each.amount, each.day, each.reference) == key for each in known)


def detail(payment: Payment, currency: str, nth: int = 1) -> dict[str, Any]:
    """Give what the ledger keeps of a payment; `nth` is its place among equal ones of the bill."""
    return {
        "amount": money.ten_thousandths(payment.amount),
        "currency": currency,
        "on": payment.day.isoformat(),
        "reference": payment.reference,
        "reason": payment.reason,
        "by": payment.by,
        "source": payment.source,
        "besides": payment.besides,
        "nth": nth,
    }


def check(payment: Payment, submission: Submission, currency: str, today: datetime.date | None = None) -> None:
    """Check that an invoice can have a payment at all.

    Raises `UsageError`.
    """
    if currency and currency.upper() != submission.currency:
        raise UsageError(
            f"invoice {submission.invoice} is in {submission.currency}, not in {currency.upper()}",
            hint=f"note what came in {submission.currency}, as the bank turned it",
        )
    amount_fits(payment.amount, submission.currency)
    if today is not None and payment.day > today:
        raise UsageError(f"{payment.day} lies ahead", hint="a payment to come is a promise: ledes promise")


def amount_fits(amount: Decimal, currency: str) -> None:
    """Check that a currency can hold an amount.

    Raises `UsageError`.
    """
    places = codes.minor_units(currency)
    if money.decimals(amount.normalize(money.ROUNDING)) > places:
        raise UsageError(
            f"{money.text(amount)} has more decimals than {currency} has ({places})", hint="give the exact amount"
        )
    if not amount:
        raise UsageError("the amount is zero", hint="give what came, or with a minus what went back")


def _possible(receivable: Receivable, payment: Payment) -> None:
    billed, paid = receivable.balance.billed, receivable.balance.paid
    back = (payment.amount < 0) != (billed < 0)
    if back and not payment.reason:
        raise UsageError("money that went back needs a --reason", hint='such as --reason "cheque returned unpaid"')
    if back and abs(payment.amount) > abs(paid):
        raise UsageError(
            f"only {money.text(paid)} {receivable.currency} was paid of invoice {receivable.invoice}",
            hint=f"see ledes pay {receivable.invoice}",
        )


def _sure(receivable: Receivable, payment: Payment) -> None:
    """Ask where a payment could be what the platform reported already, or could have come besides.

    Raises `UsageError`.
    """
    told, balance = receivable.reported, receivable.balance
    if told is None or payment.besides or payment.amount <= 0 or payment.day < told.day:
        return
    hidden = money.plus(balance.noted, payment.amount) <= told.amount
    if hidden and payment.amount <= balance.open and payment.amount != told.amount:
        raise UsageError(
            f"the platform reported {money.text(told.amount)} {receivable.currency} of invoice {receivable.invoice} as "
            f"paid by {told.day}: this may be part of that",
            hint="add --besides if it came on top of that, or --same if it is part of it",
        )
