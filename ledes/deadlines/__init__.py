"""The days by which something has to be done for a bill, a promise or an account, each from what was agreed."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from ledes.ledger.records import Submission

FILING = "filing"
APPEAL = "appeal"
STUCK = "stuck"
DELETION = "deletion"
SECRET = "secret"  # noqa: S105  a kind of deadline
PROMISE = "promise"
ACCRUAL = "accrual"

KINDS = (FILING, APPEAL, STUCK, DELETION, SECRET, PROMISE, ACCRUAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """What has to be done by the end of a day, of which submission (`None`: of none), and how.

    `account` is whose secret ends. `client` and `invoice` are empty where it is of neither. `about` tells two of a
    kind apart that are of the same client and invoice: a proforma, a part of a payment plan.
    """

    kind: str
    what: str
    day: datetime.date
    step: str
    submission: Submission | None = None
    account: str = ""
    client: str = ""
    invoice: str = ""
    about: str = ""

    @property
    def mark(self) -> str:
        """Name what it is about by something that stays the same when the day moves."""
        sort = self.submission.kind if self.submission else ""
        return " | ".join((self.kind, self.account, self.client, self.invoice, sort, self.about))

    def left(self, today: datetime.date) -> int:
        """Count the days that are left; less than nothing when it is over."""
        return (self.day - today).days


def near(found: Iterable[Deadline], today: datetime.date, days: int) -> tuple[Deadline, ...]:
    """Pick those that are over or come within some days."""
    return tuple(each for each in found if each.left(today) <= days)


def ordered(found: Iterable[Deadline]) -> tuple[Deadline, ...]:
    """Put the nearest first."""
    return tuple(sorted(found, key=lambda each: (each.day, each.submission.id if each.submission else 0, each.mark)))
