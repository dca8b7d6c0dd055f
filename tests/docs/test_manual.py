"""The manual page holds every command and every option, and is made of roff that man takes without a word."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import click
import pytest

from ledes.__main__ import ledes

PAGE = Path(__file__).parents[2] / "docs" / "man" / "ledes.1"


def test_every_command_stands_in_it() -> None:
    text = PAGE.read_text("utf-8").replace("\\-", "-")
    assert not [name for name in ledes.list_commands(click.Context(ledes)) if f".SS ledes {name} " not in text]


def test_man_takes_it_without_a_warning() -> None:
    if shutil.which("man") is None or shutil.which("groff") is None:
        pytest.skip("there is no man here to read it")
    done = subprocess.run(
        ["man", "--warnings", "-l", str(PAGE)],
        capture_output=True,
        text=True,
        env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"},
    )
    assert done.returncode == 0
    assert done.stderr == ""
    assert "ledes submit" in done.stdout
