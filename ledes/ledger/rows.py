"""Rows of the ledger's tables made into submissions and events, by their places: reports read tens of thousands."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, select

from ledes.ledger.records import Delivery, Event, Submission
from ledes.ledger.standing import Standing
from ledes.ledger.tables import deliveries, events, submissions

AT_ONCE = 2_000
"""Rows that are fetched together; one by one takes half as long again."""

_OWN = tuple(name for name in Submission._fields if name not in {"delivery", "standing"})
_DELIVERY = slice(len(_OWN), len(_OWN) + len(Delivery._fields))
_STANDING = slice(_DELIVERY.stop, _DELIVERY.stop + len(Standing._fields))
_SUBMISSION: Select[Any] = select(
    *(submissions.c[name] for name in _OWN),
    *(deliveries.c[name] for name in Delivery._fields),
    *(submissions.c[name] for name in Standing._fields),
).join(deliveries, submissions.c.delivery == deliveries.c.id)
_EVENT: Select[Any] = select(*(events.c[name] for name in Event._fields))


def found(connection: Connection, *where: ColumnElement[bool], lock: bool = False) -> tuple[Submission, ...]:
    """Read submissions within a transaction, as they were made; with `lock` nobody else changes them until it ends."""
    asked = _SUBMISSION.where(*where).order_by(submissions.c.id)
    rows = connection.execute(asked.with_for_update(of=submissions) if lock else asked).all()
    return tuple(_submission(row) for row in rows)


def _submission(row: Sequence[Any]) -> Submission:
    id_, *rest = row[: len(_OWN)]
    return Submission._make((id_, Delivery._make(row[_DELIVERY]), *rest, Standing._make(row[_STANDING])))


def happened(connection: Connection, *where: ColumnElement[bool]) -> Iterator[Event]:
    """Yield events, by submission and in order."""
    asked = _EVENT.where(*where).order_by(events.c.submission, events.c.seq)
    for some in connection.execute(asked).partitions(AT_ONCE):
        for submission, seq, at, kind, detail, blob, previous, digest in some:
            yield Event(submission, seq, at, kind, json.loads(detail), blob or "", previous, digest)
