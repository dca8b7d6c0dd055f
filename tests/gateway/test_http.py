from __future__ import annotations

import datetime
import email.utils
import logging
import socket
import threading

import pytest
from loopback import reply, server

from ledes.gateway import Account, Busy, Doubtful, NotSent, Refused
from ledes.gateway.answers import Answer, retry_after, words
from ledes.gateway.http import Wire

SECRET = "hush-hush-token"
NOW = datetime.datetime(2026, 11, 22, 12, 0, tzinfo=datetime.UTC)


def wire(url: str, **settings: str) -> Wire:
    return Wire(Account(vendor="test", url=url, secret=SECRET, settings=settings), now=lambda: NOW)


def send(url: str, **settings: str) -> Answer:
    return wire(url, **settings).send("in", b"LEDES1998B[]", headers={"Idempotency-Key": "k1"})


def test_a_good_answer_comes_back_with_its_bytes() -> None:
    with server(reply("201 Created", b'{"reference": "7"}')) as (url, asked):
        answer = send(url)
    assert (answer.status, answer.json()) == (201, {"reference": "7"})
    assert asked[0].startswith(b"POST /in HTTP/1.1\r\n")
    assert asked[0].endswith(b"\r\n\r\nLEDES1998B[]")
    assert b"Authorization: Bearer hush-hush-token\r\n" in asked[0]
    assert b"User-Agent: ledes/" in asked[0]


def test_no_listener_means_nothing_was_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(NotSent, match="no connection"):
        send(f"http://127.0.0.1:{port}")


def test_a_name_that_nobody_has_means_nothing_was_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_args: object, **_kwargs: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(NotSent, match="no connection"):
        send("https://nowhere.example")


def test_a_connection_that_is_not_taken_in_time_means_nothing_was_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(*_args: object, **_kwargs: object) -> None:
        raise TimeoutError("timed out")

    monkeypatch.setattr(socket.socket, "connect", slow)
    with pytest.raises(NotSent, match="no connection"):
        send("http://127.0.0.1:9")


def test_a_partner_who_does_not_speak_tls_is_doubtful() -> None:
    with server(lambda connection: connection.sendall(b"what?\r\n\r\n")) as (url, _), pytest.raises(Doubtful):
        # The first bytes of TLS never end in an empty line, so the server waits and the line breaks off.
        send(url.replace("http:", "https:"), timeout="0.3")


def test_silence_after_sending_is_doubtful() -> None:
    hold = threading.Event()
    with server(lambda _connection: hold.wait(5) and None) as (url, _):
        with pytest.raises(Doubtful, match="in time"):
            send(url, timeout="0.2")
        hold.set()


def test_an_answer_that_trickles_ends_at_the_limit_for_the_whole() -> None:
    def trickle(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        while True:
            connection.sendall(b"x")
            threading.Event().wait(0.05)

    with server(trickle) as (url, _), pytest.raises(Doubtful):
        send(url, timeout="0.4")


def test_an_answer_that_never_ends_is_cut() -> None:
    def flood(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            connection.sendall(b"x" * (1 << 20))

    with server(flood) as (url, _), pytest.raises(Doubtful):
        send(url)


def test_a_connection_dropped_after_sending_is_doubtful() -> None:
    with server(b"") as (url, asked), pytest.raises(Doubtful):
        send(url)
    assert len(asked) == 1


def test_half_an_answer_is_doubtful() -> None:
    with server(b"HTTP/1.1 201 Created\r\nContent-Length: 50\r\n\r\n{}") as (url, _), pytest.raises(Doubtful):
        send(url)


def test_garbage_is_doubtful() -> None:
    with server(b"\x00\x01\x02 no http at all\r\n\r\n") as (url, _), pytest.raises(Doubtful):
        send(url)


@pytest.mark.parametrize("status", ["500 Oops", "502 Bad Gateway", "503 Down", "408 Slow", "304 Same", "100 Go on"])
def test_a_status_that_proves_nothing_is_doubtful(status: str) -> None:
    with server(reply(status)) as (url, _), pytest.raises(Doubtful):
        send(url)


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See", "307 Temporary", "308 Permanent"])
def test_a_redirect_is_not_followed(status: str) -> None:
    with (
        server(reply("200 OK", b"{}")) as (elsewhere, went),
        server(reply(status, b"", f"Location: {elsewhere}/there")) as (url, _),
    ):
        with pytest.raises(Doubtful, match="redirect"):
            send(url)
        with pytest.raises(NotSent, match="redirect"):
            wire(url).ask("there")
    assert went == []


@pytest.mark.parametrize("status", ["429 Busy", "503 Down"])
@pytest.mark.parametrize(
    ("header", "wait"),
    [("7", 7.0), (email.utils.format_datetime(NOW + datetime.timedelta(seconds=90), usegmt=True), 90.0)],
)
def test_busy_says_how_long_to_wait(status: str, header: str, wait: float) -> None:
    with server(reply(status, b"", f"Retry-After: {header}")) as (url, _):
        with pytest.raises(Busy) as busy:
            send(url)
        assert busy.value.wait == wait
        with pytest.raises(Busy) as busy:
            wire(url).ask("in")
        assert busy.value.wait == wait


def test_busy_without_a_time_is_busy_still() -> None:
    with server(reply("429 Busy")) as (url, _), pytest.raises(Busy) as busy:
        send(url)
    assert busy.value.wait is None


@pytest.mark.parametrize("text", ["", "soon", "-3", "1.5", "Sun, 99 Nov 2026 12:00:00 GMT", "٣"])
def test_a_retry_after_that_says_nothing_is_none(text: str) -> None:
    assert retry_after(text, NOW) is None


def test_a_retry_after_in_the_past_is_now() -> None:
    assert retry_after("Sun, 22 Nov 2026 11:00:00 GMT", NOW) == 0.0


@pytest.mark.parametrize(
    ("body", "kind", "said"),
    [
        (b'{"error": {"message": "invoice date is invalid"}}', "application/json", "invoice date is invalid"),
        (b'{"detail": "duplicate"}', "application/json", "duplicate"),
        (b"matter unknown\nsecond line", "text/plain; charset=utf-8", "matter unknown"),
        (b"<html><body>nope</body></html>", "text/html", "refused with 422"),
        (b"[1]", "application/json", "refused with 422"),
        (b"\xff\xfe", "application/json", "refused with 422"),
        (b"", "text/plain", "refused with 422"),
    ],
)
def test_a_refusal_carries_the_vendors_words_and_bytes(body: bytes, kind: str, said: str) -> None:
    with server(reply("422 No", body, f"Content-Type: {kind}")) as (url, _), pytest.raises(Refused) as refused:
        send(url)
    assert (refused.value.words, refused.value.answer) == (said, body)


def test_turned_away_at_the_door_for_the_token_leaves_the_bill_unsent() -> None:
    with server(reply("401 Who?")) as (url, _):
        with pytest.raises(NotSent, match="secret of account default"):
            send(url)
        with pytest.raises(NotSent, match="secret of account default"):
            wire(url).ask("in")


@pytest.mark.parametrize("answer", [reply("404 No"), reply("500 Oops"), reply("401 Who?"), b"garbage\r\n\r\n", b""])
def test_a_question_without_a_good_answer_changed_nothing(answer: bytes) -> None:
    with server(answer) as (url, _), pytest.raises(NotSent):
        wire(url).ask("in", params={"key": "k1"})


@pytest.mark.parametrize(
    ("url", "settings", "why"),
    [
        ("", {}, "no web address"),
        ("ftp://vendor.example", {}, "no web address"),
        ("http://vendor.example", {}, "without encryption"),
        ("https://me:pass@vendor.example", {}, "holds a password"),
        ("http://127.0.0.1:1", {"timeout": "soon"}, "timeout"),
        ("http://127.0.0.1:1", {"timeout": "0"}, "timeout"),
        ("http://127.0.0.1:1", {"timeout": "nan"}, "timeout"),
    ],
)
def test_an_account_that_cannot_be_used_sends_nothing(url: str, settings: dict[str, str], why: str) -> None:
    with pytest.raises(NotSent, match=why) as refused:
        send(url, **settings)
    assert "pass@" not in str(refused.value)


@pytest.mark.parametrize("secret", ["two\nlines", "sn\u00f6rkel", "tab\there"])
def test_a_secret_that_no_header_can_carry_is_never_shown(secret: str) -> None:
    with pytest.raises(NotSent) as refused:
        Wire(Account(vendor="test", url="https://vendor.example", secret=secret))
    assert secret not in str(refused.value)


def test_an_echoed_secret_is_blotted_out() -> None:
    body = f'{{"error": "token {SECRET} is not known"}}'.encode()
    with server(reply("403 No", body)) as (url, _), pytest.raises(Refused) as refused:
        send(url)
    assert SECRET not in refused.value.words
    assert SECRET.encode() not in refused.value.answer


def test_no_exception_and_no_log_line_holds_the_secret(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with server(b"") as (url, _), pytest.raises(Doubtful) as doubtful:
        send(url)
    assert doubtful.value.__cause__ is None
    assert doubtful.value.__context__ is None
    assert SECRET not in str(doubtful.value) + caplog.text


def test_a_password_in_netrc_does_not_replace_the_token(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    netrc = tmp_path_factory.mktemp("home") / "netrc"
    netrc.write_text("default login me password other\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    with server(reply("200 OK", b"{}")) as (url, asked):
        send(url)
    assert b"Authorization: Bearer hush-hush-token\r\n" in asked[0]


def test_a_proxy_is_not_asked_for_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with server(reply("200 OK", b"{}")) as (url, _):
        assert send(url).status == 200


def test_words_are_cut_where_they_are_endless() -> None:
    assert len(words(Answer(status=400, headers={}, content=b'{"error": "' + b"x" * 5000 + b'"}'))) == 1000
