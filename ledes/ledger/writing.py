"""What can be done to the ledger: record a delivery, note what happened, close a run; each in one transaction."""

from __future__ import annotations

import contextlib
import datetime
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import DBAPIError

from ledes.errors import LedgerError
from ledes.facts import BillFacts
from ledes.ledger import appending, keeping, moments, recording, remembering, states
from ledes.ledger.claiming import Claims
from ledes.ledger.place import Clock, Place
from ledes.ledger.reading import Reader
from ledes.ledger.records import Parcel, Submission
from ledes.ledger.rows import found
from ledes.ledger.tables import events, submissions

T = TypeVar("T")
PATIENCE = 40.0
"""Seconds for which work is tried again that a lost connection or a restart of the server broke off."""

LOST = {"seen": "the run that sent it ended before an answer"}


class Ledger(Reader):
    """A ledger that this run writes to: alone where it is a file, beside others where it is on a server.

    It may be used by several threads; transactions of a file are one after the other.
    """

    owner = ""
    claims: Claims | None = None
    closed = False

    def __init__(self, engine: Engine, place: Place, clock: Clock) -> None:
        super().__init__(engine, place, clock)
        self.turn = contextlib.nullcontext() if place.shared else threading.Lock()

    def _still(self) -> bool:
        """Remember nothing: what was asked before may be changed by the next line."""
        return False

    @contextlib.contextmanager
    def working(self, lease: float) -> Iterator[None]:
        """Keep what this run works on its own until the end; where nobody else writes there is nothing to do.

        On a server the time is the server's from here on, because the clocks of the machines differ.
        """
        try:
            if not self.place.shared:
                yield
                return
            own = self.clock
            with self.asking() as connection:
                ahead = self.place.now(connection, own) - own()
            self.clock = lambda: own() + ahead
            with Claims(self, self.owner, lease) as self.claims:
                yield
        finally:
            self.closed = True

    @contextlib.contextmanager
    def changing(self) -> Iterator[Connection]:
        """Open a transaction for writing; it is committed when the block ends, and reaches the disk.

        Raises `LedgerError` when the database refuses.
        """
        with self.place.told(), self._transaction() as connection:
            yield connection

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[Connection]:
        if self.closed:
            raise LedgerError("the ledger was closed before this was written", hint="run this again")
        with self.turn, self.engine.connect().execution_options(writing=True) as connection, connection.begin():
            yield connection

    def change(self, work: Callable[[Connection], T]) -> T:
        """Do work in one transaction, and again where the connection to a server was lost in the middle of it.

        It may then have been committed the first time: what must not happen twice has to look first.
        """
        with self.place.told():
            if not self.place.shared:
                return self._once(work)
            import tenacity

            def passing(error: BaseException) -> bool:
                return isinstance(error, DBAPIError) and self.place.passing(error)

            again = tenacity.Retrying(
                retry=tenacity.retry_if_exception(passing),
                stop=tenacity.stop_after_delay(PATIENCE),
                wait=tenacity.wait_random_exponential(0.2, max=4),
                sleep=time.sleep,
                reraise=True,
            )
            answer: T = again(self._once, work)
            return answer

    def _once(self, work: Callable[[Connection], T]) -> T:
        with self._transaction() as connection:
            return work(connection)

    def record(self, parcel: Parcel) -> tuple[Submission, ...]:
        """Record a file that is to be sent, one submission for each of its bills, in state ready.

        What it replaces or withdraws is closed in the same transaction.

        Raises `RecordedError` when a bill of it is open already, and `ValueError` when a total has more than four
        decimals.
        """

        def work(connection: Connection) -> tuple[Submission, ...]:
            now = self._now()
            self._close_replaced(connection, parcel, now)
            for void in parcel.withdraws:
                self._append(connection, void, "WITHDRAWN", now, {})
            delivery, reference = recording.delivery(connection, parcel)
            for entry in parcel.entries:
                id_, detail = recording.submission(connection, delivery, reference, parcel, entry, now)
                self._append(connection, id_, "CREATED", now, detail)
                if entry.facts is not None:
                    keeping.keep(connection, id_, parcel.client, entry.facts)
            return found(connection, submissions.c.delivery == delivery)

        return self.change(work)

    def _close_replaced(self, connection: Connection, parcel: Parcel, now: str) -> None:
        if parcel.replaces is None:
            return
        old = appending.one(connection, parcel.replaces)
        # What took its place before and never left was withdrawn, or is below; the old one is closed already then.
        before = found(connection, submissions.c.replaces == old.id)
        gone = all(each.state == states.WITHDRAWN or each.id in parcel.withdraws for each in before)
        if old.state != states.REPLACED or not gone:
            self._append(connection, old.id, "REPLACED", now, {})

    def note(
        self,
        ids: Sequence[int],
        kind: str,
        detail: Mapping[str, Any] | None = None,
        *,
        blob: bytes = b"",
        at: datetime.datetime | None = None,
    ) -> tuple[Submission, ...]:
        """Note what happened to submissions, all of them or none; give them as they stand afterwards.

        Raises `LedgerError` when one of them cannot take the event from where it stands, or is another run's.
        """
        return self.note_all([(kind, detail or {}, blob)], ids, at=at)

    def note_all(
        self,
        happened: Sequence[tuple[str, Mapping[str, Any], bytes]],
        ids: Sequence[int],
        *,
        at: datetime.datetime | None = None,
    ) -> tuple[Submission, ...]:
        """Note several things in one transaction, each for all the submissions, as `note` does for one."""
        moment = moments.text(at) if at else self._now()
        tries = iter((False,))

        def work(connection: Connection) -> tuple[Submission, ...]:
            if next(tries, True) and self._noted(connection, ids, happened[-1][0], moment):
                return found(connection, submissions.c.id.in_(ids))
            for kind, detail, blob in happened:
                digest = appending.keep_bytes(connection, blob) if blob else None
                for id_ in sorted(ids):
                    self._append(connection, id_, kind, moment, detail, digest)
            return found(connection, submissions.c.id.in_(ids))

        return self.change(work)

    def _noted(self, connection: Connection, ids: Sequence[int], kind: str, moment: str) -> bool:
        """Say whether a first try was committed before its connection was lost: its moment is in the ledger then."""
        same = (events.c.submission.in_(ids), events.c.kind == kind, events.c.at == moment)
        return connection.execute(select(events.c.id).where(*same).limit(1)).first() is not None

    def _append(
        self,
        connection: Connection,
        id_: int,
        kind: str,
        at: str,
        detail: Mapping[str, Any],
        blob: str | None = None,
    ) -> None:
        submission = appending.one(connection, id_)
        row = appending.head(connection, id_)
        others = {}
        if self.claims is not None:
            self.claims.guard(connection, row, kind)
        else:
            others = {"owner": self.owner if kind == "ATTEMPT" else ""}
        appending.append(connection, submission, row, kind, at, detail, blob=blob, **others)

    @contextlib.contextmanager
    def claim(self, delivery: int, most: int = 0) -> Iterator[str]:
        """Work on a delivery while nobody else does; yields who does instead, empty when it is ours.

        No more than `most` deliveries of its account are worked on at the same time, by all runs together (0: any
        number). Where no other run writes it is always ours. Raises `LedgerError` when the database cannot be used.
        """
        if self.claims is None:
            yield ""
            return
        other = self.claims.take(delivery, most)
        try:
            yield other
        finally:
            if not other:
                self.claims.free(delivery)

    def keep(self, submission: Submission, facts: BillFacts) -> None:
        """Keep the facts of a bill that was recorded without them."""
        self.change(lambda connection: keeping.keep(connection, submission.id, submission.client, facts))

    def recover(self) -> tuple[Submission, ...]:
        """Put attempts in doubt whose run has ended: it lost the lock, or its lease has passed."""
        left = self.submissions(state=states.SENDING)
        if left and self.claims is None:
            self.note([each.id for each in left], "LOST", LOST)
        elif left:
            for delivery in dict.fromkeys(each.delivery.id for each in left):
                with self.claim(delivery):
                    # Who takes over a delivery finds its attempt lost.
                    continue
        return left

    def take(self, path: str, digest: str, outcome: str) -> None:
        """Remember an inbox file as it was handled."""
        self.change(lambda connection: remembering.take(connection, path, digest, outcome, self._now()))

    def poll(self, vendor: str, account: str, environment: str, at: datetime.datetime) -> None:
        """Remember when a vendor account was asked what happened."""
        key = (vendor, account, environment)
        self.change(lambda connection: remembering.poll(connection, key, moments.text(at)))

    def stray(
        self, fingerprint: str, vendor: str, account: str, environment: str, detail: Mapping[str, Any], blob: bytes
    ) -> bool:
        """Keep a vendor's report that fits no submission; say whether it is new."""
        key = (vendor, account, environment)
        return self.change(
            lambda connection: remembering.stray(connection, fingerprint, key, detail, blob, self._now())
        )

    def checkpoint(self) -> bool:
        """Close a run: seal the events since the last checkpoint; say whether there were any."""
        return self.change(lambda connection: remembering.seal(connection, self._now()))

    def _now(self) -> str:
        return moments.text(self.clock())
