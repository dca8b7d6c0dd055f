"""The tables of what each bill asks for line by line, of when it is due, and of who answers for its matters."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, Table, Text

from ledes.ledger.tables import METADATA

worked_lines = Table(
    "worked_lines",
    METADATA,
    Column("submission", Integer, ForeignKey("submissions.id"), primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("line", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("matter", Text, nullable=False),
    Column("timekeeper", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("classification", Text, nullable=False),
    Column("task", Text, nullable=False),
    Column("activity", Text, nullable=False),
    Column("expense", Text, nullable=False),
    # An ISO day, empty where the line has none. Amounts and hours are whole ten-thousandths.
    Column("day", Text, nullable=False),
    Column("hours", BigInteger, nullable=False),
    Column("worked", BigInteger, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("tax", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

billed_terms = Table(
    "billed_terms",
    METADATA,
    Column("submission", Integer, ForeignKey("submissions.id"), primary_key=True),
    Column("matter", Text, primary_key=True),
    # The day that the bill itself names, as an ISO text; empty where it names none.
    Column("due", Text, nullable=False),
    # Whom the bill names as the firm's contact for the matter; empty where nobody.
    Column("attorney", Text, nullable=False),
)

MADE = ("worked_lines", "billed_terms")
"""Tables of this module; their rows are never changed or taken away."""
