"""`ledes validate` says so where earlier bills are not compared with, because an older version recorded them."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from office import Office, record

from ledes import gateway
from ledes.__main__ import main
from ledes.ledger import facttables, linetables


@pytest.fixture
def upgraded(office: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Office:
    """Take the facts of two sent bills out of the ledger, as it was before facts were kept."""
    monkeypatch.setattr(gateway, "vendors", lambda: {"post": office.adapter})
    office.inbox("a.txt", record("1001", "450.00"), record("1002", "50.00"))
    assert main(["submit", "--workspace", str(office.root)]) == 0
    with closing(sqlite3.connect(office.root / "ledger.db")) as connection, connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        for table in (*facttables.KEPT, *linetables.MADE):
            connection.execute(f"DELETE FROM {table}")
    capsys.readouterr()
    return office


def validate(office: Office, capsys: pytest.CaptureFixture[str], *more: str) -> tuple[str, str]:
    path = office.file("b.txt", record("1003", "70.00"))
    main(["validate", path, "--workspace", str(office.root), *more])
    said = capsys.readouterr()
    return said.out, said.err


def test_bills_without_facts_are_told_until_the_next_run_reads_them(
    upgraded: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    out, err = validate(upgraded, capsys, "--json")
    assert err.splitlines() == [
        "note: 2 earlier bills are not compared with: an older version recorded no facts of them",
        "  try: ledes submit or ledes run, which read what was sent once more",
    ]
    assert out.startswith("{")
    assert main(["submit", "--workspace", str(upgraded.root)]) == 0
    capsys.readouterr()
    assert validate(upgraded, capsys)[1] == ""


def test_nothing_is_told_where_history_is_not_asked(upgraded: Office, capsys: pytest.CaptureFixture[str]) -> None:
    assert validate(upgraded, capsys, "--scope", "standard")[1] == ""
