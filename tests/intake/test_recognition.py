"""Patterns: which mails they know, and what these say of which bills."""

from __future__ import annotations

import datetime
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType

import pytest
from mails import APPROVED, BUDGET, FAILED, PASSED, REPORT, mail

from ledes.gateway import MailPattern
from ledes.intake import letters, recognition
from ledes.intake.patterns import Patterns
from ledes.intake.recognition import Trial

THEN = datetime.datetime(2026, 11, 20, 9, tzinfo=datetime.UTC)


def tried(raw: bytes, pattern: MailPattern, *, senders: tuple[str, ...] = (), anyhow: bool = False) -> Trial:
    letter = letters.read(raw, received=THEN, now=THEN)
    patterns = Patterns(vendor="post", mail=(pattern,), senders=senders)
    return recognition.trial(letter, raw, patterns, pattern, anyhow=anyhow)


def test_a_subject_says_which_bill_and_how_it_stands() -> None:
    trial = tried(mail("Invoice 1001 Approved", at=THEN), APPROVED)
    assert trial.fits
    (report,) = trial.reports
    assert (report.invoice, report.words, report.at, report.channel) == ("1001", "Approved", THEN, "mail")


def test_capitals_do_not_matter() -> None:
    assert tried(mail("INVOICE 1001 APPROVED", at=THEN), APPROVED).reports[0].words == "APPROVED"


def test_a_body_adds_reason_and_amount() -> None:
    raw = mail("Invoice 1001 Rejected", "Hello\n\nReason:  Rate above   the agreed one\n", at=THEN)
    assert tried(raw, APPROVED).reports[0].text == "Rate above the agreed one"
    raw = mail("Invoice 1001 Paid", "Amount: 1,250.00 USD", at=THEN)
    report = tried(raw, APPROVED).reports[0]
    assert (report.amount, report.currency) == (Decimal("1250.00"), "USD")


def test_one_mail_may_hold_two_lists_and_each_pattern_reads_its_own() -> None:
    raw = mail("Submission report", REPORT, at=THEN)
    assert [each.invoice for each in tried(raw, PASSED).reports] == ["1001", "1002"]
    failed = tried(raw, FAILED).reports
    assert [(each.invoice, each.words, each.text) for each in failed] == [
        ("1003", "Rejected", "Invalid timekeeper"),
        ("1004", "Rejected", "Matter is closed"),
    ]


def test_a_table_in_html_is_a_list_too() -> None:
    rows = "".join(f"<tr><td>{number}</td><td>{why}</td></tr>" for number, why in (("1003", "Bad"), ("1004", "Worse")))
    raw = mail("Submission report", "", html=f"<p>These invoices were rejected:</p><table>{rows}</table>", at=THEN)
    assert [(each.invoice, each.text) for each in tried(raw, FAILED).reports] == [("1003", "Bad"), ("1004", "Worse")]


def test_the_reading_that_fits_is_taken_where_the_plain_text_says_nothing() -> None:
    raw = mail("Submission report", "Please view as HTML", html="<p>invoices were accepted:</p><p>1001</p>", at=THEN)
    assert [each.invoice for each in tried(raw, PASSED).reports] == ["1001"]


def test_what_is_named_twice_is_one_report() -> None:
    raw = mail("Submission report", "invoices were accepted:\n1001\n1001\n", at=THEN)
    assert len(tried(raw, PASSED).reports) == 1


@pytest.mark.parametrize(
    ("sender", "stated", "fits"),
    [
        ("status@portal.example", "portal.example", True),
        ("status@mail.portal.example", "portal.example", True),
        ("STATUS@PORTAL.EXAMPLE", "Portal.Example", True),
        ("status@notportal.example", "portal.example", False),
        ("status@portal.example.evil.example", "portal.example", False),
        ("status@portal.example", "status@portal.example", True),
        ("other@portal.example", "status@portal.example", False),
    ],
)
def test_a_sender_is_an_address_or_a_domain_with_those_below_it(sender: str, stated: str, fits: bool) -> None:
    raw = mail("Invoice 1001 Approved", at=THEN, sender=sender)
    assert tried(raw, replace(APPROVED, sender=stated)).fits is fits


def test_a_pattern_without_a_sender_rests_until_one_is_stated() -> None:
    raw = mail("Invoice 1001 Approved", at=THEN)
    pattern = replace(APPROVED, sender="")
    trial = tried(raw, pattern)
    assert (trial.resting, trial.fits) == (True, False)
    assert tried(raw, pattern, senders=("portal.example",)).fits


def test_what_strangers_write_is_not_looked_through_unless_asked_to() -> None:
    raw = mail("Invoice 1001 Approved", at=THEN, sender="evil@else.example")
    trial = tried(raw, APPROVED)
    assert (trial.sender, trial.subject, trial.reports) == (False, False, ())
    trial = tried(raw, APPROVED, anyhow=True)
    assert (trial.sender, trial.subject, trial.body, trial.fits) == (False, True, True, False)


def test_a_mail_about_no_bill_is_known_and_says_nothing() -> None:
    trial = tried(mail("Budget approved for M-9", at=THEN), BUDGET)
    assert (trial.fits, trial.reports, trial.troubles) == (True, (), ())


def test_the_moment_in_a_mail_counts_though_never_after_the_mail() -> None:
    pattern = replace(APPROVED, body=r"on (?P<at>[\d/]+)", dates="%m/%d/%Y")
    day = datetime.datetime(2026, 11, 18, 23, 59, 59, tzinfo=datetime.UTC)
    assert tried(mail("Invoice 1001 Paid", "on 11/18/2026", at=THEN), pattern).reports[0].at == day
    assert tried(mail("Invoice 1001 Paid", "on 11/30/2026", at=THEN), pattern).reports[0].at == THEN


def test_what_cannot_be_read_is_a_trouble_and_no_report() -> None:
    trial = tried(mail("Invoice 1001 Paid", "Amount: 1.2.3 USD", at=THEN), APPROVED)
    assert trial.reports == ()
    assert trial.troubles == ("of invoice '1001' it says '1.2.3' is no number",)


def test_marks_in_amounts_are_the_patterns_own() -> None:
    pattern = replace(APPROVED, decimal=",", thousands=".")
    report = tried(mail("Invoice 1001 Paid", "Amount: 1.250,50 EUR", at=THEN), pattern).reports[0]
    assert report.amount == Decimal("1250.50")


def test_a_pattern_may_state_what_its_words_mean() -> None:
    pattern = replace(APPROVED, statuses=MappingProxyType({"Paid": "SENT_TO_AP"}))
    assert tried(mail("Invoice 1001 PAID", at=THEN), pattern).reports[0].status == "SENT_TO_AP"


CUT = MailPattern(
    key="cut",
    sender="portal.example",
    subject="Review of",
    body=r"^Invoice (?P<invoice>\S+): (?P<words>[A-Za-z ]+?)(?:, approved (?P<amount>[\d.,]+))?$",
    lines=r"^Line (?P<line>\d+)\t(?P<cut>[^\t]*)(?:\t(?P<reason>.+))?$",
)
REVIEW = """Invoice 1001: Approved, approved 1,180.00
Line 3\t-50.00\tExcessive time
Line 7\t(20.00)
Invoice 1002: Approved
Invoice 1003: Approved, approved 90.00
Line 1\t-5.00\tClerical
Line 1\t-5.00\tClerical
"""


def test_a_mail_says_which_lines_were_cut_by_how_much_and_why() -> None:
    reports = tried(mail("Review of November", REVIEW, at=THEN), CUT).reports
    assert [(each.invoice, each.amount) for each in reports] == [
        ("1001", Decimal("1180.00")), ("1002", None), ("1003", Decimal("90.00")),
    ]  # fmt: skip
    cuts = [[(cut.line, str(cut.amount), cut.words) for cut in each.adjustments] for each in reports]
    assert cuts == [
        [("3", "-50.00", "Excessive time"), ("7", "-20.00", "")],
        [],
        [("1", "-5.00", "Clerical"), ("1", "-5.00", "Clerical")],
    ]


def test_a_mail_about_one_invoice_is_searched_for_its_lines_as_a_whole() -> None:
    pattern = replace(
        CUT,
        subject=r"Review of (?P<invoice>\S+)",
        body="",
        words="Approved",
        lines=r"charge (?P<line>\S+) was reduced by (?P<cut>\S+) EUR(?: because of (?P<reason>[^.]+))?",
        cuts="plain",
        decimal=",",
        thousands=".",
    )
    text = "The charge 2.1 was reduced by 1.250,50 EUR because of the agreed rate. Charge 4 was reduced by 3 EUR."
    (report,) = tried(mail("Review of 1001", text, at=THEN), pattern).reports
    assert [(cut.line, str(cut.amount), cut.words) for cut in report.adjustments] == [
        ("2.1", "-1250.50", "the agreed rate"),
        ("4", "-3", ""),
    ]


def test_cuts_that_cannot_be_read_hold_back_what_is_said_of_their_invoice() -> None:
    trial = tried(mail("Review of November", REVIEW.replace("(20.00)", "twenty"), at=THEN), CUT)
    assert [each.invoice for each in trial.reports] == ["1002", "1003"]
    assert trial.troubles[0].startswith("of invoice '1001' it says ")


def test_a_pattern_that_comes_to_no_end_is_given_up_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recognition, "SECONDS", 0.05)
    endless = replace(CUT, body=r"(?P<invoice>(?:\w+\s?)+)!")
    trial = tried(mail("Review of", "a" * 60 + "?", at=THEN), endless)
    assert (trial.fits, trial.reports) == (True, ())
    assert trial.troubles == ("the pattern cut came to no end in 0.05 seconds: make its expressions simpler",)
    assert tried(mail("Review of November", REVIEW, at=THEN), CUT).troubles == ()
