"""What is peculiar to PostgreSQL: how it is opened, its clock, how rows are kept from change, what its errors mean.

The password never stands in the address. It comes from the systemd credential `ledes.ledger.default`, the variable
`LEDES_SECRET_LEDGER_DEFAULT` or the keyring, and otherwise from where PostgreSQL's own programs take it: `PGPASSWORD`,
`~/.pgpass`, a service file, or the rights of the operating system's user.
"""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar

from sqlalchemy import URL, Connection, Engine, create_engine, func, select
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from ledes.errors import LedgerError, SetupError
from ledes.ledger.place import Clock

CONNECT_SECONDS = 10
CONNECTIONS = 8
EXTRA = 'python -m pip install "ledes[postgresql]"'
SETTINGS = MappingProxyType(
    {
        # An attempt must be on disk before the vendor hears of it, whatever the server's own default.
        "synchronous_commit": "on",
        # Transactions here take milliseconds; what holds one longer is a machine that is gone.
        "idle_in_transaction_session_timeout": "15s",
        "lock_timeout": "30s",
    }
)


@dataclass(frozen=True, slots=True)
class Server:
    """A ledger in a database of a server; `password` asks for the secret of the address, empty for none."""

    url: URL
    password: Callable[[], str] = lambda: ""
    shared: ClassVar[bool] = True
    looking: ClassVar[Mapping[str, Any]] = MappingProxyType(
        {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    )

    @property
    def name(self) -> str:
        """Name the ledger in messages, without user and password."""
        return f"the ledger {self.url.database or ''} on {self._host}".replace("  ", " ")

    @property
    def _host(self) -> str:
        named = self.url.host or str(self.url.query.get("host", "")) or "this machine"
        return f"{named}:{self.url.port}" if self.url.port else named

    def engine(self) -> Engine:
        """Open the database; connections that died meanwhile are made anew.

        Raises `SetupError` where the driver is not installed.
        """
        stated: dict[str, Any] = {
            "connect_timeout": CONNECT_SECONDS,
            "application_name": "ledes",
            "keepalives_idle": 30,
        }
        stated |= {"keepalives_interval": 10, "keepalives_count": 3}
        stated = {name: value for name, value in stated.items() if name not in self.url.query}
        secret = self.password()
        if secret:
            stated["password"] = secret
        try:
            made = create_engine(
                self.url,
                connect_args=stated,
                hide_parameters=True,
                pool_pre_ping=True,
                pool_size=CONNECTIONS,
                max_overflow=4 * CONNECTIONS,
            )
        except ModuleNotFoundError:
            raise SetupError("a ledger on PostgreSQL needs psycopg, which is not installed", hint=EXTRA) from None
        _settle(made)
        return made

    def told(self) -> contextlib.AbstractContextManager[None]:
        """Turn what the database says into words; raises `LedgerError`."""
        return _told(self)

    def now(self, connection: Connection, _clock: Clock) -> datetime.datetime:
        """Give the moment by the server's clock, which all writers share."""
        found: datetime.datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
        return found.astimezone(datetime.UTC)

    def passing(self, error: DBAPIError) -> bool:
        """Say whether the same work may get through a little later: a lost connection, a deadlock, a restart."""
        return error.connection_invalidated or isinstance(error, OperationalError | InterfaceError)

    def damages(self, _connection: Connection) -> Iterator[str]:
        """Leave the files to the server, which checks its own."""
        return iter(())


def server(url: URL) -> Server:
    """Make the place of an address, with the password from where secrets are kept.

    Raises `SetupError` for an address that holds a password, or names another driver or no database.
    """
    if url.password is not None:
        raise SetupError(
            "the ledger's url holds a password",
            hint="take it out; put it into LEDES_SECRET_LEDGER_DEFAULT or ~/.pgpass",
        )
    if url.drivername != "postgresql+psycopg" or not (url.database or url.query.get("service")):
        raise SetupError(
            f"a ledger cannot be kept at {url.drivername}://{'' if url.database else ' without a database'}".rstrip(),
            hint="write postgresql+psycopg://user@host/database",
        )
    return Server(url, _password)


def _password() -> str:
    from ledes.gateway import Account, credentials

    found = credentials.stored(Account(vendor="ledger"))
    return found.value if found else ""


def _settle(made: Engine) -> None:
    from sqlalchemy import event

    @event.listens_for(made, "connect")
    def _connect(connection: Any, _record: object) -> None:
        with connection.cursor() as cursor:
            for name, value in SETTINGS.items():
                cursor.execute("SELECT set_config(%s, %s, false)", (name, value))
        connection.commit()


def forbid_changes(connection: Connection, tables: tuple[str, ...]) -> None:
    """Make the database refuse to change or take away rows of tables."""
    connection.exec_driver_sql(
        "CREATE OR REPLACE FUNCTION ledes_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '%% is append-only', TG_TABLE_NAME; END $$"
    )
    for table in tables:
        connection.exec_driver_sql(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION ledes_refuse()"
        )
        connection.exec_driver_sql(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION ledes_refuse()"
        )


@contextlib.contextmanager
def _told(where: Server) -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        said = _said(error)
        raise LedgerError(f"{where.name} cannot be used: {said}", hint=_way_out(said, where)) from None


def _said(error: DBAPIError) -> str:
    """Give the server's own words in one line; its details would hold values of rows."""
    first = getattr(getattr(error.orig, "diag", None), "message_primary", None)
    lines = str(first or error.orig).strip().splitlines() or [type(error).__name__]
    told = next((line for line in lines if "FATAL:" in line or "fe_sendauth" in line), lines[0])
    return told.rpartition("FATAL:")[2].rpartition(" failed: ")[2].strip()


def _way_out(said: str, where: Server) -> str:
    if "password" in said:
        return "set LEDES_SECRET_LEDGER_DEFAULT or PGPASSWORD, or write ~/.pgpass; check the user in the ledger's url"
    if "database" in said and "does not exist" in said:
        return f"make it: createdb {where.url.database}; then ledes ledger upgrade"
    if "role" in said and "does not exist" in said:
        return "check the user in the ledger's url, or make it with createuser"
    if "permission denied" in said:
        return "give the user of the ledger's url its rights on the tables (see docs/operations.md)"
    if any(
        word in said
        for word in (
            "refused",
            "No such file",
            "time",
            "translate",
            "resolve",
            "connect",
            "terminat",
            "starting up",
            "shut",
        )
    ):
        return "check that the server runs, and host and port of url under [ledger] in ledes.toml; then run this again"
    return "run this again; if it stays, run ledes ledger verify"
