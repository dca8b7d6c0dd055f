"""Bills of an older version: their facts are read back once from the files that were sent."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

from ebills import FEE, file, record

from ledes import ledger
from ledes.client import Client
from ledes.ledger import gatewaytables, linetables, moneytables
from ledes.ledger.facttables import KEPT
from ledes.ledger.records import Entry, Parcel
from ledes.sending.recall import recall


def parcel(content: bytes, *numbers: str, **other: Any) -> Parcel:
    entries = (Entry(invoice=each, kind="invoice", digest=each, total=Decimal(630), currency="USD") for each in numbers)
    stated: dict[str, Any] = {
        "vendor": "post",
        "account": "default",
        "environment": "production",
        "client": "merrow",
        "file_name": "a.txt",
        "format": "1998b",
        **other,
    }
    return Parcel(content=content, entries=tuple(entries), **stated)


def test_facts_are_read_back_from_the_payload_of_each_bill_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    second = record({**FEE, "INVOICE_NUMBER": "1002", "INVOICE_DATE": "20261205"})
    with ledger.writing(url) as book:
        book.record(parcel(file(record(FEE), second), "1001", "1002"))
        assert book.history(Client(key="merrow")).spent().fees == 0
        assert recall(book) == 2
        past = book.history(Client(key="merrow"))
        assert past.spent("M-7").fees == Decimal(1260)
        assert [each.number for each in past.bills("M-7")] == ["1002", "1001"]
        assert recall(book) == 0


def test_what_cannot_be_read_again_is_not_read_every_time(tmp_path: Path) -> None:
    with ledger.writing(f"sqlite:///{tmp_path / 'ledger.db'}") as book:
        book.record(parcel(b"torn", "1001"))
        book.record(parcel(b"torn", "1002", format="of another time"))
        assert recall(book) == 2
        assert recall(book) == 0


def test_an_upgraded_ledger_learns_its_bills_in_the_next_run(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    with ledger.writing(url) as book:
        book.record(parcel(file(record(FEE)), "1001"))
    with closing(sqlite3.connect(tmp_path / "ledger.db")) as connection, connection:
        for table in (*KEPT, *gatewaytables.MADE, *moneytables.MADE, *linetables.MADE):
            connection.execute(f"DROP TABLE {table}")
        connection.execute("ALTER TABLE submissions DROP COLUMN uptime")
        for column in ("client_last", "client_events"):
            connection.execute(f"ALTER TABLE checkpoints DROP COLUMN {column}")
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
    with ledger.writing(url) as book:
        assert recall(book) == 1
        assert book.history(Client(key="merrow")).spent("M-7").fees == Decimal(630)
