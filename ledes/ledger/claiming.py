"""Work on a ledger that several machines share: who works on a delivery, for how long, and who must let go of it.

A delivery is claimed row by row, with a lease by the server's clock and a token that counts its claims. The claim is
renewed while its run lives, and looked at in each transaction that notes an event: a run that stood still past its
lease can note nothing more. No row is locked while a vendor is spoken to.
"""

from __future__ import annotations

import datetime
import threading
import time
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, distinct, func, select, update

from ledes.errors import LedgerError
from ledes.ledger import appending, moments, pacing, states
from ledes.ledger.place import Changing
from ledes.ledger.tables import submissions

LEASE_SECONDS = 60.0
RENEWALS = 4
"""How often a lease is renewed in its time."""

LOST = {"seen": "the lease of the run that sent it passed before an answer"}
FULL = "another run"


class Held(NamedTuple):
    """A claim: its token, and the reading of this machine's steady clock at which its lease ends at the earliest."""

    token: int
    ends: float


class Claims:
    """The deliveries that one run works on; use as a context, in which a thread renews their leases."""

    def __init__(self, ledger: Changing, owner: str, seconds: float) -> None:
        self.ledger = ledger
        self.owner = owner
        self.lease = datetime.timedelta(seconds=seconds)
        self.held: dict[int, Held] = {}
        self.lock = threading.Lock()
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._keep, name="leases", daemon=True)

    def __enter__(self) -> Claims:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ended.set()

    def take(self, delivery: int, most: int = 0) -> str:
        """Claim a delivery; give the run that has it instead, empty when it is ours. Its lost attempt is in doubt."""
        begun = steady()

        def work(connection: Connection) -> tuple[str, int]:
            return self._take(connection, delivery, most)

        other, token = self.ledger.change(work)
        if not other:
            with self.lock:
                self.held[delivery] = Held(token, begun + self.lease.total_seconds())
        return other

    def _take(self, connection: Connection, delivery: int, most: int) -> tuple[str, int]:
        key = pacing.locked(connection, delivery) if most else None
        mine = (submissions.c.delivery == delivery, submissions.c.state.not_in(states.CLOSED))
        rows = connection.execute(
            select(submissions).where(*mine).order_by(submissions.c.id).with_for_update(skip_locked=True)
        ).all()
        whole = connection.execute(select(func.count()).select_from(submissions).where(*mine)).scalar_one()
        if len(rows) < whole or not rows:
            return "another run", 0
        now = self.ledger.place.now(connection, self.ledger.clock)
        held = moments.text(now)
        for row in rows:
            if row.lease > held and row.owner != self.owner:
                return shown(row.owner), 0
        if key and _busy(connection, key, delivery, held) >= most:
            return FULL, 0
        for row in rows:
            if row.state == states.SENDING:
                lost = appending.one(connection, row.id)
                appending.append(connection, lost, row, "LOST", moments.text(self.ledger.clock()), LOST)
        token = max(row.token for row in rows) + 1
        connection.execute(
            update(submissions)
            .where(submissions.c.id.in_([row.id for row in rows]))
            .values(owner=self.owner, lease=moments.text(now + self.lease), token=token)
        )
        return "", token

    def free(self, delivery: int) -> None:
        """Let go of a delivery; when the server cannot be told, its lease passes."""
        with self.lock:
            held = self.held.pop(delivery, None)
        if held is None:
            return
        mine = (submissions.c.delivery == delivery, submissions.c.owner == self.owner)
        freed = update(submissions).where(*mine, submissions.c.token == held.token).values(owner="", lease="")
        try:
            self.ledger.change(lambda connection: connection.execute(freed))
        except LedgerError:
            return

    def left(self, delivery: int) -> float:
        """Give the seconds for which a delivery is surely still ours; none when it is not."""
        with self.lock:
            held = self.held.get(delivery)
        return held.ends - steady() if held else 0.0

    def guard(self, connection: Connection, row: Row[Any], kind: str) -> None:
        """Make sure that this run may note an event of a submission; everyone may note a vendor's word and remarks.

        Raises `LedgerError` when it is another run's, or when our lease of it has passed.
        """
        with self.lock:
            held = self.held.get(row.delivery)
        if (held is None and not row.lease) or kind in states.SAID:
            return
        now = moments.text(self.ledger.place.now(connection, self.ledger.clock))
        if held is None:
            if row.lease > now:
                raise LedgerError(
                    f"submission {row.id} is being worked on by {shown(row.owner)}", hint="run this again in a minute"
                )
        elif (row.owner, row.token) != (self.owner, held.token) or row.lease <= now:
            raise LedgerError(
                f"the lease of submission {row.id} passed before this run could note what happened",
                hint="nothing is lost: the next run asks the vendor",
            )

    def _keep(self) -> None:
        pause = self.lease.total_seconds() / RENEWALS
        wait = pause
        while not self.ended.wait(wait):
            try:
                self.renew()
                wait = pause
            except LedgerError:
                wait = min(1.0, pause)

    def renew(self) -> None:
        """Renew the leases of all that is held; one that has passed stays so.

        Raises `LedgerError` when the server cannot be told.
        """
        with self.lock:
            held = dict(self.held)
        if not held:
            return
        begun = steady()
        with self.ledger.changing() as connection:
            now = self.ledger.place.now(connection, self.ledger.clock)
            lives = submissions.c.lease > moments.text(now)
            longer = update(submissions).values(lease=moments.text(now + self.lease))
            renewed = [
                delivery
                for delivery, claim in sorted(held.items())
                if connection.execute(
                    longer.where(
                        submissions.c.delivery == delivery,
                        submissions.c.owner == self.owner,
                        submissions.c.token == claim.token,
                        lives,
                    )
                ).rowcount
            ]
        with self.lock:
            for delivery in renewed:
                if delivery in self.held:
                    self.held[delivery] = Held(held[delivery].token, begun + self.lease.total_seconds())


def _busy(connection: Connection, key: pacing.Key, delivery: int, now: str) -> int:
    """Count the deliveries of an account that runs work on now, but for one."""
    vendor, account, environment = key
    return connection.execute(
        select(func.count(distinct(submissions.c.delivery))).where(
            submissions.c.state.in_(states.UNFINISHED),
            submissions.c.vendor == vendor,
            submissions.c.account == account,
            submissions.c.environment == environment,
            submissions.c.lease > now,
            submissions.c.delivery != delivery,
        )
    ).scalar_one()


def shown(owner: str) -> str:
    """Name a run for people: machine and process.

    >>> shown("billing-1:412:9f3a")
    'billing-1 (process 412)'
    """
    host, _, rest = owner.partition(":")
    process = rest.partition(":")[0]
    return f"{host} (process {process})" if process else "another run"


def steady() -> float:
    """Read a clock that nobody sets and that goes on while the machine sleeps."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()
