from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from dropping import Firm
from mails import mail
from mailserver import mailserver

from ledes.gateway import vendor
from ledes.intake import letters, patterns, recognition
from ledes.intake.patterns import Patterns

EMAIL = vendor("email")
NOW = datetime.datetime(2026, 11, 22, 9, tzinfo=datetime.UTC)
REFERENCE = "ledes-" + "0a" * 12


def test_a_bill_goes_by_mail_under_its_reference(tmp_path: Path) -> None:
    with mailserver(tmp_path) as server:
        office = Firm(tmp_path / "firm", server.account())
        assert office.submit().exit == 0
        assert office.standing() == ("delivered", "")
        assert server.box.read()["Message-ID"].startswith("<ledes-")


def test_a_lost_answer_leaves_the_bill_to_a_person_and_is_never_repeated(tmp_path: Path) -> None:
    with mailserver(tmp_path) as server:
        office = Firm(tmp_path / "firm", server.account())
        server.box.hooks.append(server.line.cut)
        for _ in range(3):
            office.submit()
            office.clock.sleep(86400)
        assert office.standing() == ("in_doubt", "")
        assert len(server.box.mails) == 1


def test_a_greylisted_bill_goes_out_in_the_same_run(tmp_path: Path) -> None:
    with mailserver(tmp_path) as server:
        office = Firm(tmp_path / "firm", server.account())
        server.box.answers["RCPT ebills@client.example"] = "451 4.7.1 greylisted"
        sleep = office.clock.sleep

        def later(seconds: float) -> None:
            server.box.answers.clear()
            sleep(seconds)

        office.clock.sleep = later  # type: ignore[method-assign]
        office.submit()
        assert office.standing() == ("delivered", "")
        assert office.kinds().count("BUSY") == 1


def test_a_recipient_that_is_none_leaves_the_bill_ready_until_that_is_mended(tmp_path: Path) -> None:
    with mailserver(tmp_path) as server:
        office = Firm(tmp_path / "firm", server.account())
        server.box.answers["RCPT ebills@client.example"] = "550 5.1.1 no such user"
        office.submit()
        assert office.standing() == ("ready", "")
        server.box.answers.clear()
        office.clock.sleep(86400)
        office.submit()
        assert office.standing() == ("delivered", "")


def test_a_mail_whose_contents_are_turned_away_is_refused(tmp_path: Path) -> None:
    with mailserver(tmp_path) as server:
        office = Firm(tmp_path / "firm", server.account())
        server.box.answers["DATA"] = "554 5.6.0 no such matter"
        office.submit()
        assert office.standing() == ("refused", "")


@pytest.mark.parametrize(
    "subject",
    [
        "Undelivered Mail Returned to Sender",
        "Undeliverable: Invoice 1001",
        "Mail delivery failed: returning message to sender",
        "Delivery Status Notification (Failure)",
        "failure notice",
    ],
)
def test_a_mail_that_came_back_is_known_by_our_reference(subject: str) -> None:
    body = f"550 no such user\n\nSubject: Invoice 1001\nMessage-ID: <{REFERENCE}@firm.example>\n"
    raw = mail(subject, body, at=NOW)
    letter = letters.read(raw, received=NOW, now=NOW)
    stated = patterns.of(EMAIL, (Patterns(vendor="email", senders=(letter.sender,)),))
    (trial,) = recognition.trials(letter, raw, [stated])
    assert trial.fits
    (report,) = trial.reports
    assert (report.reference, EMAIL.words[report.words]) == (REFERENCE, "FILE_ERROR")


def test_a_delay_is_no_return() -> None:
    raw = mail("Delivery Status Notification (Delay)", f"Message-ID: <{REFERENCE}@firm.example>", at=NOW)
    letter = letters.read(raw, received=NOW, now=NOW)
    stated = patterns.of(EMAIL, (Patterns(vendor="email", senders=(letter.sender,)),))
    assert not [trial for trial in recognition.trials(letter, raw, [stated]) if trial.fits]
