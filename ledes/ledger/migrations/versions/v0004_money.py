"""What is written down after a bill was sent: about clients, and about money that fits no bill."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ledes.ledger import places

revision = "0004"
down_revision = "0003"

LINE = ("line", "kind", "matter", "timekeeper", "name", "classification", "task", "activity", "expense", "day")


def upgrade() -> None:
    """Make the tables; nothing that is there changes."""
    op.create_table(
        "client_events",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("client", sa.Text, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("at", "kind", "detail", "previous", "digest")),
        sa.UniqueConstraint("client", "seq", name="one_client_event_a_place"),
    )
    op.create_table(
        "worked_lines",
        sa.Column("submission", sa.Integer, sa.ForeignKey("submissions.id"), primary_key=True, nullable=False),
        sa.Column("place", sa.Integer, primary_key=True, autoincrement=False, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in LINE),
        *(sa.Column(name, sa.BigInteger, nullable=False) for name in ("hours", "worked", "amount", "tax")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "billed_terms",
        sa.Column("submission", sa.Integer, sa.ForeignKey("submissions.id"), primary_key=True, nullable=False),
        sa.Column("matter", sa.Text, primary_key=True, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("due", "attorney")),
    )
    places.forbid_changes(op.get_bind(), ("client_events", "worked_lines", "billed_terms"))
