"""`ledes mail` and `ledes track`: what they print of mails, to whom, and that trying a pattern writes nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from mails import PATTERNS, mail
from office import Office, record

from ledes import gateway, ledger
from ledes.__main__ import main
from ledes.errors import Exit
from ledes.sending import pace

Say = Callable[..., tuple[int, str, str]]
BOX = '[[mailboxes]]\nname = "status"\nurl = "mails"\n'


@pytest.fixture
def say(office: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Say:
    office.adapter.mail = PATTERNS
    monkeypatch.setattr(gateway, "vendors", lambda: {"post": office.adapter})
    (office.root / "mails").mkdir()
    path = office.root / "ledes.toml"
    path.write_text(path.read_text("utf-8") + BOX, "utf-8")

    def run(*arguments: str) -> tuple[int, str, str]:
        status = main([*arguments, "--workspace", str(office.root)])
        said = capsys.readouterr()
        return status, said.out, said.err

    return run


@pytest.fixture
def waiting(office: Office, say: Say) -> Office:
    """A firm that sent two bills and got two mails which nobody can place."""
    office.inbox("a.txt", record("1001", "450.00"), record("1002", "450.00"))
    say("submit")
    moment = pace.Surroundings().clock().replace(microsecond=0)
    raw = mail("Your invoices have been looked at \x1b[31m", "1001 rejected,\nask for Ann", at=moment)
    (office.root / "mails" / "a.eml").write_bytes(raw)
    (office.root / "mails" / "b.eml").write_bytes(mail("Invoice 1009 Paid", "secret words", at=moment))
    say("track")
    return office


def data(text: str) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(text)
    schema = json.loads(resources.files("ledes.schemas").joinpath("mail.schema.json").read_text("utf-8"))
    jsonschema.validate(said, schema)
    return said


def test_the_list_tells_who_wrote_when_about_what_and_why_it_waits_but_no_text(waiting: Office, say: Say) -> None:
    status, out, _ = say("mail")
    assert status == Exit.DONE
    heading, first, second = out.splitlines()
    assert heading.split() == ["id", "sent", "sender", "subject", "outcome", "why"]
    assert "status@portal.example" in first
    assert "its sender is known, but no pattern fits" in first
    assert "no one bill sent to post bears the number 1009" in second
    assert "secret" not in out
    assert "\x1b" not in out
    (one, two) = data(say("mail", "--json")[1])["messages"]
    assert (one["id"], one["outcome"], two["vendor"], two["pattern"]) == (1, "unmatched", "post", "approved")
    assert "secret" not in json.dumps([one, two])


def test_one_mail_is_shown_with_its_text_and_saved_as_it_came(waiting: Office, say: Say, tmp_path: Path) -> None:
    status, out, _ = say("mail", "show", "1")
    assert status == Exit.DONE
    assert "  1001 rejected,\n  ask for Ann" in out
    saved = tmp_path / "saved.eml"
    assert data(say("mail", "show", "1", "--out", str(saved), "--json")[1])["text"] == "1001 rejected,\nask for Ann"
    assert saved.read_bytes() == (waiting.root / "mails" / "a.eml").read_bytes()


def test_a_person_settles_a_mail_for_the_bills_it_is_about(waiting: Office, say: Say) -> None:
    status, out, _ = say("mail", "settle", "1", "--invoice", "1001", "--status", "rejected", "--reason", "timekeeper")
    assert status == Exit.DONE
    assert "REJECTED" in out
    assert waiting.standing() == [("1001", "delivered", "REJECTED"), ("1002", "delivered", "")]
    assert waiting.submissions()[0].standing.words == "timekeeper"
    assert say("mail", "settle", "1", "--invoice", "1002", "--status", "PAID", "--amount", "450")[0] == Exit.DONE
    messages = data(say("mail", "--all", "--json")[1])["messages"]
    assert (messages[0]["outcome"], messages[1]["outcome"]) == ("settled", "unmatched")
    assert messages[0]["reason"] == "a person read REJECTED of 1001; a person read PAID of 1002"
    assert waiting.faults() == []


def test_mails_are_put_away(waiting: Office, say: Say) -> None:
    assert say("mail", "ignore", "1", "2")[1] == "message 1: put away\nmessage 2: put away\n"
    assert say("mail")[1] == "no mail waits for a person\n"
    status, _, err = say("mail", "settle", "1", "--invoice", "1001", "--status", "PAID")
    assert (status, "message 1 is ignored already" in err) == (Exit.USAGE, True)
    assert waiting.standing()[0][2] == ""


def test_mails_are_sorted_once_more(waiting: Office, say: Say) -> None:
    assert say("mail", "again")[1] == "note: 0 mails found a place\n"
    (waiting.root / "patterns").mkdir()
    (waiting.root / "patterns" / "post.toml").write_text(
        'vendor = "post"\nsenders = ["portal.example"]\n[[mail]]\nkey = "looked"\nsubject = "looked at"\n'
        "body = '^(?P<invoice>\\d+) (?P<words>rejected|approved)'\n",
        "utf-8",
    )
    assert say("mail", "again")[1].endswith("note: 1 mail found a place\n")
    assert waiting.standing()[0] == ("1001", "delivered", "REJECTED")
    assert "by mail: rejected (REJECTED) on " in say("history", "1001")[1]


def test_a_pattern_is_tried_part_by_part_and_nothing_is_written(waiting: Office, say: Say) -> None:
    with ledger.reading(waiting.home.ledger_url) as book:
        before = (book.counts(), (waiting.root / "ledger.db").read_bytes())
    status, out, _ = say("mail", "test", str(waiting.root / "mails" / "b.eml"))
    assert status == Exit.DONE
    rows = {line.split()[1]: line.split()[2:] for line in out.splitlines() if line.startswith("post")}
    assert rows["approved"] == ["yes", "yes", "yes"]
    assert rows["passed"] == ["yes", "no", "no"]
    assert "approved: invoice 1009 'Paid' (PAID), at " in out
    assert "so it would be unmatched: no one bill sent to post bears the number 1009" in out
    said = data(say("mail", "test", str(waiting.root / "mails" / "a.eml"), "--vendor", "post", "--json")[1])
    assert not any(each["fits"] for each in said["patterns"])
    with ledger.reading(waiting.home.ledger_url) as book:
        assert (book.counts(), (waiting.root / "ledger.db").read_bytes()) == before


def test_a_pattern_file_is_tried_before_it_is_used(waiting: Office, say: Say, tmp_path: Path) -> None:
    path = tmp_path / "new.toml"
    path.write_text(
        'vendor = "post"\n[[mail]]\nkey = "new"\nsubject = "(?P<invoice>1009)"\nwords = "Paid"\nsender = "x.example"\n',
        "utf-8",
    )
    status, out, _ = say("mail", "test", str(waiting.root / "mails" / "b.eml"), "--pattern", str(path))
    assert status == Exit.FINDINGS
    (row,) = [line.split() for line in out.splitlines() if line.startswith("post ")]
    assert row[2:] == ["no", "yes", "yes"]
    path.write_text('vendor = "post"\n[[mail]]\nkey = "new"\nsubject = "("\n', "utf-8")
    status, _, err = say("mail", "test", str(waiting.root / "mails" / "b.eml"), "--pattern", str(path))
    assert (status, "subject: is no regular expression" in err) == (Exit.SETUP, True)


@pytest.mark.parametrize(
    ("arguments", "exit_status", "message"),
    [
        (("mail", "show", "9"), Exit.USAGE, "there is no message 9"),
        (("mail", "settle", "1", "--invoice", "77", "--status", "PAID"), Exit.USAGE, "no submission bears the number"),
        (("mail", "settle", "1", "--invoice", "1001", "--status", "GONE"), Exit.USAGE, "there is no status 'GONE'"),
        (("mail", "settle", "1", "--invoice", "1001", "--status", "PAID", "--amount", "x"), Exit.USAGE, "plain number"),
        (("mail", "settle", "1", "--invoice", "1001", "--status", "PAID", "--at", "x"), Exit.USAGE, "is no day"),
        (("mail", "test", "gone.eml"), Exit.INPUT, "gone.eml cannot be opened"),
        (("mail", "test", "x", "--vendor", "post", "--pattern", "y"), Exit.USAGE, "say one of"),
        (("track", "--from", "gone.csv", "--vendor", "nobody"), Exit.USAGE, "there is no vendor 'nobody'"),
        (("track", "--account", "a"), Exit.USAGE, "--account goes with --from only"),
    ],
)
def test_what_cannot_be_done_is_told_and_leaves_the_mail_waiting(
    waiting: Office, say: Say, arguments: tuple[str, ...], exit_status: Exit, message: str
) -> None:
    status, _, err = say(*arguments)
    assert (status, message in err) == (exit_status, True)
    assert len(data(say("mail", "--json")[1])["messages"]) == 2


def test_an_export_is_taken_in(waiting: Office, say: Say, tmp_path: Path) -> None:
    columns = {"invoice": "No", "words": "Status"}
    waiting.adapter.exports = (gateway.Export(key="list", columns=columns),)
    path = tmp_path / "list.csv"
    path.write_text("No,Status\n1001,Approved\n", "utf-8")
    status, out, _ = say("track", "--from", str(path), "--vendor", "post")
    assert status == Exit.DONE
    assert "note: list.csv: 1 report read as list" in out
    assert waiting.standing()[0] == ("1001", "delivered", "APPROVED")
