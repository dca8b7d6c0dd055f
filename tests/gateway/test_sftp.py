"""The SFTP drop against OpenSSH's own server, through a line that can be cut."""

from __future__ import annotations

import hashlib
import logging
import re
import socket
import subprocess
import threading
import time
import traceback
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from counterpart import SECRET, sealed
from practice import package
from relay import DOWN, UP
from sshserver import KEYGEN, MISSING, SshServer, sshd

from ledes.errors import SetupError
from ledes.gateway import Absent, Account, Attachment, CannotSay, Doubtful, Found, NotSent, remote, vendor

DROP = vendor("sftp_drop")
pytestmark = pytest.mark.skipif(bool(MISSING), reason=MISSING)


@pytest.fixture
def server() -> Iterator[SshServer]:
    with sshd() as running:
        yield running


def test_a_bill_and_its_attachments_arrive_whole(server: SshServer) -> None:
    content = b"%PDF-" + bytes(range(256)) * 4000
    file = Attachment(name="Taxi Köln.pdf", content=content, sha256=hashlib.sha256(content).hexdigest(), invoice="1001")
    receipt = DROP.deliver(replace(package(), attachments=(file,)), server.account())
    assert server.names() == ["1001_ref-1.txt", "1001_ref-1~Taxi-K-ln.pdf"]
    assert (server.folder / "1001_ref-1.txt").read_bytes() == package().content
    assert (server.folder / "1001_ref-1~Taxi-K-ln.pdf").read_bytes() == content
    assert receipt.reference == "1001_ref-1.txt"
    assert package().sha256.encode() in receipt.answer


def test_a_big_bill_arrives_whole(server: SshServer) -> None:
    big = sealed(package(), b"0123456789abcdef" * (1 << 17))
    DROP.deliver(big, server.account())
    assert (server.folder / "1001_ref-1.txt").read_bytes() == big.content


def test_a_second_hand_over_of_the_same_is_the_first_one(server: SshServer) -> None:
    first = DROP.deliver(package(), server.account())
    written = (server.folder / "1001_ref-1.txt").stat().st_ino
    assert DROP.deliver(package(), server.account()).reference == first.reference
    assert (server.folder / "1001_ref-1.txt").stat().st_ino == written


def test_what_lies_there_with_other_contents_is_never_overwritten(server: SshServer) -> None:
    (server.folder / "1001_ref-1.txt").write_bytes(b"theirs")
    with pytest.raises(Doubtful, match="with other contents"):
        DROP.deliver(package(), server.account())
    assert (server.folder / "1001_ref-1.txt").read_bytes() == b"theirs"


def test_a_host_that_is_not_known_gets_nothing_and_its_fingerprint_is_told(server: SshServer) -> None:
    with pytest.raises(NotSent, match="is not known") as caught:
        DROP.deliver(package(), server.account(host_key=""))
    assert f'write host_key = "{server.fingerprint}" into the settings' in str(caught.value)
    assert server.names() == []


def test_a_host_that_changed_its_key_gets_nothing(server: SshServer, tmp_path: Path) -> None:
    with sshd() as other:
        known = other.known_hosts(tmp_path / "known", f"[127.0.0.1]:{server.line.port}")
    for settings in ({"host_key": "SHA256:another"}, {"host_key": "", "known_hosts_file": str(known)}):
        with pytest.raises(NotSent, match="shows another host key than the known one") as caught:
            DROP.deliver(package(), server.account(**settings))
        assert server.fingerprint in str(caught.value)
    assert server.names() == []


@pytest.mark.parametrize("hashed", [False, True])
def test_a_host_of_the_known_hosts_file_is_trusted(server: SshServer, tmp_path: Path, hashed: bool) -> None:
    known = server.known_hosts(tmp_path / "known")
    if hashed:
        subprocess.run([str(KEYGEN), "-H", "-f", str(known)], check=True, capture_output=True)
        assert "127.0.0.1" not in known.read_text()
    assert DROP.deliver(package(), server.account(host_key="", known_hosts_file=str(known)))


def test_a_host_whose_key_was_withdrawn_gets_nothing(server: SshServer, tmp_path: Path) -> None:
    known = server.known_hosts(tmp_path / "known")
    kind, key = (server.top / "host.pub").read_text().split()[:2]
    known.write_text(f"{known.read_text()}@revoked * {kind} {key}\n")
    with pytest.raises(NotSent, match="calls revoked"):
        DROP.deliver(package(), server.account(known_hosts_file=str(known)))


def test_strange_lines_among_the_known_hosts_are_passed_over(server: SshServer, tmp_path: Path) -> None:
    known = server.known_hosts(tmp_path / "known")
    strange = "@cert-authority *.example ssh-rsa AAAA\nx\n|1|bad|hash ssh-ed25519 AAAA\nhost ssh-ed25519 AAA\n \nh k\n"
    known.write_text(strange + known.read_text())
    assert DROP.deliver(package(), server.account(host_key="", known_hosts_file=str(known)))


def test_a_known_hosts_file_that_is_not_there_is_told(server: SshServer, tmp_path: Path) -> None:
    with pytest.raises(NotSent, match=r"file of known hosts .* cannot be read"):
        DROP.deliver(package(), server.account(host_key="", known_hosts_file=str(tmp_path / "none")))


def test_a_key_that_others_can_read_is_not_used(server: SshServer) -> None:
    (server.top / "client").chmod(0o640)
    with pytest.raises(NotSent, match="run chmod 600"):
        DROP.deliver(package(), server.account())
    with pytest.raises(SetupError, match="run chmod 600"):
        DROP.check(server.account())


def test_a_key_that_the_server_does_not_take_is_told(server: SshServer, tmp_path: Path) -> None:
    subprocess.run([str(KEYGEN), "-q", "-t", "ecdsa", "-N", "", "-f", str(tmp_path / "key")], check=True)
    with pytest.raises(NotSent, match="did not let account default in: it does not accept its key"):
        DROP.deliver(package(), server.account(key_file=str(tmp_path / "key")))


def test_a_file_that_holds_no_key_is_told(server: SshServer, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("no key at all")
    (tmp_path / "key").chmod(0o600)
    with pytest.raises(NotSent, match="holds no key that can be used"):
        DROP.deliver(package(), server.account(key_file=str(tmp_path / "key")))


def test_a_locked_key_is_opened_by_the_secret(server: SshServer) -> None:
    key = server.top / "client"
    change = [str(KEYGEN), "-p", "-q", "-P", "", "-N", SECRET, "-f", str(key)]
    subprocess.run(change, check=True, capture_output=True)
    assert DROP.needs_secret(server.account())
    assert DROP.deliver(package(), server.account())
    with pytest.raises(NotSent, match="or the account's secret does not open it"):
        DROP.deliver(package(), server.account(secret="wrong"))
    with pytest.raises(NotSent, match="is locked, and account default of sftp_drop has no secret"):
        DROP.deliver(package(), server.account(secret=""))


def test_only_an_open_key_needs_no_secret(server: SshServer) -> None:
    assert not DROP.needs_secret(server.account())
    assert DROP.needs_secret(server.account(key_file=""))


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("sftp:///folder", "no address of the form sftp://host/folder"),
        ("https://host/folder", "no address of the form sftp://host/folder"),
        ("sftp://host:99999/folder", "no address of the form sftp://host/folder"),
        ("sftp://firm:hush@host/folder", "the user is a setting"),
        ("sftp://host", "names no folder"),
    ],
)
def test_an_address_that_is_none_is_told_before_anything_is_opened(url: str, said: str) -> None:
    broken = Account(vendor="sftp_drop", url=url, settings={"user": "firm"}, secret=SECRET)
    with pytest.raises(NotSent, match=said) as caught:
        DROP.deliver(package(), broken)
    assert "hush" not in str(caught.value)
    with pytest.raises(SetupError, match=said):
        DROP.check(broken)


def test_a_folder_that_is_not_there_is_told(server: SshServer) -> None:
    with pytest.raises(NotSent, match=r"cannot list the folder at 127\.0\.0\.1: there is no such file or folder"):
        DROP.deliver(package(), server.account(folder=server.top / "nowhere"))


def test_a_folder_seen_from_the_logins_own_is_found(server: SshServer) -> None:
    account = server.account()
    assert DROP.deliver(package(), replace(account, url=account.url.replace(str(server.folder), "/~/inbox")))
    assert server.names() == ["1001_ref-1.txt"]


def test_a_folder_that_may_not_be_written_to_is_told(server: SshServer) -> None:
    server.folder.chmod(0o555)
    with pytest.raises(NotSent, match=r"cannot write a file at 127\.0\.0\.1: the server does not permit it"):
        DROP.deliver(package(), server.account())
    server.folder.chmod(0o755)
    assert server.names() == []


def test_a_full_disk_keeps_nothing_half_written() -> None:
    with sshd(kilobytes=16) as server:
        with pytest.raises(NotSent, match="failure, as it does when its disk is full"):
            DROP.deliver(sealed(package(), b"x" * 100_000), server.account())
        assert server.names() == []
        assert DROP.deliver(package(), server.account())


def test_a_line_that_breaks_while_the_file_is_written_left_no_bill(server: SshServer) -> None:
    def cut(way: str, _block: bytes) -> None:
        if way == UP and any(path.stat().st_size > 100_000 for path in server.folder.iterdir()):
            server.line.cut()

    server.line.before = cut
    with pytest.raises(NotSent, match=r"cannot write a file at 127\.0\.0\.1: the connection ended"):
        DROP.deliver(sealed(package(), b"x" * 4_000_000), server.account())
    server.line.before = lambda _way, _block: None
    (left,) = server.names()
    assert left.startswith(".1001_ref-1.txt.")
    assert isinstance(DROP.look("ref-1", server.account()), Absent)
    assert server.names() == []


def test_a_lost_reply_to_the_move_is_doubtful_and_the_bill_is_found(server: SshServer) -> None:
    def cut(way: str, _block: bytes) -> None:
        if way == DOWN and "1001_ref-1.txt" in server.names():
            server.line.cut()

    server.line.before = cut
    with pytest.raises(Doubtful, match="the connection ended, after the file was to get its name"):
        DROP.deliver(package(), server.account())
    server.line.before = lambda _way, _block: None
    found = DROP.look("ref-1", server.account())
    assert isinstance(found, Found)
    assert found.receipt.reference == "1001_ref-1.txt"
    assert package().sha256.encode() in found.receipt.answer


def test_a_request_to_move_that_never_came_is_doubtful_until_it_is_seen_that_it_cannot_come(
    server: SshServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    move = remote.Client.posix_rename

    def lost(client: remote.Client, old: str, new: str) -> None:
        server.line.cut()
        move(client, old, new)

    with monkeypatch.context() as patch, pytest.raises(Doubtful):
        patch.setattr(remote.Client, "posix_rename", lost)
        DROP.deliver(package(), server.account())
    assert isinstance(DROP.look("ref-1", server.account()), Absent)
    assert server.names() == []
    assert DROP.deliver(package(), server.account())


def test_a_move_that_the_server_refused_surely_did_not_happen(
    server: SshServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    move = remote.Client.posix_rename
    monkeypatch.setattr(remote.Client, "posix_rename", lambda client, old, _new: move(client, old, "/nowhere/at/all"))
    with pytest.raises(NotSent, match="cannot give a file its name"):
        DROP.deliver(package(), server.account())
    assert server.names() == []


def test_a_file_that_was_taken_away_before_it_got_its_name_is_doubtful(
    server: SshServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    move = remote.Client.posix_rename

    def taken(client: remote.Client, old: str, new: str) -> None:
        client.remove(old)
        move(client, old, new)

    monkeypatch.setattr(remote.Client, "posix_rename", taken)
    with pytest.raises(Doubtful, match="there is no such file"):
        DROP.deliver(package(), server.account())


def test_a_partner_who_picks_up_at_once_leaves_a_receipt(server: SshServer, monkeypatch: pytest.MonkeyPatch) -> None:
    move = remote.Client.posix_rename

    def quick(client: remote.Client, old: str, new: str) -> None:
        move(client, old, new)
        (server.folder / "1001_ref-1.txt").unlink()

    monkeypatch.setattr(remote.Client, "posix_rename", quick)
    receipt = DROP.deliver(package(), server.account())
    assert package().sha256.encode() in receipt.answer


def test_what_was_picked_up_after_a_lost_reply_is_never_called_absent(server: SshServer) -> None:
    def cut(way: str, _block: bytes) -> None:
        path = server.folder / "1001_ref-1.txt"
        if way == DOWN and path.exists():
            server.line.cut()
            path.unlink()

    server.line.before = cut
    with pytest.raises(Doubtful):
        DROP.deliver(package(), server.account())
    server.line.before = lambda _way, _block: None
    seen = DROP.look("ref-1", server.account())
    assert isinstance(seen, CannotSay)
    assert "inbox of 127.0.0.1" in seen.page


def test_absence_is_believed_where_set_up_says_that_nothing_is_picked_up(server: SshServer) -> None:
    (server.top / "done").mkdir()
    here = server.account(picked_up="false", archives=str(server.top / "done"))
    assert isinstance(DROP.look("ref-1", here), Absent)
    DROP.deliver(package(), here)
    (server.folder / "1001_ref-1.txt").rename(server.top / "done" / "1001_ref-1.txt")
    assert isinstance(DROP.look("ref-1", here), Found)


def test_a_server_without_moves_in_one_step_is_used_and_proves_no_absence(
    server: SshServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote, "AT_ONCE", "nobody offers this")
    assert DROP.deliver(package(), server.account())
    assert server.names() == ["1001_ref-1.txt"]
    (server.folder / ".1002_ref-2.txt.00000000.part").write_bytes(b"half")
    assert isinstance(DROP.look("ref-2", server.account()), CannotSay)


def test_a_refused_move_that_takes_two_steps_proves_nothing_unless_nothing_is_picked_up(
    server: SshServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    move = remote.Client.rename
    monkeypatch.setattr(remote, "AT_ONCE", "nobody offers this")
    monkeypatch.setattr(remote.Client, "rename", lambda client, old, _new: move(client, old, "/nowhere/at/all"))
    with pytest.raises(Doubtful):
        DROP.deliver(package(), server.account())
    with pytest.raises(NotSent):
        DROP.deliver(package(), server.account(picked_up="false"))


def test_a_slow_line_gets_there_and_a_silent_one_is_given_up(server: SshServer) -> None:
    server.line.pause = 0.02
    assert DROP.deliver(package(), server.account())
    server.line.pause = 0.0
    server.line.swallowed.add(DOWN)
    begun = time.monotonic()
    with pytest.raises(NotSent, match=r"no SFTP connection|did not answer in"):
        DROP.deliver(package("ref-2"), server.account(timeout="0.4"))
    assert time.monotonic() - begun < 5


def test_the_whole_of_a_delivery_has_an_end(server: SshServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ledes.gateway.place.WHOLE_SECONDS", 0.4)
    server.line.pause = 0.02
    begun = time.monotonic()
    with pytest.raises(NotSent, match=r"it took longer than 0\.4 seconds"):
        DROP.deliver(sealed(package(), b"x" * 3_000_000), server.account())
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize(
    "greeting", [b"", b"HTTP/1.1 200 OK\r\n\r\n", b"\x00" * 300 + b"\n", b"SSH-2.0-x\r\n" + b"\xff" * 64]
)
def test_what_is_no_ssh_server_gets_nothing(greeting: bytes, capfd: pytest.CaptureFixture[str]) -> None:
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = listening.accept()
        connection.sendall(greeting)
        connection.close()

    threading.Thread(target=serve, daemon=True).start()
    url = f"sftp://127.0.0.1:{listening.getsockname()[1]}/inbox"
    with pytest.raises(NotSent, match=r"no SFTP connection to 127\.0\.0\.1"):
        DROP.deliver(package(), Account(vendor="sftp_drop", url=url, settings={"user": "firm"}, secret=SECRET))
    listening.close()
    assert "Traceback" not in capfd.readouterr().err


def test_acknowledgements_are_read_with_their_bytes(server: SshServer) -> None:
    DROP.deliver(package(), server.account())
    (server.folder / "1001_ref-1.rej").write_bytes(b"matter closed\n")
    (event,) = DROP.track(server.account(), None)
    assert (event.reference, event.words, event.text, event.channel) == ("ref-1", "rej", "matter closed", "ack")
    assert event.raw == b"matter closed\n"


def test_no_secret_and_no_narrative_is_told_to_anyone(server: SshServer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    seen: list[str] = []
    for settings in ({}, {"key_file": "", "user": "firm"}, {"host_key": ""}):
        try:
            seen.append(repr(DROP.deliver(package(), server.account(**settings))))
        except NotSent as error:
            seen.append("".join(traceback.format_exception(error)))
            assert error.__context__ is None
    heap = "".join(seen) + caplog.text
    assert len(seen) == 3
    assert not re.search(f"{SECRET}|Review of pleadings", heap)


def test_many_may_deliver_at_once(server: SshServer) -> None:
    failed: list[Exception] = []

    def send(number: int) -> None:
        try:
            DROP.deliver(package(f"ref-{number}", number=str(number)), server.account())
        except Exception as error:  # noqa: BLE001 - told below
            failed.append(error)

    threads = [threading.Thread(target=send, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not failed
    assert len(server.names()) == 8
