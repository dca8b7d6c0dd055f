"""Signing in at an SSH server, against one that knows passwords, which OpenSSH's does not without a real login."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType

import paramiko
import pytest
from counterpart import SECRET
from practice import package

from ledes.gateway import Account, NotSent, vendor

DROP = vendor("sftp_drop")
HOST_KEYS = (paramiko.RSAKey.generate(2048), paramiko.ECDSAKey.generate())


class Door(paramiko.ServerInterface):
    """Lets in who knows the password; `more` asks for a key after it, `asked` asks by questions instead."""

    def __init__(self, *, more: bool, asked: bool) -> None:
        self.more = more
        self.asked = asked

    def get_allowed_auths(self, username: str) -> str:
        return "keyboard-interactive" if self.asked else "password,publickey"

    def check_auth_password(self, username: str, password: str) -> int:
        if (username, password) != ("firm", SECRET) or self.asked:
            return paramiko.AUTH_FAILED
        return paramiko.AUTH_PARTIALLY_SUCCESSFUL if self.more else paramiko.AUTH_SUCCESSFUL

    def check_auth_interactive(self, username: str, submethods: str) -> int | paramiko.InteractiveQuery:
        return paramiko.InteractiveQuery("", "", ("Password:", False)) if self.asked else paramiko.AUTH_FAILED

    def check_auth_interactive_response(self, responses: list[str]) -> int:
        return paramiko.AUTH_SUCCESSFUL if responses == [SECRET] else paramiko.AUTH_FAILED

    def check_channel_request(self, kind: str, chanid: int) -> int:
        return paramiko.OPEN_SUCCEEDED


@contextlib.contextmanager
def door(*, more: bool = False, asked: bool = False) -> Iterator[int]:
    """Run a server that lets people in and then has nothing to offer."""
    listening = socket.create_server(("127.0.0.1", 0))
    transports: list[paramiko.Transport] = []

    def serve() -> None:
        with contextlib.suppress(OSError, EOFError, paramiko.SSHException):
            connection, _ = listening.accept()
            transport = paramiko.Transport(connection)
            transports.append(transport)
            for key in HOST_KEYS:
                transport.add_server_key(key)
            transport.start_server(server=Door(more=more, asked=asked))

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        listening.close()
        for transport in transports:
            transport.close()


def account(port: int, secret: str = SECRET, **settings: str) -> Account:
    stated = {"user": "firm", "host_key": HOST_KEYS[1].fingerprint, "timeout": "5", **settings}
    url = f"sftp://127.0.0.1:{port}/inbox"
    return Account(vendor="sftp_drop", url=url, settings=MappingProxyType(stated), secret=secret)


def answered(given: Account) -> str:
    with pytest.raises(NotSent) as caught:
        DROP.deliver(package(), given)
    return str(caught.value)


@pytest.mark.parametrize("asked", [False, True])
def test_a_password_lets_us_in_however_it_is_asked_for(asked: bool) -> None:
    with door(asked=asked) as port:
        assert "does not offer SFTP" in answered(account(port))


@pytest.mark.parametrize("secret", ["wrong", "", "pass\u20acwort"])
def test_a_wrong_password_is_told_and_not_shown(secret: str) -> None:
    with door() as port:
        told = answered(account(port, secret))
    assert told == "127.0.0.1 did not let account default in: it does not accept its password"


def test_a_server_that_wants_more_than_a_password_is_told() -> None:
    with door(more=True) as port:
        assert "asks for more than its password: password, publickey" in answered(account(port))


def test_of_several_host_keys_the_one_that_is_known_is_asked_for(tmp_path: Path) -> None:
    with door() as port:
        known = tmp_path / "known"
        known.write_text(f"[127.0.0.1]:{port} ssh-rsa {HOST_KEYS[0].get_base64()}\n")
        assert "does not offer SFTP" in answered(account(port, host_key="", known_hosts_file=str(known)))
