"""How the appeal of a bill stands: until when it is possible, how often, and what came of those that were made."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ledes import gateway, money
from ledes.appeals import cuts
from ledes.appeals.cuts import Reckoning
from ledes.bill import Bill
from ledes.client import Client
from ledes.deadlines import APPEAL
from ledes.diagnose import refusal, window
from ledes.errors import RefusedError
from ledes.formats import named
from ledes.gateway import Appealing
from ledes.ledger.reading import Reader
from ledes.ledger.records import Event, Submission
from ledes.payments import finding, receivables
from ledes.workspace import Workspace

GRANTED, PARTLY, DECLINED = "granted", "partly granted", "declined"
OUTCOMES = (GRANTED, PARTLY, DECLINED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Appeal:
    """One appeal that went: the day, what it asked for, and what was decided; `outcome` is empty while it is open."""

    day: datetime.date
    amount: Decimal
    lines: tuple[str, ...] = ()
    number: str = ""
    by: str = ""
    outcome: str = ""
    decided: datetime.date | None = None
    given: Decimal = money.ZERO
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """A bill that may be appealed: its lines as the client sees them, its appeals, the last day, the platform's rule.

    `bill` is `None` where what was sent cannot be read; `profile` where no client of the workspace has the bill.
    """

    reckoning: Reckoning
    bill: Bill | None
    profile: Client | None
    appeals: tuple[Appeal, ...]
    until: datetime.date | None
    rule: Appealing

    @property
    def submission(self) -> Submission:
        """Give the bill as it was sent."""
        return self.reckoning.submission

    @property
    def open(self) -> Appeal | None:
        """Give the appeal that waits for an answer."""
        return next((each for each in self.appeals if not each.outcome), None)


def course(book: Reader, home: Workspace, invoice: str, *, client: str = "") -> Course:
    """Tell how a bill stands that a number, or an id written as `#12`, means.

    Raises `UsageError` when there is none, or several.
    """
    submission = finding.one(book, invoice, client=client)
    events = book.events(submission.id)
    bill, _ = refusal.reread(book.payload(submission), submission, named(submission.delivery.format))
    balance = receivables.of(book, submission).balance
    adapter = gateway.vendors().get(submission.delivery.vendor)
    profile = home.clients.get(submission.client)
    return Course(
        reckoning=cuts.reckon(submission, bill, events, balance),
        bill=bill,
        profile=profile,
        appeals=tuple(appeals(events)),
        until=_until(book, home, submission),
        rule=adapter.appealing if adapter else Appealing(),
    )


def _until(book: Reader, home: Workspace, submission: Submission) -> datetime.date | None:
    """Give the last day of an appeal by the client's terms; `None` where they name none or it is too early or over."""
    found = window.deadlines(book, home, book.clock().astimezone().date()).get(submission.id, ())
    return next((each.day for each in found if each.kind == APPEAL), None)


def appeals(events: Iterable[Event]) -> Sequence[Appeal]:
    """Read the appeals out of what happened to a bill, the first one first."""
    found: list[Appeal] = []
    for each in events:
        detail = each.detail
        if each.kind == "APPEAL_SENT":
            found.append(
                Appeal(
                    day=datetime.date.fromisoformat(detail["on"]),
                    amount=money.from_ten_thousandths(detail["amount"]),
                    lines=tuple(detail["lines"]),
                    number=detail["number"],
                    by=detail["by"],
                )
            )
        if each.kind == "APPEAL_ENDED" and found:
            found[-1] = _decided(found[-1], each)
    return found


def _decided(appeal: Appeal, event: Event) -> Appeal:
    return Appeal(
        day=appeal.day,
        amount=appeal.amount,
        lines=appeal.lines,
        number=appeal.number,
        by=appeal.by,
        outcome=event.detail["outcome"],
        decided=datetime.date.fromisoformat(event.detail["on"]),
        given=money.from_ten_thousandths(event.detail["amount"] or 0),
        reason=event.detail["reason"],
    )


def possible(found: Course, today: datetime.date, *, again: bool = False) -> None:
    """Check that a bill may be appealed: something was cut, the time is not over, the platform takes one more.

    `again`: a person says that the client takes it all the same. Raises `RefusedError`.
    """
    number, rule = found.submission.invoice, found.rule
    if not found.reckoning.cuts:
        raise RefusedError(
            f"nothing of invoice {number} was cut",
            hint=f"where the client cut lines: ledes settle {number} --status APPROVED_REDUCED --cut LINE=AMOUNT:WHY",
        )
    if found.open is not None:
        raise RefusedError(
            f"an appeal of invoice {number} went on {found.open.day} and waits for an answer",
            hint=f"note the answer: ledes appeal {number} --outcome granted|partly|declined",
        )
    if again:
        return
    if rule.most is not None and len(found.appeals) >= rule.most:
        raise RefusedError(
            f"invoice {number} was appealed on {found.appeals[-1].day}, and the platform takes {rule.most} in all",
            hint="if the client takes it all the same: --again",
        )
    if rule.of and found.submission.status not in rule.of:
        raise RefusedError(
            f"invoice {number} is {found.submission.status or 'without a status'}, and the platform takes appeals of "
            f"{' or '.join(rule.of)} only",
            hint="if the client takes it all the same: --again",
        )
    if found.until is not None and today > found.until:
        raise RefusedError(
            f"invoice {number} could be appealed until {found.until}",
            hint="ask the client; if it takes the appeal all the same: --again",
        )
