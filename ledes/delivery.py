"""A folder that e-bills are put into: beside first, then renamed, and nothing there is ever overwritten unasked."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import tempfile
import unicodedata
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TypeVar

from ledes.errors import LedesError, SetupError, UsageError
from ledes.finding import Finding

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

    from ledes.convert import Output

Written = TypeVar("Written")

DIGITS = 8
"""How much of the digest tells two files of one name apart."""


class Folder:
    """Where a run writes. Two bills of one run that would share a name both carry part of their digest in it."""

    def __init__(self, path: Path, *, force: bool = False) -> None:
        self.path = path
        self.force = force
        self.written: dict[str, tuple[Path, str]] = {}
        self.shared: set[str] = set()
        self.under_way: dict[Path, Future[Path]] = {}
        self.failed: set[Path] = set()

    def put(self, output: Output | Staged) -> Path:
        """Write one file, or give a staged one its name, unless the same bytes are there already; say where it is.

        Raises `UsageError` when other bytes are there and force was not asked for, `SetupError` when the folder
        cannot be written.
        """
        path = self._named(output)
        self._write(path, output)
        return path

    def put_behind(self, output: Output, pool: Executor) -> Future[Path]:
        """Give a file its name now and have it written by a pool; see `put`."""
        path = self._named(output)
        future = self.under_way[path] = pool.submit(self._write, path, output)
        future.add_done_callback(lambda done: self._done(path, done))
        return future

    def _done(self, path: Path, future: Future[Path]) -> None:
        if self.under_way.get(path) is future:
            self.under_way.pop(path, None)

    def _named(self, output: Output | Staged) -> Path:
        key = output.name.lower()
        before = self.written.get(key)
        if before is not None and before[1] != output.sha256 and self._ours(before[0]):
            self._part(key, *before)
        name = _with_digest(output.name, output.sha256) if key in self.shared else output.name
        self.written[key] = (self.path / name, output.sha256)
        return self.path / name

    def _part(self, key: str, path: Path, sha256: str) -> None:
        """Give the first file of a shared name its digest too, so that neither looks like the only one."""
        if key not in self.shared:
            self.shared.add(key)
            path.replace(path.with_name(_with_digest(path.name, sha256)))

    def _ours(self, path: Path) -> bool:
        """Say whether a file was written by this run, and is not somebody else's under the same name."""
        if writing := self.under_way.get(path):
            writing.exception()
        return path not in self.failed

    def _write(self, path: Path, output: Output | Staged) -> Path:
        self.failed.add(path)
        try:
            if not self._there(path, output.sha256):
                _settle(path, output)
            self.failed.discard(path)
        except OSError as error:
            why = (error.strerror or "it cannot be written").lower()
            raise SetupError(f"{path}: {why}", hint="choose another folder with --out") from error
        return path

    def _there(self, path: Path, sha256: str) -> bool:
        """Say whether the same bytes are there already."""
        if not path.exists():
            return False
        if _digest(path) == sha256:
            return True
        if self.force:
            return False
        raise UsageError(
            f"{path} is there already and holds something else",
            hint="look at it; then move it away, or replace it with --force",
        )


def _settle(path: Path, output: Output | Staged) -> None:
    if isinstance(output, Staged):
        path.parent.mkdir(parents=True, exist_ok=True)
        output.path.replace(path)
    else:
        write(path, output.content)


AT_ONCE = 8
"""Files that wait for their disk at a time: it takes several together in about the time of one."""


def behind(
    items: Iterable[Output | Finding], put: Callable[[Output, Executor], Future[Written]]
) -> Iterator[Finding | tuple[Output, Written]]:
    """Write files while the next ones are made; give each when it is there, in order, and findings as they come.

    Raises what ended `items`, or the first `LedesError` of a file, after all was given that could be written.
    """
    from concurrent.futures import ThreadPoolExecutor

    waiting: deque[tuple[Output, Future[Written]]] = deque()
    stopped: LedesError | None = None
    with ThreadPoolExecutor(AT_ONCE) as pool:
        try:
            for item in items:
                if isinstance(item, Finding):
                    yield item
                    continue
                waiting.append((item, put(item, pool)))
                if len(waiting) > AT_ONCE:
                    output, future = waiting.popleft()
                    yield output, future.result()
        except LedesError as error:
            stopped = error
        for output, future in waiting:
            failed = future.exception()
            if failed is None:
                yield output, future.result()
            elif stopped is None and isinstance(failed, LedesError):
                stopped = failed
            elif not isinstance(failed, LedesError):
                raise failed
    if stopped is not None:
        raise stopped


@dataclass(frozen=True, slots=True, kw_only=True)
class Staged:
    """A file that is whole but has not its name yet: another process wrote it into a folder beside."""

    name: str
    path: Path
    sha256: str


def stage(folder: Path, output: Output) -> Staged:
    """Write a file whole into a folder that is there; who puts it will give it its name.

    Raises `SetupError` when the folder cannot be written.
    """
    path = folder / os.urandom(16).hex()
    try:
        if not folder.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, "not a folder of this machine")
        write(path, output.content)
    except OSError as error:
        raise SetupError(
            f"{folder}: {(error.strerror or 'it cannot be written').lower()}",
            hint="choose another folder with --out; one that all machines share where a cluster works",
        ) from error
    return Staged(name=output.name, path=path, sha256=output.sha256)


@contextlib.contextmanager
def staging(folder: Path) -> Iterator[Path]:
    """Make a hidden folder inside one, for files without their names; it goes with all that was left in it.

    Raises `SetupError` when it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        made = tempfile.TemporaryDirectory(dir=folder, prefix=".ledes-")
    except OSError as error:
        why = (error.strerror or "it cannot be written").lower()
        raise SetupError(f"{folder}: {why}", hint="choose another folder with --out") from error
    with made as path:
        yield Path(path)


def write(path: Path, content: bytes) -> None:
    """Write a file so that a reader sees the whole of it or nothing, and only its owner may read it."""
    with whole(path) as out:
        out.write(content)


@contextlib.contextmanager
def whole(path: Path) -> Iterator[BinaryIO]:
    """Open a file that takes its name when it is whole; only its owner may read it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _with_digest(name: str, sha256: str) -> str:
    stem, point, extension = name.rpartition(".")
    return f"{stem}-{sha256[:DIGITS]}{point}{extension}"


_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)", re.IGNORECASE)
"""Names that Windows keeps for devices."""

LONGEST_STEM = 80


def cleaned(text: str) -> str:
    """Make a file name's stem of any text: no folders, no blanks, no device names, never empty.

    >>> cleaned("2026/001 (A)"), cleaned("../../x"), cleaned("con")
    ('2026-001-A', 'x', '_con')
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    stem = _UNSAFE.sub("-", plain).strip("-.")[:LONGEST_STEM].rstrip("-.") or "bill"
    return f"_{stem}" if _DEVICES.match(stem) else stem
