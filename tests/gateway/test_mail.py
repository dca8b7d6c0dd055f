"""Mail out against a real mail server, through a line that can be cut."""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import logging
import socket
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from counterpart import SECRET, closed_port, sealed
from loopback import reply
from loopback import server as serving
from mailserver import TOKEN, MailServer, certificate, mailserver
from practice import package
from relay import DOWN, UP

from ledes.errors import SetupError
from ledes.gateway import (
    Account,
    Attachment,
    Busy,
    CannotSay,
    Doubtful,
    NotSent,
    Package,
    Receipt,
    Refused,
    letter,
    vendor,
)

EMAIL = vendor("email")
NOW = datetime.datetime(2026, 11, 22, 9, 30, 15, 250, tzinfo=datetime.UTC)
PLAIN = Account(vendor="email", settings={"from": "billing@firm.example", "to": "ebills@client.example"})


@pytest.fixture
def server(tmp_path: Path) -> Iterator[MailServer]:
    with mailserver(tmp_path) as running:
        yield running


def with_files(given: Package, *names: str) -> Package:
    made = tuple(
        Attachment(name=name, content=name.encode(), sha256=hashlib.sha256(name.encode()).hexdigest(), invoice="1001")
        for name in names
    )
    return replace(given, attachments=made)


def test_the_servers_answer_to_the_whole_mail_is_the_receipt(server: MailServer) -> None:
    receipt = EMAIL.deliver(package("ledes-7f"), server.account())
    assert receipt.reference == "ledes-7f@firm.example"
    assert receipt.answer == b"250 2.0.0 queued as 7F3A"
    assert receipt.at is not None
    assert len(server.box.mails) == 1


def test_a_mail_holds_the_bill_byte_for_byte_and_says_what_it_is(server: MailServer) -> None:
    sent = sealed(package("ledes-7f"), package().content + b".\n..\nlone\rcr\xff\r\n")
    EMAIL.deliver(with_files(sent, "taxi.pdf"), server.account(subject="E-bill {invoices} of {client}"))
    mail = server.box.read()
    assert mail["From"] == "Billing <billing@firm.example>"
    assert mail["To"] == "ebills@client.example"
    assert mail["Subject"] == "E-bill 1001 of cl"
    assert mail["Message-ID"] == "<ledes-7f@firm.example>"
    assert server.box.files() == [("1001.txt", sent.content), ("taxi.pdf", b"taxi.pdf")]
    body = mail.get_body()
    assert body is not None
    assert sent.sha256 in body.get_content()
    assert b"Review of pleadings" not in server.box.mails[0]


def test_the_same_bill_at_the_same_moment_is_the_same_mail_to_the_byte() -> None:
    given = with_files(package("ledes-7f"), "taxi.pdf", "hotel.pdf")
    first = letter.write(given, PLAIN, NOW)
    assert letter.write(given, PLAIN, NOW) == first
    later = letter.write(given, PLAIN, NOW + datetime.timedelta(hours=1))
    assert later.name == first.name
    differing = [
        pair for pair in zip(first.content.splitlines(), later.content.splitlines(), strict=True) if pair[0] != pair[1]
    ]
    assert differing == [(b"Date: Sun, 22 Nov 2026 09:30:15 +0000", b"Date: Sun, 22 Nov 2026 10:30:15 +0000")]


def test_every_line_of_a_mail_is_short_plain_ascii() -> None:
    given = with_files(package("ledes-" + "0" * 24), "Überweisung \r\nBcc: x@y.example.pdf", "Überweisung.pdf")
    many = replace(given, invoices=tuple(str(number) for number in range(1000, 1400)))
    account = replace(PLAIN, settings={**PLAIN.settings, "from": f"billing@{'long.' * 11}example"})
    made = letter.write(many, account, NOW).content
    made.decode("ascii")
    assert max(map(len, made.split(b"\r\n"))) < 998
    assert b"\r\nBcc" not in made
    assert b"\nMessage-ID: <ledes-000000000000000000000000@long." in made
    assert made.count(b"\n") == made.count(b"\r\n")


@pytest.mark.parametrize("number", ["10\r\nBcc: x@y.example", "10\n\nhello", "10\u2028x"])
def test_a_number_cannot_write_headers(server: MailServer, number: str) -> None:
    EMAIL.deliver(package(number=number), server.account())
    assert server.box.read()["Bcc"] is None
    assert server.box.recipients == [["ebills@client.example"]]


def test_attachments_of_one_name_are_told_apart(server: MailServer) -> None:
    EMAIL.deliver(with_files(package(), "taxi.pdf", "taxi.pdf", "1001.txt"), server.account())
    assert [name for name, _ in server.box.files()] == ["1001.txt", "taxi.pdf", "2-taxi.pdf", "3-1001.txt"]


def test_each_client_may_have_an_address_of_its_own(server: MailServer) -> None:
    EMAIL.deliver(
        package(), server.account(to="ledes+{client}@platform.example, Ann <ann@x.example>", cc="me@f.example")
    )
    assert server.box.recipients == [["ledes+cl@platform.example", "ann@x.example", "me@f.example"]]


def test_encryption_and_a_password_are_used_where_they_are_demanded(tmp_path: Path) -> None:
    with mailserver(tmp_path, encrypted=True) as server:
        EMAIL.deliver(package(), server.account())
        assert server.box.signed_in == ["billing"]
        assert len(server.box.mails) == 1


def test_encryption_from_the_first_byte_works_too(tmp_path: Path) -> None:
    with mailserver(tmp_path, implicit=True) as server:
        EMAIL.deliver(package(), server.account())
        assert len(server.box.mails) == 1


@pytest.mark.parametrize("kind", ["encrypted", "implicit"])
def test_a_server_whose_certificate_nobody_vouches_for_gets_nothing(tmp_path: Path, kind: str) -> None:
    other = tmp_path / "other"
    other.mkdir()
    with mailserver(tmp_path, **{kind: True}) as server:  # type: ignore[arg-type]
        for authority in ("", str(certificate(other))):
            with pytest.raises(NotSent, match="no encrypted line to a server with a trusted certificate"):
                EMAIL.deliver(package(), server.account(ca_file=authority))
        assert (server.box.mails, server.box.signed_in) == ([], [])


def test_a_certificate_of_another_host_is_not_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mailserver.certificate", lambda folder: certificate(folder, "other.example"))
    with mailserver(tmp_path, encrypted=True) as server, pytest.raises(NotSent, match="trusted certificate"):
        EMAIL.deliver(package(), server.account())
    assert server.box.signed_in == []


def test_a_server_that_offers_no_encryption_gets_nothing_where_it_is_wanted(server: MailServer) -> None:
    with pytest.raises(NotSent, match="it does not offer what the account asks for"):
        EMAIL.deliver(package(), server.account(tls="true"))
    assert server.box.mails == []


def test_encryption_cannot_be_switched_off_beyond_this_machine(
    monkeypatch: pytest.MonkeyPatch, server: MailServer
) -> None:
    monkeypatch.setattr("ledes.gateway.stated.on_loopback", lambda _host: False)
    with pytest.raises(NotSent, match="would be reached without encryption"):
        EMAIL.deliver(package(), server.account(tls="false"))
    assert server.box.mails == []


def test_encryption_is_demanded_beyond_this_machine_without_a_word_in_the_set_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ledes.gateway.stated.on_loopback", lambda _host: False)
    with mailserver(tmp_path, encrypted=True) as server:
        EMAIL.deliver(package(), server.account(tls=""))
        assert len(server.box.mails) == 1


def test_a_wrong_password_is_told_and_not_shown(tmp_path: Path) -> None:
    with mailserver(tmp_path, encrypted=True) as server:
        for secret in ("another-password", "geheim-\u00e4"):
            with pytest.raises(NotSent) as caught:
                EMAIL.deliver(package(), server.account(secret=secret))
            assert secret not in "".join(traceback.format_exception(caught.value))
        assert server.box.mails == []


def by_token(server: MailServer, url: str, **settings: str) -> Account:
    return server.account(auth="oauth2", client_id="firm", token_url=f"{url}/token", scope="smtp", **settings)


def token(value: str) -> bytes:
    return reply("200 OK", f'{{"access_token": "{value}", "token_type": "Bearer"}}'.encode())


def test_a_server_that_wants_a_token_gets_one(tmp_path: Path) -> None:
    with mailserver(tmp_path, encrypted=True) as server, serving(token(TOKEN)) as (url, asked):
        EMAIL.deliver(package(), by_token(server, url))
        assert len(server.box.mails) == 1
    assert b"grant_type=client_credentials&scope=smtp" in asked[0]


def test_a_token_that_is_not_taken_is_told_not_shown_and_fetched_anew(tmp_path: Path) -> None:
    with mailserver(tmp_path, encrypted=True) as server, serving(token("stale-token")) as (url, asked):
        account = by_token(server, url)
        for _ in range(2):
            with pytest.raises(NotSent, match="did not take the token of account default") as caught:
                EMAIL.deliver(package(), account)
            assert "stale-token" not in "".join(traceback.format_exception(caught.value))
        assert server.box.mails == []
    assert len(asked) == 2


def test_a_server_that_takes_no_tokens_is_told(server: MailServer) -> None:
    with serving(token(TOKEN)) as (url, _), pytest.raises(NotSent, match="does not offer XOAUTH2"):
        EMAIL.deliver(package(), by_token(server, url, user="billing"))


def test_a_server_that_takes_no_passwords_is_told(server: MailServer) -> None:
    with pytest.raises(NotSent, match="offers account default of email no way to sign in by a password"):
        EMAIL.deliver(package(), server.account(user="billing"))


def test_a_way_to_sign_in_that_there_is_none_of_is_told(server: MailServer) -> None:
    with pytest.raises(NotSent, match="is neither password nor oauth2"):
        EMAIL.deliver(package(), server.account(auth="kerberos"))


def test_only_a_user_needs_a_secret() -> None:
    assert not EMAIL.needs_secret(PLAIN)
    assert EMAIL.needs_secret(replace(PLAIN, settings={"user": "billing"}))


@pytest.mark.parametrize(
    ("stage", "answer", "raised"),
    [
        ("MAIL", "451 4.7.1 greylisted, come back", Busy),
        ("MAIL", "550 5.7.1 not yours", NotSent),
        ("MAIL", "552 5.3.4 too large", Refused),
        ("RCPT ebills@client.example", "450 4.2.0 greylisted", Busy),
        ("RCPT ebills@client.example", "550 5.1.1 no such user", NotSent),
        ("RCPT second@client.example", "450 4.2.0 greylisted", Busy),
        ("RCPT second@client.example", "550 5.1.1 no such user", NotSent),
        ("DATA", "452 4.3.1 disk full", Busy),
        ("DATA", "554 5.6.0 virus", Refused),
        ("DATA", "421 4.3.2 shutting down", Doubtful),
        ("DATA", "354 go on", Doubtful),
        ("DATA", "gibberish", Doubtful),
    ],
)
def test_every_answer_means_what_it_means_and_never_half_of_the_recipients_get_it(
    server: MailServer, stage: str, answer: str, raised: type[Exception]
) -> None:
    server.box.answers[stage] = answer
    account = server.account(to="ebills@client.example, second@client.example")
    with pytest.raises(raised) as caught:
        EMAIL.deliver(package(), account)
    assert server.box.mails == []
    assert (answer in str(caught.value)) == (answer[0] == "5")
    if isinstance(caught.value, Refused):
        assert caught.value.answer == answer.encode()


def test_a_greylisted_mail_goes_through_the_next_time(server: MailServer) -> None:
    server.box.answers["MAIL"] = "451 4.7.1 greylisted"
    with pytest.raises(Busy):
        EMAIL.deliver(package(), server.account())
    server.box.answers.clear()
    assert isinstance(EMAIL.deliver(package(), server.account()), Receipt)
    assert len(server.box.mails) == 1


def test_what_is_larger_than_the_server_says_is_not_offered(tmp_path: Path) -> None:
    with mailserver(tmp_path, most=1_000) as server:
        with pytest.raises(Refused, match=r"the mail has \d,\d{3} bytes, 1,000 are allowed"):
            EMAIL.deliver(package(), server.account())
        assert server.line.connections == 1
        assert server.box.mails == []


def test_what_is_larger_than_set_up_says_is_not_offered(server: MailServer) -> None:
    with pytest.raises(SetupError, match=r"mail with invoice 1001 has 1,\d{3} bytes, account default takes 1,000"):
        EMAIL.examine(package(), server.account(max_bytes="1000"))
    EMAIL.examine(package(), server.account(max_bytes="10000"))
    with pytest.raises(Refused, match="1,000 are allowed"):
        EMAIL.deliver(package(), server.account(max_bytes="1000"))
    assert server.box.mails == []


def test_a_line_that_breaks_before_the_end_of_the_contents_left_no_mail(server: MailServer) -> None:
    def cut(way: str, block: bytes) -> None:
        if way == UP and len(block) > 20_000:
            server.line.cut()

    server.line.before = cut
    with pytest.raises(NotSent, match="the connection ended"):
        EMAIL.deliver(sealed(package(), b"x" * 8_000_000), server.account())
    assert server.box.mails == []


def test_a_lost_answer_to_the_whole_mail_is_doubtful(server: MailServer) -> None:
    server.box.hooks.append(server.line.cut)
    with pytest.raises(Doubtful, match="localhost: the connection ended, after the whole mail was sent"):
        EMAIL.deliver(package(), server.account())
    assert len(server.box.mails) == 1


def test_a_lost_end_of_the_mail_is_doubtful_too(server: MailServer) -> None:
    def swallow(way: str, block: bytes) -> None:
        if (way == UP and block.endswith(b"\r\n.\r\n")) or block == b".\r\n":
            server.line.cut()

    server.line.before = swallow
    with pytest.raises(Doubtful):
        EMAIL.deliver(package(), server.account())
    assert server.box.mails == []


def test_a_goodbye_that_goes_wrong_changes_nothing(server: MailServer) -> None:
    def cut(way: str, block: bytes) -> None:
        if way == UP and block.lower().startswith(b"quit"):
            server.line.cut()

    server.line.before = cut
    assert isinstance(EMAIL.deliver(package(), server.account()), Receipt)


def test_a_silent_server_is_given_up(server: MailServer) -> None:
    server.line.swallowed.add(DOWN)
    begun = time.monotonic()
    with pytest.raises(NotSent, match="no answer came in time"):
        EMAIL.deliver(package(), server.account(timeout="0.3"))
    assert time.monotonic() - begun < 3


@pytest.mark.parametrize(
    ("greeting", "raised"),
    [
        (b"421 too busy\r\n", Busy),
        (b"554 no mail here\r\n", NotSent),
        (b"HTTP/1.1 200 OK\r\n\r\n", NotSent),
        (b"220 " + b"x" * 20_000, NotSent),
        (b"", NotSent),
    ],
)
def test_what_is_no_mail_server_gets_nothing(greeting: bytes, raised: type[Exception]) -> None:
    with talking(lambda connection: connection.sendall(greeting)) as port, pytest.raises(raised):
        EMAIL.deliver(package(), replace(PLAIN, url=f"smtp://127.0.0.1:{port}"))


def test_a_server_that_never_ends_its_greeting_is_given_up() -> None:
    def trickle(connection: socket.socket) -> None:
        with contextlib.suppress(OSError):
            for _ in range(200):
                connection.sendall(b"220-still here\r\n")
                time.sleep(0.05)

    account = replace(PLAIN, settings={**PLAIN.settings, "timeout": "0.2"})
    begun = time.monotonic()
    with talking(trickle) as port, pytest.raises(NotSent):
        EMAIL.deliver(package(), replace(account, url=f"smtp://127.0.0.1:{port}"))
    assert time.monotonic() - begun < 5


@contextlib.contextmanager
def talking(say: Callable[[socket.socket], None]) -> Iterator[int]:
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = listening.accept()
        with connection, contextlib.suppress(OSError):
            say(connection)

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield listening.getsockname()[1]
    finally:
        listening.close()


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"from": ""}, "needs the settings from, with one address, and to"),
        ({"to": ""}, "needs the settings from, with one address, and to"),
        ({"from": "a@x.example, b@x.example"}, "needs the settings from, with one address, and to"),
        ({"to": "somebody"}, "setting to of account default of email holds what is no plain mail address"),
        ({"cc": "a@x.example\r\nBcc: b@x.example"}, "setting cc .* holds what is no plain mail address"),
        ({"to": "jörg@x.example"}, "setting to .* holds what is no plain mail address"),
        ({"subject": "{total}"}, "may hold {invoices}, {client} and {reference} only"),
        ({"subject": "{"}, "may hold {invoices}, {client} and {reference} only"),
        ({"max_bytes": "many"}, "max_bytes of account default of email is no whole number"),
        ({"timeout": "-1"}, "timeout of account default of email is no number of seconds"),
        ({"ca_file": "here.pem"}, "ca_file of account default of email is no absolute path"),
    ],
)
def test_a_mistake_in_the_set_up_is_told_and_nothing_sent(
    server: MailServer, settings: dict[str, str], said: str
) -> None:
    account, pattern = server.account(**settings), said.replace("{", r"\{").replace("}", r"\}")
    with pytest.raises(NotSent, match=pattern):
        EMAIL.deliver(package(), account)
    with pytest.raises(SetupError, match="has no setting (from|to)|" + pattern):
        EMAIL.check(account)
    assert server.box.mails == []


def test_an_account_that_states_all_is_good(server: MailServer) -> None:
    EMAIL.check(server.account(cc="Ann <ann@x.example>", subject="{invoices} {reference}", timeout="5"))


@pytest.mark.parametrize("url", ["", "https://host", "smtp://", "smtp://user:hush@host", "smtp://host:99999"])
def test_an_address_that_is_none_is_told(url: str) -> None:
    with pytest.raises(NotSent, match="no address of the form smtp://host:587") as caught:
        EMAIL.deliver(package(), replace(PLAIN, url=url))
    assert "hush" not in str(caught.value)


def test_a_ca_file_that_is_not_there_is_told(tmp_path: Path, server: MailServer) -> None:
    with pytest.raises(NotSent):
        EMAIL.deliver(package(), server.account(tls="true", ca_file=str(tmp_path / "none.pem")))


def test_nobody_listening_means_nothing_was_sent() -> None:
    with pytest.raises(NotSent):
        EMAIL.deliver(package(), replace(PLAIN, url=f"smtp://127.0.0.1:{closed_port()}"))


def test_a_person_is_told_which_mail_to_look_for() -> None:
    seen = EMAIL.look("ledes-7f", replace(PLAIN, url="smtp://mail.firm.example"))
    assert isinstance(seen, CannotSay)
    assert seen.page == "the log of mail.firm.example, for Message-ID ledes-7f@firm.example"


def test_no_secret_and_no_narrative_is_told_to_anyone(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    seen: list[str] = []
    with mailserver(tmp_path, encrypted=True) as server:
        for stage, answer in (("", ""), ("MAIL", f"550 {SECRET}"), ("DATA", f"554 {SECRET}"), ("DATA", "???")):
            server.box.answers = {stage: answer}
            try:
                seen.append(repr(EMAIL.deliver(package(), server.account())))
            except (NotSent, Refused, Doubtful) as error:
                seen.append("".join(traceback.format_exception(error)) + repr(getattr(error, "answer", b"")))
                assert error.__context__ is None
    # what begins with mail. is told by the server
    heap = "".join(seen) + "".join(each.getMessage() for each in caplog.records if not each.name.startswith("mail."))
    assert len(seen) == 4
    assert SECRET not in heap
    assert "Review of pleadings" not in heap
