"""How the firm shows itself to a vendor: what stands in the request, and what is refused before anything is sent."""

from __future__ import annotations

import base64
import contextlib
import logging
import shutil
import socket
import ssl
import subprocess
import threading
import traceback
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs

import gate
import pytest
from counterpart import closed_port
from loopback import reply, server

from ledes.gateway import Account, Adapter, Busy, Doubtful, NotSent, Refused
from ledes.gateway.auth import Auth
from ledes.gateway.http import Wire
from ledes.gateway.oauth import Tokens

SECRET = "hush/hush+token"
OAUTH = {"auth": "oauth2", "client_id": "firm:1"}


def account(url: str, **settings: str) -> Account:
    return Account(vendor="test", url=url, secret=SECRET, settings=settings)


def asked_with(usual: Auth | None = None, **settings: str) -> bytes:
    with server(reply("200 OK", b"{}")) as (url, asked):
        Wire(account(url, **settings), usual or Auth()).send("in", b"x")
    return asked[0]


def test_the_secret_is_a_bearer_token_unless_something_else_is_said() -> None:
    assert b"\r\nAuthorization: Bearer hush/hush+token\r\n" in asked_with()


def test_basic_joins_user_and_secret() -> None:
    said = base64.b64encode(f"ann@firm.example:{SECRET}".encode())
    assert b"\r\nAuthorization: Basic " + said + b"\r\n" in asked_with(auth="basic", user="ann@firm.example")


def test_a_key_goes_into_the_header_that_is_named() -> None:
    asked = asked_with(auth="key", key_header="X-Firm-Key")
    assert b"\r\nX-Firm-Key: hush/hush+token\r\n" in asked
    assert b"Authorization" not in asked


def test_an_adapter_may_name_the_header_of_its_platform() -> None:
    assert b"\r\nProviderKey: hush/hush+token\r\n" in asked_with(Auth(kind="key", header="ProviderKey"))


@pytest.mark.parametrize("auth", ["none", "certificate"])
def test_without_a_way_the_secret_stays_here(auth: str, tmp_path: Path) -> None:
    files = certificates(tmp_path) if auth == "certificate" else {}
    assert b"hush" not in asked_with(auth=auth, **files)


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({"auth": "magic"}, "there is no auth 'magic'; there are bearer, basic, key"),
        ({"auth": "basic"}, "auth basic needs the setting user"),
        ({"auth": "basic", "user": "a:b"}, "holds a colon"),
        ({"auth": "key"}, "auth key needs the setting key_header"),
        ({"auth": "key", "key_header": "X Key"}, "key_header is no name of a header"),
        ({"auth": "key", "key_header": "X-Key:\r\nEvil"}, "key_header is no name of a header"),
        ({"auth": "oauth2"}, "auth oauth2 needs the setting token_url"),
        ({"auth": "oauth2", "token_url": "https://t.example"}, "auth oauth2 needs the setting client_id"),
        ({**OAUTH, "token_url": "https://t.example", "client_auth": "post"}, "there are basic, body"),
        ({"auth": "certificate"}, "needs the setting cert_file"),
        ({"cert_file": "/nowhere/cert.pem"}, "cert_file and key_file go together"),
        ({"cert_file": "/nowhere/cert.pem", "key_file": "/nowhere/key.pem"}, "there is no file /nowhere/cert.pem"),
    ],
)
def test_a_way_that_lacks_something_sends_nothing(settings: dict[str, str], why: str) -> None:
    with pytest.raises(NotSent, match=why) as refused:
        Wire(account(f"http://127.0.0.1:{closed_port()}", **settings))
    assert SECRET not in str(refused.value)


class Door:
    """A server that gives out tokens and takes them; `lasts` seconds each, `revoked` are those it has called back."""

    def __init__(self) -> None:
        self.lasts: float | None = 3600
        self.given = 0
        self.revoked: set[str] = set()
        self.answer: bytes | None = None
        self.url = ""

    def __call__(self, connection: socket.socket) -> None:
        request = self.seen[-1]
        if request.startswith(b"POST /token"):
            self.given += 1
            lasts = "" if self.lasts is None else f', "expires_in": {self.lasts}'
            body = f'{{"access_token": "token-{self.given}", "token_type": "Bearer"{lasts}}}'.encode()
            connection.sendall(reply("200 OK", body) if self.answer is None else self.answer)
            return
        token = request.partition(b"Authorization: Bearer ")[2].partition(b"\r\n")[0].decode()
        good = token.startswith("token-") and token not in self.revoked
        said = f'{{"echo": "{token}"}}'.encode()
        connection.sendall(reply("200 OK" if good else "401 Who", said))

    @property
    def bills(self) -> list[bytes]:
        return [each for each in self.seen if each.startswith(b"POST /in")]

    @property
    def questions(self) -> list[bytes]:
        return [each for each in self.seen if each.startswith(b"GET /")]

    seen: list[bytes]


@contextlib.contextmanager
def door() -> Iterator[Door]:
    here = Door()
    with server(here) as (url, seen):
        here.url, here.seen = url, seen
        yield here


class Hands:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def through(here: Door, tokens: Tokens, **settings: str) -> Wire:
    said = {**OAUTH, "token_url": f"{here.url}/token", **settings}
    return Wire(account(here.url, **said), tokens=tokens)


def test_a_token_is_fetched_by_the_client_and_shown() -> None:
    with door() as here:
        wire = through(here, Tokens(), scope="bills.write", audience="aud-1")
        assert wire.send("in", b"x").status == 200
    asked, delivered = here.seen
    head, _, form = asked.partition(b"\r\n\r\n")
    joined = base64.b64encode(b"firm%3A1:hush%2Fhush%2Btoken")
    assert b"\r\nAuthorization: Basic " + joined in head
    assert parse_qs(form.decode()) == {
        "grant_type": ["client_credentials"],
        "scope": ["bills.write"],
        "audience": ["aud-1"],
    }
    assert b"\r\nAuthorization: Bearer token-1\r\n" in delivered


def test_a_client_may_show_itself_in_the_form() -> None:
    with door() as here:
        through(here, Tokens(), client_auth="body").ask("bills")
    head, _, form = here.seen[0].partition(b"\r\n\r\n")
    assert b"Authorization" not in head
    assert parse_qs(form.decode())["client_secret"] == [SECRET]
    assert parse_qs(form.decode())["client_id"] == ["firm:1"]


def test_a_token_is_kept_until_shortly_before_it_ends() -> None:
    hands = Hands()
    tokens = Tokens(clock=hands)
    with door() as here:
        for _ in range(3):
            through(here, tokens).ask("bills")
        assert here.given == 1
        hands.now += 3600 - 61
        through(here, tokens).ask("bills")
        assert here.given == 1
        hands.now += 2
        through(here, tokens).ask("bills")
        assert here.given == 2


@pytest.mark.parametrize(("lasts", "used"), [(None, 269), (10, 8.9)])
def test_a_token_without_a_stated_end_or_a_short_one_is_kept_a_short_while(lasts: float | None, used: float) -> None:
    hands = Hands()
    tokens = Tokens(clock=hands)
    with door() as here:
        here.lasts = lasts
        through(here, tokens).ask("bills")
        hands.now += used
        through(here, tokens).ask("bills")
        assert here.given == 1
        hands.now += 32
        through(here, tokens).ask("bills")
        assert here.given == 2


def test_a_token_that_was_called_back_is_fetched_once_more_for_a_question() -> None:
    tokens = Tokens()
    with door() as here:
        through(here, tokens).ask("bills")
        here.revoked.add("token-1")
        assert through(here, tokens).ask("bills").status == 200
        assert (here.given, len(here.questions)) == (2, 3)


def test_a_question_is_asked_twice_at_most() -> None:
    with door() as here:
        here.revoked |= {"token-1", "token-2", "token-3"}
        with pytest.raises(NotSent, match="401"):
            through(here, Tokens()).ask("bills")
        assert (here.given, len(here.questions)) == (2, 2)


def test_a_question_with_a_secret_that_is_not_fetched_is_asked_once() -> None:
    with server(reply("401 Who")) as (url, asked), pytest.raises(NotSent, match="401"):
        Wire(account(url)).ask("bills")
    assert len(asked) == 1


def test_a_bill_is_never_handed_over_a_second_time_for_a_token() -> None:
    tokens = Tokens()
    with door() as here:
        through(here, tokens).ask("bills")
        here.revoked.add("token-1")
        with pytest.raises(NotSent, match="401"):
            through(here, tokens).send("in", b"x")
        assert (here.given, len(here.bills)) == (1, 1)
        # The next attempt, which is on record as one, has a new token.
        assert through(here, tokens).send("in", b"x").status == 200
        assert (here.given, len(here.bills)) == (2, 2)


def test_a_late_word_against_an_old_token_leaves_the_new_one() -> None:
    tokens = Tokens()
    with door() as here:
        wire = through(here, tokens)
        wire.ask("bills")
        tokens.forget(wire.account, wire.auth, "token-0")
        wire.ask("bills")
        assert here.given == 1
        tokens.forget(wire.account, wire.auth, "token-1")
        wire.ask("bills")
        assert here.given == 2


def test_many_threads_fetch_one_token() -> None:
    tokens = Tokens()
    with door() as here:
        threads = [threading.Thread(target=lambda: through(here, tokens).ask("bills")) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(10)
        assert (here.given, len(here.questions)) == (1, 8)


def test_accounts_with_other_secrets_do_not_share_a_token() -> None:
    tokens = Tokens()
    with door() as here:
        through(here, tokens).ask("bills")
        through(here, tokens, client_id="firm:2").ask("bills")
        assert here.given == 2
        other = replace(through(here, tokens).account, secret="another")
        Wire(other, tokens=tokens).ask("bills")
        assert here.given == 3


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (reply("400 No", b'{"error": "invalid_client"}'), r"gave .* no token \(400, invalid_client\)"),
        (reply("401 Who", b'{"error": "hush/hush+token is wrong"}'), r"no token \(401\)"),
        (reply("500 Oops"), r"no token \(500\)"),
        (reply("302 There", b"", "Location: http://127.0.0.1:9/"), r"no token \(302\)"),
        (reply("200 OK", b"<html>"), "gives no token"),
        (reply("200 OK", b'{"access_token": ""}'), "gives no token"),
        (reply("200 OK", b'{"access_token": "a\\nb"}'), "gives no token"),
        (reply("200 OK", b'{"access_token": 7}'), "gives no token"),
        (reply("200 OK", b'{"access_token": "t", "token_type": "mac"}'), "gives no token"),
        (reply("200 OK", b'{"access_token": "t", "expires_in": "never"}'), "gives no token"),
        (reply("200 OK", b'{"access_token": "t", "expires_in": -5}'), "gives no token"),
        (b"", "connection ended"),
        (b"\x00garbage\r\n\r\n", "connection ended"),
    ],
)
def test_without_a_token_nothing_is_handed_over(answer: bytes, why: str) -> None:
    with door() as here:
        here.answer = answer
        with pytest.raises(NotSent, match=why) as refused:
            through(here, Tokens()).send("in", b"x")
        assert here.bills == []
    assert SECRET not in "".join(traceback.format_exception(refused.value))


def test_a_busy_token_server_says_when_to_come_back() -> None:
    with door() as here:
        here.answer = reply("429 Busy", b"", "Retry-After: 9")
        with pytest.raises(Busy) as busy:
            through(here, Tokens()).send("in", b"x")
    assert busy.value.wait == 9.0


@pytest.mark.parametrize("url", ["http://tokens.example/t", "https://me:pass@tokens.example/t", "ftp://tokens.example"])
def test_the_secret_goes_to_no_token_server_in_the_clear(url: str) -> None:
    settings = {**OAUTH, "token_url": url}
    with pytest.raises(NotSent, match="token_url") as refused:
        Wire(account("https://vendor.example", **settings), tokens=Tokens()).send("in", b"x")
    assert "pass@" not in str(refused.value)


def test_neither_token_nor_secret_is_shown(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    tokens = Tokens()
    with door() as here:
        wire = through(here, tokens)
        answer = wire.ask("bills")
        assert b"token-1" not in answer.content
        assert b"[hidden]" in answer.content
        shown = caplog.text + repr(vars(wire)) + repr(vars(tokens)) + repr(answer)
    assert "token-1" not in shown
    assert SECRET not in shown


@pytest.mark.parametrize(
    "echo", [b"hush/hush+token", b"hush%2Fhush%2Btoken", base64.b64encode(b"ann:hush/hush+token"), b"hush\\/hush+token"]
)
def test_a_secret_is_blotted_out_however_it_is_written(echo: bytes) -> None:
    with server(reply("403 No", b'{"error": "' + echo + b'"}', f"X-Said: {echo.decode()}")) as (url, _):
        wire = Wire(account(url, auth="basic", user="ann"))
        with pytest.raises(Refused) as refused:
            wire.send("in", b"x")
    assert echo not in refused.value.answer
    assert "hush" not in refused.value.words


def test_a_secret_that_json_wrote_with_escapes_is_in_no_words() -> None:
    escaped = "".join(f"\\u{ord(letter):04x}" for letter in SECRET).encode()
    body = b'{"error": "' + escaped + b' is wrong"}'
    with server(reply("403 No", body)) as (url, _), pytest.raises(Refused) as refused:
        Wire(account(url)).send("in", b"x")
    assert refused.value.words == "[hidden] is wrong"


def certificates(folder: Path) -> dict[str, str]:
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    made = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    names = ["-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost"]
    if shutil.which("openssl") is None:
        pytest.skip("no openssl to make a certificate with")
    command = ["openssl", "req", "-x509", *made, *names, "-keyout", key, "-out", certificate]
    subprocess.run(command, check=True, capture_output=True)
    key.chmod(0o600)
    return {"cert_file": str(certificate), "key_file": str(key)}


@pytest.mark.parametrize(
    ("settings", "needed"),
    [({}, True), ({"auth": "basic"}, True), ({"auth": "none"}, False), ({"auth": "certificate"}, False)],
)
def test_a_secret_is_wanted_only_where_something_shows_it(settings: dict[str, str], needed: bool) -> None:
    assert Adapter().needs_secret(account("https://vendor.example", **settings)) is needed


def test_a_key_that_others_may_read_is_not_used(tmp_path: Path) -> None:
    files = certificates(tmp_path)
    Path(files["key_file"]).chmod(0o640)
    with pytest.raises(NotSent, match="mode is 640, not 600"):
        Wire(account("https://vendor.example", **files))


@contextlib.contextmanager
def picky(files: dict[str, str], take: Callable[[ssl.SSLSocket], None]) -> Iterator[str]:
    """Serve TLS to who has the certificate, which stands for server, client and authority at once."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files["cert_file"], files["key_file"])
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(files["cert_file"])
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with contextlib.suppress(OSError):
            connection, _ = listening.accept()
            with context.wrap_socket(connection, server_side=True) as wrapped:
                take(wrapped)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"https://127.0.0.1:{listening.getsockname()[1]}"
    listening.close()
    thread.join(5)


def test_a_client_certificate_opens_the_door(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = certificates(tmp_path)
    # A server of this machine is asked without the environment's settings, so its authority is put in place here.
    monkeypatch.setattr("requests.adapters.DEFAULT_CA_BUNDLE_PATH", files["cert_file"])
    monkeypatch.setattr("requests.certs.where", lambda: files["cert_file"])
    got: list[object] = []

    def take(wrapped: ssl.SSLSocket) -> None:
        got.append(wrapped.getpeercert())
        request = b""
        while not request.endswith(b"\r\n\r\nx"):
            request += wrapped.recv(65536)
        got.append(request)
        wrapped.sendall(reply("200 OK", b"{}"))

    with picky(files, take) as url:
        assert Wire(account(url, auth="certificate", **files)).send("in", b"x").status == 200
    assert "localhost" in str(got[0])
    assert b"Authorization" not in got[1]  # type: ignore[operator]


def test_the_gate_lets_a_put_through_and_a_lost_reply_to_it_is_doubtful() -> None:
    with server(reply("204 Done")) as (url, asked), gate.before(url) as here:
        wire = Wire(account(here.url))
        assert wire.send("bills/1", b"", method="PUT").status == 204
        here.spoil("^PUT ", b"")
        with pytest.raises(Doubtful):
            wire.send("bills/1", b"", method="PUT")
    assert len(asked) == 1
    assert asked[0].startswith(b"PUT /bills/1 ")
