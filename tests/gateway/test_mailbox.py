"""Mailboxes: read without a trace, in order, within bounds, whatever the server or the file does."""

from __future__ import annotations

import contextlib
import datetime
import os
import shutil
import socket
import subprocess
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from types import MappingProxyType

import pytest
from imapserver import PASSWORD, USER, ImapServer, imap_server
from loopback import reply
from loopback import server as serving

from ledes.errors import SetupError
from ledes.gateway import NotSent, imap, mailbox
from ledes.gateway.arriving import arrived
from ledes.gateway.mailbox import From, Mailbox

MAIL = b"From: status@portal.example\r\nSubject: Invoice %s\r\n\r\nIt was approved.\r\n"
DAY = datetime.datetime(2026, 11, 20, 9, 30, tzinfo=datetime.UTC)


@pytest.fixture(scope="module")
def server() -> Iterator[ImapServer]:
    with imap_server() as running:
        yield running


@pytest.fixture
def folder(server: ImapServer, request: pytest.FixtureRequest) -> str:
    return str(abs(hash(request.node.nodeid)))


def box(url: str, user: str = USER, **settings: str) -> Mailbox:
    return Mailbox(name="status", url=url, user=user, settings=MappingProxyType(settings))


def at(server: ImapServer, folder: str) -> Mailbox:
    return box(f"imap://127.0.0.1:{server.port}/{folder}")


def test_messages_come_as_they_are_with_the_moment_of_their_arrival(server: ImapServer, folder: str) -> None:
    server.post(MAIL % b"1001", MAIL % b"1002", folder=folder, at=DAY)
    found = list(arrived(at(server, folder), PASSWORD, From()))
    assert [each.raw for each in found] == [MAIL % b"1001", MAIL % b"1002"]
    assert {each.received for each in found} == {DAY}
    assert [each.uid for each in found] == [1, 2]
    assert found[0].validity > 0


def test_reading_leaves_no_trace(server: ImapServer) -> None:
    server.post(MAIL % b"1001")
    before = server.flags()
    assert len(list(arrived(box(server.url), PASSWORD, From()))) == 1
    assert server.flags() == before
    assert b"Seen" not in before[0]


def test_reading_goes_on_after_the_last_uid(server: ImapServer, folder: str) -> None:
    server.post(MAIL % b"1001", folder=folder)
    (first,) = arrived(at(server, folder), PASSWORD, From())
    start = From(validity=first.validity, uid=first.uid)
    assert list(arrived(at(server, folder), PASSWORD, start)) == []
    server.post(MAIL % b"1002", folder=folder)
    assert [each.raw for each in arrived(at(server, folder), PASSWORD, start)] == [MAIL % b"1002"]


def test_a_folder_made_anew_is_read_from_its_beginning(server: ImapServer, folder: str) -> None:
    server.post(MAIL % b"1001", folder=folder)
    (first,) = arrived(at(server, folder), PASSWORD, From())
    other = From(validity=first.validity + 1, uid=first.uid)
    assert [each.uid for each in arrived(at(server, folder), PASSWORD, other)] == [1]


def test_the_first_round_begins_with_a_day(server: ImapServer, folder: str) -> None:
    server.post(MAIL % b"1001", folder=folder, at=DAY - datetime.timedelta(days=9))
    server.post(MAIL % b"1002", folder=folder, at=DAY)
    found = arrived(at(server, folder), PASSWORD, From(day=DAY.date()))
    assert [each.raw for each in found] == [MAIL % b"1002"]


def test_a_round_takes_so_many_and_the_next_one_the_rest(server: ImapServer, folder: str) -> None:
    server.post(*(MAIL % b"%d" % number for number in range(5)), folder=folder)
    found = list(arrived(at(server, folder), PASSWORD, From(), most=3))
    assert [each.uid for each in found] == [1, 2, 3]
    rest = From(validity=found[-1].validity, uid=found[-1].uid)
    assert [each.uid for each in arrived(at(server, folder), PASSWORD, rest)] == [4, 5]


def test_a_message_that_is_too_long_is_cut_and_says_so(
    server: ImapServer, folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.post(MAIL % b"1001" + b"x" * 5000, folder=folder)
    monkeypatch.setattr(imap, "MOST_BYTES", 1000)
    (found,) = arrived(at(server, folder), PASSWORD, From())
    assert (len(found.raw), found.whole) == (1000, False)


def test_folders_with_other_letters_are_found(server: ImapServer) -> None:
    with server.client() as client:
        client.create('"Pr&APw-fung &- Co"')
        client.append('"Pr&APw-fung &- Co"', "", "", MAIL % b"1")
    found = arrived(box(f"imap://127.0.0.1:{server.port}/Pr%C3%BCfung%20&%20Co"), PASSWORD, From())
    assert len(list(found)) == 1


def test_a_wrong_secret_is_a_matter_of_set_up_and_is_not_repeated(server: ImapServer) -> None:
    with pytest.raises(SetupError) as told:
        list(arrived(box(server.url), "wr0ng-secret", From()))
    assert told.value.message == f"the mail server does not let user '{USER}' of mailbox status in"
    shown = told.value
    while shown is not None:
        assert "wr0ng" not in str(shown)
        shown = shown.__cause__ or shown.__context__  # type: ignore[assignment]


def test_a_folder_that_is_not_there_is_named(server: ImapServer) -> None:
    with pytest.raises(SetupError, match="mailbox status has no folder 'Gone' on the mail server"):
        list(arrived(box(f"imap://127.0.0.1:{server.port}/Gone"), PASSWORD, From()))


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    if shutil.which("openssl") is None:
        pytest.skip("no openssl to make a certificate with")
    folder = tmp_path_factory.mktemp("tls")
    made = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    made += ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    subprocess.run(["openssl", "req", "-x509", *made, *files], check=True, capture_output=True)
    return folder / "cert.pem", folder / "key.pem"


def test_tls_is_checked(certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    with imap_server(certificate=certificate) as running:
        running.post(MAIL % b"1001")
        over_tls = box(f"imaps://127.0.0.1:{running.tls}/INBOX")
        with pytest.raises(NotSent, match="its certificate is not one that this machine trusts"):
            list(arrived(over_tls, PASSWORD, From()))
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
        assert [each.raw for each in arrived(over_tls, PASSWORD, From())] == [MAIL % b"1001"]


def by_token(server: ImapServer, url: str) -> Mailbox:
    stated = {"auth": "oauth2", "client_id": "firm", "token_url": f"{url}/token", "scope": "imap"}
    return box(f"imap://127.0.0.1:{server.port}/INBOX", **stated)


def test_a_server_that_wants_a_token_gets_one() -> None:
    body = f'{{"access_token": "t0ken", "token_type": "Bearer", "email": "{USER}"}}'.encode()
    answer = reply("200 OK", body, "Content-Type: application/json")
    with serving(answer) as (url, asked), imap_server(tokens=url) as running:
        running.post(MAIL % b"1001")
        assert len(list(arrived(by_token(running, url), "client-secret", From()))) == 1
    assert b"grant_type=client_credentials&scope=imap" in asked[0]
    assert b"/whose?token=t0ken" in asked[1]


def test_a_token_that_is_not_taken_is_told_and_fetched_anew(server: ImapServer) -> None:
    body = b'{"access_token": "stale", "token_type": "Bearer"}'
    with serving(reply("200 OK", body)) as (url, asked):
        for _ in range(2):
            with pytest.raises(SetupError, match="does not let user") as told:
                list(arrived(by_token(server, url), "client-secret", From()))
            assert "stale" not in "".join(traceback.format_exception(told.value))
        assert len(asked) == 2


def test_a_way_to_sign_in_that_there_is_none_of_is_told(server: ImapServer) -> None:
    with pytest.raises(SetupError, match="is neither password nor oauth2"):
        list(arrived(box(server.url, auth="kerberos"), PASSWORD, From()))


def test_nobody_at_home_is_not_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(NotSent, match=r"127\.0\.0\.1: no connection could be made"):
        list(arrived(box(f"imap://127.0.0.1:{port}/INBOX"), PASSWORD, From()))


@contextlib.contextmanager
def talking(talk: Callable[[socket.socket], None]) -> Iterator[int]:
    """Listen on loopback and talk to whoever comes."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            with contextlib.suppress(OSError):
                line, _ = listening.accept()
                with line:
                    talk(line)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        thread.join(5)


def test_a_silent_server_does_not_hold_a_round_up() -> None:
    with talking(lambda line: time.sleep(1.0)) as port:
        began = time.monotonic()
        with pytest.raises(NotSent, match="no answer came in time"):
            list(arrived(box(f"imap://127.0.0.1:{port}/INBOX", timeout="0.3"), PASSWORD, From()))
        assert time.monotonic() - began < 1.0


def test_a_server_that_trickles_is_cut_off() -> None:
    def trickle(line: socket.socket) -> None:
        line.sendall(b"* OK ready\r\n")
        line.recv(1000)
        for _ in range(60):
            line.sendall(b"*")
            time.sleep(0.05)

    with talking(trickle) as port:
        began = time.monotonic()
        with pytest.raises(NotSent, match="no answer came in time"):
            list(arrived(box(f"imap://127.0.0.1:{port}/INBOX", timeout="0.4"), PASSWORD, From()))
        assert time.monotonic() - began < 2.0


def test_a_server_that_announces_too_much_is_not_listened_to() -> None:
    def boast(line: socket.socket) -> None:
        line.sendall(b"* OK ready\r\n")
        line.recv(1000)
        line.sendall(b"* CAPABILITY {99999999999}\r\n")
        time.sleep(0.5)

    with talking(boast) as port, pytest.raises(NotSent, match="the connection ended early"):
        list(arrived(box(f"imap://127.0.0.1:{port}/INBOX", timeout="2"), PASSWORD, From()))


@pytest.mark.parametrize(
    ("url", "fact"),
    [
        ("imap://mail.example.com/INBOX", "would be reached without encryption"),
        ("imaps://ann:word@mail.example.com/INBOX", "holds a user name or a password"),
        ("imaps:///INBOX", "names no mail server"),
        ("https://mail.example.com", "is no address of a mail server"),
    ],
)
def test_an_address_that_will_not_do_is_told(url: str, fact: str) -> None:
    with pytest.raises(ValueError, match=fact):
        mailbox.address(url)


@pytest.mark.parametrize("seconds", ["soon", "0", "nan", "inf"])
def test_a_time_limit_that_is_none_is_told(seconds: str) -> None:
    with pytest.raises(SetupError, match="the timeout of mailbox status is no number of seconds"):
        list(arrived(box("imap://127.0.0.1:1/INBOX", timeout=seconds), PASSWORD, From()))


def test_files_in_a_folder_are_read_in_order_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "b.eml").write_bytes(MAIL % b"2")
    (tmp_path / "a.EML").write_bytes(MAIL % b"1")
    (tmp_path / "c.mbox").write_bytes(b"From x Fri Nov 20 09:30:00 2026\n" + MAIL % b"3" + b"\nFrom y\n" + MAIL % b"4")
    for name in ("notes.txt", ".hidden.eml", "half.eml.part"):
        (tmp_path / name).write_bytes(MAIL % b"9")
    before = {path.name: (path.read_bytes(), path.stat().st_mtime) for path in tmp_path.iterdir()}
    found = [each.raw for each in arrived(box(str(tmp_path)), "", From())]
    assert [each.split(b"Invoice ")[1][:1] for each in found] == [b"1", b"2", b"3", b"4"]
    assert {path.name: (path.read_bytes(), path.stat().st_mtime) for path in tmp_path.iterdir()} == before


def test_a_maildir_is_read_where_it_is(tmp_path: Path) -> None:
    for name in ("cur", "new", "tmp"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "1795330813.M1.host:2,S").write_bytes(MAIL % name.encode())
    found = [each.raw for each in arrived(box(str(tmp_path)), "", From())]
    assert found == [MAIL % b"cur", MAIL % b"new"]


def test_a_file_that_has_not_come_to_rest_waits(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(MAIL % b"1")
    assert list(arrived(box(str(tmp_path)), "", From(), settled=lambda _path: False)) == []


def test_one_mbox_file_may_be_the_mailbox(tmp_path: Path) -> None:
    (tmp_path / "Status").write_bytes(b"From x\n" + MAIL % b"1")
    assert len(list(arrived(box(str(tmp_path / "Status")), "", From()))) == 1


def test_a_long_file_is_cut_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ledes.gateway import mailfiles

    monkeypatch.setattr(mailfiles, "MOST_BYTES", 10)
    (tmp_path / "a.eml").write_bytes(b"x" * 11)
    (found,) = arrived(box(str(tmp_path)), "", From())
    assert (found.raw, found.whole) == (b"x" * 10, False)


def test_a_mailbox_that_is_not_there_is_a_matter_of_set_up(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"the mailbox .*gone is not there"):
        list(arrived(box(str(tmp_path / "gone")), "", From()))


@pytest.mark.skipif(os.getuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(MAIL % b"1")
    (tmp_path / "a.eml").chmod(0)
    with pytest.raises(NotSent, match="cannot be read: permission denied"):
        list(arrived(box(str(tmp_path)), "", From()))
