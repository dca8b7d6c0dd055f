"""Bring a ledger to the version of this program; Alembic is loaded only when they differ."""

from __future__ import annotations

import pkgutil
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from ledes.errors import LedgerError
from ledes.ledger import migrations, sqlite
from ledes.ledger.migrations import versions

KNOWN = tuple(sorted(info.name.partition("_")[0].removeprefix("v") for info in pkgutil.iter_modules(versions.__path__)))
"""The versions that this program can read or bring up to date, oldest first."""

CURRENT = KNOWN[-1]

UPGRADING = 5_373_398
"""The server's lock that an upgrade holds; any number will do that nothing else in the database uses."""


def version(connection: Connection) -> str:
    """Read a ledger's version; empty for a file without tables.

    Raises `LedgerError` when it is newer than the program, or when the file is a database of something else.
    """
    tables = set(inspect(connection).get_table_names())
    if not tables:
        return ""
    if "alembic_version" not in tables:
        raise LedgerError("the database holds other things, but no ledger", hint="name another one in ledes.toml")
    found = str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")
    if found and found not in KNOWN:
        raise LedgerError(
            f"the ledger is of version {found}, newer than {CURRENT}, which this program knows",
            hint="install the newest ledes",
        )
    return found


def older(found: str) -> LedgerError:
    """Say that a ledger on a server has to be brought up to date, or made, by a person."""
    if not found:
        return LedgerError("the ledger's database holds no ledger yet", hint="make it: ledes ledger upgrade")
    return LedgerError(
        f"the ledger is of version {found}, older than {CURRENT}, which this program needs",
        hint="stop the other machines, make a copy with pg_dump, then run: ledes ledger upgrade",
    )


def bring_up(engine: Engine, path: Path | None) -> None:
    """Upgrade a ledger in one transaction with the record of its version; copy it before, unless it is new.

    Raises `LedgerError` as `version` does.
    """
    with engine.connect() as connection:
        found = version(connection)
    if found == CURRENT:
        return
    if found and path is not None:
        sqlite.copy(path, CURRENT)
    import alembic.command
    import alembic.config

    config = alembic.config.Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            # Two people who upgrade at the same time: the second finds it done.
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({UPGRADING})")
        config.attributes["connection"] = connection
        alembic.command.upgrade(config, "head")
