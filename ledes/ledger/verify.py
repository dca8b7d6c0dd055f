"""Check a ledger against itself: chains, states, bytes, checkpoints."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, Row, Select, Table, select

from ledes.errors import LedgerError
from ledes.ledger import attached, chain, clientbook
from ledes.ledger.gatewaytables import attachments, messages
from ledes.ledger.moneytables import client_events
from ledes.ledger.reading import Reader
from ledes.ledger.standing import COLUMNS, Standing, step
from ledes.ledger.tables import blobs, checkpoints, deliveries, events, submissions


def problems(ledger: Reader) -> Iterator[str]:
    """Name everything in the ledger that does not agree with itself; nothing when it is whole.

    Whoever can write the file can also write all of it anew: a copy of the last checkpoint, kept elsewhere, would
    show that.
    """
    with ledger.asking() as connection:
        yield from (f"the file is damaged: {damage}" for damage in ledger.place.damages(connection))
        told: dict[int, Told] = {}
        yield from _chains(connection, told)
        yield from _rows(connection, told)
        yield from attached.problems(connection, {id_: each.created for id_, each in told.items() if not each.broken})
        yield from clientbook.problems(connection)
        yield from _bytes(connection)
        yield from _checkpoints(connection)


class Told:
    """What the events of one submission say, collected while they are read in order."""

    def __init__(self) -> None:
        self.head = ""
        self.count = 0
        self.standing = Standing()
        self.created: dict[str, Any] = {}
        self.broken = False


def _chains(connection: Connection, told: dict[int, Told]) -> Iterator[str]:
    for row in connection.execute(select(events).order_by(events.c.submission, events.c.seq)):
        each = told.setdefault(row.submission, Told())
        if each.broken:
            continue
        fault = _fault(row, each)
        if fault:
            each.broken = True
            yield f"submission {row.submission}, event {row.seq}: {fault}"


def _fault(row: Row[Any], told: Told) -> str:
    if row.seq != told.count + 1:
        return f"comes after event {told.count}"
    if row.previous != told.head:
        return "does not follow the event before it"
    if row.digest != chain.link(row.previous, row.submission, row.seq, row.at, row.kind, row.detail, row.blob or ""):
        return "was changed"
    try:
        detail = json.loads(row.detail)
        told.standing = step(told.standing, row.kind, row.at, detail)
    except LedgerError as error:
        return error.message
    except ValueError:
        return "cannot be read"
    if row.seq == 1:
        told.created = detail
    told.head, told.count = row.digest, row.seq
    return ""


def _rows(connection: Connection, told: dict[int, Told]) -> Iterator[str]:
    asked = select(submissions, deliveries.c.reference, deliveries.c.payload).join(
        deliveries, submissions.c.delivery == deliveries.c.id
    )
    rows = {row.id: row for row in connection.execute(asked)}
    for id_ in sorted(told.keys() - rows.keys()):
        yield f"submission {id_} is gone, but its events are there"
    for id_, row in sorted(rows.items()):
        each = told.get(id_, Told())
        if each.broken:
            continue
        if (each.count, each.head) != (row.events, row.head):
            yield f"submission {id_} has {each.count} events instead of {row.events}, or ends in another one"
            continue
        stated = {**dict(row._mapping), "delivery": row.delivery}
        wrong = [name for name in COLUMNS if stated[name] != getattr(each.standing, name)]
        wrong += [name for name, value in each.created.items() if name != attached.TOLD and stated.get(name) != value]
        for name in wrong:
            yield f"submission {id_}: {name} is not what its events add up to"


def _bytes(connection: Connection) -> Iterator[str]:
    named = set(connection.execute(select(deliveries.c.payload)).scalars())
    named |= set(connection.execute(select(attachments.c.payload)).scalars())
    named |= set(connection.execute(select(events.c.blob).where(events.c.blob.is_not(None))).scalars())
    named |= set(connection.execute(select(messages.c.blob)).scalars())
    held = connection.execute(select(blobs.c.sha256)).scalars().all()
    for digest in sorted(named - set(held)):
        yield f"the bytes with digest {digest[:12]} are gone"
    for digest in held:
        content = connection.execute(select(blobs.c.bytes).where(blobs.c.sha256 == digest)).scalar_one()
        if hashlib.sha256(content).hexdigest() != digest:
            yield f"the bytes with digest {digest[:12]} were changed"


class Heads:
    """The last event of each chain (of a submission, of a client), up to one checkpoint and then to the next."""

    def __init__(self, rows: Iterable[Row[Any]]) -> None:
        self.rows = [tuple(row) for row in rows]
        self.done = 0

    def until(self, last: int) -> dict[Any, str]:
        """Give the ends of the chains that went on since the last question, up to an event's number."""
        found: dict[Any, str] = {}
        while self.done < len(self.rows) and self.rows[self.done][0] <= last:
            _, whose, digest = self.rows[self.done]
            found[whose] = digest
            self.done += 1
        return found


def _checkpoints(connection: Connection) -> Iterator[str]:
    bills = Heads(connection.execute(_in_order(events, "submission")))
    clients = Heads(connection.execute(_in_order(client_events, "client")))
    before = ""
    for point in connection.execute(select(checkpoints).order_by(checkpoints.c.id)):
        heads = bills.until(point.last)
        covered = None if point.client_last is None else (point.client_events, clients.until(point.client_last).items())
        if bills.done != point.events:
            yield f"checkpoint {point.id} counts {point.events} events, there are {bills.done}"
        elif covered and clients.done != point.client_events:
            yield f"checkpoint {point.id} counts {point.client_events} events of clients, there are {clients.done}"
        elif chain.seal(before, bills.done, heads.items(), covered) != point.digest:
            yield f"checkpoint {point.id} does not fit the events before it"
        before = point.digest


def _in_order(table: Table, whose: str) -> Select[Any]:
    return select(table.c.id, table.c[whose], table.c.digest).order_by(table.c.id)
