"""Checkpoints cover what is written down about clients, too."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add to checkpoints how far they cover the events of clients; those that are there cover none."""
    for name in ("client_last", "client_events"):
        op.add_column("checkpoints", sa.Column(name, sa.Integer, nullable=True))
