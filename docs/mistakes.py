"""Mistakes that a new user makes, each made on purpose in a temporary workspace, with what ledes prints.

`docs/generate.py` writes docs/errors.md from it. The mistakes stand in mistakes.toml: what to change in a fresh
workspace of `ledes init firm` (`write`, `change`, `remove`), where to stand (`at`), the command line, the way out.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from ledes.__main__ import main
from ledes.setup import start

LIST = Path(__file__).with_name("mistakes.toml")
MOST_LINES = 14
"""Of a long answer, this many lines are shown."""

HOME = "/home/you"
"""What stands for the temporary folder in the answers."""

INTRODUCTION = """\
Each of these was made on purpose, in a workspace fresh from `ledes init firm`; below the command stands what ledes
printed, word for word. The number is the exit status ([what it means](../README.md#for-scripts)). What is wrong with a
bill itself has a page of its own: [rules.md](rules.md).
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A mistake that was made: its title, the command lines, the last one's answer and status, the way out."""

    group: str
    title: str
    command: str
    answer: str
    status: int
    way: str


def made() -> Iterator[Made]:
    """Make every mistake."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        fresh = root / "fresh"
        start.make(fresh)
        (fresh / "portal.token").write_text("a-token-for-the-page\n", "utf-8")
        for number, each in enumerate(tomllib.loads(LIST.read_text("utf-8"))["mistakes"]):
            home = root / str(number)
            shutil.copytree(fresh, home / "firm")
            yield _make(each, home)


def _make(each: dict[str, Any], home: Path) -> Made:
    firm = home / "firm"
    for name, text in each.get("write", {}).items():
        (firm / name).parent.mkdir(parents=True, exist_ok=True)
        (firm / name).write_bytes(text.encode("latin-1" if name.endswith("-latin1.txt") else "utf-8"))
    for name, (old, new) in each.get("change", {}).items():
        text = (firm / name).read_text("utf-8")
        if old not in text:
            raise ValueError(f"{each['title']}: {name} does not hold {old!r}")
        (firm / name).write_text(text.replace(old, new, 1), "utf-8")
    for name in each.get("remove", ()):
        (firm / name).unlink()
    for name, mode in each.get("mode", {}).items():
        (firm / name).chmod(int(mode, 8))
    for before in each.get("before", ()):
        run(before, firm)
    answer, status = run(each["command"], home / each.get("at", "firm"))
    answer = answer.replace(str(home), HOME)
    return Made(
        group=each["group"],
        title=each["title"],
        command=each["command"],
        answer=_short(answer),
        status=status,
        way=each["way"],
    )


def run(command: str, folder: Path) -> tuple[str, int]:
    """Run a command line of ledes in a folder; give what it printed, in order, and its exit status."""
    words = shlex.split(command)
    said = io.StringIO()
    here = Path.cwd()
    plain = {"NO_COLOR": "1", "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring", "COLUMNS": "100"}
    bare = {key: value for key, value in os.environ.items() if not key.startswith(("LEDES_", "CREDENTIALS_"))}
    os.chdir(folder)
    try:
        with (
            mock.patch.dict(os.environ, {**bare, **plain}, clear=True),
            mock.patch.object(sys, "stdin", io.StringIO()),
            contextlib.redirect_stdout(said),
            contextlib.redirect_stderr(said),
        ):
            status = main(words[1:])
    finally:
        os.chdir(here)
    return said.getvalue(), status


def _short(answer: str) -> str:
    # the number grows with every new rule, and says nothing here
    lines = re.sub(r"not asked: \d+ rules", "not asked: ... rules", answer.rstrip()).splitlines()
    if len(lines) > MOST_LINES:
        lines = [*lines[:MOST_LINES], f"... ({len(lines) - MOST_LINES} more lines)"]
    return "\n".join(line.rstrip() for line in lines)


def page(notice: str) -> str:
    """Write the page."""
    every = list(made())
    parts = [f"# {len(every)} mistakes and the way out\n", notice, INTRODUCTION]
    group = ""
    for number, each in enumerate(every, 1):
        if each.group != group:
            group = each.group
            parts.append(f"## {group}\n")
        parts.append(f"### {number}. {each.title}\n")
        parts.append(f"```console\n$ {each.command}\n{each.answer}\n```\n")
        parts.append(f"Exit status {each.status}. {each.way}\n")
    return "\n".join(parts)
