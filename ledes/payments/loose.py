"""Money that came for bills nobody knows: kept, told, and placed as soon as its bill is on record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ledes.errors import UsageError
from ledes.ledger import clientbook, remarks
from ledes.ledger.clientbook import ClientEvent
from ledes.ledger.reading import Reader
from ledes.ledger.records import Submission
from ledes.ledger.remarks import Remark
from ledes.ledger.writing import Ledger
from ledes.payments import noting, receivables
from ledes.payments.balance import Payment

NOBODY = ""
"""The client under which such money is written down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loose:
    """A payment without its bill; `invoice` is the number that it came with, `why` says what is wrong with that."""

    id: int
    invoice: str
    client: str
    currency: str
    why: str
    payment: Payment


def waiting(book: Reader) -> tuple[Loose, ...]:
    """List the payments that have no bill yet."""
    told = clientbook.listed(book, NOBODY, "UNPLACED", "PLACED")
    placed = {each.detail["unplaced"] for each in told if each.kind == "PLACED"}
    return tuple(_loose(each) for each in told if each.kind == "UNPLACED" and each.seq not in placed)


def ever(book: Reader) -> tuple[Loose, ...]:
    """List every payment that ever came without its bill."""
    return tuple(_loose(each) for each in clientbook.listed(book, NOBODY, "UNPLACED"))


def keep(book: Ledger, invoice: str, client: str, currency: str, payment: Payment, why: str) -> Loose:
    """Keep a payment whose bill is not known."""
    said = {**noting.detail(payment, currency), "invoice": invoice, "client": client, "why": why}
    return _loose(clientbook.write(book, NOBODY, "UNPLACED", said))


def place(book: Ledger, loose: Loose, submission: Submission, by: str) -> bool:
    """Note a payment with its bill after all; say whether it was new there.

    Raises `UsageError` where the bill cannot have it.
    """
    noting.check(loose.payment, submission, loose.currency)
    known = receivables.of(book, submission).payments
    others = list(known)
    # What was placed before is on record for itself: a second one like it is another payment.
    for each in _placed(book, submission):
        if (mine := noting.match(others, each)) is not None:
            others.remove(mine)
    new = noting.match(others, loose.payment) is None
    if new:
        said = noting.detail(loose.payment, submission.currency, noting.nth(known, loose.payment))
        remarks.note(book, [Remark(submission.id, "PAYMENT", said)])
    clientbook.write(book, NOBODY, "PLACED", {"unplaced": loose.id, "submission": submission.id, "by": by})
    return new


def _placed(book: Reader, submission: Submission) -> Iterator[Payment]:
    """Yield the payments that were placed with a bill."""
    every = {each.id: each for each in ever(book)}
    for event in clientbook.listed(book, NOBODY, "PLACED"):
        if event.detail["submission"] == submission.id:
            yield every[event.detail["unplaced"]].payment


def one(book: Reader, id_: int) -> Loose:
    """Give one that waits.

    Raises `UsageError` when there is none with that id.
    """
    for each in waiting(book):
        if each.id == id_:
            return each
    raise UsageError(f"no payment {id_} waits for its bill", hint="ledes pay --unplaced lists them")


def _loose(event: ClientEvent) -> Loose:
    said: Mapping[str, Any] = event.detail
    return Loose(
        id=event.seq,
        invoice=said["invoice"],
        client=said["client"],
        currency=said["currency"],
        why=said["why"],
        payment=receivables.payment(said),
    )
