"""Messages in files: .eml files in a folder, a Maildir, mbox files."""

from __future__ import annotations

import datetime
import mailbox
from collections.abc import Callable, Iterator
from pathlib import Path

from ledes.errors import SetupError
from ledes.gateway import NotSent
from ledes.gateway.mailbox import MOST_BYTES, Arrived

MBOX = (".mbox", ".mbx")
MESSAGE = (".eml",)


def arrived(place: Path, settled: Callable[[Path], bool]) -> Iterator[Arrived]:
    """Read the messages in a folder or an mbox file, in the order of their names.

    Raises `SetupError` where there is no such folder or file, `NotSent` where a file cannot be read.
    """
    if not place.exists():
        raise SetupError(f"the mailbox {place} is not there", hint="make the folder, or mend url under [[mailboxes]]")
    try:
        for path in _files(place):
            if settled(path):
                yield from _mbox(path) if _is_mbox(path) else [_message(path)]
    except (OSError, mailbox.Error) as error:
        raise NotSent(f"the mailbox {place} cannot be read: {_why(error)}") from None


def _files(place: Path) -> Iterator[Path]:
    if place.is_file():
        yield place
        return
    if (place / "cur").is_dir() and (place / "new").is_dir():
        yield from sorted(_plain(place / "cur"))
        yield from sorted(_plain(place / "new"))
        return
    yield from sorted(each for each in _plain(place) if each.suffix.lower() in (*MBOX, *MESSAGE))


def _plain(folder: Path) -> list[Path]:
    hidden = (".", "~$")
    return [path for path in folder.iterdir() if path.is_file() and not path.name.startswith(hidden)]


def _is_mbox(path: Path) -> bool:
    if path.suffix.lower() in MBOX:
        return True
    with path.open("rb") as stream:
        return path.suffix.lower() not in MESSAGE and stream.read(5) == b"From "


def _message(path: Path) -> Arrived:
    with path.open("rb") as stream:
        content = stream.read(MOST_BYTES + 1)
    changed = datetime.datetime.fromtimestamp(path.stat().st_mtime, datetime.UTC)
    return Arrived(raw=content[:MOST_BYTES], received=changed, whole=len(content) <= MOST_BYTES)


def _mbox(path: Path) -> Iterator[Arrived]:
    box = mailbox.mbox(path, create=False)
    try:
        for key in box.iterkeys():
            with box.get_file(key) as stream:
                content = stream.read(MOST_BYTES + 1)
            yield Arrived(raw=content[:MOST_BYTES], whole=len(content) <= MOST_BYTES)
    finally:
        box.close()


def _why(error: Exception) -> str:
    return (getattr(error, "strerror", None) or type(error).__name__).lower()
