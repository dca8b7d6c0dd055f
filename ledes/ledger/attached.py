"""The files that go along with a delivery, kept with it and named in the first event of each bill."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from ledes.ledger.gatewaytables import attachments
from ledes.ledger.records import Attached
from ledes.ledger.tables import submissions


def keep(
    connection: Connection, delivery: int, files: Sequence[Attached], store: Callable[[Connection, bytes], str]
) -> None:
    """Keep the files of a delivery, in the transaction that records it; `store` keeps bytes and gives their digest."""
    for each in files:
        payload = store(connection, each.content)
        connection.execute(
            insert(attachments).values(
                delivery=delivery,
                name=each.name,
                invoice=each.invoice,
                line=each.line,
                kind=each.kind,
                size=len(each.content),
                payload=payload,
            )
        )


def of(connection: Connection, delivery: int) -> tuple[Attached, ...]:
    """List the files of a delivery in the order in which they were given; their bytes are not read."""
    asked = select(attachments).where(attachments.c.delivery == delivery).order_by(attachments.c.id)
    return tuple(_file(row) for row in connection.execute(asked))


def _file(row: Row[Any]) -> Attached:
    return Attached(name=row.name, invoice=row.invoice, line=row.line, kind=row.kind, size=row.size, sha256=row.payload)


def told(files: Sequence[Attached], invoice: str) -> list[dict[str, Any]]:
    """Say for a bill's first event what goes along with it: so the chain of events covers it."""
    return [
        {"name": each.name, "line": each.line, "kind": each.kind, "size": each.size, "sha256": each.sha256}
        for each in files
        if each.invoice == invoice
    ]


def problems(connection: Connection, created: Mapping[int, Mapping[str, Any]]) -> Iterator[str]:
    """Name the submissions whose files are not those that their first event tells of; `created` is by submission."""
    kept: dict[int, list[Attached]] = {}
    for row in connection.execute(select(attachments).order_by(attachments.c.id)):
        kept.setdefault(row.delivery, []).append(_file(row))
    asked = select(submissions.c.id, submissions.c.delivery, submissions.c.invoice)
    for row in connection.execute(asked):
        said = created.get(row.id)
        if said is not None and told(kept.get(row.delivery, ()), row.invoice) != said.get(TOLD, []):
            yield f"submission {row.id}: its attachments are not those that were recorded"


TOLD = "attachments"
"""The key under which the first event of a bill names its files."""
