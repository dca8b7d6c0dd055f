"""The examples of the documentation: found in its pages, run in a temporary folder, compared with what stands there."""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

LEDES = (sys.executable, "-m", "ledes")
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PASSING = re.compile(
    r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d)?( UTC|Z)?|(?<=rejected on )\S+(?=\.$)|(?<=not asked: )\d+"
    r"|(?<= on )\d{4}-\d\d-\d\d|(?<=noted by )\S+",
    re.MULTILINE,
)
"""What differs from day to day, or with every new rule; `pytest --update` writes `...` for it."""
USUAL_PORT = "8765"
PATIENCE = 60


@dataclass(frozen=True)
class Step:
    """A command line of a page, and what the page says that it prints; `...` stands for anything."""

    command: str
    said: str


def steps(block: str) -> list[Step]:
    found: list[Step] = []
    for part in re.split(r"^(?=\$ )", block, flags=re.MULTILINE):
        command, _, said = part.partition("\n")
        if command.startswith("$ "):
            found.append(Step(command.removeprefix("$ "), said.rstrip("\n")))
    return found


def same(expected: str, printed: str) -> bool:
    pattern = re.escape(expected).replace(r"\.\.\.", ".*?")
    return re.fullmatch(pattern, printed, re.DOTALL) is not None


@dataclass
class Desk:
    """Where the commands of one page are run, one after the other."""

    folder: Path
    portals: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)

    def run(self, command: str) -> str:
        words = shlex.split(command, comments=True)
        if words[0] == "cd":
            self.folder = self.folder / words[1]
            return ""
        if words[0] == "cp":
            (self.folder / words[2]).write_bytes((self.folder / words[1]).read_bytes())
            return ""
        if words[0] == "sed":
            old, new = words[2].split("/")[1:3]
            path = self.folder / words[3]
            path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
            return ""
        assert words[0] == "ledes", f"the page runs {words[0]}"
        if words[1] == "sandbox":
            self.portals.enter_context(portal(self.folder))
            return ""
        if words[1] == "track":
            self._answered()
        return self._said(*words[1:])

    def _said(self, *words: str) -> str:
        plain = {"NO_COLOR": "1", "COLUMNS": "100", "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
        bare = {key: value for key, value in os.environ.items() if not key.startswith("LEDES_")}
        done = subprocess.run(
            [*LEDES, *words],
            cwd=self.folder,
            env={**bare, **plain},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=60,
        )
        return "\n".join(line.rstrip() for line in done.stdout.decode().rstrip("\n").splitlines())

    def _answered(self) -> None:
        """Wait until the practice portal's clerk has looked at every bill."""
        for _ in range(PATIENCE):
            if not re.search(r" (RECEIVED|PENDING_CLIENT|DELIVERED_TO_CLIENT|delivered  -) ", self._said("track")):
                return
            time.sleep(0.5)


@contextlib.contextmanager
def portal(folder: Path) -> Iterator[None]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    settings = folder / "ledes.toml"
    settings.write_text(settings.read_text("utf-8").replace(USUAL_PORT, port), "utf-8")
    words = [*LEDES, "sandbox", "--portal", "portal.toml", "--port", port]
    server = subprocess.Popen(words, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(PATIENCE):
            with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=1):
                break
            time.sleep(0.25)
        yield
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=10)


def replayed(text: str, folder: Path) -> tuple[str, list[str]]:
    """Run the examples of a page; give the page with what they print now, and what differs."""
    wrong: list[str] = []
    with contextlib.ExitStack() as until:
        desk = Desk(folder, until)

        def again(found: re.Match[str]) -> str:
            lines: list[str] = []
            for step in steps(found[1]):
                printed = desk.run(step.command)
                fits = same(step.said, printed)
                if not fits:
                    wrong.append(f"$ {step.command}\n--- the page\n{step.said}\n--- now\n{printed}")
                said = step.said if fits else PASSING.sub("...", printed)
                lines += [f"$ {step.command}", *([said] if said else [])]
            return "```console\n" + "\n".join(lines) + "\n```"

        return BLOCK.sub(again, text), wrong
