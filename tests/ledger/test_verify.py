"""Verifying: whoever changes the file behind the ledger's back is found out."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from ledes import ledger
from ledes.ledger import verify
from ledes.ledger.records import Parcel


@pytest.fixture
def file(url: str, tmp_path: Path, parcel: Callable[..., Parcel]) -> Path:
    """Make a ledger of two runs, and take the guards off it that keep honest programs from mistakes."""
    with ledger.writing(url) as book:
        book.record(parcel("1001"))
        book.note([1], "ATTEMPT")
        book.note([1], "RECEIPT", {"reference": "P-1"}, blob=b"thank you")
    with ledger.writing(url) as book:
        book.record(parcel("1002"))
    path = tmp_path / "ledger.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            connection.execute(f"DROP TRIGGER {name}")
    return path


def test_a_whole_ledger_is_whole(url: str, file: Path) -> None:
    with ledger.reading(url) as book:
        assert list(verify.problems(book)) == []


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("UPDATE events SET detail = '{\"reference\":\"P-2\"}' WHERE kind = 'RECEIPT'", "event 3: was changed"),
        ("UPDATE events SET at = '2026-01-01T00:00:00.000000Z' WHERE id = 2", "event 2: was changed"),
        ("DELETE FROM events WHERE id = 2", "comes after event 1"),
        ("DELETE FROM events WHERE id = 3", "has 2 events instead of 3"),
        ("DELETE FROM events WHERE submission = 2", "submission 2 has 0 events instead of 1"),
        ("UPDATE submissions SET state = 'ready' WHERE id = 1", "submission 1: state is not what its events"),
        ("UPDATE submissions SET whole = 1 WHERE id = 1", "submission 1: whole is not what its events"),
        ("UPDATE submissions SET invoice = '9' WHERE id = 1", "submission 1: invoice is not what"),
        ("UPDATE deliveries SET reference = 'x' WHERE id = 1", "submission 1: reference is not what"),
        ("DELETE FROM submissions WHERE id = 2", "submission 2 is gone"),
        ("UPDATE blobs SET bytes = x'00' WHERE sha256 LIKE '%'", "were changed"),
        ("DELETE FROM blobs WHERE bytes = x'7468616e6b20796f75'", "are gone"),
        ("UPDATE checkpoints SET digest = 'x' WHERE id = 1", "checkpoint 1 does not fit"),
        ("DELETE FROM checkpoints WHERE id = 1", "checkpoint 2 does not fit"),
    ],
)
def test_a_change_is_found(url: str, file: Path, change: str, found: str) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(change)
    with ledger.reading(url) as book:
        problems = list(verify.problems(book))
    assert any(re.search(found, problem) for problem in problems), problems


def test_a_history_cut_off_at_its_end_does_not_fit_its_checkpoint(url: str, file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("DELETE FROM events WHERE submission = 2")
        connection.execute("DELETE FROM submissions WHERE id = 2")
    with ledger.reading(url) as book:
        assert list(verify.problems(book)) == ["checkpoint 2 counts 4 events, there are 3"]
