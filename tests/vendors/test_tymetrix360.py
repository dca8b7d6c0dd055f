"""The mails of TyMetrix 360, made up after the marks that are known literally; their layout is unconfirmed."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from dropping import Firm
from mails import mail
from mailserver import mailserver

from ledes.gateway import StatusEvent, vendor
from ledes.intake import letters, patterns, recognition

T360 = vendor("tymetrix360")
NOW = datetime.datetime(2026, 11, 22, 9, tzinfo=datetime.UTC)
TESTED = "TyMetrix Invoice Testing: Invoice Submission Report"
ADMINISTRATOR = "Administrator@tymetrix360.com"
LEGACY = "tymetrixbilling@tymetrix.com"

BOTH = """Dear Ann Doe,

The following invoices were accepted:

1001
INV-2026/1002

The following invoices were rejected due to the following:
1003: Timekeeper TK9 is unknown
1004 - Rate exceeds the stored rate

Thank you.
"""


def said(subject: str, body: str = "", sender: str = ADMINISTRATOR) -> list[StatusEvent]:
    raw = mail(subject, body, sender=sender, at=NOW)
    letter = letters.read(raw, received=NOW, now=NOW)
    trials = recognition.trials(letter, raw, [patterns.of(T360)])
    return [report for trial in trials if trial.fits for report in trial.reports]


def told(reports: list[StatusEvent]) -> list[tuple[str, str, str]]:
    return [(each.invoice, T360.words[each.words], each.text) for each in reports]


@pytest.mark.parametrize("subject", [TESTED, TESTED + " (Trial Version)"])
def test_a_testing_report_tells_of_both_lists(subject: str) -> None:
    assert told(said(subject, BOTH)) == [
        ("1001", "PENDING_CLIENT", ""),
        ("INV-2026/1002", "PENDING_CLIENT", ""),
        ("1003", "FILE_ERROR", "Timekeeper TK9 is unknown"),
        ("1004", "FILE_ERROR", "Rate exceeds the stored rate"),
    ]


def test_a_legacy_report_tells_of_both_lists() -> None:
    body = "Invoices that failed testing\n1003\nInvoices that passed initial testing\n1001\n1002\n"
    assert told(said("TyMetrix Invoice Submission", body, LEGACY)) == [
        ("1001", "PENDING_CLIENT", ""),
        ("1002", "PENDING_CLIENT", ""),
        ("1003", "FILE_ERROR", ""),
    ]


@pytest.mark.parametrize(("word", "status"), [("Approved", "APPROVED"), ("Rejected", "REJECTED")])
def test_a_review_says_in_its_subject_how_it_ended(word: str, status: str) -> None:
    subject = f"Merrow Mills CT TyMetrix 360 Invoice Review Notification: INV-1001 {word}"
    assert told(said(subject)) == [("INV-1001", status, "")]


def test_a_budget_says_nothing_of_a_bill() -> None:
    assert said("Budget Approved 1001 Ashdown & Pell LLP", "1001", LEGACY) == []


def test_nobody_else_can_say_it() -> None:
    assert said(TESTED, BOTH, "administrator@tymetrix360.com.evil.example") == []


def test_a_bill_goes_by_mail_to_the_address_that_set_up_names(tmp_path: Path) -> None:
    with mailserver(tmp_path) as server:
        account = server.account(vendor="tymetrix360", to="intake@platform.example")
        office = Firm(tmp_path / "firm", account)
        office.submit()
        assert office.standing() == ("delivered", "")
        assert server.box.recipients == [["intake@platform.example"]]


def test_a_bill_that_went_by_mail_is_tracked_by_the_mails_that_come_back(tmp_path: Path) -> None:
    with mailserver(tmp_path) as server:
        office = Firm(tmp_path / "firm", server.account(vendor="tymetrix360"))
        toml = office.root / "ledes.toml"
        toml.write_text(toml.read_text() + '[[mailboxes]]\nname = "status"\nurl = "mails"\n')
        mails = office.root / "mails"
        mails.mkdir()
        office.submit()
        later = office.clock() + datetime.timedelta(minutes=5)
        body = "The following invoices were accepted\n\n1001\n"
        (mails / "1.eml").write_bytes(mail(TESTED, body, sender=ADMINISTRATOR, at=later))
        office.clock.sleep(3600)
        office.track()
        assert office.standing() == ("delivered", "PENDING_CLIENT")
        subject = "Merrow Mills CT TyMetrix 360 Invoice Review Notification: 1001 Rejected"
        (mails / "2.eml").write_bytes(mail(subject, sender=ADMINISTRATOR, at=office.clock()))
        office.clock.sleep(3600)
        office.track()
        assert office.standing() == ("delivered", "REJECTED")


def test_without_an_address_to_mail_to_nothing_is_sent(tmp_path: Path) -> None:
    with mailserver(tmp_path) as server:
        office = Firm(tmp_path / "firm", server.account(vendor="tymetrix360", to=""))
        office.submit()
        assert office.standing() == ("ready", "")
        assert server.box.mails == []
