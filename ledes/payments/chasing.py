"""Notes, calls, promises, plans and the agency: what is written down while money is waited for."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ledes import money
from ledes.errors import UsageError
from ledes.ledger import clientbook, moments, remarks
from ledes.ledger.reading import Reader
from ledes.ledger.records import Submission
from ledes.ledger.remarks import Remark
from ledes.ledger.writing import Ledger
from ledes.payments import finding, noting, receivables
from ledes.payments.finding import Subject
from ledes.payments.receivables import Receivable
from ledes.workspace import Workspace

SORTS = ("note", "call", "mail", "meeting")
"""What a note may be about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Something on record about a bill, or about a client as a whole: when, what kind of event, what it says."""

    client: str
    submission: Submission | None
    at: datetime.datetime
    kind: str
    detail: Mapping[str, Any]


def note(book: Ledger, subject: Subject, text: str, by: str, *, sort: str = "note", whom: str = "") -> None:
    """Write a note down; `whom` is who was spoken to.

    Raises `UsageError` for one that says nothing.
    """
    if not text.strip():
        raise UsageError("the note says nothing", hint='write ledes note 2026-1001 "called, will pay on Friday"')
    _write(book, subject, "NOTE", {"text": text.strip(), "sort": sort, "with": whom, "by": by})


def promise(
    book: Ledger,
    subject: Subject,
    parts: Sequence[tuple[Decimal, datetime.date]],
    by: str,
    *,
    currency: str,
    whom: str = "",
    reason: str = "",
    today: datetime.date,
) -> None:
    """Write down what was promised: one amount by a day, or the parts of a payment plan.

    Raises `UsageError` where an amount is not above zero, a day has passed, or the currency is not the bill's.
    """
    for amount, day in parts:
        noting.amount_fits(amount, currency)
        if amount < 0:
            raise UsageError(f"{money.text(amount)} is below zero", hint="promise what will come")
        if day < today:
            raise UsageError(f"{day} has passed", hint="give the day by which the money will come")
    if len({day for _, day in parts}) < len(parts):
        raise UsageError("two parts of the plan are for the same day", hint="add them up")
    if subject.submission is not None and subject.submission.currency != currency:
        raise UsageError(
            f"invoice {subject.submission.invoice} is in {subject.submission.currency}, not in {currency}",
            hint="leave --currency away",
        )
    said: dict[str, Any] = {"currency": currency, "with": whom, "by": by, "reason": reason, "made": today.isoformat()}
    listed = [{"amount": money.ten_thousandths(amount), "day": day.isoformat()} for amount, day in sorted_by_day(parts)]
    if len(listed) == 1:
        _write(book, subject, "PROMISE", {**said, **listed[0]})
    else:
        _write(book, subject, "PLAN", {**said, "parts": listed})


def sorted_by_day(parts: Sequence[tuple[Decimal, datetime.date]]) -> list[tuple[Decimal, datetime.date]]:
    """Put parts of a plan in the order of their days."""
    return sorted(parts, key=lambda each: each[1])


def hand_over(book: Ledger, invoice: str, agency: str, by: str, *, reason: str = "", client: str = "") -> Receivable:
    """Note that an agency collects an invoice; without a name, that it no longer does.

    Raises `UsageError` where that is so already.
    """
    receivable = receivables.of(book, finding.one(book, invoice, client=client))
    if agency == receivable.agency:
        fact = f"is with {agency} already" if agency else "is with no agency"
        raise UsageError(f"invoice {receivable.invoice} {fact}", hint=f"see ledes note {receivable.invoice}")
    id_ = receivable.submission.id
    said = {"agency": agency or receivable.agency, "by": by, "reason": reason}
    remarks.note(book, [Remark(id_, "AGENCY" if agency else "AGENCY_ENDED", said)])
    return receivables.of(book, book.submission(id_))


def of_client(client: str) -> Subject | None:
    """Name a client as what something was written down about; no key is all of them."""
    return Subject(client, None) if client else None


def told(book: Reader, workspace: Workspace, subject: Subject | None = None, *kinds: str) -> tuple[Told, ...]:
    """List what was written down, by time: of a bill with all its versions, of a client with all its bills, or all."""
    wanted = kinds or ("NOTE", "PROMISE", "PLAN", "REMINDER", "AGENCY", "AGENCY_ENDED")
    ids = _of_bill(book, subject.submission) if subject and subject.submission else None
    client = subject.client if subject else ""
    every = {each.id: each for each in book.submissions(client=client) if each.delivery.environment != "test"}
    found = [
        Told(
            client=every[each.submission].client,
            submission=every[each.submission],
            at=moments.parse(each.at),
            kind=each.kind,
            detail=each.detail,
        )
        for each in book.happened(*wanted)
        if each.submission in (every if ids is None else ids) and each.submission in every
    ]
    if ids is None:
        found += [
            Told(client=each.client, submission=None, at=moments.parse(each.at), kind=each.kind, detail=each.detail)
            for each in clientbook.listed(book, client or None, *wanted)
        ]
    return tuple(sorted(found, key=lambda each: each.at))


def _of_bill(book: Reader, submission: Submission) -> frozenset[int]:
    every = {each.id: each for each in book.submissions(client=submission.client)}
    return frozenset(receivables.versions(submission, every))


def _write(book: Ledger, subject: Subject, kind: str, said: Mapping[str, Any]) -> None:
    if subject.submission is None:
        clientbook.write(book, subject.client, kind, said)
    else:
        remarks.note(book, [Remark(subject.submission.id, kind, said)])
