"""The ledger: where it lies, its version, whether it is whole, and the library that writes it."""

from __future__ import annotations

import datetime
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from ledes.doctor.papers import private
from ledes.doctor.sign import Sign, bad, fine, worrying
from ledes.workspace import Workspace

MANY = 20_000
"""Events up to which all chains are gone through; beyond, only the file is checked, so that this stays quick."""

MENDED = (3, 51, 3)
BACKPORTS = ((3, 44, 6), (3, 50, 7))
"""Versions of SQLite without the fault by which two connections can, very rarely, spoil a file in WAL mode:
https://www.sqlite.org/wal.html, "The WAL-Reset Bug"."""

REMOTE = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "afpfs", "ceph", "glusterfs", "davfs"}


def signs(home: Workspace, _now: datetime.datetime) -> Iterator[Sign]:
    """Look at a ledger without bringing it up to date. Raises `LedesError` where it cannot be used."""
    from ledes.ledger import places, upgrade
    from ledes.ledger.sqlite import File

    place = places.find(home.ledger_url)
    if isinstance(place, File) and place.path is not None:
        yield from _library(sqlite3.sqlite_version_info)
        yield from _drive(place.path)
        if not place.path.exists() or not place.path.stat().st_size:
            yield fine("ledger", f"{place.path.name} is not made yet: the first run makes it")
            return
        if not private(place.path):
            yield worrying("ledger", f"{place.path} may be read by others", f"run: chmod 600 {place.path}")
    engine = place.engine()
    try:
        with place.told(), engine.connect() as connection:
            found = upgrade.version(connection)
    finally:
        engine.dispose()
    if found != upgrade.CURRENT:
        said = f"of version {found}, older than {upgrade.CURRENT}" if found else "the database holds no ledger yet"
        yield worrying("ledger", said, "run: ledes ledger upgrade")
        return
    yield fine("ledger", f"version {found}, as this program writes it")
    yield from _whole(home.ledger_url)


def _whole(url: str) -> Iterator[Sign]:
    from ledes import ledger
    from ledes.ledger import verify

    with ledger.reading(url) as book:
        counts = book.counts()
        few = counts["events"] <= MANY
        if few:
            problems = list(verify.problems(book))
        else:
            with book.asking() as connection:
                problems = list(book.place.damages(connection))
    for problem in problems[:3]:
        yield bad("ledger", problem, "put back a copy, then run: ledes ledger verify")
    if not problems:
        how = "whole" if few else "its file is whole; ledes ledger verify goes through the chains of all events"
        yield fine("ledger", f"{counts['submissions']:,} submissions, {counts['events']:,} events: {how}")


def _library(version: tuple[int, ...]) -> Iterator[Sign]:
    said = ".".join(map(str, version))
    if mended(version):
        yield fine("ledger", f"SQLite {said}")
        return
    fact = f"SQLite {said} has a fault that can, very rarely, spoil a ledger; 3.51.3 mends it"
    remedy = "take the system's update when it comes; until then copy every day: ledes ledger backup FILE"
    yield worrying("ledger", fact, remedy)


def mended(version: tuple[int, ...]) -> bool:
    """Say whether a version of SQLite is free of the fault."""
    backported = any(version[:2] == each[:2] and version >= each for each in BACKPORTS)
    return version >= MENDED or backported


def _drive(path: Path) -> Iterator[Sign]:
    try:
        mounts = Path("/proc/self/mounts").read_text("utf-8", "replace")
    except OSError:
        return
    if (kind := filesystem(path, mounts)) in REMOTE:
        fact = f"{path} lies on a network drive ({kind}), where locks and a write-ahead log are not safe"
        yield bad("ledger", fact, "keep it on a disk of this machine, or on a PostgreSQL server: docs/operations.md")


def filesystem(path: Path, mounts: str) -> str:
    """Give the kind of file system that a path lies on, by the list of mounts; empty where it is in none.

    >>> filesystem(Path("/srv/firm/ledger.db"), "disk / ext4 rw 0 0\\nnas:/x /srv nfs4 rw 0 0\\n")
    'nfs4'
    """
    rows = [line.split() for line in mounts.splitlines()]
    found = [(Path(row[1].replace(r"\040", " ")), row[2]) for row in rows if len(row) > 2]
    holding = [
        (len(mount.parts), order, kind) for order, (mount, kind) in enumerate(found) if path.is_relative_to(mount)
    ]
    return max(holding, default=(0, 0, ""))[2]
