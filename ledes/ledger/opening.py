"""Open a ledger, for reading or for a run that writes."""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Engine

from ledes.errors import LedgerError, UsageError
from ledes.ledger import lock, moments, places, sqlite, upgrade
from ledes.ledger.claiming import LEASE_SECONDS
from ledes.ledger.place import Clock, Place
from ledes.ledger.postgres import Server
from ledes.ledger.reading import Reader
from ledes.ledger.sqlite import File
from ledes.ledger.writing import Ledger

PATIENCE = 10.0
"""Seconds that a reader waits for a run which may be bringing the ledger up to date."""


@contextlib.contextmanager
def reading(url: str, *, clock: Clock = moments.now) -> Iterator[Reader]:
    """Open a ledger to look at it; where there is none yet it is empty, and none is made.

    Raises `LedgerError` when it is broken, out of reach, or newer than the program, `SetupError` for a URL that cannot
    be used.
    """
    place: Place = places.find(url)
    with contextlib.ExitStack() as open_until:
        there = _there(place)
        if not there:
            place = File(None)
        engine = place.engine()
        open_until.callback(engine.dispose)
        with place.told():
            _readable(engine, place)
        yield Reader(engine, place, clock, there=there)


def _there(place: Place) -> bool:
    if isinstance(place, File):
        return place.path is not None and place.path.exists() and place.path.stat().st_size > 0
    return bool(_version(place))


def _readable(engine: Engine, place: Place) -> None:
    with engine.connect() as connection:
        found = upgrade.version(connection)
    if found == upgrade.CURRENT:
        return
    if not isinstance(place, File):
        raise upgrade.older(found)
    if place.path is None:
        upgrade.bring_up(engine, None)
        return
    with lock.held(_lock_file(place.path), wait=PATIENCE):
        upgrade.bring_up(engine, place.path)


@contextlib.contextmanager
def writing(
    url: str, *, clock: Clock = moments.now, wait: float = 0.0, lease: float = LEASE_SECONDS
) -> Iterator[Ledger]:
    """Open a ledger for a run that writes; afterwards seal what the run did.

    In a file it is the only one, and `wait` is how many seconds to wait for another to end. On a server several may
    write; what one works on is its own for `lease` seconds, renewed while it lives. Attempts that a dead run left
    behind are in doubt from here on.

    Raises `LedgerError` when another run holds it, when it is broken, out of reach, or newer than the program.
    """
    place = places.find(url)
    with _prepared(place, wait) as engine:
        ledger = Ledger(engine, place, clock)
        ledger.owner = f"{socket.gethostname()}:{os.getpid()}"
        if place.shared:
            # A name of its own for each opening: a process id comes again, and a lease must not be taken for one's own.
            ledger.owner += f":{secrets.token_hex(4)}"
        with ledger.working(lease):
            ledger.recover()
            try:
                yield ledger
            finally:
                ledger.checkpoint()


@contextlib.contextmanager
def _prepared(place: File | Server, wait: float) -> Iterator[Engine]:
    with contextlib.ExitStack() as open_until:
        if isinstance(place, File) and place.path is not None:
            open_until.enter_context(lock.held(_lock_file(place.path), wait=wait))
            sqlite.create(place.path)
        engine = place.engine()
        open_until.callback(engine.dispose)
        with place.told():
            if isinstance(place, File):
                upgrade.bring_up(engine, place.path)
            else:
                with engine.connect() as connection:
                    found = upgrade.version(connection)
                if found != upgrade.CURRENT:
                    raise upgrade.older(found)
        yield engine


def bring_up(url: str) -> tuple[str, str]:
    """Bring a ledger to this program's version, and make it where there is none; give the version before and after.

    Raises `LedgerError` when it is newer than the program, or when another run holds a ledger in a file.
    """
    place = places.find(url)
    with contextlib.ExitStack() as open_until:
        if isinstance(place, File) and place.path is not None:
            open_until.enter_context(lock.held(_lock_file(place.path)))
            sqlite.create(place.path)
        engine = place.engine()
        open_until.callback(engine.dispose)
        with place.told():
            with engine.connect() as connection:
                found = upgrade.version(connection)
            upgrade.bring_up(engine, place.path if isinstance(place, File) else None)
    return found, upgrade.CURRENT


def backup(url: str, target: Path) -> None:
    """Copy a ledger in a file as it stands, while a run may go on; the copy is for its owner only.

    Raises `UsageError` for one on a server, `LedgerError` where there is none, or something at the target already.
    """
    place = places.find(url)
    if not isinstance(place, File) or place.path is None:
        raise UsageError("a ledger on a server is copied by the server's own means", hint="run pg_dump")
    if not _there(place):
        raise LedgerError(f"there is no ledger at {place.path} yet", hint="the first run makes it")
    with place.told():
        sqlite.copy_to(place.path, target)


def exists(url: str) -> bool:
    """Say whether there is a ledger at a URL.

    Raises `SetupError` for a URL that cannot be used, `LedgerError` when its server is out of reach.
    """
    return _there(places.find(url))


def _lock_file(path: Path) -> Path:
    return path.with_name(f"{path.name}.lock")


def _version(place: Place) -> str:
    engine = place.engine()
    try:
        with place.told(), engine.connect() as connection:
            return upgrade.version(connection)
    finally:
        engine.dispose()
