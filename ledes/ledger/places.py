"""Where a ledger is kept, found by its URL; and what each kind of database does in its own way."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, make_url
from sqlalchemy.exc import ArgumentError

from ledes.errors import SetupError
from ledes.ledger import postgres, sqlite
from ledes.ledger.postgres import Server
from ledes.ledger.sqlite import File


def find(url: str) -> File | Server:
    """Give the place of a ledger's URL.

    Raises `SetupError` for a URL of another database, without a file, or with a password in it.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise SetupError("the ledger's url cannot be read", hint='write path = "ledger.db" under [ledger]') from None
    if parsed.get_backend_name() == "postgresql":
        return postgres.server(parsed)
    if parsed.get_backend_name() != "sqlite" or not parsed.database or parsed.database == ":memory:":
        raise SetupError(
            f"a ledger cannot be kept in {parsed.get_backend_name()} here",
            hint="name a SQLite file, sqlite:///ledger.db, or postgresql+psycopg://user@host/database",
        )
    return File(Path(parsed.database))


def forbid_changes(connection: Connection, tables: tuple[str, ...]) -> None:
    """Make the database refuse to change or take away rows of tables."""
    kind = postgres if connection.dialect.name == "postgresql" else sqlite
    kind.forbid_changes(connection, tables)
