"""Where submissions stand, in words and as data: what is known, and what a person should do next."""

from __future__ import annotations

import datetime
import heapq
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from ledes import gateway, money
from ledes.errors import UsageError
from ledes.ledger import moments, states
from ledes.ledger.reading import Reader
from ledes.ledger.records import Event, Parcel, Submission

UNHAPPY = frozenset({"FILE_ERROR", "REJECTED", "APPROVED_REDUCED", "SHORT_PAID", "DISPUTED", "ON_HOLD"})
"""Statuses whose words are worth a reason."""

BY_STATUS = {
    "PENDING_VENDOR": "answer at the portal: the client waits for your firm",
    "APPROVED": "wait for the payment",
    "SENT_TO_AP": "wait for the payment",
    "APPROVED_REDUCED": "check the cuts with ledes history {invoice}, then appeal or write them off",
    "PAID": "nothing",
    "SHORT_PAID": "ask the client for the rest",
    "APPEALED": "wait for the client's answer, then ledes appeal {invoice} --outcome granted, partly or declined",
    "DISPUTED": "answer the client's dispute",
    "FILE_ERROR": "correct and resubmit with --replaces {id}",
    "REJECTED": "correct and resubmit with --replaces {id}",
}

BY_STATE = {
    states.READY: "nothing: the next run sends it",
    states.SENDING: "nothing while a run is at work; otherwise ledes submit clears it up",
    states.UPLOADED: "nothing: the next run releases it; or release it at the portal, then ledes settle {invoice}",
    states.WAITING_UPLOAD: "upload outbox/{package}{age}, then ledes settle {invoice} --delivered --reference R",
    states.REFUSED: "correct and resubmit with --replaces {id}",
    states.REPLACED: "nothing: another submission took its place",
    states.WITHDRAWN: "nothing",
}


def next_step(submission: Submission, now: datetime.datetime | None = None) -> str:
    """Say in a short sentence what a person should do now."""
    words = {"id": submission.id, "invoice": submission.invoice, "package": submission.delivery.package}
    words["age"] = _age(submission, now or moments.now())
    if submission.state == states.IN_DOUBT:
        if not submission.standing.person:
            return "nothing: the next run asks the vendor again"
        place = submission.standing.page or "the portal"
        return f"look at {place}, then ledes settle {submission.invoice} --delivered --reference R, or --absent"
    if submission.state == states.READY and submission.standing.words:
        return f"nothing: the next run tries again; last time {submission.standing.words}"
    if submission.state == states.DELIVERED:
        return BY_STATUS.get(submission.status, "wait for the client").format(**words)
    return BY_STATE[submission.state].format(**words)


def _age(submission: Submission, now: datetime.datetime) -> str:
    """Say how long a submission has waited, in whole days or hours; nothing for less than an hour."""
    hours = int((now - moments.parse(submission.created)).total_seconds()) // 3600
    count, unit = (hours // 24, "day") if hours >= 24 else (hours, "hour")
    return f" (waiting for {count} {unit}{'' if count == 1 else 's'})" if count > 0 else ""


def reason(submission: Submission) -> str | None:
    """Give the reason behind the vendor's words, as a key of the catalogue; `None` where it is not recognised."""
    unhappy = submission.state == states.REFUSED or submission.status in UNHAPPY
    if not unhappy or not submission.standing.words:
        return None
    from ledes import rejections

    surest = rejections.recognise(submission.standing.words, submission.delivery.vendor)[0]
    return surest.reason.key if surest.reason and surest.confidence != rejections.GUESS else None


def as_data(submission: Submission) -> dict[str, Any]:
    """Give a submission in the shape of `schemas/submissions.schema.json`."""
    standing, delivery = submission.standing, submission.delivery
    return {
        "id": submission.id,
        "invoice": submission.invoice,
        "client": submission.client,
        "vendor": delivery.vendor,
        "state": submission.state,
        "status": submission.status,
        "total": money.text(submission.total),
        "currency": submission.currency,
        "reason": reason(submission),
        "next": next_step(submission),
        "attempts": standing.attempts,
        "receipt": standing.receipt or None,
        "account": delivery.account,
        "environment": delivery.environment,
        "kind": submission.kind,
        "format": delivery.format,
        "reference": delivery.reference,
        "words": standing.words or None,
        "approved": _amount(standing.approved),
        "paid": _amount(standing.paid),
        "replaces": submission.replaces,
        "created": moments.short(submission.created),
        "attempted": moments.short(standing.tried) or None,
    }


def planned(parcel: Parcel) -> list[dict[str, Any]]:
    """Give what would be submitted in the same shape; it has no id yet."""
    adapter = gateway.vendors().get(parcel.vendor)
    by_hand = adapter is not None and not adapter.can.submit
    step = f"ledes submit {'lays it out for a person to upload' if by_hand else 'sends it'} as {parcel.file_name}"
    if parcel.attachments:
        step += f", with {', '.join(each.name for each in parcel.attachments)}"
    return [
        {
            "id": None,
            "invoice": entry.invoice,
            "client": parcel.client,
            "vendor": parcel.vendor,
            "state": states.READY,
            "status": "",
            "total": money.text(entry.total),
            "currency": entry.currency,
            "reason": None,
            "next": step,
            "attempts": 0,
            "receipt": None,
            "account": parcel.account,
            "environment": parcel.environment,
            "kind": entry.kind,
            "format": parcel.format,
            "replaces": parcel.replaces,
        }
        for entry in parcel.entries
    ]


def _amount(whole: int | None) -> str | None:
    return None if whole is None else money.text(money.from_ten_thousandths(whole))


def summary(rows: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Count submissions by state, in the order of the states."""
    counted = Counter(row["state"] for row in rows)
    return {state: counted[state] for state in states.STATES if counted[state]}


def calm(found: Iterable[Submission]) -> tuple[Submission, ...]:
    """Pick those with which nobody has to do anything."""
    waiting = ("nothing", "wait")
    return tuple(each for each in found if next_step(each).startswith(waiting) and each.state == states.DELIVERED)


def listed(book: Reader, invoices: tuple[str, ...], *, state: str = "", client: str = "") -> tuple[Submission, ...]:
    """List submissions; those that are closed only when their number or state is asked for.

    Raises `UsageError` for a number that is not on record, and for a state that there is not.
    """
    if state and state not in states.STATES:
        raise UsageError(f"there is no state {state!r}", hint=f"use one of {', '.join(states.STATES)}")
    if not invoices:
        return book.submissions(state=state, client=client, open_only=not state)
    found = {each.id: each for argument in invoices for each in named(book, argument, client=client)}
    return tuple(each for each in found.values() if state in ("", each.state))


def named(book: Reader, argument: str, *, client: str = "") -> tuple[Submission, ...]:
    """Find the submissions of an invoice number, or the one with an id written as `#12`, oldest first.

    Raises `UsageError` when there are none.
    """
    if argument.startswith("#") and argument[1:].isdecimal() and argument.isascii():
        found = book.submissions(ids=(int(argument[1:]),), client=client)
    else:
        found = book.submissions(invoices=(argument,), client=client)
    if found:
        return found
    raise UsageError(f"no submission bears the number {argument!r}", hint="ledes status lists what is on record")


def one(book: Reader, argument: str, *, client: str = "") -> Submission:
    """Find the one submission that an invoice number means: the open one, else the last that was closed.

    Raises `UsageError` when there are none, or when it fits bills of several clients, accounts or kinds.
    """
    found = named(book, argument, client=client)
    chosen = [each for each in found if each.state not in states.CLOSED] or list(found)
    keys = {(each.client, each.delivery.vendor, each.delivery.account, _environment(each), each.kind) for each in found}
    if len(keys) > 1 and len(chosen) > 1:
        candidates = "; ".join(_candidate(each) for each in chosen)
        raise UsageError(
            f"invoice {argument} fits {len(chosen)} submissions: {candidates}",
            hint=f"name one by its id: '#{chosen[-1].id}'",
        )
    return chosen[-1]


def _environment(submission: Submission) -> str:
    return submission.delivery.environment


def _candidate(each: Submission) -> str:
    where = f"{each.client} through {each.delivery.vendor} {each.delivery.account} ({each.delivery.environment})"
    return f"#{each.id} {each.kind} to {where}, {each.status or each.state}"


def versions(book: Reader, submission: Submission) -> tuple[Submission, ...]:
    """List all versions of a bill, the first one first: what it replaced, and what took its place."""
    earlier = [submission]
    while (before := earlier[-1].replaces) is not None:
        earlier.append(book.submission(before))
    chain, later = list(reversed(earlier)), book.submissions(client=submission.client)
    for each in later:
        # Those that take a place are recorded later, so one pass in the order of their ids meets them all.
        if each.replaces in {known.id for known in chain} and each.id not in {known.id for known in chain}:
            chain.append(each)
    return tuple(chain)


def history(book: Reader, submission: Submission) -> tuple[Event, ...]:
    """List the events of all versions of a bill, in the order of time."""
    # merged, not sorted: what happened to one submission keeps its order, even where the clock was set back
    found = (book.events(each.id) for each in versions(book, submission))
    return tuple(heapq.merge(*found, key=lambda event: event.at))
