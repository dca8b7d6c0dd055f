"""What goes along with a delivery, the messages that came, and how an account behaves."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ledes.ledger import places

revision = "0003"
down_revision = "0002"

MESSAGE = ("mailbox", "at", "sender", "subject", "vendor", "environment", "pattern", "outcome", "reason")


def upgrade() -> None:
    """Make the tables; nothing that is there changes."""
    op.create_table(
        "attachments",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("delivery", sa.Integer, sa.ForeignKey("deliveries.id"), nullable=False),
        *(_text(name) for name in ("name", "invoice", "line", "kind")),
        sa.Column("size", sa.Integer, nullable=False),
        _blob("payload"),
    )
    op.create_index("ix_attachments_delivery", "attachments", ["delivery"])
    op.create_table(
        "messages",
        sa.Column("id", sa.Integer, primary_key=True),
        *(_text(name) for name in MESSAGE),
        _blob("blob"),
        sa.UniqueConstraint("mailbox", "blob", name="one_message_once"),
    )
    op.create_index("ix_messages_outcome", "messages", ["outcome"])
    op.create_table(
        "mailboxes",
        sa.Column("name", sa.Text, primary_key=True),
        _text("place"),
        *(sa.Column(name, sa.BigInteger, nullable=False) for name in ("validity", "last")),
        _text("at"),
    )
    op.create_table(
        "paces",
        *(sa.Column(name, sa.Text, primary_key=True, nullable=False) for name in ("vendor", "account", "environment")),
        sa.Column("failures", sa.Integer, nullable=False),
        *(_text(name) for name in ("rests_until", "busy_until", "free_at", "asker", "asking_until")),
    )
    op.add_column("submissions", sa.Column("uptime", sa.Text, nullable=False, server_default=""))
    op.create_table("told", sa.Column("mark", sa.Text, primary_key=True, nullable=False), _text("at"))
    places.forbid_changes(op.get_bind(), ("attachments",))


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def _blob(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, sa.ForeignKey("blobs.sha256"), nullable=False)
