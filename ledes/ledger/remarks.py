"""Put remarks behind the events of their submissions, many in one transaction."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from ledes.ledger import appending, moments, states
from ledes.ledger.tables import events
from ledes.ledger.writing import Ledger

SAME = ("amount", "on", "reference", "nth")
"""By what two payments of a bill are the same one."""

AT_ONCE = 500
"""Remarks of one transaction."""


class Remark(NamedTuple):
    """Something that is about to be noted of a submission; its kind is one of `states.REMARKS`."""

    submission: int
    kind: str
    detail: Mapping[str, Any]


def note(book: Ledger, remarks: Iterable[Remark]) -> int:
    """Note remarks in their order; say how many are new.

    A payment that is there already, by the same amount, day, reference and place among equal ones (`nth`), is not noted
    again: two runs at once may both have found it missing.

    Raises `ValueError` for what is no remark, `LedgerError` when the database refuses; then those of earlier
    transactions stay.
    """
    rest, count = iter(remarks), 0
    while some := tuple(itertools.islice(rest, AT_ONCE)):
        wrong = next((each.kind for each in some if each.kind not in states.REMARKS), "")
        if wrong:
            raise ValueError(f"{wrong} is no remark")
        count += _together(book, some)
    return count


def _together(book: Ledger, some: Sequence[Remark]) -> int:
    now = moments.text(book.clock())
    tries = iter((False,))

    def work(connection: Connection) -> int:
        if next(tries, True) and _there(connection, some[-1], now):
            return len(some)
        count = 0
        for each in some:
            submission = appending.one(connection, each.submission)
            if each.kind == "PAYMENT" and _paid(connection, each):
                continue
            row = appending.head(connection, each.submission)
            appending.append(connection, submission, row, each.kind, now, each.detail)
            count += 1
        return count

    return book.change(work)


def _paid(connection: Connection, remark: Remark) -> bool:
    """Say whether a payment is there; nobody else adds one meanwhile, because its submission is held."""
    asked = select(events.c.detail).where(events.c.submission == remark.submission, events.c.kind == "PAYMENT")
    said = [remark.detail.get(name) for name in SAME]
    return any([json.loads(row.detail).get(name) for name in SAME] == said for row in connection.execute(asked))


def _there(connection: Connection, remark: Remark, now: str) -> bool:
    """Say whether a first try was committed before its connection was lost: its moment is in the ledger then."""
    same = (events.c.submission == remark.submission, events.c.kind == remark.kind, events.c.at == now)
    return connection.execute(select(events.c.id).where(*same).limit(1)).first() is not None
