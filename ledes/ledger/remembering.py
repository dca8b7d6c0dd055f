"""What the ledger remembers beside submissions: files that were taken, accounts that were asked, stray reports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, func, insert, select

from ledes.ledger import appending, chain
from ledes.ledger.place import insert_new, put
from ledes.ledger.tables import checkpoints, events, inbox, polls, strays, submissions

Key = tuple[str, str, str]
"""A vendor, an account and an environment."""

PLACES = ("vendor", "account", "environment")


def take(connection: Connection, path: str, digest: str, outcome: str, now: str) -> None:
    """Remember an inbox file as it was handled."""
    put(connection, inbox, {"path": path}, {"digest": digest, "outcome": outcome, "at": now})


def poll(connection: Connection, key: Key, at: str) -> None:
    """Remember when a vendor account was asked what happened."""
    put(connection, polls, dict(zip(PLACES, key, strict=True)), {"at": at})


def stray(connection: Connection, fingerprint: str, key: Key, detail: Mapping[str, Any], blob: bytes, now: str) -> bool:
    """Keep a vendor's report that fits no submission; say whether it is new."""
    if connection.execute(select(strays.c.at).where(strays.c.fingerprint == fingerprint)).first():
        return False
    row = {
        "fingerprint": fingerprint,
        "at": now,
        **dict(zip(PLACES, key, strict=True)),
        "detail": chain.canonical(appending.storable(detail)),
        "blob": appending.keep_bytes(connection, blob) if blob else None,
    }
    return insert_new(connection, strays, row)


def seal(connection: Connection, now: str) -> bool:
    """Seal the events since the last checkpoint; say whether there were any."""
    if connection.dialect.name == "postgresql":
        # Numbers of events are given before they are committed: a checkpoint waits for all that were given, so that
        # none comes to stand before it later. Whoever reads goes on.
        connection.exec_driver_sql("LOCK TABLE events IN EXCLUSIVE MODE")
    last = connection.execute(select(checkpoints).order_by(checkpoints.c.id.desc()).limit(1)).first()
    since, before = (last.last, last.digest) if last else (0, "")
    newest = connection.execute(select(func.max(events.c.id))).scalar() or 0
    if newest == since:
        return False
    count = connection.execute(select(func.count()).select_from(events)).scalar_one()
    moved = select(events.c.submission).where(events.c.id > since)
    heads = connection.execute(select(submissions.c.id, submissions.c.head).where(submissions.c.id.in_(moved)))
    digest = chain.seal(before, count, [(row.id, row.head) for row in heads])
    connection.execute(insert(checkpoints).values(at=now, last=newest, events=count, digest=digest))
    return True
