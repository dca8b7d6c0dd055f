"""Promises to pay: which were kept, kept late, broken, replaced by a newer one, and which are still open.

Money that comes in, by the balance of the bills it is for, goes to the promise that was due first. A newer promise
takes the place of older ones where together they would be more than is open on that day; a payment plan always does. An
older one whose day had passed by then stays broken.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ledes import money
from ledes.ledger import clientbook
from ledes.ledger.reading import Reader
from ledes.payments import receivables
from ledes.payments.receivables import Receivable

OPEN, KEPT, LATE, BROKEN, REPLACED = "open", "kept", "late", "broken", "replaced"

Flow = tuple[datetime.date, Decimal]
"""Money that came in on a day; below zero where it went back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What somebody said would come by a day; `invoice` is empty where it is for whatever the client owes.

    `made` is the day on which it was written down, `plan` whether it is a part of a payment plan.
    """

    client: str
    invoice: str = ""
    currency: str
    amount: Decimal
    due: datetime.date
    made: datetime.date
    whom: str = ""
    by: str = ""
    reason: str = ""
    plan: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A promise and what became of it: `got` is the money that counted for it, `day` when it was complete."""

    promise: Promise
    state: str
    got: Decimal = money.ZERO
    day: datetime.date | None = None


class _Case:
    """A promise while money is dealt out."""

    def __init__(self, promise: Promise) -> None:
        self.promise = promise
        self.got = money.ZERO
        self.day: datetime.date | None = None
        self.closed = ""

    @property
    def left(self) -> Decimal:
        return money.minus(self.promise.amount, self.got)

    def judged(self, today: datetime.date) -> Judged:
        due = self.promise.due
        if self.day is not None:
            state = KEPT if self.day <= due else LATE
        else:
            state = self.closed or (BROKEN if due < today else OPEN)
        return Judged(promise=self.promise, state=state, got=self.got, day=self.day)


def judge(
    promises: Sequence[Promise],
    flows: Iterable[Flow],
    open_on: Callable[[datetime.date], Decimal],
    today: datetime.date,
) -> tuple[Judged, ...]:
    """Say what became of the promises about one bill, or about one client in one currency, in the order given.

    `open_on` says what was open at the end of a day, without what came on that day.
    """
    cases = [_Case(each) for each in promises]
    made: list[_Case] = []
    money_of = sorted((day, amount) for day, amount in flows if amount and day <= today)
    for day in sorted({each.promise.made for each in cases} | {day for day, _ in money_of}):
        fresh = [each for each in cases if each.promise.made == day]
        _replace(made, fresh, day, open_on)
        made += fresh
        for at, amount in money_of:
            if at == day:
                _deal(made, day, amount)
    return tuple(each.judged(today) for each in cases)


def _replace(
    made: Sequence[_Case], fresh: Sequence[_Case], day: datetime.date, open_on: Callable[[datetime.date], Decimal]
) -> None:
    waiting = [each for each in made if not each.closed and each.day is None]
    if not fresh or not waiting:
        return
    together = money.total(each.left for each in (*waiting, *fresh))
    if any(each.promise.plan for each in fresh) or together > open_on(day):
        for each in waiting:
            each.closed = BROKEN if each.promise.due < day else REPLACED


def _deal(made: Iterable[_Case], day: datetime.date, amount: Decimal) -> None:
    ordered = sorted((each for each in made if not each.closed), key=lambda each: each.promise.due)
    if amount < 0:
        for each in reversed(ordered):
            back = min(each.got, -amount)
            if back:
                each.got, amount, each.day = money.minus(each.got, back), money.plus(amount, back), None
        return
    for each in ordered:
        part = min(each.left, amount)
        if part > 0:
            each.got, amount = money.plus(each.got, part), money.minus(amount, part)
            each.day = day if not each.left else None


def judged(book: Reader, today: datetime.date, client: str = "") -> tuple[Judged, ...]:
    """Judge every promise on record, by the day on which it is due."""
    owed = receivables.receivables(book, client)
    by_id = {each.submission.id: each for each in owed}
    every = {each.id: each for each in book.submissions(client=client)}
    ends = {id_: each.submission.id for each in owed for id_ in receivables.versions(each.submission, every)}
    by_bill: dict[int, list[Promise]] = {}
    for event in book.happened("PROMISE", "PLAN"):
        if event.submission in ends:
            bill = by_id[ends[event.submission]]
            found = _promises(bill.client, bill.invoice, event.detail)
            by_bill.setdefault(bill.submission.id, []).extend(found)
    results = [
        each
        for id_, promises in by_bill.items()
        for each in judge(promises, flows([by_id[id_]]), _open([by_id[id_]]), today)
    ]
    results += _of_clients(book, owed, today, client)
    return tuple(sorted(results, key=lambda each: (each.promise.due, each.promise.client, each.promise.invoice)))


def _of_clients(book: Reader, owed: Sequence[Receivable], today: datetime.date, client: str) -> Iterator[Judged]:
    by_client: dict[tuple[str, str], list[Promise]] = {}
    for event in clientbook.listed(book, client or None, "PROMISE", "PLAN"):
        for each in _promises(event.client, "", event.detail):
            by_client.setdefault((each.client, each.currency), []).append(each)
    for (key, currency), promises in by_client.items():
        theirs = [each for each in owed if (each.client, each.currency) == (key, currency)]
        yield from judge(promises, flows(theirs), _open(theirs), today)


def flows(owed: Iterable[Receivable]) -> tuple[Flow, ...]:
    """List the money that came in for bills, by day, as their balances count it."""
    found: list[Flow] = []
    for each in owed:
        days = {payment.day for payment in each.payments} | ({each.reported.day} if each.reported else set())
        before = money.ZERO
        for day in sorted(days):
            now = each.on(day).paid
            found.append((day, money.minus(now, before)))
            before = now
    return tuple(sorted(each for each in found if each[1]))


def _open(owed: Sequence[Receivable]) -> Callable[[datetime.date], Decimal]:
    return lambda day: money.total(each.on(day - datetime.timedelta(1)).open for each in owed)


def _promises(client: str, invoice: str, detail: Mapping[str, Any]) -> Iterator[Promise]:
    parts = detail.get("parts") or [{"amount": detail["amount"], "day": detail["day"]}]
    for each in parts:
        yield Promise(
            client=client,
            invoice=invoice,
            currency=detail["currency"],
            amount=money.from_ten_thousandths(each["amount"]),
            due=datetime.date.fromisoformat(each["day"]),
            made=datetime.date.fromisoformat(detail["made"]),
            whom=detail["with"],
            by=detail["by"],
            reason=detail["reason"],
            plan="parts" in detail,
        )
