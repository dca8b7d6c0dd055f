"""Invoices as reports see them: the money of each, the days that count, whose matters they are for."""

from __future__ import annotations

import datetime
import itertools
import operator
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from ledes import money
from ledes.ledger import courses, moments, states
from ledes.ledger.standing import APPROVING, PAYING
from ledes.payments.balance import Balance
from ledes.reports.invoices.sharing import shared

if TYPE_CHECKING:
    from ledes.client import Client
    from ledes.ledger.courses import Share, Word
    from ledes.ledger.reading import Reader
    from ledes.ledger.records import Submission
    from ledes.payments.receivables import Receivable
    from ledes.reports import Asked
    from ledes.workspace import Workspace

TURNED_DOWN = frozenset({"FILE_ERROR", "REJECTED"})
TAKEN = APPROVING | PAYING
NOT_SENT, WAITING, REJECTED, APPROVED = "not sent", "with the client", "turned down", "approved"
"""Where the money of an invoice waits."""

NOBODY = "nobody named"


class Part(NamedTuple):
    """The part of an amount that falls to one matter."""

    matter: str
    attorney: str
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice:
    """An invoice as it stands: its last version, with the money of all its versions.

    `name` is the client's. `date` is that of the bill, else the day on which it was recorded; `due` is the day that the
    bill names, else the client's days after the date. `sent` is the day on which its first version reached the
    platform, `accepted` the day of the approval, `rejected` that of the last rejection, `settled` when the last of what
    is owed came. `None` is not yet, or not known. `first` is the submission of the first version. `adjustments` are
    what the client said last of single lines, as the ledger holds it. `until` is the day as of which money counts,
    `None` for now.
    """

    receivable: Receivable
    balance: Balance
    name: str
    first: int
    date: datetime.date
    end: datetime.date | None = None
    due: datetime.date | None = None
    sent: datetime.date | None = None
    answered: datetime.date | None = None
    accepted: datetime.date | None = None
    rejected: datetime.date | None = None
    settled: datetime.date | None = None
    shares: tuple[Share, ...] = ()
    attorneys: Mapping[str, str]
    adjustments: tuple[Mapping[str, Any], ...] = ()
    until: datetime.date | None = None

    @property
    def submission(self) -> Submission:
        """Give the last version as the ledger holds it."""
        return self.receivable.submission

    @property
    def number(self) -> str:
        """Give the invoice number."""
        return self.receivable.invoice

    @property
    def client(self) -> str:
        """Give the client's key."""
        return self.receivable.client

    @property
    def currency(self) -> str:
        """Give the currency of all its amounts."""
        return self.receivable.currency

    @property
    def vendor(self) -> str:
        """Give the platform that it went to."""
        return self.submission.delivery.vendor

    @property
    def open(self) -> Decimal:
        """Give what is still to come: billed, less paid, less written off."""
        return self.balance.open

    @property
    def decided(self) -> bool:
        """Say whether the client has said what it will pay."""
        return self.balance.approved is not None or self.submission.status in PAYING

    @property
    def stage(self) -> str:
        """Say where its money waits."""
        state, status = self.submission.state, self.submission.status
        if state == states.REFUSED or status in TURNED_DOWN:
            return REJECTED
        if self.decided or status in APPROVING:
            return APPROVED
        return WAITING if state == states.DELIVERED else NOT_SENT

    def parts(self, amount: Decimal) -> Iterator[Part]:
        """Share an amount out over the matters of the invoice, by what it asks for each; to the last cent."""
        among = self.shares or (courses.Share("", "", 0, 0, 1),)
        for share, part in zip(among, shared(amount, [each.total for each in among]), strict=True):
            yield Part(share.matter, self.attorney(share), part)

    def attorney(self, share: Share) -> str:
        """Name who answers for a matter in the firm: by the client's profile, else by the bill."""
        return self.attorneys.get(share.matter) or share.attorney or NOBODY


def invoices(book: Reader, home: Workspace, asked: Asked, *, until: datetime.date | None = None) -> list[Invoice]:
    """List the invoices that a report looks at, by client and date; their days decide (`Asked.covers`).

    Tests, accruals, shadow bills and replaced versions are none. `until` is the day as of which money counts.
    """
    from ledes.payments.receivables import receivables

    found = []
    facts, shares, happened = courses.facts(book), courses.shares(book), history(book)
    firsts = courses.first_versions(book)
    attorneys = {key: _attorneys(client) for key, client in home.clients.items()}
    names: dict[str, str] = {}
    for each in receivables(book, client=asked.client):
        submission = each.submission
        words = happened.get(submission.id, ())
        days = facts.get(submission.id) or courses.Facts(None, None, None)
        date = days.date or moments.day(submission.created)
        if not asked.covers(date):
            continue
        client = each.client
        if client not in names:
            names[client] = named(home, client)
        first = firsts[submission.id]
        balance = each.on(until)
        found.append(
            Invoice(
                receivable=each,
                balance=balance,
                name=names[client],
                first=first,
                date=date,
                end=days.end,
                due=days.due or _due(date, home.clients.get(client)),
                shares=shares.get(submission.id, ()),
                adjustments=_adjustments(words),
                attorneys=attorneys.get(client, {}),
                settled=_settled(each, balance, words),
                until=until,
                **_moments(words if first == submission.id else happened.get(first, ()), words),
            )
        )
    return sorted(found, key=lambda each: (each.client, each.currency, each.date, each.number))


def history(book: Reader) -> Mapping[int, tuple[Word, ...]]:
    """Give what happened to every submission on its way: sent, refused, and each word of the client."""
    return book.once("history", lambda: _history(book))


def _history(book: Reader) -> Mapping[int, tuple[Word, ...]]:
    words = courses.words(book, "STATUS", "REFUSED", *courses.SENT)
    return {id_: tuple(some) for id_, some in itertools.groupby(words, key=operator.itemgetter(0))}


def named(home: Workspace, client: str) -> str:
    """Give the name of a client, else its key."""
    profile = home.clients.get(client)
    return (profile.name if profile else "") or client


def _moments(first: Sequence[Word], last: Sequence[Word]) -> dict[str, datetime.date | None]:
    """Give the days that count, out of what happened to the first and the last version, each in the order of time."""
    sent = answered = accepted = rejected = None
    for word in first:
        if word.kind == "STATUS":
            answered = answered or word.day
        elif word.kind in courses.SENT:
            sent = sent or word.day
    for word in last:
        if word.kind == "REFUSED" or word.status in TURNED_DOWN:
            rejected = word.day
        elif word.status in TAKEN:
            accepted = accepted or word.day
    return {"sent": sent, "answered": answered, "accepted": accepted, "rejected": rejected}


def _adjustments(words: tuple[Word, ...]) -> tuple[Mapping[str, Any], ...]:
    said = (word.detail["adjustments"] for word in reversed(words) if word.detail.get("adjustments"))
    return tuple(next(said, ()))


def _settled(each: Receivable, balance: Balance, words: tuple[Word, ...]) -> datetime.date | None:
    """Give the day on which the last of the money came, of an invoice of which nothing is owed any more."""
    if balance.paid == money.ZERO or balance.owed > money.ZERO:
        return None
    days = [payment.day for payment in each.payments if payment.amount > 0]
    days += [word.day for word in words if word.status in PAYING]
    return max(days, default=None)


def _due(date: datetime.date, profile: Client | None) -> datetime.date | None:
    if profile is None or profile.payment_days is None:
        return None
    return date + datetime.timedelta(days=profile.payment_days)


def _attorneys(client: Client) -> Mapping[str, str]:
    """Give who answers for matters, by the numbers of the firm and of the client."""
    named = {each.client_id: each.attorney for each in client.matters if each.client_id}
    named |= {each.firm_id: each.attorney for each in client.matters if each.firm_id}
    return {number: name for number, name in named.items() if name}
