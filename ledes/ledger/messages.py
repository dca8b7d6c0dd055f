"""The messages that came: each kept once as it came, what became of it, and how far a mailbox was read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from ledes.errors import UsageError
from ledes.ledger import chain, moments
from ledes.ledger.gatewaytables import mailboxes, messages
from ledes.ledger.reading import Reader
from ledes.ledger.tables import blobs
from ledes.ledger.writing import Ledger

MATCHED = "matched"
ASIDE = "aside"
UNMATCHED = "unmatched"
SETTLED = "settled"
IGNORED = "ignored"

OUTCOMES = (UNMATCHED, MATCHED, ASIDE, SETTLED, IGNORED)
"""What may become of a message; an unmatched one waits for a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message on record. `at` is a moment as the ledger writes it, `blob` the digest of its bytes."""

    id: int = 0
    mailbox: str
    at: str
    sender: str
    subject: str
    vendor: str = ""
    environment: str
    pattern: str = ""
    outcome: str
    reason: str = ""
    blob: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """How far a mailbox was read: where it is, the server's UIDVALIDITY, and the last UID."""

    place: str = ""
    validity: int = 0
    last: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A message that is about to be kept, and how far its mailbox is read with it; `None` where it has no numbers."""

    message: Message
    raw: bytes = field(repr=False)
    mark: Mark | None = None


def mark(book: Reader, mailbox: str) -> Mark:
    """Say how far a mailbox was read."""
    with book.asking() as connection:
        row = connection.execute(select(mailboxes).where(mailboxes.c.name == mailbox)).first()
    return Mark(place=row.place, validity=row.validity, last=row.last) if row else Mark()


def known(book: Reader, mailbox: str) -> frozenset[str]:
    """Give the digests of the messages that came through a mailbox."""
    with book.asking() as connection:
        return frozenset(connection.execute(select(messages.c.blob).where(messages.c.mailbox == mailbox)).scalars())


def listed(book: Reader, *, outcome: str = "", vendor: str = "") -> tuple[Message, ...]:
    """List messages by the time they were sent."""
    asked = select(messages).order_by(messages.c.at, messages.c.id)
    if outcome:
        asked = asked.where(messages.c.outcome == outcome)
    if vendor:
        asked = asked.where(messages.c.vendor == vendor)
    with book.asking() as connection:
        return tuple(_message(row) for row in connection.execute(asked))


def one(book: Reader, id_: int) -> Message:
    """Give one message.

    Raises `UsageError` when there is none with that id.
    """
    with book.asking() as connection:
        row = connection.execute(select(messages).where(messages.c.id == id_)).first()
    if row is None:
        raise UsageError(f"there is no message {id_}", hint="ledes mail --all lists them")
    return _message(row)


def count(book: Reader, outcome: str = UNMATCHED) -> int:
    """Count the messages of which one thing became."""
    with book.asking() as connection:
        asked = select(func.count()).select_from(messages).where(messages.c.outcome == outcome)
        return int(connection.execute(asked).scalar_one())


def keep(book: Ledger, arrival: Arrival) -> None:
    """Keep a message as it came, with how far its mailbox is read now; one that is there already stays as it is."""
    with book.changing() as connection:
        digest = _stored(connection, arrival.raw)
        there = (messages.c.mailbox == arrival.message.mailbox, messages.c.blob == digest)
        if not connection.execute(select(messages.c.id).where(*there)).first():
            values = {name: getattr(arrival.message, name) for name in _WRITTEN}
            connection.execute(insert(messages).values(**values, blob=digest))
        if arrival.mark is not None:
            _reached(connection, arrival.message.mailbox, arrival.mark, moments.text(book.clock()))


def reach(book: Ledger, mailbox: str, mark: Mark) -> None:
    """Remember how far a mailbox was read."""
    with book.changing() as connection:
        _reached(connection, mailbox, mark, moments.text(book.clock()))


def close(book: Ledger, id_: int, outcome: str, reason: str, *, vendor: str = "", pattern: str = "") -> Message:
    """Write down what became of an unmatched message; one that a person settled may be settled again.

    Raises `UsageError` when there is none with that id, or when it was closed already.
    """
    message = waiting(one(book, id_), outcome)
    said = f"{message.reason}; {reason}" if message.outcome == SETTLED else reason
    values = {"outcome": outcome, "reason": said}
    values |= {"vendor": vendor} if vendor else {}
    values |= {"pattern": pattern} if pattern else {}
    with book.changing() as connection:
        connection.execute(update(messages).where(messages.c.id == id_).values(**values))
    return one(book, id_)


def waiting(message: Message, outcome: str) -> Message:
    """Give a message back if this may still become of it.

    Raises `UsageError`.
    """
    if message.outcome != UNMATCHED and not message.outcome == outcome == SETTLED:
        raise UsageError(f"message {message.id} is {message.outcome} already", hint=f"see ledes mail show {message.id}")
    return message


_WRITTEN = ("mailbox", "at", "sender", "subject", "vendor", "environment", "pattern", "outcome", "reason")


def _message(row: Row[Any]) -> Message:
    return Message(id=row.id, blob=row.blob, **{name: getattr(row, name) for name in _WRITTEN})


def _reached(connection: Connection, mailbox: str, mark: Mark, now: str) -> None:
    values = {"place": mark.place, "validity": mark.validity, "last": mark.last, "at": now}
    changed = connection.execute(update(mailboxes).where(mailboxes.c.name == mailbox).values(**values))
    if not changed.rowcount:
        connection.execute(insert(mailboxes).values(name=mailbox, **values))


def _stored(connection: Connection, content: bytes) -> str:
    digest = chain.content(content)
    if not connection.execute(select(blobs.c.sha256).where(blobs.c.sha256 == digest)).first():
        connection.execute(insert(blobs).values(sha256=digest, bytes=content))
    return digest
