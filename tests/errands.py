"""Work for a crew that other processes can import: it says where it was done, or dies of it."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from ledes.errors import InputError


class Errand(NamedTuple):
    """A piece with its name."""

    name: str


@dataclass(frozen=True, slots=True)
class Errands:
    """An order: a folder in which the work leaves marks."""

    folder: Path

    @contextlib.contextmanager
    def around(self, *, here: bool) -> Iterator[Path]:
        """Mark that a process has set itself up."""
        if not here:
            with (self.folder / "set-up").open("a") as out:
                out.write(f"{os.getpid()}\n")
        yield self.folder


def shout(folder: Path, errand: Errand, beside: object) -> str:
    """Do a harmless piece."""
    with (folder / f"by-{os.getpid()}").open("a") as out:
        out.write(f"{errand.name}\n")
    return f"{errand.name}!{beside or ''}"


def refuse(_folder: Path, errand: Errand, _beside: object) -> str:
    """Refuse every second piece."""
    if int(errand.name) % 2:
        raise InputError(f"{errand.name} is odd", hint="give an even one")
    return errand.name


def die_once(folder: Path, errand: Errand, beside: object) -> str:
    """Kill the process over the piece 3 the first time."""
    mark = folder / "died"
    if errand.name == "3" and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return shout(folder, errand, beside)


def die_always(folder: Path, errand: Errand, beside: object) -> str:
    """Kill the process over the piece 3, however often."""
    if errand.name == "3":
        os.kill(os.getpid(), signal.SIGKILL)
    return shout(folder, errand, beside)


def linger(folder: Path, errand: Errand, beside: object) -> str:
    """Say who works, and wait until the folder holds the word to go on."""
    (folder / f"lingers-{errand.name}").write_text(str(os.getpid()))
    while not (folder / "go").exists():
        time.sleep(0.01)
    return shout(folder, errand, beside)
