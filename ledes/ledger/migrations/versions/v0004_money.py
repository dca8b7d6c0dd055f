"""What is written down after a bill was sent: about clients, and about money that fits no bill."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ledes.ledger import place

revision = "0004"
down_revision = "0003"


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
    place.forbid_changes(op.get_bind(), ("client_events",))
