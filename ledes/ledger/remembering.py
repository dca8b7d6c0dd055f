"""What the ledger remembers beside submissions: files that were taken, accounts that were asked, stray reports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select

from ledes.ledger import appending, chain
from ledes.ledger.moneytables import WRITING, client_events
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
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITING})")
    last = connection.execute(select(checkpoints).order_by(checkpoints.c.id.desc()).limit(1)).first()
    since, before = ((last.last, last.client_last or 0), last.digest) if last else ((0, 0), "")
    newest = tuple(connection.execute(select(func.max(each.c.id))).scalar() or 0 for each in (events, client_events))
    if newest == since:
        return False
    count, of_clients = (_counted(connection, each) for each in (events, client_events))
    moved = select(events.c.submission).where(events.c.id > since[0])
    heads = connection.execute(select(submissions.c.id, submissions.c.head).where(submissions.c.id.in_(moved)))
    clients = (of_clients, _ends(connection, since[1])) if of_clients else None
    digest = chain.seal(before, count, [(id_, head) for id_, head in heads], clients)
    row = {"last": newest[0], "events": count}
    row |= {"client_last": newest[1], "client_events": of_clients} if clients else {}
    connection.execute(insert(checkpoints).values(at=now, digest=digest, **row))
    return True


def _counted(connection: Connection, table: Table) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def _ends(connection: Connection, since: int) -> list[tuple[str, str]]:
    """Give the last event of each client of whom something was written down since."""
    newest = select(func.max(client_events.c.id)).where(client_events.c.id > since).group_by(client_events.c.client)
    asked = select(client_events.c.client, client_events.c.digest).where(client_events.c.id.in_(newest))
    return [(client, digest) for client, digest in connection.execute(asked)]
