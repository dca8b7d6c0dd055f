"""One writing run at a time: a lock of the operating system, which it frees when the process dies."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from ledes.errors import LedgerError

PAUSE = 0.1


@contextlib.contextmanager
def held(path: Path, *, wait: float = 0.0, sleep: Callable[[float], None] = time.sleep) -> Iterator[None]:
    """Hold the lock file at `path`; wait up to `wait` seconds for another holder.

    Raises `LedgerError` when somebody else keeps it. The file stays: taking it away would let two hold it.
    """
    pauses = round(wait / PAUSE)
    while (file := _try(path)) is None:
        if pauses <= 0:
            raise LedgerError(
                f"another run is writing to the ledger{_who(path)}", hint="wait until it has ended, then run this again"
            )
        pauses -= 1
        sleep(PAUSE)
    try:
        os.ftruncate(file, 0)
        os.write(file, str(os.getpid()).encode())
        yield
    finally:
        os.close(file)


def _try(path: Path) -> int | None:
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise LedgerError(
            f"the lock file {path} cannot be opened: {(error.strerror or 'unknown reason').lower()}",
            hint="check that the ledger's folder is there and yours to write to",
        ) from error
    if _lock(file) and _same(file, path):
        return file
    os.close(file)
    return None


def _lock(file: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            # A byte far beyond the process id, which others may then still read.
            os.lseek(file, 1 << 30, os.SEEK_SET)
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
            os.lseek(file, 0, os.SEEK_SET)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _same(file: int, path: Path) -> bool:
    """Say whether the locked file is still the one under that name: somebody may have deleted it meanwhile."""
    try:
        return os.path.samestat(os.fstat(file), path.stat())
    except FileNotFoundError:
        return False


def _who(path: Path) -> str:
    with contextlib.suppress(OSError, ValueError):
        return f" (process {int(path.read_text(encoding='ascii'))})"
    return ""
