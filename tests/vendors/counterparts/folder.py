"""A folder of this machine, and a partner who lays acknowledgements beside what came."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from counterpart import Counterpart, Place

from ledes.gateway import Account


class Share(Place):
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.account = Account(vendor="folder", settings={"folder": str(folder)})

    def contents(self) -> list[bytes]:
        return [path.read_bytes() for path in sorted(self.folder.glob("*.txt"))]

    def told(self) -> bytes:
        return b"".join(path.name.encode() + path.read_bytes() for path in self.folder.iterdir())

    def say(self, invoice: str, words: str) -> None:
        for path in self.folder.glob(f"{invoice}_*.txt"):
            path.with_suffix(f".{words}").write_text(f"{words} it is")


class Folder(Counterpart):
    key = "folder"
    transport = "folder"
    words = ("ack", "err", "rej")

    @contextlib.contextmanager
    def open(self, folder: Path) -> Iterator[Share]:
        yield Share(folder)

    def nowhere(self) -> Account:
        return Account(vendor="folder", settings={"folder": "/nowhere/to/be/found"})


COUNTERPART = Folder()
