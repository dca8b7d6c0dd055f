"""Put bills with all that became of them into a ledger at once: for a generated firm, never for bills that are sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, func, insert, select

from ledes import money
from ledes.errors import LedgerError
from ledes.ledger import chain, keeping
from ledes.ledger.records import Entry, Parcel
from ledes.ledger.standing import COLUMNS, Standing, step
from ledes.ledger.tables import blobs, deliveries, events, submissions
from ledes.ledger.writing import Ledger

AT_ONCE = 500
"""Invoices of one transaction."""


class Happening(NamedTuple):
    """An event of a submission: its moment as the ledger writes it, its kind, what is known of it."""

    at: str
    kind: str
    detail: Mapping[str, Any]


class Version(NamedTuple):
    """One submission of an invoice: its file, when it was recorded, what happened afterwards."""

    parcel: Parcel
    created: str
    happened: Sequence[Happening]


@dataclass(slots=True)
class _Rows:
    """Rows that wait for their transaction, and the numbers that were given out."""

    id: int
    delivery: int
    of: dict[Table, list[dict[str, Any]]] = field(default_factory=dict)

    def add(self, table: Table, *some: dict[str, Any]) -> None:
        self.of.setdefault(table, []).extend(some)


ORDER = (blobs, deliveries, submissions, events)
"""Tables whose rows others name, in the order in which they are filled."""


def fill(book: Ledger, invoices: Iterable[Sequence[Version]]) -> int:
    """Record invoices, each with its versions in order, some hundreds in one transaction; say how many versions.

    Each file holds one bill, and a version takes the place of the one before it. Chains and standing are computed by
    the same steps as those of single events, so that the ledger verifies.

    Raises `LedgerError` for a ledger on a server or one that holds bills, and for events that no state allows.
    """
    rest, count = iter(invoices), 0
    with book.asking() as connection:
        if connection.dialect.name != "sqlite" or connection.execute(select(func.count(submissions.c.id))).scalar():
            raise LedgerError("bills are put in at once only into a new ledger in a file", hint="make a new workspace")
    rows = _Rows(id=0, delivery=0)
    while some := list(islice(rest, AT_ONCE)):
        for versions in some:
            _invoice(rows, versions)
        with book.changing() as connection:
            _store(connection, rows)
        count += sum(map(len, some))
    return count


def _store(connection: Connection, rows: _Rows) -> None:
    for table in (*ORDER, *(each for each in rows.of if each not in ORDER)):
        if some := rows.of.get(table):
            # two versions may be the same file
            connection.execute(insert(table).prefix_with("OR IGNORE") if table is blobs else insert(table), some)
    rows.of.clear()


def _invoice(rows: _Rows, versions: Sequence[Version]) -> None:
    replaces: int | None = None
    for earlier, version in enumerate(versions):
        parcel = version.parcel
        (entry,) = parcel.entries
        rows.id += 1
        rows.delivery += 1
        reference, payload = _reference(parcel, entry, earlier), chain.content(parcel.content)
        names = ("vendor", "account", "environment", "client")
        whom = {name: getattr(parcel, name) for name in names}
        rows.add(blobs, {"sha256": payload, "bytes": parcel.content})
        rows.add(
            deliveries,
            {
                **whom,
                "id": rows.delivery,
                "reference": reference,
                "file_name": parcel.file_name,
                "format": parcel.format,
                "payload": payload,
            },
        )
        row = {
            **whom,
            "delivery": rows.delivery,
            "invoice": entry.invoice,
            "kind": entry.kind,
            "digest": entry.digest,
            "whole": money.ten_thousandths(entry.total),
            "currency": entry.currency,
            "replaces": replaces,
            "created": version.created,
        }
        created = Happening(version.created, "CREATED", {**row, "reference": reference, "payload": payload})
        _submission(rows, row, (created, *version.happened))
        if entry.facts is not None:
            for table, found in keeping.rows(rows.id, parcel.client, entry.facts):
                rows.add(table, *found)
        replaces = rows.id


def _submission(rows: _Rows, row: Mapping[str, Any], happened: Sequence[Happening]) -> None:
    standing, head = Standing(), ""
    for seq, each in enumerate(happened, start=1):
        standing = step(standing, each.kind, each.at, each.detail)
        text = chain.canonical(each.detail)
        digest = chain.link(head, rows.id, seq, each.at, each.kind, text, "")
        rows.add(
            events,
            {
                "submission": rows.id,
                "seq": seq,
                "at": each.at,
                "kind": each.kind,
                "detail": text,
                "blob": None,
                "previous": head,
                "digest": digest,
            },
        )
        head = digest
    known = {name: getattr(standing, name) for name in COLUMNS}
    free = {"events": len(happened), "head": head, "owner": "", "lease": "", "token": 0}
    rows.add(submissions, {**row, **known, **free, "id": rows.id})


def _reference(parcel: Parcel, entry: Entry, earlier: int) -> str:
    """Make the key of a delivery as `recording` does."""
    named = {
        "to": [parcel.vendor, parcel.account, parcel.environment, parcel.client],
        "bills": [[entry.invoice, entry.kind, entry.digest]],
        "earlier": earlier,
    }
    return f"ledes-{chain.content(chain.canonical(named).encode())[:24]}"
