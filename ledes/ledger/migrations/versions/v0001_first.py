"""The first ledger: submissions, their events, the files that were sent, checkpoints, what came in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ledes.ledger import places

revision = "0001"
down_revision = None

OPEN = sa.text("state NOT IN ('replaced', 'withdrawn')")
KEY = ("vendor", "account", "environment", "client", "invoice", "kind")


def upgrade() -> None:
    """Make the tables."""
    op.create_table("blobs", _text("sha256", key=True), sa.Column("bytes", sa.LargeBinary, nullable=False))
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("reference", sa.Text, nullable=False, unique=True),
        *(_text(name) for name in ("vendor", "account", "environment", "client", "file_name", "format")),
        sa.Column("payload", sa.Text, sa.ForeignKey("blobs.sha256"), nullable=False),
    )
    _submissions()
    _events()
    op.create_table(
        "strays",
        _text("fingerprint", key=True),
        *(_text(name) for name in ("at", "vendor", "account", "environment", "detail")),
        sa.Column("blob", sa.Text, sa.ForeignKey("blobs.sha256")),
    )
    op.create_table("inbox", _text("path", key=True), _text("digest"), _text("outcome"), _text("at"))
    op.create_table("polls", *(_text(name, key=True) for name in ("vendor", "account", "environment")), _text("at"))
    places.forbid_changes(op.get_bind(), ("events", "checkpoints", "blobs", "deliveries"))


def _text(name: str, *, key: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, primary_key=key, nullable=False)


def _submissions() -> None:
    op.create_table(
        "submissions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("delivery", sa.Integer, sa.ForeignKey("deliveries.id"), nullable=False),
        *(_text(name) for name in KEY),
        _text("digest"),
        sa.Column("whole", sa.BigInteger, nullable=False),
        _text("currency"),
        sa.Column("replaces", sa.Integer, sa.ForeignKey("submissions.id")),
        *(_text(name) for name in ("created", "state", "status", "reported", "receipt")),
        sa.Column("attempts", sa.Integer, nullable=False),
        _text("tried"),
        _text("not_before"),
        *(sa.Column(name, sa.Boolean, nullable=False) for name in ("doubtful", "refusal", "appeared", "person")),
        _text("page"),
        _text("words"),
        sa.Column("approved", sa.BigInteger),
        sa.Column("paid", sa.BigInteger),
        sa.Column("events", sa.Integer, nullable=False),
        _text("head"),
        _text("owner"),
        _text("lease"),
        sa.Column("token", sa.Integer, nullable=False),
    )
    for name in ("delivery", "invoice", "state", "receipt"):
        op.create_index(f"ix_submissions_{name}", "submissions", [name])
    op.create_index(
        "one_open_submission", "submissions", list(KEY), unique=True, sqlite_where=OPEN, postgresql_where=OPEN
    )


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("submission", sa.Integer, sa.ForeignKey("submissions.id"), nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        *(_text(name) for name in ("at", "kind", "detail")),
        sa.Column("blob", sa.Text, sa.ForeignKey("blobs.sha256")),
        *(_text(name) for name in ("previous", "digest")),
        sa.UniqueConstraint("submission", "seq", name="one_event_a_place"),
    )
    op.create_table(
        "checkpoints",
        sa.Column("id", sa.Integer, primary_key=True),
        _text("at"),
        sa.Column("last", sa.Integer, nullable=False),
        sa.Column("events", sa.Integer, nullable=False),
        _text("digest"),
    )
