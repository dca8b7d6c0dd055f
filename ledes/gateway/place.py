"""Folders that bills are dropped into, on this machine or another: what can be done there, and how it fails."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Protocol

WHOLE_SECONDS = 120.0
"""The longest time that one delivery, look-up or fetching of acknowledgements may take."""

MOST_FILES = 100_000
MOST_BYTES = 64 << 20
"""The most names in a folder, and the largest file in it, that are looked at."""


class Failed(Exception):
    """Something at the place did not work; the text says what was seen, without names and contents of others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lying:
    """A file that lies in a folder: its name, its size, and when it was last changed."""

    name: str
    size: int
    at: datetime.datetime | None = None


class Place(Protocol):
    """Folders on this machine or another; every method raises `Failed`. `host` names where it is, for people."""

    host: str

    @property
    def at_once(self) -> bool:
        """Say whether a file never bears both names while it is moved."""

    def names(self, folder: str) -> list[Lying]:
        """List the files of a folder."""

    def find(self, folder: str, name: str) -> Lying | None:
        """Find one file."""

    def read(self, folder: str, name: str) -> bytes:
        """Read a file of `MOST_BYTES` at most."""

    def write(self, folder: str, name: str, content: bytes) -> None:
        """Make a new file, and see it onto the disk."""

    def move(self, old: tuple[str, str], new: tuple[str, str]) -> None:
        """Give a file its name; both are a folder and a name."""

    def remove(self, folder: str, name: str) -> bool:
        """Take a file away; false where it is not there."""

    def in_time(self) -> bool:
        """Say whether the time for all of this is not over yet."""
