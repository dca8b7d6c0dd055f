"""A PostgreSQL server of the test run's own: found on this machine, run as nobody in particular, gone afterwards."""

from __future__ import annotations

import contextlib
import functools
import glob
import itertools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

NEEDED = ("initdb", "postgres")
PASSWORD = "a-password-of-the-test"
FAST = ("fsync=off", "full_page_writes=off")


def binaries() -> Path:
    """Find the server's programs; without them the test is skipped."""
    pytest.importorskip("psycopg")
    said: list[str] = []
    if shutil.which("pg_config"):
        said = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True, check=False).stdout.split()
    newest_first = sorted(glob.glob("/usr/lib/postgresql/*/bin"), reverse=True)
    for folder in (*said, *newest_first, "/usr/local/bin", "/usr/bin"):
        if all(Path(folder, name).is_file() for name in NEEDED):
            return Path(folder).resolve()
    pytest.skip("there is no PostgreSQL server on this machine (Debian: apt-get install postgresql)")


class Server:
    """A server in a folder of its own; sockets there need no password, TCP on loopback does."""

    def __init__(self, top: Path, programs: Path) -> None:
        self.top = top
        self.programs = programs
        self.port = _free_port()
        self.numbers = itertools.count(1)
        self.process: subprocess.Popen[bytes] | None = None
        self.who: dict[str, Any] = {}
        if os.geteuid() == 0:
            user = pwd.getpwnam("nobody")
            os.chown(top, user.pw_uid, user.pw_gid)
            self.who = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}

    def make(self) -> None:
        secret = self.top / "secret"
        secret.write_text(PASSWORD)
        secret.chmod(0o644)
        self._run("initdb", "-D", f"{self.top}/data", "-A", "trust", "-U", "postgres", "--no-sync", "-E", "UTF8")
        rights = "local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\n"
        subprocess.run(["tee", f"{self.top}/data/pg_hba.conf"], input=rights.encode(), stdout=subprocess.DEVNULL)

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [str(self.programs / program), *arguments],
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            cwd=self.top,
            env=self._environment(),
            **self.who,
        )

    def _environment(self) -> dict[str, str]:
        return {"PATH": os.defpath, "LC_ALL": "C", "HOME": str(self.top), "TZ": "UTC"}

    def start(self) -> None:
        settings = (*FAST, "listen_addresses=127.0.0.1", f"port={self.port}", f"unix_socket_directories={self.top}")
        options = [part for each in settings for part in ("-c", each)]
        with (self.top / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [str(self.programs / "postgres"), "-D", f"{self.top}/data", *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.top,
                env=self._environment(),
                **self.who,
            )
        for _ in range(200):
            with contextlib.suppress(Exception):
                self.say("SELECT 1")
                return
            time.sleep(0.05)
        raise AssertionError((self.top / "log").read_text())

    def stop(self, how: int = signal.SIGQUIT) -> None:
        """End the server: at once by SIGQUIT, as a crash would; after a checkpoint by SIGINT."""
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(30)

    def restart(self) -> None:
        self.stop(signal.SIGINT)
        self.start()

    def say(self, statement: str, database: str = "postgres") -> list[Any]:
        """Put a statement to the server by its owner."""
        import psycopg

        with psycopg.connect(host=str(self.top), port=self.port, user="postgres", dbname=database) as connection:
            connection.autocommit = True
            said = connection.execute(statement)
            return said.fetchall() if said.description else []

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://postgres@/{database}?host={self.top}&port={self.port}"

    def database(self, template: str = "template0") -> str:
        """Make a database; give its name."""
        name = f"ledger{next(self.numbers)}"
        self.say(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    @functools.cached_property
    def pattern(self) -> str:
        """Make a database with an empty ledger, that others are copies of."""
        from ledes.ledger import opening

        name = self.database()
        opening.bring_up(self.url(name))
        return name

    def ledger(self) -> str:
        """Make an empty ledger; give its URL."""
        return self.url(self.database(self.pattern))

    def disconnect(self, database: str) -> int:
        """Cut every connection to a database; say how many there were."""
        cut = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'"
        return len(self.say(cut))


@contextlib.contextmanager
def running() -> Iterator[Server]:
    """Run a server until the end of the block; the folder goes with it."""
    programs = binaries()
    top = Path(tempfile.mkdtemp(prefix="ledes-pg-", dir="/tmp"))
    server = Server(top, programs)
    try:
        server.make()
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(top, ignore_errors=True)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port
