"""Packages for bills that a person uploads: `outbox/<client>/<name>/` with the file, its attachments and a checklist.

They are copies. The ledger holds what is in them, so one that is missing is written again, and one whose bills no
longer wait is taken away, as far as nobody changed it.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path, PurePath
from typing import NamedTuple

from ledes.delivery import cleaned
from ledes.errors import LedesError
from ledes.gateway import Account, Adapter
from ledes.ledger import chain, states
from ledes.ledger.reading import Reader
from ledes.ledger.records import Delivery, Submission
from ledes.sending import checklist
from ledes.sending.checklist import Bundle
from ledes.sending.exports import ExportError, write
from ledes.workspace import Workspace

CHECKLIST = "CHECKLIST.txt"
ATTACHMENTS = "attachments"
PART = ".part"
STALE = 3600.0
"""Seconds after which a package that nobody finished writing is litter."""


def keep_up(book: Reader, workspace: Workspace, adapter: Callable[[str], Adapter]) -> tuple[str, ...]:
    """Write the packages of all bills that wait to be uploaded, take away the others; give what a person should know.

    Raises `ExportError` when a package cannot be written, `SetupError` where a vendor is not known.
    """
    waiting: dict[Delivery, list[Submission]] = {}
    for each in book.submissions(state=states.WAITING_UPLOAD):
        waiting.setdefault(each.delivery, []).append(each)
    notes: list[str] = []
    troubles: list[LedesError] = []
    for delivery, bills in waiting.items():
        try:
            bundle = _bundle(book, workspace, adapter(delivery.vendor), delivery, tuple(bills))
            notes += _lay(book, workspace.outbox / delivery.package, bundle)
        except LedesError as error:
            troubles.append(error)
    _tidy(book, workspace.outbox, {workspace.outbox / delivery.package for delivery in waiting})
    if troubles:
        # The others are laid out all the same; one trouble at a time is enough to tell.
        raise troubles[0]
    return tuple(notes)


def _bundle(
    book: Reader, workspace: Workspace, adapter: Adapter, delivery: Delivery, bills: tuple[Submission, ...]
) -> Bundle:
    to = (delivery.vendor, delivery.account, delivery.environment)
    accounts = (each for each in workspace.accounts if (each.vendor, each.name, each.environment) == to)
    account = next(accounts, Account(vendor=to[0], name=to[1], environment=to[2]))
    client = workspace.clients.get(delivery.client)
    return Bundle(
        adapter=adapter,
        account=account,
        client=client.name if client else "",
        bills=bills,
        size=len(book.blob(delivery.payload)),
        attachments=book.attachments(delivery.id),
        replaced=book.submissions(ids=tuple(each.replaces for each in bills if each.replaces is not None)),
    )


class Held(NamedTuple):
    """What the ledger holds of a file: its digest, and its size in bytes."""

    sha256: str
    size: int


def _contents(bundle: Bundle) -> Mapping[str, Held]:
    """Name the files of a package, as seen from its folder."""
    delivery = bundle.bills[0].delivery
    several = len({each.invoice for each in bundle.attachments}) > 1
    files = {PurePath(delivery.file_name).name: Held(delivery.payload, bundle.size)}
    for each in bundle.attachments:
        folders = [ATTACHMENTS, *([cleaned(each.invoice)] if several else [])]
        folders += [f"line {cleaned(each.line)}"] if each.line else []
        files[_free("/".join((*folders, each.name)), files)] = Held(each.sha256, each.size)
    return files


def _free(name: str, taken: Iterable[str]) -> str:
    """Give a name that is not taken: two attachments of an invoice may bear one name."""
    small = {each.casefold() for each in taken}
    stem, point, ending = name.rpartition(".")
    number, free = 1, name
    while free.casefold() in small:
        number += 1
        free = f"{stem} ({number}){point}{ending}" if point else f"{name} ({number})"
    return free


def _lay(book: Reader, folder: Path, bundle: Bundle) -> Iterator[str]:
    """Write a package beside its place, then rename it; of one that is there, only what is missing."""
    contents, words = _contents(bundle), checklist.text(bundle).encode()
    if folder.is_dir():
        for name, held in contents.items():
            path = folder / name
            if not path.exists():
                _write(path, book.blob(held.sha256))
            elif not _same(path, held, thorough=ATTACHMENTS not in PurePath(name).parts):
                yield f"{path} is not what the ledger holds: take it away, and the next run writes it anew"
        if not (folder / CHECKLIST).exists():
            _write(folder / CHECKLIST, words)
        return
    beside = folder.with_name(f".{folder.name}.{os.getpid()}{PART}")
    shutil.rmtree(beside, ignore_errors=True)
    try:
        for name, held in contents.items():
            _write(beside / name, book.blob(held.sha256))
        _write(beside / CHECKLIST, words)
        with _told(folder):
            try:
                beside.replace(folder)
            except OSError:
                # Another machine may have written the same meanwhile.
                if not folder.is_dir():
                    raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _same(path: Path, held: Held, *, thorough: bool) -> bool:
    with _told(path):
        # Runs come often, and attachments may be large: of them the size has to do.
        alike = path.is_file() and path.stat().st_size == held.size
        return alike and (not thorough or chain.content(path.read_bytes()) == held.sha256)


def _write(path: Path, content: bytes) -> None:
    with _told(path):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write(path, content)


@contextlib.contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ExportError(
            f"{path} cannot be written: {(error.strerror or 'unknown reason').lower()}",
            hint="the ledger holds it; make room or mend the rights of the folder",
        ) from error


def _tidy(book: Reader, outbox: Path, waiting: set[Path]) -> None:
    """Take away packages whose bills no longer wait; whatever a person changed or added stays."""
    for path in outbox.glob(f"*/.*{PART}"):
        with contextlib.suppress(OSError):
            if time.time() - path.stat().st_mtime > STALE:
                shutil.rmtree(path)
    for path in outbox.glob(f"*/*/{CHECKLIST}"):
        if path.parent in waiting:
            continue
        bills = book.submissions(reference=_reference(path))
        if bills and all(each.state != states.WAITING_UPLOAD for each in bills):
            with contextlib.suppress(OSError):
                _take_away(book, path.parent, bills[0].delivery)


def _reference(path: Path) -> str:
    """Read of which delivery a package is; a word that is no reference where its checklist does not say."""
    with contextlib.suppress(OSError, UnicodeDecodeError):
        for line in path.read_text("utf-8").splitlines():
            if line.strip().startswith(checklist.REFERENCE):
                return line.strip().removeprefix(checklist.REFERENCE).strip() or "-"
    return "-"


def _take_away(book: Reader, folder: Path, delivery: Delivery) -> None:
    ours = {delivery.payload, *(each.sha256 for each in book.attachments(delivery.id))}
    files = [each for each in folder.rglob("*") if each.is_file()]
    for each in files:
        if each.name != CHECKLIST and chain.content(each.read_bytes()) in ours:
            each.unlink()
    if [each for each in folder.rglob("*") if each.is_file()] == [folder / CHECKLIST]:
        shutil.rmtree(folder)
        # Only where it was the last.
        folder.parent.rmdir()
