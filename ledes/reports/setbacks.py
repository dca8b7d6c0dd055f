"""What the ledger holds of rejections and cuts: whose, when, in whose words, of which lines, and how much money."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ledes import money
from ledes.rejections import GUESS, Reason, Recognised, recognise

if TYPE_CHECKING:
    from ledes.ledger.reading import Reader
    from ledes.ledger.records import Event, Submission
    from ledes.reports import Asked

REJECTED, CUT = "rejected", "cut"

TURNED_DOWN = frozenset({"REJECTED", "FILE_ERROR"})
REDUCED = frozenset({"APPROVED_REDUCED", "SHORT_PAID"})
IN_FULL = frozenset({"APPROVED"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """One thing that a client had against a bill.

    `reason` is what its words were taken for; `None` where they mean nothing to us, or could only be guessed at.
    `lines` are the numbers of the lines that it names itself. `amount` is what was cut for it, before tax where a line
    is named; zero for a rejection, which takes the bill as a whole.
    """

    words: str
    reason: Reason | None
    lines: frozenset[str] = frozenset()
    amount: Decimal = money.ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class Setback:
    """A bill that was rejected, or of which something was cut.

    `kind` is rejected or cut. `amount` is the total of a rejected bill, or all that was cut of another, tax included
    where the client stated what is left; in the currency of the submission.
    """

    submission: Submission
    kind: str
    day: datetime.date
    amount: Decimal
    complaints: tuple[Complaint, ...]

    @property
    def rest(self) -> Decimal:
        """Give what was cut beyond the complaints: tax on it, or what was not explained."""
        return money.minus(self.amount, money.total(each.amount for each in self.complaints))


def setbacks(book: Reader, submissions: Iterable[Submission], asked: Asked) -> Iterator[Setback]:
    """Yield the last rejection and the last cut of each of some submissions; tests do not count."""
    happened: dict[int, list[Event]] = {}
    for event in book.happened("STATUS", "REFUSED"):
        happened.setdefault(event.submission, []).append(event)
    for submission in submissions:
        events = happened.get(submission.id, [])
        if submission.delivery.environment == "test":
            continue
        for setback in (_rejected(submission, events), _cut(submission, events)):
            if setback and asked.covers(setback.day):
                yield setback


def _rejected(submission: Submission, events: Sequence[Event]) -> Setback | None:
    last = _latest(each for each in events if each.kind == "REFUSED" or each.detail.get("status") in TURNED_DOWN)
    if last is None:
        return None
    said = last.detail.get("text") or last.detail.get("words") or ""
    complaints = tuple(_complaints(submission, said, frozenset(), money.ZERO))
    return Setback(
        submission=submission,
        kind=REJECTED,
        day=_day(last),
        amount=submission.total,
        complaints=(*complaints, *_of_lines(submission, last)),
    )


def _cut(submission: Submission, events: Sequence[Event]) -> Setback | None:
    last = _latest(each for each in events if each.detail.get("status") in REDUCED | IN_FULL)
    if last is None or last.detail["status"] in IN_FULL:
        return None
    lines = tuple(_of_lines(submission, _explaining(events, last)))
    amount = money.total(each.amount for each in lines)
    left = last.detail.get("amount")
    if isinstance(left, int):
        amount = money.minus(submission.total, money.from_ten_thousandths(left))
    if amount <= 0:
        return None
    whole = () if lines else tuple(_complaints(submission, last.detail.get("text") or "", frozenset(), amount))
    return Setback(submission=submission, kind=CUT, day=_day(last), amount=amount, complaints=(*lines, *whole))


def _explaining(events: Iterable[Event], last: Event) -> Event:
    """Pick the report that names lines: the last one, else the reduction before it, which a payment need not repeat."""
    before: Event | None = None
    for event in sorted(events, key=_moment):
        if event.detail.get("status") in IN_FULL:
            before = None
        elif event.detail.get("status") in REDUCED and _adjustments(event):
            before = event
    return before if before and not _adjustments(last) else last


def _of_lines(submission: Submission, event: Event) -> Iterator[Complaint]:
    """Yield what was said of lines that the client named, each line with what was cut of it."""
    for each in _adjustments(event):
        amount = max(money.ZERO, -money.parse(each["amount"]))
        words = each.get("words") or event.detail.get("text") or ""
        yield from _complaints(submission, words, frozenset({str(each.get("line"))}), amount)


def _adjustments(event: Event) -> tuple[dict[str, Any], ...]:
    return tuple(event.detail.get("adjustments") or ())


def _complaints(submission: Submission, words: str, lines: frozenset[str], amount: Decimal) -> Iterator[Complaint]:
    """Take words for one complaint each reason; the first has the money, so that nothing counts twice."""
    answers = _recognised(words, submission.delivery.vendor) if words.strip() else ()
    known = {each.reason.key: each for each in answers if each.reason and each.confidence != GUESS}
    if not known:
        yield Complaint(words=words.strip(), reason=None, lines=lines, amount=amount)
    for place, each in enumerate(known.values()):
        taken = money.ZERO if place else amount
        yield Complaint(words=each.text.strip(), reason=each.reason, lines=lines, amount=taken)


@functools.lru_cache(maxsize=4096)
def _recognised(words: str, vendor: str) -> tuple[Recognised, ...]:
    """Take words for reasons; a platform says the same of many bills."""
    return recognise(words, vendor)


def _latest(events: Iterable[Event]) -> Event | None:
    return max(events, key=_moment, default=None)


def _moment(event: Event) -> tuple[str, int]:
    return event.detail.get("at") or event.at, event.seq


def _day(event: Event) -> datetime.date:
    return datetime.date.fromisoformat((event.detail.get("at") or event.at)[:10])
