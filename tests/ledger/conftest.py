"""An empty ledger, and parcels to record in it."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ledes.ledger import facttables, gatewaytables
from ledes.ledger.records import Entry, Parcel


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'ledger.db'}"


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
            for table in (*facttables.KEPT, *gatewaytables.MADE):
                connection.execute(f"DROP TABLE {table}")
            connection.execute("UPDATE alembic_version SET version_num = '0001'")

    return turn
