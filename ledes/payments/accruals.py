"""When a client wants to hear what is not billed yet, and for which months it has heard it: bills of kind accrual."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ledes.client import Accruals
from ledes.ledger import courses, states
from ledes.ledger.reading import Reader
from ledes.ledger.records import Submission
from ledes.workspace import Workspace

KIND = "accrual"
HORIZON = 62
"""Days that are looked ahead."""

Month = tuple[datetime.date, datetime.date]
"""The first day of a month, and the day by which something about it is due."""

NOT_SENT = frozenset({*states.CLOSED, *states.UNSENT, states.REFUSED})
TURNED_DOWN = frozenset({"FILE_ERROR", "REJECTED"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Accrual:
    """What a client wants to know of one month (its first day) by a day, and the submissions that tell it."""

    client: str
    month: datetime.date
    due: datetime.date
    sent: tuple[Submission, ...] = ()

    @property
    def missing(self) -> bool:
        """Say whether nothing was sent."""
        return not self.sent


def calendar_of(
    terms: Accruals, first: datetime.date, last: datetime.date
) -> Iterator[tuple[datetime.date, datetime.date]]:
    """Yield each month, by its first day, with the day by which its accrual is due, for days from `first` to `last`.

    >>> terms = Accruals(due_day=31, of="this", months=(2,))
    >>> [due.isoformat() for _, due in calendar_of(terms, datetime.date(2026, 1, 1), datetime.date(2026, 12, 31))]
    ['2026-02-28']
    """
    here = first.replace(day=1)
    while here <= last:
        due = here.replace(day=min(terms.due_day, calendar.monthrange(here.year, here.month)[1]))
        month = here if terms.of == "this" else _before(here)
        if first <= due <= last and (not terms.months or month.month in terms.months):
            yield month, due
        here = _after(here)


def due(
    book: Reader, home: Workspace, today: datetime.date, *, client: str = "", back: int = HORIZON
) -> tuple[Accrual, ...]:
    """List the accruals of clients that want them: due in the last `back` days or the days ahead, by that day.

    An accrual that was refused, rejected, replaced, withdrawn or never left does not count as sent.
    """
    wanted = {key: each.accruals for key, each in home.clients.items() if each.accruals and client in ("", key)}
    if not wanted:
        return ()
    facts = courses.facts(book)
    told = [each for each in book.submissions(client=client) if each.kind == KIND and _sent(each)]
    first, last = today - datetime.timedelta(back), today + datetime.timedelta(HORIZON)
    found = [
        Accrual(client=key, month=month, due=day, sent=_about(told, key, month, facts))
        for key, terms in wanted.items()
        for month, day in calendar_of(terms, first, last)
    ]
    return tuple(sorted(found, key=lambda each: (each.due, each.client)))


def _sent(each: Submission) -> bool:
    return each.delivery.environment != "test" and each.state not in NOT_SENT and each.status not in TURNED_DOWN


def _about(
    told: Iterable[Submission], client: str, month: datetime.date, facts: Mapping[int, courses.Facts]
) -> tuple[Submission, ...]:
    """Find the accruals about a month: by the end of their billing period, else by their date."""
    found = []
    for each in told:
        known = facts.get(each.id) or courses.Facts(None, None, None)
        day = known.end or known.date or datetime.date.fromisoformat(each.created[:10])
        if each.client == client and day.replace(day=1) == month:
            found.append(each)
    return tuple(found)


def _before(month: datetime.date) -> datetime.date:
    return (month - datetime.timedelta(1)).replace(day=1)


def _after(month: datetime.date) -> datetime.date:
    return (month + datetime.timedelta(31)).replace(day=1)
