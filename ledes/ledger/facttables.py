"""The tables of what is kept of each recorded bill, so that later bills can be compared with it."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, Table, Text

from ledes.ledger.tables import METADATA


def _submission() -> Column[int]:
    return Column("submission", Integer, ForeignKey("submissions.id"), primary_key=True)


billed = Table(
    "billed",
    METADATA,
    _submission(),
    Column("matter", Text, primary_key=True),
    # The client and the number stand here once more, because an index cannot reach into another table.
    Column("client", Text, nullable=False),
    Column("invoice", Text, nullable=False),
    # Days are ISO texts, empty where the bill has none. Amounts are whole ten-thousandths of its currency.
    Column("date", Text, nullable=False),
    Column("start", Text, nullable=False),
    Column("end", Text, nullable=False),
    Column("fees", BigInteger, nullable=False),
    Column("expenses", BigInteger, nullable=False),
    Column("total", BigInteger, nullable=False),
    Column("final", Boolean, nullable=True),
    Index("ix_billed_client_matter", "client", "matter"),
)

task_fees = Table(
    "task_fees",
    METADATA,
    _submission(),
    Column("matter", Text, primary_key=True),
    Column("task", Text, primary_key=True),
    Column("fees", BigInteger, nullable=False),
)

billed_rates = Table(
    "billed_rates",
    METADATA,
    Column("timekeeper", Text, primary_key=True),
    _submission(),
    Column("matter", Text, primary_key=True),
    Column("classification", Text, primary_key=True),
    Column("rate", BigInteger, primary_key=True, autoincrement=False),
    Column("first", Text, nullable=False),
    Column("last", Text, nullable=False),
)

hours = Table(
    "hours",
    METADATA,
    Column("timekeeper", Text, primary_key=True),
    Column("day", Text, primary_key=True),
    _submission(),
    Column("hours", BigInteger, nullable=False),
)

prints = Table(
    "prints",
    METADATA,
    Column("fingerprint", BigInteger, primary_key=True, autoincrement=False),
    _submission(),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("line", Text, nullable=False),
    Column("day", Text, nullable=False),
    Column("matter", Text, nullable=False),
    sqlite_with_rowid=False,
)

KEPT = ("billed", "task_fees", "billed_rates", "hours", "prints")
"""Tables of facts; their rows are never changed or taken away."""
