"""Days and moments of submissions: when the bill is dated, when the client first answered, when anything happened."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import func, select

from ledes.ledger import moments, states
from ledes.ledger.facttables import billed
from ledes.ledger.reading import Reader
from ledes.ledger.tables import events, submissions


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
    dated = select(
        billed.c.submission, func.max(billed.c.date).label("date"), func.max(billed.c.end).label("end")
    ).group_by(billed.c.submission)
    heard = (
        select(events.c.submission, func.min(events.c.at).label("at"))
        .where(events.c.kind == "STATUS")
        .group_by(events.c.submission)
    )
    moved = (
        select(events.c.submission, func.max(events.c.at).label("at"))
        .where(events.c.kind.not_in(states.REMARKS))
        .group_by(events.c.submission)
    )
    with book.asking() as connection:
        days = {row.submission: (row.date, row.end) for row in connection.execute(dated)}
        first = {row.submission: row.at for row in connection.execute(heard)}
        last = {row.submission: row.at for row in connection.execute(moved)}
        known = connection.execute(select(submissions.c.id, submissions.c.created)).all()
    return {
        row.id: Span(
            date=_day(days.get(row.id, ("", ""))[0]),
            end=_day(days.get(row.id, ("", ""))[1]),
            answered=moments.parse(first[row.id]) if row.id in first else None,
            moved=moments.parse(last.get(row.id, row.created)),
        )
        for row in known
    }


def _day(text: str) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None
