"""How an event is put behind the others of its submission, together with where the submission stands afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from ledes.errors import LedgerError
from ledes.ledger import chain
from ledes.ledger.place import insert_new
from ledes.ledger.records import Submission
from ledes.ledger.rows import found
from ledes.ledger.standing import COLUMNS, step
from ledes.ledger.tables import blobs, events, submissions


def one(connection: Connection, id_: int) -> Submission:
    """Read a submission that is about to change; nobody else changes it until the transaction ends.

    Raises `LedgerError` when there is none.
    """
    for submission in found(connection, submissions.c.id == id_, lock=True):
        return submission
    raise LedgerError(f"there is no submission {id_}", hint="ledes status lists them")


def keep_bytes(connection: Connection, content: bytes) -> str:
    """Store bytes, once; give their digest."""
    digest = chain.content(content)
    if not connection.execute(select(blobs.c.sha256).where(blobs.c.sha256 == digest)).first():
        insert_new(connection, blobs, {"sha256": digest, "bytes": content})
    return digest


def head(connection: Connection, id_: int) -> Row[Any]:
    """Read where the chain of a submission ends, and who works on it."""
    columns = (submissions.c[name] for name in ("id", "delivery", "events", "head", "owner", "lease", "token"))
    return connection.execute(select(*columns).where(submissions.c.id == id_)).one()


def append(
    connection: Connection,
    submission: Submission,
    row: Row[Any],
    kind: str,
    at: str,
    detail: Mapping[str, Any],
    *,
    blob: str | None = None,
    **others: Any,
) -> None:
    """Put an event behind the others; `row` is what `head` gave, `others` are columns to set beside the standing.

    Raises `LedgerError` when the state does not allow the event, or when another run was faster.
    """
    detail = storable(detail)
    standing = step(submission.standing, kind, at, detail)
    seq, text = row.events + 1, chain.canonical(detail)
    digest = chain.link(row.head, submission.id, seq, at, kind, text, blob or "")
    connection.execute(
        insert(events).values(
            submission=submission.id,
            seq=seq,
            at=at,
            kind=kind,
            detail=text,
            blob=blob,
            previous=row.head,
            digest=digest,
        )
    )
    columns = {name: getattr(standing, name) for name in COLUMNS}
    changed = connection.execute(
        update(submissions)
        .where(submissions.c.id == submission.id, submissions.c.head == row.head)
        .values(**columns, events=seq, head=digest, **others)
    )
    if changed.rowcount != 1:
        raise LedgerError(f"submission {submission.id} was moved by another run", hint="look with ledes status")


def storable(said: Any) -> Any:
    """Replace what no database holds as text, as a vendor's words may have it: NUL, and halves of letters."""
    if isinstance(said, str):
        if said.isprintable():
            return said
        return said.replace("\0", "\N{SYMBOL FOR NULL}").encode("utf-8", "replace").decode("utf-8")
    if isinstance(said, Mapping):
        return {key: storable(value) for key, value in said.items()}
    if isinstance(said, list | tuple):
        return [storable(value) for value in said]
    return said
