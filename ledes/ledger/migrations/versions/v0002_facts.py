"""What is kept of each bill: sums by matter and task, rates, hours, fingerprints of its lines."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ledes.ledger import places

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables; they fill up with the next bills, and with those that a run reads back from the payloads."""
    op.create_table(
        "billed",
        _submission(),
        _key("matter"),
        *(_text(name) for name in ("client", "invoice", "date", "start", "end")),
        *(_whole(name) for name in ("fees", "expenses", "total")),
        sa.Column("final", sa.Boolean),
    )
    op.create_index("ix_billed_client_matter", "billed", ["client", "matter"])
    op.create_table("task_fees", _submission(), _key("matter"), _key("task"), _whole("fees"))
    op.create_table(
        "billed_rates",
        _key("timekeeper"),
        _submission(),
        _key("matter"),
        _key("classification"),
        sa.Column("rate", sa.BigInteger, primary_key=True, autoincrement=False, nullable=False),
        _text("first"),
        _text("last"),
    )
    op.create_table("hours", _key("timekeeper"), _key("day"), _submission(), _whole("hours"))
    op.create_table(
        "prints",
        sa.Column("fingerprint", sa.BigInteger, primary_key=True, autoincrement=False, nullable=False),
        _submission(),
        sa.Column("place", sa.Integer, primary_key=True, autoincrement=False, nullable=False),
        *(_text(name) for name in ("line", "day", "matter")),
        sqlite_with_rowid=False,
    )
    places.forbid_changes(op.get_bind(), ("billed", "task_fees", "billed_rates", "hours", "prints"))


def _submission() -> sa.Column[int]:
    return sa.Column("submission", sa.Integer, sa.ForeignKey("submissions.id"), primary_key=True, nullable=False)


def _key(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, primary_key=True, nullable=False)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def _whole(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=False)
