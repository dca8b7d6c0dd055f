"""What is peculiar to SQLite: how it is opened, how it begins, how rows are kept from change, how it is copied."""

from __future__ import annotations

import contextlib
import datetime
import os
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, ClassVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool, StaticPool

from ledes.errors import LedgerError
from ledes.ledger.place import Clock

BUSY_SECONDS = 30
CONNECTIONS = 8
"""Kept open, because opening one costs more than most questions; a run without threads makes one or two."""


@dataclass(frozen=True, slots=True)
class File:
    """A ledger in a file, or nowhere (`None`): an empty one, for looking where there is none yet."""

    path: Path | None
    shared: ClassVar[bool] = False
    looking: ClassVar[Mapping[str, Any]] = MappingProxyType({})

    def engine(self) -> Engine:
        """Open the file."""
        return nowhere() if self.path is None else engine(self.path)

    def told(self) -> contextlib.AbstractContextManager[None]:
        """Turn what the database says into words; raises `LedgerError`."""
        return told(self.path)

    def now(self, _connection: Connection, clock: Clock) -> datetime.datetime:
        """Give the moment by the run's own clock: no other run writes."""
        return clock()

    def passing(self, _error: DBAPIError) -> bool:
        """Say that waiting mends nothing: the driver has waited already."""
        return False

    def damages(self, connection: Connection) -> Iterator[str]:
        """Name what is broken in the file."""
        return damages(connection)


def engine(path: Path) -> Engine:
    """Open a ledger's file; every commit reaches the disk before it returns."""
    pooled = {"poolclass": QueuePool, "pool_size": CONNECTIONS, "max_overflow": 4 * CONNECTIONS}
    return _prepared(create_engine(f"sqlite:///{path}", hide_parameters=True, **pooled))


def nowhere() -> Engine:
    """Open an empty ledger that is never written anywhere, for looking where there is none yet."""
    return _prepared(create_engine("sqlite://", poolclass=StaticPool, hide_parameters=True))


def _prepared(made: Engine) -> Engine:
    @event.listens_for(made, "connect")
    def _connect(connection: Any, _record: object) -> None:
        # The driver would begin transactions by itself and too late; the listener below begins them.
        connection.isolation_level = None
        for pragma in (
            f"busy_timeout = {BUSY_SECONDS * 1000}",
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(made, "begin")
    def _begin(connection: Connection) -> None:
        # A transaction that reads first and writes later would fail when another wrote in between.
        writing = connection.get_execution_options().get("writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return made


def create(path: Path) -> None:
    """Make the empty file, readable by its owner only; SQLite gives the files beside it the same mode.

    Raises `LedgerError` when the folder cannot be written.
    """
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        return
    except OSError as error:
        raise LedgerError(
            f"the ledger {path} cannot be made: {(error.strerror or 'unknown reason').lower()}",
            hint="check that its folder is there and yours to write to",
        ) from error


def copy(path: Path, version: str) -> Path:
    """Copy a ledger as it stands, beside itself; what is in its write-ahead log comes along.

    An unfinished copy never bears the final name, and an earlier copy is kept.
    """
    target = path.with_name(f"{path.name}.before-{version}")
    number = 1
    while target.exists():
        number += 1
        target = path.with_name(f"{path.name}.before-{version}-{number}")
    return copy_to(path, target)


def copy_to(path: Path, target: Path) -> Path:
    """Copy a ledger as it stands to a file that is not there yet, for its owner only.

    Raises `LedgerError` when something is there, or when it cannot be written.
    """
    if target.exists():
        raise LedgerError(f"{target} is there already", hint="choose another name: copies are never written over")
    unfinished = target.with_name(f"{target.name}.part")
    unfinished.unlink(missing_ok=True)
    create(unfinished)
    with contextlib.closing(sqlite3.connect(path)) as old, contextlib.closing(sqlite3.connect(unfinished)) as new:
        old.backup(new)
    return unfinished.rename(target)


def forbid_changes(connection: Connection, tables: tuple[str, ...]) -> None:
    """Make the database refuse to change or take away rows of tables."""
    for table in tables:
        for verb in ("UPDATE", "DELETE"):
            connection.exec_driver_sql(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )


def damages(connection: Connection) -> Iterator[str]:
    """Name what is broken in the file itself."""
    for (line,) in connection.exec_driver_sql("PRAGMA quick_check"):
        if line != "ok":
            yield str(line)


@contextlib.contextmanager
def told(path: Path | None) -> Iterator[None]:
    """Turn what the database says into words: which ledger, what happened, what to do.

    Raises `LedgerError`. The words of the database name its own things only, never what was to be written.
    """
    name = f"the ledger {path}" if path else "the ledger"
    try:
        yield
    except DBAPIError as error:
        said = str(error.orig)
        raise LedgerError(f"{name} cannot be used: {said}", hint=_way_out(said)) from None
    except sqlite3.Error as error:
        raise LedgerError(f"{name} cannot be used: {error}", hint=_way_out(str(error))) from None


def _way_out(said: str) -> str:
    if "not a database" in said or "malformed" in said:
        return "put back a copy of the file (with its -wal file), then run ledes ledger verify"
    if "locked" in said:
        return "another program holds the file: close it, then run this again"
    if "full" in said:
        return "make room on the disk, then run this again"
    if "readonly" in said or "unable to open" in said:
        return "check that the file and its folder are yours to write to"
    return "run ledes ledger verify"
