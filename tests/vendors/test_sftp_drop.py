from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from dropping import Firm
from relay import DOWN
from sshserver import MISSING, SshServer, sshd

pytestmark = pytest.mark.skipif(bool(MISSING), reason=MISSING)


@pytest.fixture
def server() -> Iterator[SshServer]:
    with sshd() as running:
        yield running


def test_a_bill_goes_to_the_server_with_an_open_key_and_no_secret(server: SshServer, tmp_path: Path) -> None:
    office = Firm(tmp_path / "firm", server.account())
    assert office.submit().exit == 0
    (name,) = server.names()
    assert name.startswith("1001_ledes-")
    assert office.standing() == ("delivered", "")
    (server.folder / f"{name}.err").write_text("line 1: unknown timekeeper")
    office.track()
    assert office.standing() == ("delivered", "FILE_ERROR")


def test_a_password_comes_from_where_secrets_come_from(
    server: SshServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    office = Firm(tmp_path / "firm", server.account(key_file=""))
    said = office.submit()
    assert [problem.message for problem in said.problems] == ["there is no secret for account default of sftp_drop"]
    monkeypatch.setenv("LEDES_SECRET_SFTP_DROP_DEFAULT", "wrong-password")
    office.submit()
    assert office.standing() == ("ready", "")
    assert server.names() == []


def test_files_of_an_account_are_found_from_the_workspace(server: SshServer, tmp_path: Path) -> None:
    root = tmp_path / "firm"
    account = server.account(host_key="", known_hosts_file="known_hosts", key_file="keys/drop")
    office = Firm(root, account)
    server.known_hosts(root / "known_hosts")
    (root / "keys").mkdir()
    (root / "keys" / "drop").write_bytes((server.top / "client").read_bytes())
    (root / "keys" / "drop").chmod(0o600)
    assert office.submit().exit == 0
    assert office.standing() == ("delivered", "")


def test_a_lost_reply_is_cleared_up_in_the_same_run(server: SshServer, tmp_path: Path) -> None:
    office = Firm(tmp_path / "firm", server.account())

    def cut(way: str, _block: bytes) -> None:
        if way == DOWN and any(name.endswith(".txt") for name in server.names()):
            server.line.before = lambda _way, _block: None
            server.line.cut()

    server.line.before = cut
    office.submit()
    assert office.standing() == ("delivered", "")
    assert len(server.names()) == 1
    assert "DOUBT" in office.kinds()
