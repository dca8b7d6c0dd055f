"""All bills that were turned down or cut and still wait, grouped by cause, with the money in each group."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from ledes import diagnose, money
from ledes.deadlines import Deadline
from ledes.diagnose import held, refusal, window
from ledes.diagnose.causes import Cause, Diagnosis
from ledes.examination import Examiner
from ledes.finding import SCOPES
from ledes.ledger import states
from ledes.ledger.reading import Reader
from ledes.ledger.records import Submission
from ledes.payments.balance import Balance
from ledes.payments.receivables import receivables
from ledes.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A bill that waits: what became of it, and how much money hangs on it, in its currency."""

    submission: Submission
    diagnosis: Diagnosis
    at_stake: Decimal

    @property
    def cause(self) -> Cause:
        """Give the cause that it is counted under: what the vendor named first, the surest one."""
        return self.diagnosis.causes[0]

    @property
    def due(self) -> Deadline | None:
        """Give the nearest deadline."""
        return next(iter(self.diagnosis.deadlines), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The bills of one cause; `reason` is empty where the vendor's words were not recognised."""

    reason: str
    bills: tuple[Waiting, ...]

    @property
    def money(self) -> Mapping[str, Decimal]:
        """Add up what is at stake, by currency."""
        return added(self.bills)


def added(bills: Iterable[Waiting]) -> Mapping[str, Decimal]:
    """Add up what is at stake, by currency."""
    found: dict[str, Decimal] = {}
    for each in bills:
        currency = each.submission.currency
        found[currency] = money.plus(found.get(currency, money.ZERO), each.at_stake)
    return dict(sorted(found.items()))


def waiting(book: Reader, home: Workspace, today: datetime.date, *, client: str = "") -> tuple[Group, ...]:
    """Group what waits, the most money first; each bill is in one group, so the groups add up.

    Tests are left out, and bills of which nothing is at stake any more: paid, or the cut given up.
    """
    due = window.deadlines(book, home, today)
    balances = {each.submission.id: each.balance for each in receivables(book, client)}
    stakes = {
        each: _at_stake(each, balances.get(each.id))
        for each in book.submissions(client=client, open_only=True)
        if each.delivery.environment != "test" and _waits(each)
    }
    wait = [each for each, amount in stakes.items() if amount or not each.whole]
    examiner = Examiner(SCOPES)
    found: dict[str, list[Waiting]] = {}
    for each, known in held.of_many(book, wait):
        profile, days = home.clients.get(each.client), due.get(each.id, ())
        told = diagnose.explain(book, each, profile, today=today, due=days, known=known, examiner=examiner)
        if told.causes:
            one = Waiting(submission=each, diagnosis=told, at_stake=stakes[each])
            found.setdefault(one.cause.reason, []).append(one)
    groups = (Group(reason=reason, bills=tuple(sorted(bills, key=_urgency))) for reason, bills in found.items())
    return tuple(sorted(groups, key=lambda each: (-sum(each.money.values()), each.reason)))


def _waits(submission: Submission) -> bool:
    return submission.state == states.REFUSED or submission.status in refusal.TELLING


def _at_stake(submission: Submission, balance: Balance | None) -> Decimal:
    """Give what was cut and not given up, where the client said how much it approves; otherwise all that is open."""
    if balance is None:
        return submission.total
    if submission.status == "APPROVED_REDUCED" and balance.approved is not None:
        return balance.disputed if balance.billed >= 0 else balance.cut
    return balance.open


def _urgency(each: Waiting) -> tuple[datetime.date, int]:
    return (each.due.day if each.due else datetime.date.max, each.submission.id)
