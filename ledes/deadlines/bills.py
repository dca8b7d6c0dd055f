"""Deadlines of bills that are open, and of proformas whose bill is still to be made."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from ledes import gateway, status
from ledes.client import Client
from ledes.deadlines import APPEAL, DELETION, FILING, STUCK, Deadline
from ledes.gateway.portal import Portal
from ledes.ledger import moments, spans, states
from ledes.ledger.reading import Reader
from ledes.ledger.records import Submission
from ledes.ledger.spans import Span
from ledes.payments import accruals, receivables
from ledes.payments.balance import Balance
from ledes.proformas.waiting import Waiting
from ledes.workspace import Workspace

FILED_BY = "D210"
APPEALED_BY = "S202"
"""The rules whose `days` a profile sets: how late an invoice may be filed, and how late it may be appealed."""

UNACCEPTED = frozenset({"FILE_ERROR", "REJECTED"})
APPEALABLE = frozenset({"REJECTED", "APPROVED_REDUCED", "SHORT_PAID", "DISPUTED"})
ACCEPTED = frozenset({"APPROVED", "SENT_TO_AP", "PAID"})
"""Statuses in which a bill waits for nothing but its money."""

TOLD_AFTER = 30
"""Days after which a platform has deleted what it would, and nothing is to be done in time any more."""


class Open(NamedTuple):
    """A bill that is not over: tests are not among them, nor bills of which no money is open.

    `given_up`: what the client cut was written off, and the bill waits for the rest of its money alone.
    """

    submission: Submission
    client: Client | None
    span: Span
    given_up: bool = False


def open_bills(book: Reader, workspace: Workspace) -> tuple[Open, ...]:
    """List the bills that can have a deadline."""
    found = [
        each
        for each in book.submissions(open_only=True)
        if each.delivery.environment == "production" and each.status != "PAID" and not _told(each)
    ]
    known = spans.spans(book)
    balances = {each.submission.id: each.balance for each in receivables.receivables(book)}
    return tuple(
        Open(each, workspace.clients.get(each.client), known[each.id], _given_up(each, balances.get(each.id)))
        for each in found
        if not _settled(each, balances.get(each.id))
    )


def _told(each: Submission) -> bool:
    """Say whether a bill that nobody pays has done its work: accruals have a calendar of their own."""
    there = each.state == states.DELIVERED and each.status not in UNACCEPTED
    return each.kind == accruals.KIND or (each.kind in receivables.NOT_OWED and there)


def _settled(each: Submission, balance: Balance | None) -> bool:
    """Say whether a bill was paid or given up to the last cent."""
    return balance is not None and bool(each.whole) and not balance.open


def _given_up(each: Submission, balance: Balance | None) -> bool:
    return each.status == "APPROVED_REDUCED" and balance is not None and balance.cut > 0 and not balance.disputed


def of_bills(found: Iterable[Open], today: datetime.date) -> Iterator[Deadline]:
    """Yield when bills have to be filed or appealed, and when a platform deletes them."""
    for each, client, span, given_up in found:
        yield from _filing(each, client, span)
        if not given_up:
            yield from _appeal(each, client, span)
        yield from (due for due in _deletion(each, span) if due.left(today) >= -TOLD_AFTER)


def stuck(found: Iterable[Open], now: datetime.datetime, hours: int) -> Iterator[Deadline]:
    """Yield the bills that stood unchanged for more than some hours, with the day on which that was over."""
    for each, _, span, given_up in found:
        over = span.moved + datetime.timedelta(hours=hours)
        if each.status in ACCEPTED or given_up or over >= now:
            continue
        days = (now - span.moved).days
        where = (each.status or each.state).lower().replace("_", " ")
        what = f"look after it: {where} for {days} day{'' if days == 1 else 's'}"
        yield _deadline(STUCK, what, over.astimezone().date(), each)


def of_proformas(found: Iterable[Waiting], workspace: Workspace) -> Iterator[Deadline]:
    """Yield when the bills of proformas have to be filed that nobody has sent."""
    for each in found:
        of = each.proforma
        client = workspace.clients.get(of.client)
        filing = _options(client, FILED_BY) if client else {}
        if each.submission is None and of.end and "days" in filing and filing.get("since") != "invoice date":
            yield Deadline(
                kind=FILING,
                what=f"file the bill of proforma {of.number}",
                day=of.end + datetime.timedelta(filing["days"]),
                step=f"it is {each.where}, with {each.holder}",
                client=of.client,
                about=f"proforma {of.number}",
            )


def _filing(each: Submission, client: Client | None, span: Span) -> Iterator[Deadline]:
    filing = _options(client, FILED_BY)
    begun = span.date if filing.get("since") == "invoice date" else span.end
    if begun and "days" in filing and (each.state != states.DELIVERED or each.status in UNACCEPTED):
        yield _deadline(FILING, "file the invoice", begun + datetime.timedelta(filing["days"]), each)


def _appeal(each: Submission, client: Client | None, span: Span) -> Iterator[Deadline]:
    appeal = _options(client, APPEALED_BY)
    if span.answered and "days" in appeal and each.status in APPEALABLE:
        day = span.answered.astimezone().date() + datetime.timedelta(appeal["days"])
        yield _deadline(APPEAL, "appeal", day, each)


def _deletion(each: Submission, span: Span) -> Iterator[Deadline]:
    """Say until when a platform surely shows what became of a bill: it deletes what is done some days later.

    When it took a bill for done is its own affair, so the days count from the last that was heard of it.
    """
    adapter = gateway.vendors().get(each.delivery.vendor)
    days = adapter.deletes_after if isinstance(adapter, Portal) else None
    if adapter is None or days is None or each.state != states.DELIVERED:
        return
    day = _heard(each, span) + datetime.timedelta(days=days)
    what = f"note the outcome: {adapter.name} may delete it {days} days after it is done"
    step = f"export its list and read it: ledes track --from FILE; or ledes settle {each.invoice}"
    yield _deadline(DELETION, what, day, each, step)


def _heard(each: Submission, span: Span) -> datetime.date:
    """Give the day of the last status by the platform's time, else of our last event."""
    told = each.standing.reported[:10]
    return datetime.date.fromisoformat(told) if told else span.moved.astimezone(moments.EVER.tzinfo).date()


def _deadline(kind: str, what: str, day: datetime.date, each: Submission, step: str = "") -> Deadline:
    return Deadline(
        kind=kind,
        what=what,
        day=day,
        step=step or status.next_step(each),
        submission=each,
        client=each.client,
        invoice=each.invoice,
    )


def _options(client: Client | None, code: str) -> Mapping[str, Any]:
    setting = client.rules.get(code) if client else None
    return setting.options if setting is not None and setting.level != "off" else {}
