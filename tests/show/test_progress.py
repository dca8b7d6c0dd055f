"""A person at a terminal sees what is being done; programs and pipes see nothing of it."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from ebills import FEE, file, record

from ledes.formats.source import source
from ledes.show import progress


def test_every_byte_that_is_read_is_told(tmp_path: Path) -> None:
    path = tmp_path / "bill.txt"
    path.write_bytes(file(*[record(FEE)] * 5000))
    told: list[int] = []
    with source(str(path)) as opened:
        watched = replace(opened, watch=told.append)
        with watched.open() as stream:
            content = b"".join(stream)
    assert content == path.read_bytes()
    assert sum(told) == opened.size == path.stat().st_size


def test_nothing_is_shown_without_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with progress.bar("bill.txt", 1 << 30) as watch:
        watch(1)
    with progress.steps("sending") as say:
        say("invoice 1")
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(("plain", "shown"), [("", True), ("1", False)])
def test_a_terminal_shows_the_steps_unless_it_is_to_be_plain(plain: str, shown: bool) -> None:
    script = "from ledes.show import progress\nwith progress.steps('sending') as say: say('invoice 1001')"
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "NO_COLOR": plain}
    subprocess.run([sys.executable, "-c", script], stderr=theirs, env=environment, check=True)
    os.close(theirs)
    try:
        seen = os.read(ours, 4096)
    except OSError:
        seen = b""
    os.close(ours)
    assert (b"sending" in seen) is shown
