"""The table of what is written down about a client as a whole, or about money that fits no bill."""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table, Text, UniqueConstraint

from ledes.ledger.tables import METADATA

client_events = Table(
    "client_events",
    METADATA,
    Column("id", Integer, primary_key=True),
    # The key of the client's profile; empty where the firm does not know yet whose it is.
    Column("client", Text, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("at", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("previous", Text, nullable=False),
    Column("digest", Text, nullable=False),
    UniqueConstraint("client", "seq", name="one_client_event_a_place"),
)

WRITING = 5_373_399
"""The server's lock under which they are put behind each other; any number that nothing else there uses."""

MADE = ("client_events",)
"""Tables of this module; their rows are never changed or taken away."""
