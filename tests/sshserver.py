"""OpenSSH's server on a free port of this machine, as an unprivileged user, with a folder that bills are dropped in.

Needs the Debian packages openssh-server and openssh-client; tests skip where they are not there.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import pytest
from counterpart import SECRET, closed_port
from relay import Relay, relay

from ledes.gateway import Account

SSHD = shutil.which("sshd") or shutil.which("sshd", path="/usr/sbin:/usr/local/sbin")
KEYGEN = shutil.which("ssh-keygen")
MISSING = "" if SSHD and KEYGEN else "there is no OpenSSH server here: install openssh-server"

CONFIG = """
Port {port}
ListenAddress 127.0.0.1
HostKey {top}/host
PidFile none
UsePAM yes
StrictModes no
PasswordAuthentication no
KbdInteractiveAuthentication no
MaxStartups 100
AuthorizedKeysFile {top}/client.pub
Subsystem sftp internal-sftp
ForceCommand internal-sftp -d {top}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SshServer:
    """A running server: the folder that counts, and what an account has to state."""

    top: Path
    port: int
    line: Relay
    user: str
    fingerprint: str

    @property
    def folder(self) -> Path:
        return self.top / "inbox"

    def account(self, *, secret: str = SECRET, folder: Path | None = None, **settings: str) -> Account:
        """Give an account that gets in; settings that are empty are left out."""
        stated: Mapping[str, str] = {
            "user": self.user,
            "key_file": str(self.top / "client"),
            "host_key": self.fingerprint,
            **settings,
        }
        return Account(
            vendor="sftp_drop",
            url=f"sftp://127.0.0.1:{self.line.port}{folder or self.folder}",
            settings=MappingProxyType({key: value for key, value in stated.items() if value}),
            secret=secret,
        )

    def names(self) -> list[str]:
        """List what lies in the folder."""
        return sorted(path.name for path in self.folder.iterdir())

    def known_hosts(self, path: Path, name: str = "") -> Path:
        """Write a file of known hosts as OpenSSH does."""
        kind, key = (self.top / "host.pub").read_text().split()[:2]
        path.write_text(f"# partners\n{name or f'[127.0.0.1]:{self.line.port}'} {kind} {key}\n")
        return path


@contextlib.contextmanager
def sshd(*, kilobytes: int | None = None) -> Iterator[SshServer]:
    """Run a server; with `kilobytes`, no file on it can grow beyond that many, as on a full disk."""
    if MISSING:
        pytest.skip(MISSING)
    user = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    # not in pytest's folder, which nobody else may enter
    top = Path(tempfile.mkdtemp(prefix="sshd-"))
    port = closed_port()
    try:
        (top / "inbox").mkdir()
        for name in ("host", "client"):
            _run(KEYGEN, "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(top / name))
        (top / "config").write_text(CONFIG.format(port=port, top=top))
        if os.geteuid() == 0:
            for path in (top, *top.rglob("*")):
                os.chown(path, user.pw_uid, user.pw_gid)
        process = _start(top, user, kilobytes)
        try:
            _await(port)
            shown = _run(KEYGEN, "-l", "-f", str(top / "host.pub")).split()[1]
            with relay(port) as line:
                yield SshServer(top=top, port=port, line=line, user=user.pw_name, fingerprint=shown)
        finally:
            process.terminate()
            process.wait(10)
    finally:
        shutil.rmtree(top, ignore_errors=True)


def _start(top: Path, user: pwd.struct_passwd, kilobytes: int | None) -> subprocess.Popen[bytes]:
    # a write beyond the limit shall fail, as on a full disk, and not end the server
    limit = f"ulimit -f {kilobytes * 2}; trap '' XFSZ; " if kilobytes else ""
    return subprocess.Popen(
        ["sh", "-c", f"{limit}exec {SSHD} -f {top}/config -D -e"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=top,
        **({"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if os.geteuid() == 0 else {}),
    )


def _run(*command: str | None) -> str:
    return subprocess.run([part or "" for part in command], check=True, capture_output=True, text=True).stdout


def _await(port: int) -> None:
    end = time.monotonic() + 10
    while time.monotonic() < end:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1) as line:
            if line.recv(8).startswith(b"SSH-"):
                return
        time.sleep(0.02)
    raise AssertionError("the SSH server did not start")
