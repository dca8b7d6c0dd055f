"""What a person was told already, so that a timetable tells it once and not at every round."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping

from sqlalchemy import delete, insert, select

from ledes.ledger import moments
from ledes.ledger.gatewaytables import told
from ledes.ledger.reading import Reader
from ledes.ledger.writing import Ledger


def known(book: Reader) -> Mapping[str, datetime.datetime]:
    """Give what was told last, and when."""
    with book.asking() as connection:
        return {row.mark: moments.parse(row.at) for row in connection.execute(select(told))}


def keep(book: Ledger, way: str, marks: Collection[str], at: datetime.datetime) -> None:
    """Remember what one way has just told; what it told before and no longer holds is forgotten."""
    with book.changing() as connection:
        connection.execute(delete(told).where(told.c.mark.startswith(f"{way} ", autoescape=True)))
        rows = [{"mark": f"{way} {mark}", "at": moments.text(at)} for mark in sorted(marks)]
        if rows:
            connection.execute(insert(told), rows)
