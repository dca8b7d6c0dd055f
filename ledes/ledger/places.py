"""Find where a ledger is kept by its URL."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from ledes.errors import SetupError
from ledes.ledger import postgres
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
