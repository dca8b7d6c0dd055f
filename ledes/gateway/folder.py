"""A folder that this machine can write to, such as a share of the network: written beside, moved, seen onto the disk.

The account's settings: `folder` (an absolute path) and, where it lies on a share, `marker`: the name of a file that
the partner keeps in it. Without that file the share is taken as not mounted, and nothing is written or believed.
"""

from __future__ import annotations

import contextlib
import datetime
import errno
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from ledes.gateway import Account, NotSent, place, stated
from ledes.gateway.place import Failed, Lying

NO_FOLDER_SYNC = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EBADF})
"""What network file systems answer where a folder cannot be synced; the file itself was."""


class LocalFolder:
    """Folders below one path; `host` names it for people."""

    at_once = True

    def __init__(self, base: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self.host = str(base)
        self.base = base
        self.clock = clock
        self.end = clock() + place.WHOLE_SECONDS

    def names(self, folder: str) -> list[Lying]:
        """List the files of a folder."""
        with self._told("list the folder"):
            found = []
            for entry in os.scandir(self.base / folder):
                with contextlib.suppress(FileNotFoundError):
                    if entry.is_file():
                        found.append(_lying(entry.name, entry.stat()))
                if len(found) > place.MOST_FILES:
                    raise Failed(f"the folder holds more than {place.MOST_FILES:,} files")
            return sorted(found, key=lambda each: each.name)

    def find(self, folder: str, name: str) -> Lying | None:
        """Find one file."""
        with self._told("look at a file"):
            try:
                return _lying(name, (self.base / folder / name).stat())
            except FileNotFoundError:
                return None

    def read(self, folder: str, name: str) -> bytes:
        """Read a file."""
        with self._told("read a file"), (self.base / folder / name).open("rb") as stream:
            content = stream.read(place.MOST_BYTES + 1)
        if len(content) > place.MOST_BYTES:
            raise Failed(f"a file has more than {place.MOST_BYTES:,} bytes")
        return content

    def write(self, folder: str, name: str, content: bytes) -> None:
        """Make a new file, and see it onto the disk."""
        with self._told("write a file"), (self.base / folder / name).open("xb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())

    def move(self, old: tuple[str, str], new: tuple[str, str]) -> None:
        """Give a file its name, and see its folder onto the disk."""
        with self._told("give a file its name"):
            self.base.joinpath(*old).rename(self.base.joinpath(*new))
            self._sync(self.base / new[0])

    def remove(self, folder: str, name: str) -> bool:
        """Take a file away."""
        with self._told("take a file away"):
            try:
                (self.base / folder / name).unlink()
            except FileNotFoundError:
                return False
            return True

    def in_time(self) -> bool:
        """Say whether the time is not over."""
        return self.clock() < self.end

    def _sync(self, folder: Path) -> None:
        if os.name != "posix":
            return
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        except OSError as error:
            if error.errno not in NO_FOLDER_SYNC:
                raise
        finally:
            os.close(handle)

    @contextlib.contextmanager
    def _told(self, what: str) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            # Without the name of the file, which holds the number of the invoice.
            why = (error.strerror or type(error).__name__).lower()
            problem = f"cannot {what} in {self.host}: {why}"
        else:
            return
        raise Failed(problem)


def named(account: Account) -> Path:
    """Give the folder of an account.

    Raises `NotSent` where set-up names none.
    """
    stated.needed(account, "folder", "it names the folder that bills go to, as an absolute path")
    path = stated.file(account, "folder")
    if path is None:
        raise NotSent(f"{stated.whose(account)} has no folder")
    return path


def opened(account: Account) -> LocalFolder:
    """Reach the folder of an account.

    Raises `NotSent` where it is not there, or lacks the file that marks it.
    """
    path, marker = named(account), stated.text(account, "marker")
    if not path.is_dir():
        raise NotSent(f"there is no folder {path}: make it, or mount the share it lies on")
    if marker and not (path / marker).is_file():
        raise NotSent(f"{path} does not hold {marker}: the share is not mounted")
    return LocalFolder(path)


def _lying(name: str, found: os.stat_result) -> Lying:
    return Lying(name=name, size=found.st_size, at=datetime.datetime.fromtimestamp(found.st_mtime, datetime.UTC))
