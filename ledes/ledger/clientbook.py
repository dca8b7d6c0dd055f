"""What is written down about a client as a whole, or about money that fits no bill: events in a chain of their own."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from ledes.ledger import appending, chain, moments
from ledes.ledger.moneytables import client_events
from ledes.ledger.reading import Reader
from ledes.ledger.writing import Ledger

KINDS = ("NOTE", "PROMISE", "PLAN", "REMINDER", "UNPLACED", "PLACED")
"""What can be written down; UNPLACED is a payment whose bill is not known, PLACED says where it went later."""

WRITING = 5_373_399
"""The server's lock under which events are put behind each other; any number that nothing else there uses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientEvent:
    """Something that was written down; `seq` counts from 1 within the client, whose key is empty for nobody's money."""

    client: str
    seq: int
    at: str
    kind: str
    detail: Mapping[str, Any]


def listed(book: Reader, client: str | None = None, *kinds: str) -> tuple[ClientEvent, ...]:
    """List what was written down, by client and in order; of all clients where none is named."""
    asked = select(client_events).order_by(client_events.c.client, client_events.c.seq)
    if client is not None:
        asked = asked.where(client_events.c.client == client)
    if kinds:
        asked = asked.where(client_events.c.kind.in_(kinds))
    with book.asking() as connection:
        return tuple(_event(row) for row in connection.execute(asked))


def write(book: Ledger, client: str, kind: str, detail: Mapping[str, Any]) -> ClientEvent:
    """Write one thing down.

    Raises `ValueError` for a kind that there is not, `LedgerError` when the database refuses.
    """
    if kind not in KINDS:
        raise ValueError(f"nothing of a client is called {kind}")
    at = moments.text(book.clock())
    text = chain.canonical(appending.storable(detail))
    tries = iter((False,))

    def work(connection: Connection) -> ClientEvent:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITING})")
        last = connection.execute(
            select(client_events).where(client_events.c.client == client).order_by(client_events.c.seq.desc()).limit(1)
        ).first()
        # Only a second try may find the first: it was committed, but its connection lost.
        if next(tries, True) and last and (last.at, last.kind, last.detail) == (at, kind, text):
            return _event(last)
        seq, previous = (last.seq + 1, last.digest) if last else (1, "")
        digest = link(previous, client, seq, at, kind, text)
        row = {"client": client, "seq": seq, "at": at, "kind": kind, "detail": text}
        connection.execute(insert(client_events).values(**row, previous=previous, digest=digest))
        return ClientEvent(client=client, seq=seq, at=at, kind=kind, detail=json.loads(text))

    return book.change(work)


def link(previous: str, client: str, seq: int, at: str, kind: str, detail: str) -> str:
    """Digest an event together with the digest of the one before it."""
    return chain.content(json.dumps([previous, client, seq, at, kind, detail], ensure_ascii=False).encode())


def problems(connection: Connection) -> Iterator[str]:
    """Name what does not agree with itself, the first fault of each client."""
    heads: dict[str, tuple[int, str]] = {}
    broken: set[str] = set()
    for row in connection.execute(select(client_events).order_by(client_events.c.client, client_events.c.seq)):
        seq, digest = heads.get(row.client, (0, ""))
        heads[row.client] = (row.seq, row.digest)
        if row.client in broken:
            continue
        right = link(digest, row.client, row.seq, row.at, row.kind, row.detail)
        if (row.seq, row.previous, row.digest) != (seq + 1, digest, right):
            broken.add(row.client)
            whose = f"client {row.client}" if row.client else "money without a bill"
            yield f"{whose}, event {row.seq}: it was changed, or one before it is missing"


def _event(row: Row[Any]) -> ClientEvent:
    return ClientEvent(client=row.client, seq=row.seq, at=row.at, kind=row.kind, detail=json.loads(row.detail))
