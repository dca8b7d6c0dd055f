"""What is peculiar to the database that a ledger is kept in: a file of SQLite, or a server of PostgreSQL."""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar, Protocol, TypeVar

from sqlalchemy import Connection, Engine, Table
from sqlalchemy.exc import DBAPIError

Clock = Callable[[], datetime.datetime]
T = TypeVar("T")


class Place(Protocol):
    """Where a ledger is kept.

    `shared`: several machines may write at the same time, so that work is claimed row by row; otherwise one run at a
    time writes, under a lock. `looking` are the execution options of a transaction that only reads.
    """

    shared: ClassVar[bool]
    looking: ClassVar[Mapping[str, Any]]

    def engine(self) -> Engine:
        """Open the database."""
        ...

    def told(self) -> contextlib.AbstractContextManager[None]:
        """Turn what the database says into words; raises `LedgerError`."""
        ...

    def now(self, connection: Connection, clock: Clock) -> datetime.datetime:
        """Give the moment by the clock that all writers of this ledger share."""
        ...

    def passing(self, error: DBAPIError) -> bool:
        """Say whether the same work may get through a little later: a lost connection, not a refusal."""
        ...

    def damages(self, connection: Connection) -> Iterator[str]:
        """Name what is broken in the database itself."""
        ...


class Asking(Protocol):
    """A ledger as those see it who only ask it: where it is kept, by which clock, and a transaction that reads."""

    @property
    def place(self) -> Place:
        """Say where it is kept."""
        ...

    @property
    def clock(self) -> Clock:
        """Give the clock by which it goes."""
        ...

    def asking(self) -> contextlib.AbstractContextManager[Connection]:
        """Open a transaction that reads."""
        ...


class Changing(Asking, Protocol):
    """A ledger as those see it who change it: a transaction that writes, and work that is done in one, and again."""

    @property
    def owner(self) -> str:
        """Name the run that writes."""
        ...

    def changing(self) -> contextlib.AbstractContextManager[Connection]:
        """Open a transaction that writes."""
        ...

    def change(self, work: Callable[[Connection], T]) -> T:
        """Do some work in a transaction, once more where the connection was lost."""
        ...


def insert_new(connection: Connection, table: Table, values: Mapping[str, Any]) -> bool:
    """Insert a row unless one with its key is there; say whether it was new. Two writers at once do not fail."""
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects import postgresql

        return connection.execute(postgresql.insert(table).values(**values).on_conflict_do_nothing()).rowcount == 1
    from sqlalchemy.dialects import sqlite

    return connection.execute(sqlite.insert(table).values(**values).on_conflict_do_nothing()).rowcount == 1


def put(connection: Connection, table: Table, key: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Insert a row, or change the one under its key."""
    if insert_new(connection, table, {**key, **values}):
        return
    from sqlalchemy import update

    where = [table.c[name] == value for name, value in key.items()]
    connection.execute(update(table).where(*where).values(**values))
