"""Dovecot on loopback, run without rights in a temporary folder: a real IMAP server with a mailbox to fill."""

from __future__ import annotations

import contextlib
import datetime
import imaplib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

PASSWORD = "correct horse, Bättery"
USER = "billing@example.com"

CONFIGURATION = """
base_dir = {root}/run
state_dir = {root}/run
log_path = {root}/log
protocols = imap
listen = 127.0.0.1
ssl = {ssl}
{certificate}
disable_plaintext_auth = no
mail_location = maildir:{root}/mail
default_login_user = {who}
default_internal_user = {who}
default_internal_group = {group}
first_valid_uid = 1
first_valid_gid = 0
auth_mechanisms = plain login xoauth2
auth_failure_delay = 0
passdb {{
  driver = passwd-file
  args = username_format=%u {root}/users
}}
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {root}/oauth2.conf
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={root}/mail
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls}
    ssl = yes
  }}
}}
"""


class ImapServer:
    """A running server; `port` speaks plainly, `tls` over TLS."""

    def __init__(self, root: Path, port: int, tls: int) -> None:
        self.root = root
        self.port = port
        self.tls = tls
        self.url = f"imap://127.0.0.1:{port}/INBOX"

    @contextlib.contextmanager
    def client(self, folder: str = "INBOX") -> Iterator[imaplib.IMAP4]:
        """Look at the mailbox as its owner."""
        with imaplib.IMAP4("127.0.0.1", self.port) as client:
            client.authenticate("PLAIN", lambda _: f"\0{USER}\0{PASSWORD}".encode())
            client.select(folder)
            yield client

    def post(self, *mails: bytes, folder: str = "INBOX", at: datetime.datetime | None = None) -> None:
        """Put mails into a folder, as if they had been delivered."""
        moment = at or datetime.datetime.now(datetime.UTC)
        with self.client() as client:
            client.create(folder)
            for mail in mails:
                client.append(folder, "", imaplib.Time2Internaldate(moment), mail)

    def flags(self) -> list[bytes]:
        """List the flags of every message."""
        with self.client() as client:
            return [each for each in client.fetch("1:*", "(FLAGS)")[1] if isinstance(each, bytes)]

    def said(self) -> str:
        """Give the server's log."""
        return (self.root / "log").read_text("utf-8", "replace")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


@contextlib.contextmanager
def imap_server(
    *, certificate: tuple[Path, Path] | None = None, tokens: str = "http://127.0.0.1:1"
) -> Iterator[ImapServer]:
    """Run a server in a folder of its own; skip the test, saying so, where there is no Dovecot.

    `tokens` is where it asks whose an access token is.
    """
    program = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None:
        pytest.skip("there is no dovecot here (Debian: dovecot-core, dovecot-imapd)")
    # A short way: the server's sockets lie in it, and their names may not be long.
    root = Path(tempfile.mkdtemp(prefix="imap-", dir="/tmp"))
    entry = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
    server = ImapServer(root, _free_port(), _free_port())
    try:
        _written(server, entry, certificate)
        asked = f"tokeninfo_url = {tokens}/whose?token=\nusername_attribute = email\n"
        (root / "oauth2.conf").write_text(asked, "utf-8")
        rights = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []} if os.getuid() == 0 else {}
        command = [program, "-F", "-c", str(root / "dovecot.conf")]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **rights) as running:
            try:
                _wait(server, running)
                yield server
            finally:
                running.terminate()
                running.wait(10)
    finally:
        shutil.rmtree(root, ignore_errors=True)


def _written(server: ImapServer, entry: pwd.struct_passwd, certificate: tuple[Path, Path] | None) -> None:
    import grp

    root = server.root
    for folder in ("run", "mail"):
        (root / folder).mkdir()
    lines = "" if certificate is None else f"ssl_cert = <{root}/cert.pem\nssl_key = <{root}/key.pem"
    for source, name in zip(certificate or (), ("cert.pem", "key.pem"), strict=False):
        shutil.copy(source, root / name)
    (root / "users").write_text(f"{USER}:{{PLAIN}}{PASSWORD}\n", "utf-8")
    text = CONFIGURATION.format(
        root=root,
        ssl="yes" if certificate else "no",
        certificate=lines,
        who=entry.pw_name,
        group=grp.getgrgid(entry.pw_gid).gr_name,
        uid=entry.pw_uid,
        gid=entry.pw_gid,
        port=server.port,
        tls=server.tls,
    )
    (root / "dovecot.conf").write_text(text, "utf-8")
    if os.getuid() == 0:
        for path in (root, *root.rglob("*")):
            os.chown(path, entry.pw_uid, entry.pw_gid)


def _wait(server: ImapServer, running: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 20
    while time.monotonic() < end and running.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", server.port), 1) as line:
            line.settimeout(5)
            if line.recv(8).startswith(b"* OK"):
                return
        time.sleep(0.05)
    log = server.root / "log"
    raise RuntimeError(f"dovecot did not start: {log.read_text() if log.exists() else 'it said nothing'}")
