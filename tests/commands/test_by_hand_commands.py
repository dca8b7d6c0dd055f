"""The commands around uploads by hand and attachments: what they print, and how they exit."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from office import CLIENT, FIRM, Office, record

from ledes import gateway
from ledes.__main__ import main
from ledes.errors import Exit


class Desk:
    """A workspace whose one client is reached through Brightflag, by hand, and what the commands say in it."""

    def __init__(self, office: Office, capsys: pytest.CaptureFixture[str]) -> None:
        self.office = office
        self.capsys = capsys
        firm = FIRM.format(url="https://portal.example/in", quiet=0).replace('"post"', '"brightflag"')
        (office.root / "ledes.toml").write_text(firm, "utf-8")
        client = CLIENT.replace('"post"', '"brightflag"')
        (office.root / "clients" / "merrow.toml").write_text(client, "utf-8")

    def say(self, *arguments: str) -> tuple[int, str, str]:
        status = main([*arguments, "--workspace", str(self.office.root)])
        said = self.capsys.readouterr()
        return status, said.out, said.err

    def rows(self, *arguments: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(self.say(*arguments, "--json")[1])["submissions"]
        return found


@pytest.fixture
def desk(office: Office, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.delenv("LEDES_SECRET_POST_DEFAULT")
    return Desk(office, capsys)


@pytest.fixture
def receipt(tmp_path: Path) -> str:
    path = tmp_path / "receipt.pdf"
    path.write_bytes(b"%PDF-1.7")
    return str(path)


def test_a_bill_is_laid_out_and_settled_by_a_persons_word(desk: Desk, receipt: str) -> None:
    bill = desk.office.file("a.txt", record("1001", "450.00"))
    assert "lays it out for a person to upload as 1001.txt, with receipt.pdf" in desk.say(
        "submit", bill, "--attach", receipt, "--dry-run", "--json"
    )[1].replace("\n", " ")
    status, out, err = desk.say("submit", bill, "--attach", f"{receipt}=1001")
    assert (status, err) == (Exit.DONE, "")
    assert "waiting_upload" in out
    (row,) = desk.rows("status")
    assert row["next"].startswith("upload outbox/merrow/1001-")
    history = json.loads(desk.say("history", "1001", "--json")[1])["events"]
    assert history[0]["detail"].endswith("; with receipt.pdf")
    assert desk.say("settle", "1001", "--delivered", "--reference", "B-7")[0] == Exit.DONE
    assert [(each["state"], each["receipt"]) for each in desk.rows("status")] == [("delivered", "B-7")]


def test_a_withdrawn_bill_is_told_in_history(desk: Desk) -> None:
    desk.say("submit", desk.office.file("a.txt", record("1001", "450.00")))
    assert desk.say("settle", "1001", "--withdrawn", "--reason", "billed later")[0] == Exit.DONE
    assert desk.rows("status") == []
    assert "a person withdrew it: billed later" in desk.say("history", "1001")[1]
    status, _, err = desk.say("settle", "1001", "--withdrawn")
    assert status == Exit.USAGE
    assert "is withdrawn and cannot be settled as withdrawn" in err


@pytest.mark.parametrize(
    ("attach", "exit_status", "message"),
    [
        ("gone.pdf", Exit.INPUT, "there is no file gone.pdf"),
        ("{receipt}=1009", Exit.FINDINGS, "receipt.pdf is given for invoice 1009, which the input does not hold"),
        ("{receipt}=1001/1", Exit.FINDINGS, "takes files for whole invoices only"),
    ],
)
def test_an_attachment_that_cannot_go_is_told_with_its_exit(
    desk: Desk, receipt: str, attach: str, exit_status: Exit, message: str
) -> None:
    bill = desk.office.file("a.txt", record("1001", "450.00"))
    status, _, err = desk.say("submit", bill, "--attach", attach.format(receipt=receipt))
    assert status == exit_status
    assert message in err
    assert "try:" in err
    assert desk.rows("status") == []


def test_every_platform_is_told_in_full(desk: Desk) -> None:
    listed = desk.say("vendors")[1]
    for key, adapter in gateway.vendors().items():
        assert key in listed
        status, out, err = desk.say("vendors", key)
        assert (status, err) == (Exit.DONE, "")
        assert out.startswith(f"{key}: {adapter.name}")
        assert all(word in out for word in adapter.words)
        assert json.loads(desk.say("vendors", key, "--json")[1])["vendors"][0]["words"] == dict(adapter.words)


def test_what_is_not_confirmed_is_told_as_such(desk: Desk) -> None:
    out = desk.say("vendors", "acuity")[1]
    assert "by hand: a person uploads" in out
    assert "not confirmed by a published source\n  - which formats it takes" in out
