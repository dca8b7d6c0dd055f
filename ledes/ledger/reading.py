"""What can be asked of the ledger."""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar, cast

from sqlalchemy import ColumnElement, Connection, Engine, func, select

from ledes.client import Client
from ledes.errors import LedgerError
from ledes.ledger import attached, keeping, moments, rows, upgrade
from ledes.ledger.past import Past
from ledes.ledger.place import Place
from ledes.ledger.records import Attached, Event, Submission
from ledes.ledger.states import CLOSED
from ledes.ledger.tables import blobs, deliveries, events, inbox, polls, strays, submissions

T = TypeVar("T")
EVERY = "submissions"
"""The key under which a reader remembers all of them."""


def grouped(some: Iterable[T], name: Callable[[T], str]) -> Mapping[str, tuple[T, ...]]:
    """Put together what has one name, in the order given."""
    found: dict[str, list[T]] = {}
    for each in some:
        found.setdefault(name(each), []).append(each)
    return {key: tuple(each) for key, each in found.items()}


class Reader:
    """A ledger that is only read; where there is none yet (`there`) it is empty."""

    def __init__(
        self, engine: Engine, place: Place, clock: Callable[[], datetime.datetime], *, there: bool = True
    ) -> None:
        self.engine = engine
        self.place = place
        self.clock = clock
        self.there = there
        self.remembered: dict[object, object] = {}
        self.newest: int | None = None

    @contextlib.contextmanager
    def asking(self) -> Iterator[Connection]:
        """Open a transaction for reading.

        Raises `LedgerError` when the database cannot be used.
        """
        with self.place.told(), self.engine.connect() as made:
            yield made.execution_options(**self.place.looking)

    def once(self, key: object, make: Callable[[], T]) -> T:
        """Give what was made under a key before, while nothing has happened since; otherwise make it.

        For what reports ask again and again of all bills; nobody may change what comes out. On a server, where events
        may become visible out of their order, it is made each time.
        """
        if not self._still():
            return make()
        found = self.remembered.get(key, self)
        if found is self:
            found = self.remembered[key] = make()
        return cast(T, found)

    def known(self, key: object) -> bool:
        """Say whether `once` would have to make nothing."""
        return self._still() and key in self.remembered

    def _still(self) -> bool:
        """Forget what is no longer so; say whether anything may be remembered at all."""
        if self.place.shared:
            return False
        with self.asking() as connection:
            newest = connection.execute(select(func.max(events.c.id))).scalar() or 0
        if newest != self.newest:
            self.remembered.clear()
            self.newest = newest
        return True

    def every(self) -> tuple[Submission, ...]:
        """List all submissions in the order they were made, read once."""
        return self.once(EVERY, self._every)

    def _every(self) -> tuple[Submission, ...]:
        with self.asking() as connection:
            return rows.found(connection)

    def _by_client(self) -> Mapping[str, tuple[Submission, ...]]:
        return self.once((EVERY, "client"), lambda: grouped(self.every(), lambda each: each.client))

    def submissions(
        self,
        *,
        ids: tuple[int, ...] | None = None,
        invoices: tuple[str, ...] = (),
        client: str = "",
        state: str = "",
        delivery: int | None = None,
        reference: str = "",
        to: tuple[str, str, str] | None = None,
        open_only: bool = False,
    ) -> tuple[Submission, ...]:
        """List submissions in the order they were made; every condition that is given must hold.

        `to` is a vendor, an account and an environment.
        """
        narrow = invoices or state or reference or (ids, delivery, to) != (None, None, None)
        # most are open: who asks for all of those needs the others too, sooner or later
        if not narrow and (not client or self.known(EVERY)):
            found = self._by_client().get(client, ()) if client else self.every()
            return tuple(each for each in found if each.state not in CLOSED) if open_only else found
        where: list[ColumnElement[bool]] = []
        if ids is not None:
            where.append(submissions.c.id.in_(ids))
        if invoices:
            where.append(submissions.c.invoice.in_(invoices))
        if client:
            where.append(submissions.c.client == client)
        if state:
            where.append(submissions.c.state == state)
        if delivery is not None:
            where.append(submissions.c.delivery == delivery)
        if reference:
            where.append(deliveries.c.reference == reference)
        if to is not None:
            vendor, account, environment = to
            where += [submissions.c.vendor == vendor, submissions.c.account == account]
            where.append(submissions.c.environment == environment)
        if open_only:
            where.append(submissions.c.state.not_in(CLOSED))
        with self.asking() as connection:
            return rows.found(connection, *where)

    def submission(self, id: int) -> Submission:  # noqa: A002  the ledger's own word for it
        """Give one submission.

        Raises `LedgerError` when there is none with that id.
        """
        for submission in self.submissions(ids=(id,)):
            return submission
        raise LedgerError(f"there is no submission {id}", hint="ledes status lists them")

    def events(self, submission: int) -> tuple[Event, ...]:
        """List what happened to a submission, in order."""
        with self.asking() as connection:
            return tuple(rows.happened(connection, events.c.submission == submission))

    def happened(self, *kinds: str) -> Iterator[Event]:
        """Yield the events of some kinds of every submission, by submission and in order, for reports over many."""
        with self.asking() as connection:
            yield from rows.happened(connection, events.c.kind.in_(kinds))

    def blob(self, sha256: str) -> bytes:
        """Give the bytes with a digest.

        Raises `LedgerError` when they are not there.
        """
        with self.asking() as connection:
            content = connection.execute(select(blobs.c.bytes).where(blobs.c.sha256 == sha256)).scalar()
        if content is None:
            raise LedgerError(f"the ledger holds no bytes with digest {sha256[:12]}", hint="run ledes ledger verify")
        return bytes(content)

    def payload(self, submission: Submission) -> bytes:
        """Give the file that was sent, as it was sent; its format is `submission.delivery.format`."""
        return self.blob(submission.delivery.payload)

    def attachments(self, delivery: int) -> tuple[Attached, ...]:
        """List what goes along with a delivery; `blob` gives the bytes."""
        with self.asking() as connection:
            return attached.of(connection, delivery)

    def taken(self, path: str) -> tuple[str, str]:
        """Give the digest that an inbox file had when it was handled, and the outcome; both empty if it was not."""
        with self.asking() as connection:
            row = connection.execute(select(inbox.c.digest, inbox.c.outcome).where(inbox.c.path == path)).first()
        return (row.digest, row.outcome) if row else ("", "")

    def polled(self, vendor: str, account: str, environment: str) -> datetime.datetime | None:
        """Say when a vendor account was last asked what happened; `None` for never."""
        asked = select(polls.c.at).where(
            polls.c.vendor == vendor, polls.c.account == account, polls.c.environment == environment
        )
        with self.asking() as connection:
            at = connection.execute(asked).scalar()
        return moments.parse(at) if at else None

    def history(self, client: Client, *, besides: Callable[[str], tuple[str, str]] | None = None) -> Past:
        """Give what rules may ask of earlier bills to a client; see `Past` for `besides`."""
        return Past(ledger=self, client=client.key, besides=besides)

    def without_facts(self) -> tuple[int, ...]:
        """Name the submissions that an older version recorded without facts for comparison."""
        with self.asking() as connection:
            return keeping.lacking(connection)

    def version(self) -> str:
        """Give the version of the ledger's tables."""
        with self.asking() as connection:
            return upgrade.version(connection)

    def counts(self) -> dict[str, int]:
        """Count what the ledger holds: submissions, events, deliveries, strays."""
        with self.asking() as connection:
            return {
                table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
                for table in (submissions, events, deliveries, strays)
            }
