"""Mails are taken apart whatever they hold: encodings, HTML, headers, and what is no mail at all."""

from __future__ import annotations

import datetime
import random

import pytest
from mails import mail

from ledes.intake import letters, plain
from ledes.intake.letters import Letter

NOW = datetime.datetime(2026, 11, 22, 12, tzinfo=datetime.UTC)
THEN = datetime.datetime(2026, 11, 20, 9, tzinfo=datetime.UTC)


def read(raw: bytes, received: datetime.datetime | None = None, server: str = "") -> Letter:
    return letters.read(raw, received=received, now=NOW, server=server)


def test_a_plain_mail_is_read() -> None:
    letter = read(mail("Invoice 1001 Approved", "It was\r\n  approved   today.\r\n\r\nBye", at=THEN))
    assert (letter.sender, letter.subject, letter.at) == ("status@portal.example", "Invoice 1001 Approved", THEN)
    assert letter.texts == ("It was\napproved today.\nBye",)
    assert letter.trouble == ""


@pytest.mark.parametrize(
    ("charset", "coding"),
    [("utf-8", "quoted-printable"), ("utf-8", "base64"), ("iso-8859-1", "quoted-printable"), ("windows-1252", "8bit")],
)
def test_encodings_are_undone(charset: str, coding: str) -> None:
    import base64
    import quopri

    text = "Rechnung 1001: Kürzung – geprüft" if charset != "iso-8859-1" else "Rechnung 1001: Kürzung"
    content = text.encode(charset)
    coded = {
        "quoted-printable": quopri.encodestring(content),
        "base64": base64.encodebytes(content),
        "8bit": content,
    }[coding]
    raw = f"From: a@b.example\nContent-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: {coding}\n\n"
    assert read(raw.encode() + coded).texts == (text,)


def test_a_subject_in_pieces_is_put_together() -> None:
    raw = b"From: a@b.example\nSubject: =?utf-8?q?Invoice_1001=3A?=\n =?utf-8?b?IGdlcHLDvGZ0?= today\n\nx"
    assert read(raw).subject == "Invoice 1001: geprüft today"


def test_html_is_read_as_lines_with_cells_parted_by_tabs() -> None:
    html = (
        "<html><head><title>t</title><style>p {}</style></head><body><p>The following<br>invoices</p><!-- 9999 -->"
        "<table><tr><th>No</th><th>Status</th></tr><tr><td><b>10</b>01</td><td>Approved&nbsp;in part</td></tr></table>"
        "<div style='display: none'>7777</div><script>8888</script>Bye</body></html>"
    )
    (text,) = read(mail("x", "", html=html, at=THEN)).texts
    assert text.split("\n") == ["The following", "invoices", "No\tStatus", "1001\tApproved in part", "Bye"]


def test_both_readings_of_a_mail_are_looked_at_and_attachments_are_not() -> None:
    from email import message_from_bytes, policy

    made = message_from_bytes(mail("x", "in short", html="<p>at length</p>", at=THEN), policy=policy.default)
    made.make_mixed()  # type: ignore[attr-defined]
    made.add_attachment("9999", filename="list.txt")  # type: ignore[attr-defined]
    assert read(made.as_bytes()).texts == ("in short", "at length")


def test_a_mail_inside_of_a_mail_is_somebody_elses() -> None:
    raw = (
        b"From: clerk@firm.example\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n"
        b"Content-Type: text/plain\n\nlook\n--b\nContent-Type: message/rfc822\n\n"
        b"From: status@portal.example\nSubject: Invoice 1001 Approved\n\nInvoice 1001\n--b--\n"
    )
    letter = read(raw)
    assert (letter.sender, letter.texts) == ("clerk@firm.example", ("look",))


@pytest.mark.parametrize(
    ("header", "sender"),
    [
        (b"Status <Status@Portal.Example>", "status@portal.example"),
        (b'"status@portal.example" <evil@else.example>', "evil@else.example"),
        (b"=?utf-8?q?status=40portal=2Eexample?= <evil@else.example>", "evil@else.example"),
        (b"a@portal.example, b@else.example", ""),
        (b"nobody", ""),
        (b"", ""),
    ],
)
def test_the_sender_is_the_one_address_and_never_a_name(header: bytes, sender: str) -> None:
    assert read(b"From: " + header + b"\n\nx").sender == sender


def test_two_from_lines_name_no_one_sender() -> None:
    assert read(b"From: a@portal.example\nFrom: b@else.example\n\nx").sender == ""


def test_a_mail_is_never_younger_than_its_arrival() -> None:
    ahead = mail("x", at=NOW + datetime.timedelta(days=400))
    assert read(ahead, received=THEN).at == THEN
    assert read(ahead).at == NOW
    hop = b"Received: from a by b; Fri, 20 Nov 2026 09:00:00 +0000\n"
    assert read(hop + ahead).at == THEN


def test_a_date_with_another_zone_or_none_is_understood() -> None:
    assert read(b"Date: Fri, 20 Nov 2026 04:00:00 -0500\n\n").at == THEN
    assert read(b"Date: Fri, 20 Nov 2026 09:00:00 -0000\n\n").at == THEN
    assert read(b"Date: last week\n\n", received=THEN).at == THEN


def test_what_would_steer_a_terminal_or_hide_a_number_is_left_out() -> None:
    letter = read(
        "From: a@b.example\nSubject: \x1b[2Jred\u202e\nContent-Type: text/plain\n\n10\u200b01\x9b\x07".encode()
    )
    assert (letter.subject, letter.texts) == ("[2Jred", ("1001",))


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\0" * 100,
        b"Content-Type: multipart/mixed; boundary=a\n\n--a\n" * 3000,
        b"Content-Type: text/plain; charset=punycode\n\n" + b"a-b" * 1000,
        b"Content-Type: text/html\n\n" + b"<div>" * 50_000 + b"x",
        b"Content-Type: text/html; charset=nonsense\n\n<p>\xff",
        b"Subject: =?x?q?=FF?= =?utf-8?b?!?=\nDate: Mon, 99 Foo 99999 99:99:99 +9999\n\n",
        b"Content-Type: text/html\n\n<?xml version='1.0' encoding='ebcdic'?><!DOCTYPE x [<!ENTITY a 'b'>]><p>&a;",
    ],
)
def test_whatever_comes_is_read_without_a_stumble(raw: bytes) -> None:
    assert read(raw).at <= NOW


def test_spoilt_mails_never_stop_the_reading() -> None:
    whole = mail(
        "Invoice 1001 Approved", "Reason", html="<table><tr><td>1</td></tr></table>", at=THEN, results="mx; dkim=pass"
    )
    chance = random.Random(20261122)
    for _ in range(1500):
        spoilt = bytearray(whole)
        for _ in range(chance.randrange(1, 12)):
            place = chance.randrange(len(spoilt))
            if chance.random() < 0.5:
                spoilt[place] = chance.randrange(256)
            else:
                del spoilt[place : place + chance.randrange(1, 20)]
        assert read(bytes(spoilt)).at <= NOW


def test_a_very_long_body_is_looked_through_to_a_bound() -> None:
    text = read(b"From: a@b.example\n\n" + b"line of words\n" * 100_000).texts[0]
    assert len(text) <= plain.LONGEST
