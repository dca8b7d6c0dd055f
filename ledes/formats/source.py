"""An input as readers see it: named, rewindable, digested, and opened by us alone."""

from __future__ import annotations

import contextlib
import hashlib
import io
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from ledes.errors import InputError
from ledes.formats import HEAD, Format, recognise

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

BLOCK = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file that can be read as often as needed.

    `name` is what people see; `path` is where the bytes are, unless they are here as `content`. `watch` is told how
    many bytes were read, piece by piece.
    """

    name: str
    path: Path = Path()
    sha256: str
    head: bytes = field(repr=False)
    content: bytes | None = field(default=None, repr=False)
    watch: Callable[[int], None] | None = field(default=None, repr=False, compare=False)

    @property
    def size(self) -> int:
        """Count the bytes.

        Raises `InputError` when the file has gone.
        """
        if self.content is not None:
            return len(self.content)
        try:
            return self.path.stat().st_size
        except OSError as error:
            raise InputError(f"{self.name} cannot be opened: {_why(error)}") from error

    @property
    def format(self) -> Format:
        """Say which format it is in.

        Raises `InputError` where none is sure.
        """
        return recognise(self.head, self.name)

    def open(self) -> BinaryIO:
        """Open the bytes, from the beginning.

        Raises `InputError` when the file has gone or may not be read.
        """
        if self.content is not None:
            return io.BytesIO(self.content)
        try:
            raw = _Watched(self.path, self.watch) if self.watch else self.path.open("rb", buffering=0)
            return io.BufferedReader(raw, BLOCK)
        except OSError as error:
            raise InputError(f"{self.name} cannot be opened: {_why(error)}") from error


class _Watched(io.FileIO):
    """A file that tells how much of it is read."""

    def __init__(self, path: Path, watch: Callable[[int], None]) -> None:
        super().__init__(path, "rb")
        self.watch = watch

    def readinto(self, buffer: WriteableBuffer, /) -> int | None:
        """Read into a buffer, and tell how much it was."""
        count = super().readinto(buffer)
        self.watch(count or 0)
        return count


def _why(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()


def _digest(path: Path) -> tuple[str, bytes]:
    with path.open("rb") as stream:
        head = stream.read(HEAD)
        stream.seek(0)
        return hashlib.file_digest(stream, "sha256").hexdigest(), head


def in_memory(name: str, content: bytes) -> Source:
    """Take bytes for a file, for example those of a file that is not written yet."""
    return Source(name=name, sha256=hashlib.sha256(content).hexdigest(), head=content[:HEAD], content=content)


@contextlib.contextmanager
def source(argument: str) -> Iterator[Source]:
    """Take an INPUT argument: a file, or `-` for standard input, which is kept in a private temporary file meanwhile.

    Raises `InputError` when it cannot be opened or is a folder.
    """
    if argument == "-":
        import shutil
        import tempfile

        with tempfile.TemporaryDirectory(prefix="ledes-") as folder:
            path = Path(folder, "stdin")
            with path.open("wb") as out:
                shutil.copyfileobj(sys.stdin.buffer, out)
            sha256, head = _digest(path)
            yield Source(name="-", path=path, sha256=sha256, head=head)
        return
    path = Path(argument)
    try:
        sha256, head = _digest(path)
    except OSError as error:
        raise unopened(path, error) from error
    yield Source(name=argument, path=path, sha256=sha256, head=head)


def unopened(path: Path, error: OSError) -> InputError:
    """Word that a file cannot be opened; the remedy names the one that was most likely meant."""
    return InputError(f"{path} cannot be opened: {_why(error)}", hint=_way_out(path))


def _way_out(path: Path) -> str:
    """Name the file of the same folder that was most likely meant."""
    import difflib

    if path.is_dir():
        return "name one file of it"
    if path.exists():
        return "check the rights"
    if not path.parent.is_dir():
        return "check the name and the folder"
    near = difflib.get_close_matches(path.name, [each.name for each in path.parent.iterdir()], n=1, cutoff=0.8)
    return f"did you mean {path.with_name(near[0])}?" if near else "check the name and the folder"


def inputs(arguments: tuple[str, ...]) -> list[str]:
    """Spread folders into the files in them, in the order of their names; hidden and half-written ones are left out."""
    found: list[str] = []
    for argument in arguments:
        folder = Path(argument)
        if argument != "-" and folder.is_dir():
            found += [str(path) for path in sorted(folder.iterdir()) if path.is_file() and not unfinished(path.name)]
        else:
            found.append(argument)
    return found


def unfinished(name: str) -> bool:
    """Say whether a file name marks a file that somebody is still writing, or that is not meant for us."""
    return name.startswith((".", "~$")) or name.lower().endswith((".tmp", ".part"))
