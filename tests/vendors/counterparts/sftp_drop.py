"""OpenSSH's server, and a partner who lays acknowledgements beside what came."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from counterpart import SECRET, Counterpart, Place, closed_port
from relay import DOWN, UP
from sshserver import SshServer, sshd

from ledes.gateway import Account, remote


class Server(Place):
    def __init__(self, server: SshServer) -> None:
        self.server = server
        self.account = server.account()
        self.move = remote.Client.posix_rename

    def contents(self) -> list[bytes]:
        return [path.read_bytes() for path in sorted(self.server.folder.glob("*.txt"))]

    def told(self) -> bytes:
        return b"".join(path.name.encode() + path.read_bytes() for path in self.server.folder.iterdir())

    def say(self, invoice: str, words: str) -> None:
        for path in self.server.folder.glob(f"{invoice}_*.txt"):
            path.with_suffix(f".{words}").write_text(f"{words} it is")

    def spoil(self, fault: str) -> None:
        line = self.server.line

        def cut(way: str, _block: bytes) -> None:
            if way == DOWN and self.contents():
                line.before = lambda _way, _block: None
                line.cut()

        def move(client: remote.Client, old: str, new: str) -> None:
            line.swallowed.add(UP)
            self.move(client, old, new)

        if fault == "lost reply":
            line.before = cut
        else:
            remote.Client.posix_rename = move  # type: ignore[method-assign]

    def mend(self) -> None:
        remote.Client.posix_rename = self.move  # type: ignore[method-assign]


class SftpDrop(Counterpart):
    key = "sftp_drop"
    transport = "sftp"
    words = ("ack", "err", "rej")

    @contextlib.contextmanager
    def open(self, folder: Path) -> Iterator[Server]:
        with sshd() as running:
            place = Server(running)
            try:
                yield place
            finally:
                place.mend()

    def nowhere(self) -> Account:
        settings = {"user": "firm", "host_key": "SHA256:none"}
        return Account(
            vendor="sftp_drop", url=f"sftp://127.0.0.1:{closed_port()}/inbox", settings=settings, secret=SECRET
        )


COUNTERPART = SftpDrop()
