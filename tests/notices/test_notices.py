"""What needs a person is told once, by each way that works, and nothing is said while nobody is needed."""

from __future__ import annotations

import datetime
import email
import email.policy
import json
import socket
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from loopback import reply, server
from mailserver import mailserver
from office import Office, record
from postgres import Server

from ledes import ledger, schemas
from ledes.notices import telling
from ledes.notices.telling import Trouble
from ledes.run import run
from ledes.submit import Request, submit
from ledes.track import track

MAIL = """[notices.mail]
server = "smtp://localhost:{port}"
sender = "ledes@firm.example"
to = ["ann@firm.example"]
"""
LATE = '[rules.D210]\ndays = 60\nsince = "invoice date"\n[rules.S202]\ndays = 30\n'


@pytest.fixture
def told(office: Office) -> Callable[..., list[Trouble]]:
    """Set up the ways and tell, some hours from now."""

    def tell(ways: str, *, hours: float = 0, client: str = "") -> list[Trouble]:
        office.set_up(client)
        with (office.root / "ledes.toml").open("a", encoding="utf-8") as out:
            out.write(f"\n[notices]\n{ways}")
        office.clock.at += datetime.timedelta(hours=hours)
        with ledger.writing(office.home.ledger_url, clock=office.clock) as book:
            return list(telling.tell(book, office.home, office.clock()))

    return tell


def send(office: Office, *numbers: str) -> None:
    path = office.file("a.txt", *(record(number, "450.00") for number in numbers))
    submit(office.home, Request(inputs=(path,)), office.around())


def hear(office: Office, words: str, number: str = "1001", **more: Any) -> None:
    office.platform.events.append({"invoice": number, "words": words, "at": office.clock().isoformat(), **more})
    track(office.home, around=office.around())


def text(office: Office) -> str:
    return (office.root / "told.txt").read_text("utf-8")


def test_nothing_is_written_while_nobody_is_needed(office: Office, told: Callable[..., list[Trouble]]) -> None:
    send(office, "1001")
    hear(office, "Received")
    assert told('file = "told.txt"') == []
    assert not (office.root / "told.txt").exists()


def test_a_rejected_bill_is_told_with_its_reason_and_what_to_do(
    office: Office, told: Callable[..., list[Trouble]]
) -> None:
    send(office, "1001", "1002")
    hear(office, "Rejected", text="DUPLICATE INVOICE")
    told('file = "told.txt"')
    assert "Rejected\n  1001 (merrow): 450.00 USD: rejected (" in text(office)
    assert "next: correct and resubmit with --replaces 1" in text(office)
    assert "1002" not in text(office)


def test_what_is_in_doubt_comes_first(office: Office, told: Callable[..., list[Trouble]]) -> None:
    send(office, "1001")
    hear(office, "Rejected")
    office.can(look=False)
    office.platform.behaviours = ["drop"]
    send(office, "1002")
    told('file = "told.txt"')
    assert text(office).index("In doubt\n  1002") < text(office).index("Rejected\n  1001")


def test_a_bill_that_stands_still_is_stuck_after_the_hours_that_were_set(
    office: Office, told: Callable[..., list[Trouble]]
) -> None:
    send(office, "1001")
    told('file = "told.txt"\nstuck_hours = 24', hours=23)
    assert not (office.root / "told.txt").exists()
    told('file = "told.txt"\nstuck_hours = 24', hours=2)
    assert "Stuck\n  1001 (merrow): 450.00 USD: delivered, unchanged for more than 24 hours" in text(office)


def test_an_approved_bill_is_never_stuck(office: Office, told: Callable[..., list[Trouble]]) -> None:
    send(office, "1001")
    hear(office, "Approved")
    told('file = "told.txt"', hours=2000)
    assert not (office.root / "told.txt").exists()


def test_a_deadline_is_told_when_it_comes_near(office: Office, told: Callable[..., list[Trouble]]) -> None:
    office.set_up(LATE)
    office.platform.behaviours = ["refuse"]
    send(office, "1001")
    last = datetime.datetime(2026, 12, 31, 12, tzinfo=datetime.UTC)
    office.clock.at = last - datetime.timedelta(days=8)
    told('file = "told.txt"\ndue_days = 7', client=LATE)
    assert "Deadline" not in text(office)
    told('file = "told.txt"\ndue_days = 7', client=LATE, hours=24)
    assert "1001 (merrow): file the invoice by 2026-12-31, in 7 days" in text(office)
    told('file = "told.txt"\ndue_days = 7', client=LATE, hours=24 * 9)
    assert "file the invoice by 2026-12-31, 2 days ago" in text(office)


def test_an_appeal_is_due_from_the_clients_first_answer(office: Office, told: Callable[..., list[Trouble]]) -> None:
    office.set_up(LATE)
    send(office, "1001")
    hear(office, "Received")
    answered = office.clock().astimezone().date()
    hear(office, "Rejected")
    told('file = "told.txt"\ndue_days = 40', client=LATE)
    assert f"appeal by {answered + datetime.timedelta(days=30)}" in text(office)


def test_a_secret_that_runs_out_is_told(office: Office, told: Callable[..., list[Trouble]]) -> None:
    soon = (office.clock() + datetime.timedelta(days=3)).date()
    way = f'file = "told.txt"\n[[accounts]]\nvendor = "post"\nname = "eu"\nsettings.secret_expires = "{soon}"'
    told(way)
    assert f"renew the secret by {soon}, in 3 days: post eu (production)" in text(office)


def test_a_test_delivery_needs_nobody(office: Office, told: Callable[..., list[Trouble]]) -> None:
    office.set_up('environment = "test"\n')
    office.platform.behaviours = ["refuse"]
    send(office, "1001")
    told('file = "told.txt"', client='environment = "test"\n', hours=900)
    assert not (office.root / "told.txt").exists()


def test_the_file_is_emptied_when_nothing_is_left(office: Office, told: Callable[..., list[Trouble]]) -> None:
    send(office, "1001")
    hear(office, "Rejected")
    told('file = "told.txt"')
    assert text(office)
    hear(office, "Approved")
    told('file = "told.txt"')
    assert text(office) == ""


def test_a_webhook_hears_of_it_once_and_again_after_a_day(office: Office, told: Callable[..., list[Trouble]]) -> None:
    send(office, "1001")
    hear(office, "Rejected")
    with server(reply("200 OK")) as (url, asked):
        for hours in (0, 1, 20):
            told(f'webhook = "{url}/in?key=1"', hours=hours)
        assert len(asked) == 1
        told(f'webhook = "{url}/in?key=1"', hours=4)
        assert len(asked) == 2
        hear(office, "On hold")
        told(f'webhook = "{url}/in?key=1"')
    head, _, body = asked[2].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /in?key=1 HTTP/1.1\r\n")
    said = json.loads(body)
    jsonschema.validate(said, json.loads(schemas.path("notices.schema.json").read_text("utf-8")))
    assert [(each["why"], each["invoice"]) for each in said["notices"]] == [("waits for a person", "1001")]


def test_a_way_that_fails_stops_no_other_and_is_tried_again(office: Office, told: Callable[..., list[Trouble]]) -> None:
    send(office, "1001")
    hear(office, "Rejected")
    with server(reply("500 Oops")) as (url, _):
        (trouble,) = told(f'file = "told.txt"\nwebhook = "{url}/in"')
    assert (trouble.way, trouble.error.exit) == ("webhook", 6)
    assert text(office)
    with server(reply("200 OK")) as (url, asked):
        assert told(f'file = "told.txt"\nwebhook = "{url}/in"') == []
    assert len(asked) == 1


def test_an_address_that_is_a_secret_is_in_no_error(
    office: Office, told: Callable[..., list[Trouble]], monkeypatch: pytest.MonkeyPatch
) -> None:
    send(office, "1001")
    hear(office, "Rejected")
    with server(reply("404 No", b"no hook T0P5ECRET here")) as (url, asked):
        monkeypatch.setenv("LEDES_SECRET_NOTICES_WEBHOOK", f"{url}/T0P5ECRET")
        (trouble,) = told('webhook = "secret"')
    assert asked[0].startswith(b"POST /T0P5ECRET ")
    assert "T0P5ECRET" not in f"{trouble.error.message} {trouble.error.hint} {trouble.error!r}"


def test_a_file_that_cannot_be_written_is_told(
    office: Office, told: Callable[..., list[Trouble]], tmp_path: Path
) -> None:
    send(office, "1001")
    hear(office, "Rejected")
    (tmp_path / "plain").write_text("x")
    (trouble,) = told(f'file = "{tmp_path}/plain/told.txt"')
    assert trouble.error.exit == 4
    assert "notices" in trouble.error.hint


def test_a_mail_says_it_in_its_subject_and_is_sent_once(
    office: Office, told: Callable[..., list[Trouble]], tmp_path: Path
) -> None:
    send(office, "1001", "1002")
    hear(office, "Rejected", text="DUPLICATE INVOICE")
    with mailserver(tmp_path) as post:
        way = MAIL.format(port=post.line.port)
        assert told(way) == []
        assert told(way, hours=1) == []
        (content,) = post.box.mails
    mail = email.message_from_bytes(content, policy=email.policy.default)
    assert mail["Subject"] == "ledes: 1 rejected"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "1001 (merrow): 450.00 USD: rejected" in mail.get_body().get_content()
    assert post.box.recipients == [["ann@firm.example"]]


def test_a_mail_server_that_turns_it_away_is_told_and_tried_again(
    office: Office, told: Callable[..., list[Trouble]], tmp_path: Path
) -> None:
    send(office, "1001")
    hear(office, "Rejected")
    with mailserver(tmp_path) as post:
        way = MAIL.format(port=post.line.port)
        post.box.answers["MAIL"] = "451 later"
        (trouble,) = told(way)
        assert trouble.error.exit == 6
        post.box.answers.clear()
        assert told(way) == []
        assert len(post.box.mails) == 1


def test_a_round_tells_at_its_end(office: Office) -> None:
    send(office, "1001")
    hear(office, "Rejected")
    with (office.root / "ledes.toml").open("a", encoding="utf-8") as out:
        out.write('\n[notices]\nfile = "told.txt"\nwebhook = "http://127.0.0.1:1/in"\n')
    outcome = run(office.home, office.around())
    assert "1001" in text(office)
    assert [each.about for each in outcome.problems] == ["notices by webhook"]


def test_of_two_workers_at_one_ledger_only_one_tells(office: Office, database_server: Server) -> None:
    """The second looks while the first is still telling, and once more when that is over."""
    shared = f'\n[ledger]\nurl = "{database_server.ledger()}"\n'
    asked, let_go = threading.Event(), threading.Event()

    def slow(connection: socket.socket) -> None:
        asked.set()
        let_go.wait(20)
        connection.sendall(reply("204 No Content"))

    def tell() -> list[Trouble]:
        with ledger.writing(office.home.ledger_url, clock=office.clock) as book:
            return list(telling.tell(book, office.home, office.clock()))

    with server(slow) as (url, heard), ThreadPoolExecutor(1) as other:
        with (office.root / "ledes.toml").open("a", encoding="utf-8") as out:
            out.write(f'{shared}[notices]\nwebhook = "{url}/in"\n')
        send(office, "1001")
        hear(office, "Rejected")
        first = other.submit(tell)
        assert asked.wait(20)
        try:
            assert tell() == []
            assert len(heard) == 1
        finally:
            let_go.set()
        assert first.result(20) == []
        assert tell() == []
        assert len(heard) == 1
