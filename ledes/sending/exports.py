"""Copies of what was sent and of what came back, in `outbox/` and `receipts/`, for people to look at."""

from __future__ import annotations

import contextlib
import os
import re
import threading
from pathlib import Path

from ledes.errors import Exit, LedesError
from ledes.ledger import chain
from ledes.ledger.reading import Reader
from ledes.ledger.records import Submission

RECEIPTS = frozenset({"RECEIPT", "UPLOADED", "FINALIZED", "REFUSED"})


class ExportError(LedesError):
    """A copy could not be written; the ledger holds what it would have held."""

    exit = Exit.SETUP


def sent(ledger: Reader, submission: Submission, outbox: Path) -> Path:
    """Write the file that goes to the vendor, under its own name; other bytes there are left alone.

    Raises `ExportError` when it cannot be written.
    """
    delivery = submission.delivery
    content = ledger.blob(delivery.payload)
    path = outbox / Path(delivery.file_name).name
    if path.exists() and path.read_bytes() != content:
        path = path.with_name(f"{path.stem}-{delivery.payload[:8]}{path.suffix}")
    write(path, content)
    return path


def received(ledger: Reader, submission: Submission, receipts: Path) -> None:
    """Write what the vendor answered to a delivery.

    Raises `ExportError` when it cannot be written.
    """
    for event in ledger.events(submission.id):
        if event.kind in RECEIPTS and event.blob:
            stem = re.sub(r"[^A-Za-z0-9._-]+", "-", submission.invoice).strip("-.")[:60]
            write(receipts / f"{submission.id}-{stem}-{event.seq}.receipt", ledger.blob(event.blob))


def write(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read, beside its place first; one with the same bytes stays.

    Raises `ExportError` when it cannot be written.
    """
    try:
        if path.exists() and chain.content(path.read_bytes()) == chain.content(content):
            return
        path.parent.mkdir(mode=0o700, exist_ok=True)
        beside = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}.part")
        beside.unlink(missing_ok=True)
        try:
            file = os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            with os.fdopen(file, "wb") as out:
                out.write(content)
                out.flush()
                os.fsync(out.fileno())
            beside.replace(path)
        finally:
            with contextlib.suppress(OSError):
                beside.unlink(missing_ok=True)
    except OSError as error:
        raise ExportError(
            f"{path} cannot be written: {(error.strerror or 'unknown reason').lower()}",
            hint="the ledger holds it; make room or mend the rights of the folder",
        ) from error
