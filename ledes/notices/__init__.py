"""What needs a person after a run: what was rejected, what is in doubt, what is stuck, what falls due."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ledes import deadlines, money, status
from ledes.deadlines import finding
from ledes.ledger import messages, moments, spans, states
from ledes.ledger.messages import Message
from ledes.ledger.reading import Reader
from ledes.ledger.records import Submission
from ledes.setup.noticing import Notices
from ledes.workspace import Workspace

REJECTED = "rejected"
IN_DOUBT = "in doubt"
BY_HAND = "waits for a person"
STUCK = "stuck"
DUE = "deadline"

ORDER = (IN_DOUBT, REJECTED, BY_HAND, DUE, STUCK)

ASKED = frozenset({"PENDING_VENDOR", "ON_HOLD", "DISPUTED", "APPROVED_REDUCED", "SHORT_PAID"})
"""Statuses of a bill that the client did not turn down, and in which it waits for the firm."""

TURNED_DOWN = frozenset({"FILE_ERROR", "REJECTED"})
OVER = frozenset({"APPROVED", "SENT_TO_AP", "PAID"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One thing that a person should look at.

    `why` is one of `ORDER`, `fact` what is the matter, `step` what to do. `mark` is the same as long as nothing
    changes, so that it is not told at every round. `invoice` and `client` are empty for an account or mails.
    """

    why: str
    fact: str
    step: str
    mark: str
    invoice: str = ""
    client: str = ""


def notices(book: Reader, workspace: Workspace, wanted: Notices, now: datetime.datetime) -> tuple[Notice, ...]:
    """List what needs a person now, the most pressing first; tests are left out.

    Raises `SetupError` as `finding.deadlines` does.
    """
    known = spans.spans(book)
    found: list[Notice] = []
    for each in book.submissions(open_only=True):
        if each.delivery.environment == "production":
            found += _of(each, (now - known[each.id].moved).total_seconds() / 3600, wanted.stuck_hours)
    found += _mails(messages.listed(book, outcome=messages.UNMATCHED))
    today = now.astimezone().date()
    found += _due(finding.deadlines(book, workspace, today), today, wanted.due_days)
    return tuple(sorted(found, key=lambda each: ORDER.index(each.why)))


def _of(each: Submission, idle: float, patience: int) -> Iterator[Notice]:
    where = each.status or each.state
    if each.state == states.IN_DOUBT and each.standing.person:
        yield _notice(each, IN_DOUBT, "whether it came is in doubt")
    elif each.state == states.REFUSED or each.status in TURNED_DOWN:
        yield _notice(each, REJECTED, f"{_total(each)}: {where.lower()}{_said(each)}")
    elif each.state == states.WAITING_UPLOAD:
        yield _notice(each, BY_HAND, f"{_total(each)}: waits to be uploaded by hand")
    elif each.status in ASKED:
        yield _notice(each, BY_HAND, f"{_total(each)}: {where.lower()}{_said(each)}")
    elif each.status not in OVER and idle > patience:
        yield _notice(each, STUCK, f"{_total(each)}: {where.lower()}, unchanged for more than {patience} hours")


def _notice(each: Submission, why: str, fact: str) -> Notice:
    return Notice(
        why=why,
        fact=fact,
        step=status.next_step(each),
        mark=f"{each.id} {why} {each.state} {each.standing.reported}",
        invoice=each.invoice,
        client=each.client,
    )


def _mails(waiting: Iterable[Message]) -> Iterator[Notice]:
    """Tell of the mails that fit no bill, all at once, and anew when another one comes."""
    found = [each for each in waiting if each.environment == "production"]
    if found:
        many = "mail" if len(found) == 1 else "mails"
        yield Notice(
            why=BY_HAND,
            fact=f"{len(found)} {many} of platforms could not be placed",
            step="read them: ledes mail",
            mark=f"mail {max(each.id for each in found)}",
        )


def _total(each: Submission) -> str:
    return f"{money.text(each.total)} {each.currency}"


def _said(each: Submission) -> str:
    reason = status.reason(each)
    return f" ({reason.replace('_', ' ').lower()})" if reason else ""


def _due(found: Iterable[deadlines.Deadline], today: datetime.date, days: int) -> Iterator[Notice]:
    for each in deadlines.near(found, today, days):
        left = each.left(today)
        when = f"{-left} days ago" if left < 0 else "today" if left == 0 else f"in {left} days"
        yield Notice(
            why=DUE,
            fact=f"{each.what} by {each.day}, {when}" + (f": {each.account}" if each.account else ""),
            step=each.step,
            mark=f"{each.submission.id if each.submission else each.mark} {DUE} {each.what} {each.day}",
            invoice=each.invoice,
            client=each.client,
        )


def fresh(found: Iterable[Notice], told: Mapping[str, datetime.datetime], now: datetime.datetime, hours: int) -> bool:
    """Say whether there is anything that was not told within the last hours."""
    limit = now - datetime.timedelta(hours=hours)
    return any(told.get(each.mark, moments.EVER) <= limit for each in found)
