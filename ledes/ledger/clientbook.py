"""What is written down about a client as a whole, or about money that fits no bill: events in a chain of their own."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from ledes.ledger import appending, chain, moments
from ledes.ledger.moneytables import WRITING, client_events
from ledes.ledger.reading import Reader
from ledes.ledger.writing import Ledger

KINDS = ("NOTE", "PROMISE", "PLAN", "REMINDER", "UNPLACED", "PLACED", "PROFORMA")
"""What can be written down; UNPLACED is a payment whose bill is not known, PLACED says where it went later.

PROFORMA is how a draft of a bill stands in the billing system.
"""


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
    return write_all(book, [(client, kind, detail)])[0]


def write_all(book: Ledger, said: Iterable[tuple[str, str, Mapping[str, Any]]]) -> tuple[ClientEvent, ...]:
    """Write several things down in one transaction: the client's key, the kind, the detail of each.

    Raises `ValueError` for a kind that there is not, `LedgerError` when the database refuses.
    """
    at = moments.text(book.clock())
    texts = [(client, kind, chain.canonical(appending.storable(detail))) for client, kind, detail in said]
    wrong = next((kind for _, kind, _ in texts if kind not in KINDS), "")
    if wrong:
        raise ValueError(f"nothing of a client is called {wrong}")
    if not texts:
        return ()
    tries = iter((False,))

    def work(connection: Connection) -> tuple[ClientEvent, ...]:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITING})")
        # Only a second try may find the first: it was committed, but its connection lost.
        if next(tries, True) and (there := _there(connection, texts, at)):
            return there
        return tuple(_append(connection, client, kind, text, at) for client, kind, text in texts)

    return book.change(work)


def _there(connection: Connection, texts: Iterable[tuple[str, str, str]], at: str) -> tuple[ClientEvent, ...]:
    """Find the events of a first try; none where it was not committed, as it is whole or not at all."""
    found = []
    for client, kind, text in texts:
        same = (client_events.c[name] == value for name, value in (("client", client), ("kind", kind), ("at", at)))
        row = connection.execute(select(client_events).where(*same, client_events.c.detail == text)).first()
        if row is None:
            return ()
        found.append(_event(row))
    return tuple(found)


def _append(connection: Connection, client: str, kind: str, text: str, at: str) -> ClientEvent:
    last = connection.execute(
        select(client_events).where(client_events.c.client == client).order_by(client_events.c.seq.desc()).limit(1)
    ).first()
    seq, previous = (last.seq + 1, last.digest) if last else (1, "")
    digest = link(previous, client, seq, at, kind, text)
    row = {"client": client, "seq": seq, "at": at, "kind": kind, "detail": text}
    connection.execute(insert(client_events).values(**row, previous=previous, digest=digest))
    return ClientEvent(client=client, seq=seq, at=at, kind=kind, detail=json.loads(text))


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
