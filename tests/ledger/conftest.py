"""An empty ledger, and parcels to record in it."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from postgres import Server

from ledes.ledger import facttables, gatewaytables, linetables, moneytables, places
from ledes.ledger.records import Entry, Parcel


@pytest.fixture
def file_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'ledger.db'}"


@pytest.fixture
def server_url(database_server: Server) -> str:
    return database_server.ledger()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """Give an empty ledger of each kind."""
    found: str = request.getfixturevalue("file_url" if request.param == "sqlite" else "server_url")
    return found


@pytest.fixture
def tamper() -> Callable[..., None]:
    """Change a ledger behind its back, with the guards off that keep honest programs from mistakes."""

    def tampered(url: str, *statements: str) -> None:
        engine = places.find(url).engine()
        with engine.begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.exec_driver_sql("SET session_replication_role = replica")
            else:
                # Foreign keys are switched off between transactions only.
                connection.exec_driver_sql("COMMIT")
                connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
                connection.exec_driver_sql("BEGIN")
                triggers = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars()
                for name in list(triggers):
                    connection.exec_driver_sql(f"DROP TRIGGER {name}")
            for statement in statements:
                connection.exec_driver_sql(statement)
        engine.dispose()

    return tampered


@pytest.fixture
def parcel() -> Callable[..., Parcel]:
    def make(*numbers: str, digest: str = "d", total: str = "450.00", **other: Any) -> Parcel:
        stated: dict[str, Any] = {
            "vendor": "post",
            "account": "default",
            "environment": "production",
            "client": "merrow",
            "file_name": "a.txt",
            "format": "1998b",
            "content": b"the bill",
            **other,
        }
        entries = tuple(
            Entry(invoice=number, kind="invoice", digest=digest, total=Decimal(total), currency="USD")
            for number in numbers or ("1001",)
        )
        return Parcel(entries=entries, **stated)

    return make


@pytest.fixture
def first_version(tmp_path: Path) -> Callable[[], None]:
    """Turn the ledger into one of the first version: with its submissions, without what was added later."""

    def turn() -> None:
        with contextlib.closing(sqlite3.connect(tmp_path / "ledger.db")) as connection, connection:
            for table in (*facttables.KEPT, *gatewaytables.MADE, *moneytables.MADE, *linetables.MADE):
                connection.execute(f"DROP TABLE {table}")
            connection.execute("ALTER TABLE submissions DROP COLUMN uptime")
            for column in ("client_last", "client_events"):
                connection.execute(f"ALTER TABLE checkpoints DROP COLUMN {column}")
            connection.execute("UPDATE alembic_version SET version_num = '0001'")

    return turn
