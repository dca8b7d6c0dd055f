"""The inbox: which files are ready to be taken; none is ever moved or changed."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ledes.errors import SetupError
from ledes.formats.source import unfinished
from ledes.ledger.reading import Reader
from ledes.sending import beside

TAKEN = "taken"
FAULTY = "faulty"
"""What the ledger remembers of a file: all its bills are on record, or some are not and it is looked at again."""

UNREADABLE = "unreadable"
"""Stands for the digest of a file that cannot be opened; whoever takes it is told why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A file of the inbox; `digest`, which covers what goes along with it, is empty where it is too young yet."""

    path: Path
    name: str
    digest: str


def files(inbox: Path, ledger: Reader, *, quiet_seconds: int, now: datetime.datetime) -> Iterator[Waiting]:
    """Go through the inbox in the order of the names; leave out what was taken as it is, and what is being written.

    Raises `SetupError` when there is no inbox.
    """
    if not inbox.is_dir():
        raise SetupError(f"there is no inbox at {inbox}", hint="make the folder, or name an INPUT")
    for path in sorted(inbox.iterdir()):
        if not path.is_file() or unfinished(path.name):
            continue
        try:
            if (now.timestamp() - beside.newest(path)) < quiet_seconds:
                yield Waiting(path=path, name=path.name, digest="")
                continue
            with path.open("rb") as stream:
                digest = beside.sealed(path, hashlib.file_digest(stream, "sha256").hexdigest())
        except FileNotFoundError:
            # Somebody took it away meanwhile.
            continue
        except OSError:
            digest = UNREADABLE
        if ledger.taken(path.name) != (digest, TAKEN):
            yield Waiting(path=path, name=path.name, digest=digest)
