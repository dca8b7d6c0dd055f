"""The tables of what goes along with a delivery, of the messages that came, of how an account behaves, of what was told."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, Table, Text, UniqueConstraint

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
    Column("payload", Text, ForeignKey("blobs.sha256"), nullable=False),
)

messages = Table(
    "messages",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("mailbox", Text, nullable=False),
    # The Message-ID, or the digest of the whole where there is none: what was read once is known again.
    Column("mark", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("sender", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("vendor", Text, nullable=False),
    Column("pattern", Text, nullable=False),
    # matched, unmatched, settled (by a person) or ignored (by a person)
    Column("outcome", Text, nullable=False, index=True),
    Column("blob", Text, ForeignKey("blobs.sha256"), nullable=False),
    UniqueConstraint("mailbox", "mark", name="one_message_a_mark"),
)

paces = Table(
    "paces",
    METADATA,
    Column("vendor", Text, primary_key=True),
    Column("account", Text, primary_key=True),
    Column("environment", Text, primary_key=True),
    # How often in a row it did not answer, until when it is left alone, and when it was spoken to last.
    Column("failures", Integer, nullable=False),
    Column("rests_until", Text, nullable=False),
    Column("last", Text, nullable=False),
)

told = Table(
    "told",
    METADATA,
    # What a person was told by which way, and when, so that a timetable does not repeat itself.
    Column("mark", Text, primary_key=True),
    Column("at", Text, nullable=False),
)

MADE = ("attachments", "messages", "paces", "told")
