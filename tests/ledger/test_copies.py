"""Copies of a ledger as docs/operations.md says to make them, and what is put back from them."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from postgres import Server

from ledes import ledger
from ledes.__main__ import main
from ledes.errors import Exit
from ledes.ledger import verify
from ledes.ledger.records import Parcel

Make = Callable[..., Parcel]
FIRM = '[firm]\nid = "12-3456789"\nname = "Ashdown & Pell LLP"\n[ledger]\n{where}\n'


@pytest.fixture
def home(tmp_path: Path) -> Path:
    root = tmp_path / "firm"
    for folder in ("clients", "inbox", "outbox", "receipts"):
        (root / folder).mkdir(parents=True)
    (root / "ledes.toml").write_text(FIRM.format(where='path = "ledger.db"'))
    return root


def fill(url: str, parcel: Make) -> None:
    with ledger.writing(url) as book:
        book.record(parcel("1001"))
        book.note([1], "ATTEMPT")
        book.note([1], "RECEIPT", {"reference": "P-1"}, blob=b"thank you")


def whole(url: str) -> list[str]:
    with ledger.reading(url) as book:
        assert list(verify.problems(book)) == []
        return [each.state for each in book.submissions()]


def test_a_ledger_in_a_file_is_copied_while_a_run_is_at_work_and_put_back(home: Path, parcel: Make) -> None:
    url = f"sqlite:///{home / 'ledger.db'}"
    copy = home.parent / "copy.db"
    fill(url, parcel)
    with ledger.writing(url) as book:
        book.record(parcel("1002"))
        assert main(["ledger", "backup", str(copy), "--workspace", str(home)]) == Exit.DONE
        book.record(parcel("1003"))
    assert copy.stat().st_mode & 0o777 == 0o600
    for each in home.glob("ledger.db*"):
        each.unlink()
    shutil.copy(copy, home / "ledger.db")
    assert whole(url) == ["delivered", "ready"]
    with ledger.writing(url) as book:
        book.record(parcel("1003"))
    assert len(whole(url)) == 3


def test_a_copy_is_never_written_over(home: Path, parcel: Make, capsys: pytest.CaptureFixture[str]) -> None:
    fill(f"sqlite:///{home / 'ledger.db'}", parcel)
    copy = home.parent / "copy.db"
    copy.write_text("something else")
    assert main(["ledger", "backup", str(copy), "--workspace", str(home)]) == Exit.LEDGER
    assert "is there already" in capsys.readouterr().err
    assert copy.read_text() == "something else"


def test_without_a_ledger_there_is_nothing_to_copy(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ledger", "backup", str(home.parent / "copy.db"), "--workspace", str(home)]) == Exit.LEDGER
    assert "there is no ledger" in capsys.readouterr().err


def test_a_ledger_on_a_server_is_dumped_and_restored(database_server: Server, parcel: Make, tmp_path: Path) -> None:
    if not (database_server.programs / "pg_dump").is_file():
        pytest.skip("there is no pg_dump beside the server (Debian: apt-get install postgresql-client)")
    old, new = database_server.database(database_server.pattern), database_server.database()
    fill(database_server.url(old), parcel)
    place = ["--host", str(database_server.top), "--port", str(database_server.port), "--username", "postgres"]
    environment = {"PATH": os.defpath, "LC_ALL": "C"}
    dump = str(tmp_path / "ledger.dump")
    for program in (
        ["pg_dump", *place, "--format", "custom", "--file", dump, old],
        ["pg_restore", *place, "--no-owner", "--exit-on-error", "--dbname", new, dump],
    ):
        subprocess.run([str(database_server.programs / program[0]), *program[1:]], check=True, env=environment)
    assert whole(database_server.url(new)) == ["delivered"]
    with ledger.writing(database_server.url(new)) as book:
        book.record(parcel("1002"))
        with pytest.raises(Exception, match="append-only"), book.changing() as connection:
            connection.exec_driver_sql("DELETE FROM events")


def test_the_command_makes_and_upgrades_a_ledger_on_a_server(
    database_server: Server, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = database_server.url(database_server.database())
    (home / "ledes.toml").write_text(FIRM.format(where=f'url = "{url}"'))
    place = ("--workspace", str(home))
    assert main(["run", *place]) == Exit.LEDGER
    assert "try: make it: ledes ledger upgrade" in capsys.readouterr().err
    assert main(["ledger", "upgrade", *place]) == Exit.DONE
    assert capsys.readouterr().out.startswith("made, version")
    assert main(["ledger", "upgrade", *place]) == Exit.DONE
    assert "already" in capsys.readouterr().out
    assert main(["run", *place]) == Exit.DONE
    assert main(["ledger", "verify", *place]) == Exit.DONE
    assert main(["ledger", "backup", "copy.db", *place]) == Exit.USAGE
    assert "pg_dump" in capsys.readouterr().err


def test_the_command_brings_up_a_ledger_in_a_file_too(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ledger", "upgrade", "--json", "--workspace", str(home)]) == Exit.DONE
    assert '"before": ""' in capsys.readouterr().out
    assert whole(f"sqlite:///{home / 'ledger.db'}") == []
