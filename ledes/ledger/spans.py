"""Days and moments of submissions: when the bill is dated, when the client first answered, when anything happened."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import case, func, select

from ledes.ledger import courses, moments, states
from ledes.ledger.reading import Reader
from ledes.ledger.tables import events


class Span(NamedTuple):
    """The invoice date and the end of the billing period, the client's first answer, and the last event of ours.

    `date` and `end` are `None` where the bill has none, `answered` where nothing was heard. A vendor's word that
    repeats an earlier one is no event, and remarks do not count, so `moved` is when a submission last stood
    differently.
    """

    date: datetime.date | None
    end: datetime.date | None
    answered: datetime.datetime | None
    moved: datetime.datetime


def spans(book: Reader) -> Mapping[int, Span]:
    """Give the days and moments of every submission, by its id."""
    heard = func.min(case((events.c.kind == "STATUS", events.c.at)))
    moved = func.max(case((events.c.kind.not_in(states.REMARKS), events.c.at)))
    asked = select(events.c.submission, heard, moved).group_by(events.c.submission)
    days = courses.facts(book)
    with book.asking() as connection:
        known = {id_: (first, last) for id_, first, last in connection.execute(asked).all()}
    found: dict[int, Span] = {}
    for each in book.submissions():
        first, last = known.get(each.id, (None, None))
        found[each.id] = Span(
            date=days[each.id].date if each.id in days else None,
            end=days[each.id].end if each.id in days else None,
            answered=moments.parse(first) if first else None,
            moved=moments.parse(last or each.created),
        )
    return found
