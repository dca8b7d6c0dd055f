"""The tables of the ledger."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from ledes.ledger.states import CLOSED

METADATA = MetaData()

OPEN = text(f"state NOT IN ({', '.join(repr(state) for state in CLOSED)})")

blobs = Table(
    "blobs",
    METADATA,
    Column("sha256", Text, primary_key=True),
    Column("bytes", LargeBinary, nullable=False),
)

deliveries = Table(
    "deliveries",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("reference", Text, nullable=False, unique=True),
    Column("vendor", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("environment", Text, nullable=False),
    Column("client", Text, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("format", Text, nullable=False),
    Column("payload", Text, ForeignKey("blobs.sha256"), nullable=False),
)

submissions = Table(
    "submissions",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("delivery", Integer, ForeignKey("deliveries.id"), nullable=False, index=True),
    # The key of the bill stands here once more, because an index cannot reach into another table.
    Column("vendor", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("environment", Text, nullable=False),
    Column("client", Text, nullable=False),
    Column("invoice", Text, nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("whole", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("replaces", Integer, ForeignKey("submissions.id"), nullable=True),
    Column("created", Text, nullable=False),
    Column("state", Text, nullable=False, index=True),
    Column("status", Text, nullable=False),
    Column("reported", Text, nullable=False),
    Column("receipt", Text, nullable=False, index=True),
    Column("attempts", Integer, nullable=False),
    Column("tried", Text, nullable=False),
    Column("uptime", Text, nullable=False, server_default=""),
    Column("not_before", Text, nullable=False),
    Column("doubtful", Boolean, nullable=False),
    Column("refusal", Boolean, nullable=False),
    Column("appeared", Boolean, nullable=False),
    Column("person", Boolean, nullable=False),
    Column("page", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("approved", BigInteger, nullable=True),
    Column("paid", BigInteger, nullable=True),
    Column("events", Integer, nullable=False),
    Column("head", Text, nullable=False),
    # Who works on it: a run under the lock with SQLite, a lease with a fencing token where several machines share.
    Column("owner", Text, nullable=False),
    Column("lease", Text, nullable=False),
    Column("token", Integer, nullable=False),
    Index(
        "one_open_submission",
        "vendor",
        "account",
        "environment",
        "client",
        "invoice",
        "kind",
        unique=True,
        # the same holds on a server, as the migration says; to say it here would load that dialect at each start
        sqlite_where=OPEN,
    ),
)

events = Table(
    "events",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("submission", Integer, ForeignKey("submissions.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("at", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("blob", Text, ForeignKey("blobs.sha256"), nullable=True),
    Column("previous", Text, nullable=False),
    Column("digest", Text, nullable=False),
    UniqueConstraint("submission", "seq", name="one_event_a_place"),
)

checkpoints = Table(
    "checkpoints",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("at", Text, nullable=False),
    Column("last", Integer, nullable=False),
    Column("events", Integer, nullable=False),
    Column("digest", Text, nullable=False),
    # How far the events of clients are covered; empty while there were none, or an older program covered none.
    Column("client_last", Integer),
    Column("client_events", Integer),
)

strays = Table(
    "strays",
    METADATA,
    Column("fingerprint", Text, primary_key=True),
    Column("at", Text, nullable=False),
    Column("vendor", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("environment", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("blob", Text, ForeignKey("blobs.sha256"), nullable=True),
)

inbox = Table(
    "inbox",
    METADATA,
    Column("path", Text, primary_key=True),
    Column("digest", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("at", Text, nullable=False),
)

polls = Table(
    "polls",
    METADATA,
    Column("vendor", Text, primary_key=True),
    Column("account", Text, primary_key=True),
    Column("environment", Text, primary_key=True),
    Column("at", Text, nullable=False),
)

APPEND_ONLY = ("events", "checkpoints", "blobs", "deliveries")
"""Tables whose rows are never changed or taken away; the database refuses it."""
