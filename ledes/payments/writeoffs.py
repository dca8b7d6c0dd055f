"""What the firm gives up of an invoice: asked by one, approved or declined by another, each on record."""

from __future__ import annotations

from decimal import Decimal

from ledes import money
from ledes.errors import UsageError
from ledes.ledger import remarks
from ledes.ledger.reading import Reader
from ledes.ledger.remarks import Remark
from ledes.ledger.writing import Ledger
from ledes.payments import finding, noting, receivables
from ledes.payments.receivables import Receivable


def ask(book: Ledger, invoice: str, amount: Decimal | None, reason: str, by: str, *, client: str = "") -> Receivable:
    """Ask to write off an amount, or all that is open; below zero takes back what was written off.

    Raises `UsageError` where a request waits already, or there is not so much to give up.
    """
    receivable = receivables.of(book, finding.one(book, invoice, client=client))
    if not reason.strip():
        raise UsageError("a write-off needs a --reason", hint='such as --reason "cut accepted by the partner"')
    if (asked := receivable.asked) is not None:
        raise UsageError(
            f"a write-off of {money.text(asked.amount)} {receivable.currency} waits already, asked by {asked.by}",
            hint=f"decide of it first: ledes writeoff {invoice} --approve, or --decline",
        )
    wanted = receivable.balance.open if amount is None else amount
    _possible(receivable, wanted)
    return _noted(book, receivable, "WRITE_OFF_ASKED", wanted, reason, by)


def approve(book: Ledger, invoice: str, by: str, *, reason: str = "", client: str = "") -> Receivable:
    """Approve what was asked for; it counts from now on.

    Raises `UsageError` where nothing waits, where asker and approver are the same person, or where less is open by now.
    """
    receivable = receivables.of(book, finding.one(book, invoice, client=client))
    asked = receivable.asked
    if asked is None:
        raise _nothing(receivable)
    if asked.by.casefold() == by.casefold():
        raise UsageError(
            f"{asked.by} asked for this write-off and cannot approve it", hint="name who approved it: --by NAME"
        )
    _possible(receivable, asked.amount)
    return _noted(book, receivable, "WRITTEN_OFF", asked.amount, reason or asked.reason, by)


def decline(book: Ledger, invoice: str, by: str, *, reason: str = "", client: str = "") -> Receivable:
    """Decline what was asked for.

    Raises `UsageError` where nothing waits.
    """
    receivable = receivables.of(book, finding.one(book, invoice, client=client))
    if receivable.asked is None:
        raise _nothing(receivable)
    return _noted(book, receivable, "WRITE_OFF_DECLINED", receivable.asked.amount, reason, by)


def waiting(book: Reader, client: str = "") -> tuple[Receivable, ...]:
    """List the invoices of which a write-off waits for approval."""
    return tuple(each for each in receivables.receivables(book, client) if each.asked is not None)


def _possible(receivable: Receivable, amount: Decimal) -> None:
    noting.amount_fits(amount, receivable.currency)
    balance = receivable.balance
    if balance.billed < 0:
        raise UsageError(f"invoice {receivable.invoice} is a credit", hint="only what is owed can be written off")
    if amount > balance.open:
        raise UsageError(
            f"only {money.text(balance.open)} {receivable.currency} of invoice {receivable.invoice} is open",
            hint="ask for no more than that",
        )
    if -amount > balance.written_off:
        raise UsageError(
            f"only {money.text(balance.written_off)} {receivable.currency} of invoice {receivable.invoice} was "
            "written off",
            hint="take back no more than that",
        )


def _nothing(receivable: Receivable) -> UsageError:
    return UsageError(
        f"no write-off of invoice {receivable.invoice} waits for a decision",
        hint=f'ask for one: ledes writeoff {receivable.invoice} AMOUNT --reason "..."',
    )


def _noted(book: Ledger, receivable: Receivable, kind: str, amount: Decimal, reason: str, by: str) -> Receivable:
    id_ = receivable.submission.id
    said = {
        "amount": money.ten_thousandths(amount),
        "currency": receivable.currency,
        "reason": reason.strip(),
        "by": by,
    }
    remarks.note(book, [Remark(id_, kind, said)])
    return receivables.of(book, book.submission(id_))
