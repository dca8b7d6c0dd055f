"""The invoices that money is to come for, each with what was noted of it, out of the ledger."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ledes import money
from ledes.ledger import moments, states
from ledes.ledger.questions import NOT_BILLED
from ledes.ledger.reading import Reader, grouped
from ledes.ledger.records import Event, Submission
from ledes.ledger.standing import PAYING
from ledes.payments.balance import Balance, Payment, Reported, WriteOff, balance

NOT_OWED = frozenset(NOT_BILLED)
"""Kinds of bills that nobody pays: what an appeal asks for is open of the bill that it is about."""

IN_FULL = frozenset({"APPROVED", "SENT_TO_AP"})
ALL = "receivables"
"""The key under which a reader remembers all of them."""

KINDS = ("PAYMENT", "WRITE_OFF_ASKED", "WRITTEN_OFF", "WRITE_OFF_DECLINED", "AGENCY", "AGENCY_ENDED", "REMINDER")


@dataclass(frozen=True, slots=True, kw_only=True)
class Receivable:
    """An invoice as it stands now, with the money of all its versions.

    `asked` is a write-off that waits for approval, `agency` who collects it, `reminded` the days of reminders.
    """

    submission: Submission
    payments: tuple[Payment, ...] = ()
    write_offs: tuple[WriteOff, ...] = ()
    reported: Reported | None = None
    approved: Decimal | None = None
    asked: WriteOff | None = None
    agency: str = ""
    reminded: tuple[datetime.date, ...] = ()

    @property
    def invoice(self) -> str:
        """Give the invoice number."""
        return self.submission.invoice

    @property
    def client(self) -> str:
        """Give the client's key."""
        return self.submission.client

    @property
    def currency(self) -> str:
        """Give the currency of all its amounts."""
        return self.submission.currency

    @property
    def balance(self) -> Balance:
        """Give where its money is now."""
        return self.on(None)

    def on(self, until: datetime.date | None) -> Balance:
        """Give where its money was at the end of a day, as far as that is known today; `None` is now."""
        return balance(
            self.submission.total,
            approved=self.approved,
            payments=self.payments,
            reported=self.reported,
            write_offs=self.write_offs,
            until=until,
        )


def receivables(book: Reader, client: str = "", ids: Iterable[int] | None = None) -> tuple[Receivable, ...]:
    """List the invoices that may be owed, in the order in which they were recorded.

    Tests, accruals, shadow bills, and versions that were replaced or withdrawn are none. What was noted of a replaced
    version counts for the one that took its place. With `ids` only those submissions.
    """
    if (not client and ids is None) or book.known(ALL):
        found = book.once(ALL, lambda: _receivables(book, "", None))
        if client:
            found = book.once((ALL, "client"), lambda: grouped(found, lambda each: each.client)).get(client, ())
        if ids is None:
            return found
        wanted = frozenset(ids)
        return tuple(each for each in found if each.submission.id in wanted)
    return _receivables(book, client, ids)


def _receivables(book: Reader, client: str, ids: Iterable[int] | None) -> tuple[Receivable, ...]:
    every = {each.id: each for each in book.submissions(client=client)}
    wanted = every if ids is None else frozenset(ids)
    noted: dict[int, list[Event]] = {}
    for event in book.happened(*KINDS):
        noted.setdefault(event.submission, []).append(event)
    found = []
    for each in every.values():
        if each.id in wanted and counts(each):
            events = noted.get(each.id, [])
            if each.replaces is not None:
                events = [event for id_ in versions(each, every) for event in noted.get(id_, ())]
            found.append(_receivable(book, each, events))
    return tuple(found)


def of(book: Reader, submission: Submission) -> Receivable:
    """Give one invoice, whatever kind or state its submission is in."""
    every = {each.id: each for each in book.submissions(invoices=(submission.invoice,), client=submission.client)}
    chain = [submission]
    while (before := chain[-1].replaces) is not None:
        chain.append(every.get(before) or book.submission(before))
    return _receivable(book, submission, [event for each in reversed(chain) for event in book.events(each.id)])


def counts(submission: Submission) -> bool:
    """Say whether money is to come for a submission; see `receivables`."""
    if submission.state in states.CLOSED or submission.kind in NOT_OWED:
        return False
    return submission.delivery.environment != "test"


def versions(submission: Submission, every: Mapping[int, Submission]) -> tuple[int, ...]:
    """Name the submissions of an invoice, the first version first."""
    if submission.replaces is None:
        return (submission.id,)
    ids = [submission.id]
    here = submission
    while here.replaces is not None and here.replaces in every:
        here = every[here.replaces]
        ids.append(here.id)
    return tuple(reversed(ids))


def _receivable(book: Reader, submission: Submission, events: Sequence[Event]) -> Receivable:
    if not events:
        return Receivable(submission=submission, reported=_reported(book, submission), approved=_approved(submission))
    return Receivable(
        submission=submission,
        payments=tuple(payment(each.detail) for each in events if each.kind == "PAYMENT"),
        write_offs=tuple(_write_off(each) for each in events if each.kind == "WRITTEN_OFF"),
        reported=_reported(book, submission),
        approved=_approved(submission),
        asked=_waiting(events),
        agency=_agency(events),
        reminded=tuple(moments.day(each.at) for each in events if each.kind == "REMINDER"),
    )


def payment(detail: Mapping[str, Any]) -> Payment:
    """Read a payment as the ledger holds it."""
    return Payment(
        day=datetime.date.fromisoformat(detail["on"]),
        amount=money.from_ten_thousandths(detail["amount"]),
        reference=detail["reference"],
        reason=detail["reason"],
        by=detail["by"],
        source=detail["source"],
        besides=detail["besides"],
    )


def _write_off(event: Event) -> WriteOff:
    amount = money.from_ten_thousandths(event.detail["amount"])
    return WriteOff(day=moments.day(event.at), amount=amount, by=event.detail["by"], reason=event.detail["reason"])


def _waiting(events: Iterable[Event]) -> WriteOff | None:
    """Find the last write-off that was asked for, unless somebody has decided of it."""
    asked: WriteOff | None = None
    for each in events:
        if each.kind.startswith(("WRITE_OFF", "WRITTEN_OFF")):
            asked = _write_off(each) if each.kind == "WRITE_OFF_ASKED" else None
    return asked


def _agency(events: Iterable[Event]) -> str:
    last = [each for each in events if each.kind.startswith("AGENCY")][-1:]
    return next((str(each.detail["agency"]) for each in last if each.kind == "AGENCY"), "")


def _approved(submission: Submission) -> Decimal | None:
    standing = submission.standing
    if standing.approved is not None:
        return money.from_ten_thousandths(standing.approved)
    paid = standing.paid is None or standing.paid >= submission.whole
    return submission.total if standing.status in IN_FULL or (standing.status == "PAID" and paid) else None


def _reported(book: Reader, submission: Submission) -> Reported | None:
    """Give what the platform said last of money; a PAID that names no amount means all that was approved."""
    standing = submission.standing
    if standing.status in PAYING:
        amount = _said(standing.paid, standing.status, submission)
        return None if amount is None else Reported(day=moments.day(standing.reported), amount=amount)
    if standing.paid is None:
        return None
    # Something else was said since: the day of the payment stands in an event.
    told = [each for each in book.events(submission.id) if _tells(each, standing.paid)]
    last = max((each.detail.get("at") or each.at for each in told), default=submission.created)
    return Reported(day=moments.day(last), amount=money.from_ten_thousandths(standing.paid))


def _said(whole: int | None, status: str, submission: Submission) -> Decimal | None:
    if whole is not None:
        return money.from_ten_thousandths(whole)
    return (_approved(submission) or submission.total) if status == "PAID" else None


def _tells(event: Event, whole: int) -> bool:
    detail = event.detail
    return event.kind == "STATUS" and detail.get("status") in PAYING and detail.get("amount") == whole


def ordered(found: Iterable[Receivable]) -> Iterator[Receivable]:
    """Yield invoices by client, currency and number, as statements list them."""
    yield from sorted(found, key=lambda each: (each.client, each.currency, each.invoice, each.submission.id))
