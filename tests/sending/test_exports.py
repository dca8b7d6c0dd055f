"""Copies for people: complete or not there, for their owner only, and never over something else."""

from __future__ import annotations

from pathlib import Path

import pytest
from office import Office, record

from ledes.errors import Exit
from ledes.sending import exports
from ledes.submit import Request, submit


def test_what_was_sent_and_what_came_back_lie_there_for_the_owner_only(office: Office) -> None:
    office.inbox("a.txt", record("2026/1001", "450.00"))
    submit(office.home, Request(), office.around())
    (sent,), (receipt,) = (list((office.root / name).iterdir()) for name in ("outbox", "receipts"))
    assert sent.read_bytes() == office.platform.stored[0]["content"]
    assert receipt.name == "1-2026-1001-3.receipt"
    assert {path.stat().st_mode & 0o777 for path in (sent, receipt)} == {0o600}


def test_another_file_of_the_same_name_is_left_alone(office: Office) -> None:
    other = office.root / "outbox" / "1001.txt"
    other.write_text("somebody's own")
    office.inbox("a.txt", record("1001", "450.00"))
    submit(office.home, Request(), office.around())
    assert other.read_text() == "somebody's own"
    assert len(list((office.root / "outbox").iterdir())) == 2


def test_a_copy_that_cannot_be_written_does_not_stop_the_sending(office: Office) -> None:
    (office.root / "receipts").rmdir()
    (office.root / "receipts").write_text("no folder")
    office.inbox("a.txt", record("1001", "450.00"))
    outcome = submit(office.home, Request(), office.around())
    assert office.standing() == [("1001", "delivered", "")]
    assert outcome.exit is Exit.SETUP
    assert "cannot be written" in outcome.problems[0].message


def test_nothing_unfinished_is_left_behind(tmp_path: Path) -> None:
    (tmp_path / "a.txt").mkdir()
    with pytest.raises(exports.ExportError):
        exports.write(tmp_path / "a.txt", b"content")
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]
