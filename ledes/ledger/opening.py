"""Open a ledger, for reading or for one run that writes."""

from __future__ import annotations

import contextlib
import datetime
import os
import socket
from collections.abc import Callable, Iterator

from sqlalchemy import Engine

from ledes.ledger import lock, moments, sqlite, upgrade
from ledes.ledger.reading import Reader
from ledes.ledger.writing import Ledger

Clock = Callable[[], datetime.datetime]

PATIENCE = 10.0
"""Seconds that a reader waits for a run which may be bringing the ledger up to date."""


@contextlib.contextmanager
def reading(url: str, *, clock: Clock = moments.now) -> Iterator[Reader]:
    """Open a ledger to look at it; where there is none yet it is empty, and none is made.

    Raises `LedgerError` when it is broken or newer than the program, `SetupError` for a URL that cannot be used.
    """
    path = sqlite.place(url)
    there = exists(url)
    engine = sqlite.engine(path) if there else sqlite.nowhere()
    try:
        with sqlite.told(path):
            if not there:
                upgrade.bring_up(engine, None)
            elif _version(engine) != upgrade.CURRENT:
                with lock.held(path.with_name(f"{path.name}.lock"), wait=PATIENCE):
                    upgrade.bring_up(engine, path)
        yield Reader(engine, path if there else None, clock)
    finally:
        engine.dispose()


@contextlib.contextmanager
def writing(url: str, *, clock: Clock = moments.now, wait: float = 0.0) -> Iterator[Ledger]:
    """Open a ledger as its only writing run; afterwards seal what the run did.

    Attempts that a dead run left behind are in doubt from here on. `wait` is how many seconds to wait for another
    run to end.

    Raises `LedgerError` when another run holds it, when it is broken or newer than the program.
    """
    path = sqlite.place(url)
    with lock.held(path.with_name(f"{path.name}.lock"), wait=wait):
        sqlite.create(path)
        engine = sqlite.engine(path)
        try:
            with sqlite.told(path):
                upgrade.bring_up(engine, path)
            ledger = Ledger(engine, path, clock)
            ledger.owner = f"{socket.gethostname()}:{os.getpid()}"
            ledger.recover()
            try:
                yield ledger
            finally:
                ledger.checkpoint()
        finally:
            engine.dispose()


def exists(url: str) -> bool:
    """Say whether there is a ledger at a URL.

    Raises `SetupError` for a URL that cannot be used.
    """
    path = sqlite.place(url)
    return path.exists() and path.stat().st_size > 0


def _version(engine: Engine) -> str:
    with engine.connect() as connection:
        return upgrade.version(connection)
