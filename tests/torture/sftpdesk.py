"""A partner's SFTP server with faults: it loses replies, is slow, full or refuses, and may pick up what came."""

from __future__ import annotations

import json
import logging
import os
import socket
import threading
import time
from pathlib import Path
from typing import Any

import paramiko
from torture.mishaps import Mishaps

# The server's own words about lines that break, as they are meant to.
logging.getLogger("paramiko").addHandler(logging.NullHandler())

SLOW = 0.3
PASSWORD = "a-password-of-the-test"


class Door(paramiko.ServerInterface):
    """Lets the firm in by its password."""

    def check_auth_password(self, username: str, password: str) -> int:
        return paramiko.AUTH_SUCCESSFUL if password == PASSWORD else paramiko.AUTH_FAILED

    def get_allowed_auths(self, username: str) -> str:
        return "password"

    def check_channel_request(self, kind: str, chanid: int) -> int:
        return paramiko.OPEN_SUCCEEDED


class Handle(paramiko.SFTPHandle):
    """An open file; a write may find the disk full."""

    def __init__(self, flags: int, mishaps: Mishaps, stream: Any) -> None:
        super().__init__(flags)
        self.mishaps = mishaps
        self.readfile = self.writefile = stream

    def write(self, offset: int, data: bytes) -> int:
        if self.mishaps.draw("disk full"):
            super().write(offset, data[: len(data) // 2])
            return paramiko.SFTP_FAILURE
        return super().write(offset, data)

    def stat(self) -> paramiko.SFTPAttributes | int:
        return paramiko.SFTPAttributes.from_stat(os.fstat(self.readfile.fileno()))


class Files(paramiko.SFTPServerInterface):
    """The folder, and the journal of what got its final name in it."""

    def __init__(self, server: Door, desk: Desk, transport: paramiko.Transport) -> None:
        super().__init__(server)
        self.desk = desk
        self.transport = transport

    def _at(self, path: str) -> Path:
        return self.desk.root / path.lstrip("/")

    def _error(self, error: OSError) -> int:
        return paramiko.SFTPServer.convert_errno(error.errno or 0)

    def list_folder(self, path: str) -> list[paramiko.SFTPAttributes] | int:
        try:
            return [
                paramiko.SFTPAttributes.from_stat(each.stat(), each.name) for each in sorted(self._at(path).iterdir())
            ]
        except OSError as error:
            return self._error(error)

    def stat(self, path: str) -> paramiko.SFTPAttributes | int:
        try:
            return paramiko.SFTPAttributes.from_stat(self._at(path).stat())
        except OSError as error:
            return self._error(error)

    lstat = stat

    def open(self, path: str, flags: int, attr: paramiko.SFTPAttributes) -> paramiko.SFTPHandle | int:
        mishap = self.desk.mishaps.draw("error", "slow")
        if mishap == "error":
            return paramiko.SFTP_FAILURE
        if mishap == "slow":
            time.sleep(SLOW)
        try:
            number = os.open(self._at(path), flags, 0o600)
        except OSError as error:
            return self._error(error)
        mode = "r+b" if flags & os.O_RDWR else "wb" if flags & os.O_WRONLY else "rb"
        return Handle(flags, self.desk.mishaps, os.fdopen(number, mode, buffering=0))

    def remove(self, path: str) -> int:
        try:
            self._at(path).unlink()
        except OSError as error:
            return self._error(error)
        return paramiko.SFTP_OK

    def rename(self, oldpath: str, newpath: str) -> int:
        mishap = self.desk.mishaps.draw("lost reply", "error", "slow")
        if mishap == "error":
            return paramiko.SFTP_FAILURE
        if mishap == "slow":
            time.sleep(SLOW)
        new = self._at(newpath)
        if new.exists():
            return paramiko.SFTP_FAILURE
        try:
            self._at(oldpath).rename(new)
        except OSError as error:
            return self._error(error)
        self.desk.came(new)
        if mishap == "lost reply":
            self.transport.close()
        return paramiko.SFTP_OK

    def posix_rename(self, oldpath: str, newpath: str) -> int:
        return self.rename(oldpath, newpath)


class Desk:
    """The server: `in` below `root` is the folder, `journal` gets a line for each file that came."""

    def __init__(self, root: Path, journal: Path, mishaps: Mishaps, *, picks_up: bool) -> None:
        self.root = root
        self.journal = journal
        self.mishaps = mishaps
        self.picks_up = picks_up
        self.taken = root / "taken"
        self.lock = threading.Lock()
        self.key = paramiko.ECDSAKey.generate()
        for folder in (root / "in", self.taken):
            folder.mkdir(parents=True, exist_ok=True)
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def came(self, path: Path) -> None:
        """Note a file that got its name, and pick it up where the partner does."""
        with self.lock:
            with self.journal.open("a") as out:
                out.write(json.dumps({"name": path.name, "bytes": path.stat().st_size}) + "\n")
            if self.picks_up:
                path.rename(self.taken / path.name)

    def names(self) -> list[str]:
        """List what came, as the journal has it."""
        if not self.journal.exists():
            return []
        return [json.loads(line)["name"] for line in self.journal.read_text().splitlines()]

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self.listening.accept()
            except OSError:
                return
            if self.mishaps.draw("refused"):
                connection.close()
                continue
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        transport = paramiko.Transport(connection)
        try:
            transport.add_server_key(self.key)
            door = Door()
            transport.set_subsystem_handler("sftp", paramiko.SFTPServer, Files, self, transport)
            transport.start_server(server=door)
            while transport.is_active():
                time.sleep(0.05)
        except (OSError, EOFError, paramiko.SSHException):
            pass
        finally:
            transport.close()

    def close(self) -> None:
        """Stop listening."""
        self.listening.close()
