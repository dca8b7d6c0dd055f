"""The tables of attachments, of messages that came, of how an account behaves, and of what a person was told."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, Table, Text, UniqueConstraint

from ledes.ledger.tables import METADATA

attachments = Table(
    "attachments",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("delivery", Integer, ForeignKey("deliveries.id"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("invoice", Text, nullable=False),
    # The number of the line that the file proves; empty for the whole invoice.
    Column("line", Text, nullable=False),
    Column("kind", Text, nullable=False),
    # In bytes, so that a listing need not read them.
    Column("size", Integer, nullable=False),
    Column("payload", Text, ForeignKey("blobs.sha256"), nullable=False),
)

messages = Table(
    "messages",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("mailbox", Text, nullable=False),
    # When it was sent, as far as it may be believed; sender and subject are for people who look for it.
    Column("at", Text, nullable=False),
    Column("sender", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("vendor", Text, nullable=False),
    Column("environment", Text, nullable=False),
    Column("pattern", Text, nullable=False),
    # matched, aside (known, about no bill), unmatched, settled (by a person) or ignored (by a person)
    Column("outcome", Text, nullable=False, index=True),
    # Why it is unmatched, or what a person said.
    Column("reason", Text, nullable=False),
    Column("blob", Text, ForeignKey("blobs.sha256"), nullable=False),
    # What was read once is known again by its bytes, whatever Message-ID it claims.
    UniqueConstraint("mailbox", "blob", name="one_message_once"),
)

mailboxes = Table(
    "mailboxes",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("place", Text, nullable=False),
    # The server's UIDVALIDITY, and the last UID that was read under it.
    Column("validity", BigInteger, nullable=False),
    Column("last", BigInteger, nullable=False),
    Column("at", Text, nullable=False),
)

paces = Table(
    "paces",
    METADATA,
    Column("vendor", Text, primary_key=True),
    Column("account", Text, primary_key=True),
    Column("environment", Text, primary_key=True),
    # How often in a row it did not answer, and until when it is left alone: for that, or because the vendor asked.
    Column("failures", Integer, nullable=False),
    Column("rests_until", Text, nullable=False),
    Column("busy_until", Text, nullable=False),
    # When the next delivery may go where only so many a minute may, and which run asks for reports until when.
    Column("free_at", Text, nullable=False),
    Column("asker", Text, nullable=False),
    Column("asking_until", Text, nullable=False),
)

told = Table(
    "told",
    METADATA,
    # What a person was told by which way, and when, so that a timetable does not repeat itself.
    Column("mark", Text, primary_key=True),
    Column("at", Text, nullable=False),
)

MADE = ("attachments", "messages", "mailboxes", "paces", "told")
