"""How fast an account may be spoken to, and until when it is left alone: shared by all runs, through the ledger."""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Row, select, update

from ledes.ledger import moments
from ledes.ledger.gatewaytables import paces
from ledes.ledger.place import Asking, Changing, insert_new
from ledes.ledger.tables import submissions

Key = tuple[str, str, str]
"""A vendor, an account and an environment."""

PLACES = ("vendor", "account", "environment")
BLANK = {"failures": 0, "rests_until": "", "busy_until": "", "free_at": "", "asker": "", "asking_until": ""}
ASKING = datetime.timedelta(minutes=5)
"""How long one run may ask an account what happened before another does."""


def rest(ledger: Asking, key: Key) -> datetime.datetime | None:
    """Say until when an account is left alone: because its vendor asked, or because it did not answer."""
    with ledger.asking() as connection:
        row = connection.execute(select(paces).where(*_is(key))).first()
        if row is None:
            return None
        now = moments.text(ledger.place.now(connection, ledger.clock))
    until = max(row.busy_until, row.rests_until)
    return moments.parse(until) if until > now else None


def turn(ledger: Changing, key: Key, per_minute: int, most: float) -> float | None:
    """Take the account's next turn; give the seconds until then, `None` when it is more than `most` away."""
    between = datetime.timedelta(minutes=1) / per_minute

    def work(connection: Connection) -> float | None:
        row = _row(connection, key)
        now = ledger.place.now(connection, ledger.clock)
        at = max(now, moments.parse(row.free_at)) if row.free_at else now
        wait = (at - now).total_seconds()
        if wait > most:
            return None
        _set(connection, key, free_at=moments.text(at + between))
        return wait

    return ledger.change(work)


def busy(ledger: Changing, key: Key, wait: float) -> None:
    """Leave an account alone for some seconds, as its vendor asked."""

    def work(connection: Connection) -> None:
        row = _row(connection, key)
        until = ledger.place.now(connection, ledger.clock) + datetime.timedelta(seconds=wait)
        _set(connection, key, busy_until=max(row.busy_until, moments.text(until)))

    ledger.change(work)


def failed(ledger: Changing, key: Key, most: int, seconds: float) -> None:
    """Count a delivery that did not get through; after `most` in a row the account is left alone for some seconds."""

    def work(connection: Connection) -> None:
        failures = _row(connection, key).failures + 1
        rests = {}
        if failures >= most:
            until = ledger.place.now(connection, ledger.clock) + datetime.timedelta(seconds=seconds)
            rests = {"rests_until": moments.text(until)}
        _set(connection, key, failures=failures, **rests)

    ledger.change(work)


def through(ledger: Changing, key: Key) -> None:
    """Forget the failures of an account that answers; nothing is written where there were none."""
    with ledger.asking() as connection:
        row = connection.execute(select(paces).where(*_is(key))).first()
    if row is not None and (row.failures or row.rests_until):
        ledger.change(lambda connection: _set(connection, key, failures=0, rests_until=""))


def asked_by_another(ledger: Changing, key: Key, owner: str) -> bool:
    """Say whether another run asks an account what happened just now; otherwise this one does from here on."""

    def work(connection: Connection) -> bool:
        row = _row(connection, key)
        now = ledger.place.now(connection, ledger.clock)
        if row.asker not in {"", owner} and row.asking_until > moments.text(now):
            return True
        _set(connection, key, asker=owner, asking_until=moments.text(now + ASKING))
        return False

    return ledger.change(work)


def asked(ledger: Changing, key: Key, owner: str) -> None:
    """Let others ask an account."""
    mine = update(paces).where(*_is(key), paces.c.asker == owner).values(asker="", asking_until="")
    ledger.change(lambda connection: connection.execute(mine))


@contextlib.contextmanager
def alone(ledger: Changing, key: Key) -> Iterator[bool]:
    """Ask an account while no other run does; yields whether it is so. A run that dies is waited for some minutes."""
    if not ledger.place.shared:
        yield True
        return
    if asked_by_another(ledger, key, ledger.owner):
        yield False
        return
    try:
        yield True
    finally:
        asked(ledger, key, ledger.owner)


def locked(connection: Connection, delivery: int) -> Key:
    """Lock the pace of a delivery's account until the transaction ends; give the account."""
    to = select(*(submissions.c[name] for name in PLACES)).where(submissions.c.delivery == delivery).limit(1)
    vendor, account, environment = connection.execute(to).one()
    _row(connection, (vendor, account, environment))
    return vendor, account, environment


def _is(key: Key) -> tuple[Any, ...]:
    return tuple(paces.c[name] == value for name, value in zip(PLACES, key, strict=True))


def _row(connection: Connection, key: Key) -> Row[Any]:
    insert_new(connection, paces, {**dict(zip(PLACES, key, strict=True)), **BLANK})
    return connection.execute(select(paces).where(*_is(key)).with_for_update()).one()


def _set(connection: Connection, key: Key, **values: Any) -> None:
    connection.execute(update(paces).where(*_is(key)).values(**values))
