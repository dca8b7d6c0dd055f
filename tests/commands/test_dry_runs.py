"""--dry-run says what would leave this machine, and nothing does."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import jsonschema
import pytest
from office import Office, record

from ledes import gateway, schemas, submit
from ledes.__main__ import main
from ledes.submit import Request


@pytest.fixture
def known(office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    real = gateway.vendors()
    monkeypatch.setattr(gateway, "vendors", lambda: {**real, "post": office.adapter})
    return office


def contents(root: Path) -> dict[str, str]:
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in root.rglob("*")
        if path.is_file() and path.suffix not in {".db-wal", ".db-shm"}
    }


def test_a_round_that_is_not_gone_names_what_it_would_send(known: Office, capsys: pytest.CaptureFixture[str]) -> None:
    known.inbox("bill.txt", record("1001", "450.00"))
    before = contents(known.root)
    assert main(["run", "--dry-run", "--workspace", str(known.root)]) == 0
    assert "1001" in capsys.readouterr().out
    assert contents(known.root) == before
    assert main(["work", "--dry-run", "--workspace", str(known.root)]) == 0
    assert "1001" in capsys.readouterr().out
    assert contents(known.root) == before
    assert not (known.root / "ledger.db").exists()


def test_tracking_that_is_not_done_names_whom_it_would_ask(known: Office, capsys: pytest.CaptureFixture[str]) -> None:
    submit.submit(known.home, Request(inputs=(known.file("b.txt", record("1002", "1.00")),)), known.around())
    before = contents(known.root)
    assert main(["track", "--dry-run", "--workspace", str(known.root), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    jsonschema.validate(said, json.loads(schemas.path("submissions.schema.json").read_text("utf-8")))
    assert [line.partition(",")[2] for line in said["would"]] == [
        " account default (production), what became of 1 bill"
    ]
    assert contents(known.root) == before


def test_nothing_to_ask_is_told(known: Office, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["track", "--dry-run", "--workspace", str(known.root)]) == 0
    assert capsys.readouterr().out == "nothing would leave this machine\n"


def test_notices_are_counted_and_not_told(known: Office, capsys: pytest.CaptureFixture[str]) -> None:
    path = known.root / "ledes.toml"
    path.write_text(path.read_text("utf-8") + '[notices]\nfile = "notices.txt"\n', "utf-8")
    submit.submit(known.home, Request(inputs=(known.file("b.txt", record("1003", "1.00")),)), known.around())
    assert main(["run", "--dry-run", "--workspace", str(known.root)]) == 0
    capsys.readouterr()
    assert not (known.root / "notices.txt").exists()


def test_a_dry_run_of_a_vendor_that_there_is_none_of_is_an_error(known: Office) -> None:
    assert main(["track", "--dry-run", "--vendor", "nobody", "--workspace", str(known.root)]) == 2


def test_files_and_a_dry_run_do_not_go_together(known: Office) -> None:
    file = str(known.root / "x.csv")
    assert main(["track", "--dry-run", "--from", file, "--workspace", str(known.root)]) == 2


def test_a_bill_that_an_earlier_run_left_is_among_what_would_leave(
    known: Office, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    known.inbox("bill.txt", record("1004", "450.00"))
    monkeypatch.delenv("LEDES_SECRET_POST_DEFAULT")
    submit.submit(known.home, Request(), known.around())
    assert known.standing() == [("1004", "ready", "")]
    assert main(["submit", "--dry-run", "--workspace", str(known.root)]) == 0
    assert "1004" in capsys.readouterr().out
    assert known.standing() == [("1004", "ready", "")]
