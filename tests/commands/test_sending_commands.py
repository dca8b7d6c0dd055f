"""The commands around sending: what they print for people and for programs, and how they exit."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from importlib import resources
from typing import Any

import jsonschema
import pytest
from office import Office, record

from ledes import gateway
from ledes.__main__ import main
from ledes.errors import Exit

Say = Callable[..., tuple[int, str, str]]


@pytest.fixture
def say(office: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Say:
    monkeypatch.setattr(gateway, "vendors", lambda: {"post": office.adapter})

    def run(*arguments: str) -> tuple[int, str, str]:
        status = main([*arguments, "--workspace", str(office.root)])
        said = capsys.readouterr()
        return status, said.out, said.err

    return run


def shaped(text: str, schema: str) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(text)
    jsonschema.validate(said, json.loads(resources.files("ledes.schemas").joinpath(schema).read_text("utf-8")))
    return said


def test_submit_tells_where_each_bill_stands(office: Office, say: Say) -> None:
    office.inbox("a.txt", record("1001", "450.00"))
    status, out, err = say("submit")
    assert (status, err) == (0, "")
    assert out.splitlines()[1].split()[:6] == ["1", "1001", "merrow", "450.00", "USD", "delivered"]
    assert say("submit") == (0, "nothing to send\n", "")


def test_submit_in_json_has_the_promised_shape(office: Office, say: Say) -> None:
    wrong = record("1002", "50.00").replace("|1|F|1|0.00|50.00|", "|1|F|1|0.00|49.00|")
    office.inbox("a.txt", record("1001", "450.00"), wrong)
    office.inbox("b.txt", record("1003", "7.00", client="OTHER"))
    planned = shaped(say("submit", "--dry-run", "--json")[1], "submissions.schema.json")
    assert [(row["id"], row["invoice"]) for row in planned["submissions"]] == [(None, "1001")]
    status, out, _ = say("submit", "--json")
    said = shaped(out, "submissions.schema.json")
    assert status == Exit.SETUP
    assert said["summary"] == {"delivered": 1}
    assert said["error"]["exit"] == 4
    assert {finding["bill"] for finding in said["findings"]} == {"1002"}


def test_status_history_track_and_settle_have_the_promised_shapes(office: Office, say: Say) -> None:
    office.inbox("a.txt", record("1001", "450.00"))
    say("run")
    office.platform.events = [{"invoice": "1001", "words": "Rejected", "text": "Task code missing on line 1"}]
    assert shaped(say("track", "--json")[1], "submissions.schema.json")["summary"] == {"delivered": 1}
    (row,) = shaped(say("status", "1001", "--json")[1], "submissions.schema.json")["submissions"]
    assert (row["status"], row["next"]) == ("REJECTED", "correct and resubmit with --replaces 1")
    assert row["reason"] is not None
    history = shaped(say("history", "1001", "--json")[1], "history.schema.json")
    assert [event["event"] for event in history["events"]] == ["CREATED", "ATTEMPT", "RECEIPT", "STATUS"]
    assert [event["seq"] for event in history["events"]] == [1, 2, 3, 4]
    settled = say("settle", "1001", "--status", "PAID", "--amount", "450", "--at", "2026-12-01", "--json")
    assert shaped(settled[1], "submissions.schema.json")["submissions"][0]["paid"] == "450.00"
    assert shaped(say("run", "--json")[1], "submissions.schema.json")["summary"] == {"delivered": 1}


def test_a_round_says_in_short_what_needs_nobody(office: Office, say: Say) -> None:
    office.inbox("a.txt", record("1001", "450.00"), record("1002", "450.00"))
    office.platform.behaviours = ["store", "refuse"]
    status, out, _ = say("run")
    assert status == Exit.REFUSED
    assert "1001" not in out
    assert out.splitlines()[-1] == "1 to look at; 1 wait for the client or are done"


@pytest.mark.parametrize(
    ("arguments", "exit_status", "message"),
    [
        (("status", "77"), Exit.USAGE, "no submission bears the number '77'"),
        (("status", "--state", "lost"), Exit.USAGE, "there is no state 'lost'"),
        (("status", "--client", "nobody"), Exit.SETUP, "there is no client 'nobody'"),
        (("history", "77"), Exit.USAGE, "no submission bears the number '77'"),
        (("settle", "77", "--absent"), Exit.USAGE, "no submission bears the number '77'"),
        (("settle", "77", "--status", "PAID", "--amount", "1,000"), Exit.USAGE, "no plain number"),
        (("settle", "77", "--status", "PAID", "--at", "1.12.2026"), Exit.USAGE, "no day"),
        (("track", "--vendor", "nobody"), Exit.USAGE, "there is no vendor 'nobody'"),
        (("submit", "gone.txt"), Exit.INPUT, "gone.txt cannot be opened"),
        (("submit", "--replaces", "1"), Exit.USAGE, "exactly one INPUT"),
    ],
)
def test_what_cannot_be_done_is_told_with_its_exit(
    say: Say, arguments: tuple[str, ...], exit_status: Exit, message: str
) -> None:
    status, _, err = say(*arguments)
    assert status == exit_status
    assert message in err
    told = json.loads(say(*arguments, "--json")[1])
    assert told["error"]["exit"] == exit_status


def test_the_ledger_says_what_it_holds_and_that_it_is_whole(office: Office, say: Say) -> None:
    assert "not made yet" in say("ledger")[1]
    office.inbox("a.txt", record("1001", "450.00"))
    say("submit")
    status, out, _ = say("ledger", "verify")
    assert (status, out) == (0, "1 submission, 3 events: whole\n")
    with closing(sqlite3.connect(office.root / "ledger.db")) as connection, connection:
        connection.execute("UPDATE submissions SET state = 'ready'")
    status, out, _ = say("ledger", "verify")
    assert status == Exit.LEDGER
    assert "submission 1: state is not what its events add up to" in out


def test_no_output_holds_a_secret_or_a_narrative(office: Office, say: Say) -> None:
    office.inbox("a.txt", record("1001", "450.00"))
    office.platform.behaviours = ["drop"]
    told = [part for verb in (("run",), ("status",), ("history", "1001", "--json")) for part in say(*verb)[1:]]
    assert not any("s3cret" in part or "pleadings" in part for part in told)


def test_a_stopped_run_leaves_its_attempt_in_doubt(office: Office, say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    office.inbox("a.txt", record("1001", "450.00"))
    monkeypatch.setattr(office.adapter, "deliver", stopped)
    assert say("submit")[0] == Exit.INTERRUPTED
    assert office.standing() == [("1001", "in_doubt", "")]
    assert office.kinds()[-1] == "LOST"
