"""What can be done to the ledger: record a delivery, note what happened, close a run; each in one transaction."""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from ledes import money
from ledes.errors import LedgerError
from ledes.facts import BillFacts
from ledes.ledger import attached, chain, keeping, moments, sqlite, states
from ledes.ledger.reading import Reader, found
from ledes.ledger.records import Entry, Parcel, Submission
from ledes.ledger.standing import COLUMNS, Standing, step
from ledes.ledger.tables import blobs, checkpoints, deliveries, events, inbox, polls, strays, submissions


class Ledger(Reader):
    """A ledger that this run, and no other, writes to."""

    owner = ""

    @contextlib.contextmanager
    def changing(self) -> Iterator[Connection]:
        """Open a transaction for writing; it is committed when the block ends, and reaches the disk.

        Raises `LedgerError` when the database refuses.
        """
        with sqlite.told(self.path):
            writing = self.engine.connect().execution_options(writing=True)
            with writing as connection, connection.begin():
                yield connection

    def record(self, parcel: Parcel) -> tuple[Submission, ...]:
        """Record a file that is to be sent, one submission for each of its bills, in state ready.

        What it replaces or withdraws is closed in the same transaction. The reference is made from the bills
        themselves, so that a vendor that recognises repeats does so even for a ledger that was lost.

        Raises `LedgerError` when a bill of it is open already, and `ValueError` when a total has more than four
        decimals.
        """
        with self.changing() as connection:
            now = self._now()
            self._close_replaced(connection, parcel, now)
            for void in parcel.withdraws:
                self._append(connection, _one(connection, void), "WITHDRAWN", now, {})
            reference = _reference(connection, parcel)
            payload = _keep(connection, parcel.content)
            stored = connection.execute(
                insert(deliveries).values(
                    reference=reference,
                    vendor=parcel.vendor,
                    account=parcel.account,
                    environment=parcel.environment,
                    client=parcel.client,
                    file_name=parcel.file_name,
                    format=parcel.format,
                    payload=payload,
                )
            )
            (delivery,) = stored.inserted_primary_key or (0,)
            attached.keep(connection, delivery, parcel.attachments or (), _keep)
            for entry in parcel.entries:
                self._create(connection, delivery, reference, parcel, entry, now)
            return found(connection, submissions.c.delivery == delivery)

    def _close_replaced(self, connection: Connection, parcel: Parcel, now: str) -> None:
        if parcel.replaces is None:
            return
        old = _one(connection, parcel.replaces)
        # What took its place before and never left is withdrawn below; the old one is closed already then.
        if old.state != states.REPLACED or not parcel.withdraws:
            self._append(connection, old, "REPLACED", now, {})

    def _create(
        self, connection: Connection, delivery: int, reference: str, parcel: Parcel, entry: Entry, now: str
    ) -> None:
        row: dict[str, Any] = {
            "delivery": delivery,
            "vendor": parcel.vendor,
            "account": parcel.account,
            "environment": parcel.environment,
            "client": parcel.client,
            "invoice": entry.invoice,
            "kind": entry.kind,
            "digest": entry.digest,
            "whole": money.ten_thousandths(entry.total),
            "currency": entry.currency,
            "replaces": parcel.replaces,
            "created": now,
        }
        blank = {name: getattr(Standing(), name) for name in COLUMNS}
        free = {"events": 0, "head": "", "owner": "", "lease": "", "token": 0}
        try:
            stored = connection.execute(insert(submissions).values(**row, **blank, **free))
        except IntegrityError:
            raise LedgerError(
                f"invoice {entry.invoice} was recorded by another run meanwhile", hint="look with ledes status"
            ) from None
        (id_,) = stored.inserted_primary_key or (0,)
        detail = {**row, "reference": reference, "payload": chain.content(parcel.content)}
        if files := attached.told(parcel.attachments or (), entry.invoice):
            detail[attached.TOLD] = files
        self._append(connection, _one(connection, id_), "CREATED", now, detail)
        if entry.facts is not None:
            keeping.keep(connection, id_, parcel.client, entry.facts)

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

        Raises `LedgerError` when one of them cannot take the event from where it stands.
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
        with self.changing() as connection:
            moment = moments.text(at) if at else self._now()
            for kind, detail, blob in happened:
                digest = _keep(connection, blob) if blob else None
                for id_ in ids:
                    self._append(connection, _one(connection, id_), kind, moment, detail, digest)
            return found(connection, submissions.c.id.in_(ids))

    def _append(
        self,
        connection: Connection,
        submission: Submission,
        kind: str,
        at: str,
        detail: Mapping[str, Any],
        blob: str | None = None,
    ) -> None:
        standing = step(submission.standing, kind, at, detail)
        row = connection.execute(
            select(submissions.c.events, submissions.c.head).where(submissions.c.id == submission.id)
        ).one()
        seq, text = row.events + 1, chain.canonical(detail)
        digest = chain.link(row.head, submission.id, seq, at, kind, text, blob or "")
        connection.execute(
            insert(events).values(
                submission=submission.id,
                seq=seq,
                at=at,
                kind=kind,
                detail=text,
                blob=blob,
                previous=row.head,
                digest=digest,
            )
        )
        columns = {name: getattr(standing, name) for name in COLUMNS}
        changed = connection.execute(
            update(submissions)
            .where(submissions.c.id == submission.id, submissions.c.head == row.head)
            .values(**columns, events=seq, head=digest, owner=self.owner if kind == "ATTEMPT" else "")
        )
        if changed.rowcount != 1:
            raise LedgerError(f"submission {submission.id} was moved by another run", hint="look with ledes status")

    def keep(self, submission: Submission, facts: BillFacts) -> None:
        """Keep the facts of a bill that was recorded without them."""
        with self.changing() as connection:
            keeping.keep(connection, submission.id, submission.client, facts)

    def recover(self) -> tuple[Submission, ...]:
        """Put attempts in doubt whose run has ended: who holds the lock knows that no other run is at work."""
        left = self.submissions(state=states.SENDING)
        if left:
            self.note([each.id for each in left], "LOST", {"seen": "the run that sent it ended before an answer"})
        return left

    def take(self, path: str, digest: str, outcome: str) -> None:
        """Remember an inbox file as it was handled."""
        values = {"digest": digest, "outcome": outcome, "at": self._now()}
        with self.changing() as connection:
            changed = connection.execute(update(inbox).where(inbox.c.path == path).values(**values))
            if not changed.rowcount:
                connection.execute(insert(inbox).values(path=path, **values))

    def poll(self, vendor: str, account: str, environment: str, at: datetime.datetime) -> None:
        """Remember when a vendor account was asked what happened."""
        key = (polls.c.vendor == vendor, polls.c.account == account, polls.c.environment == environment)
        with self.changing() as connection:
            changed = connection.execute(update(polls).where(*key).values(at=moments.text(at)))
            if not changed.rowcount:
                values = {"vendor": vendor, "account": account, "environment": environment, "at": moments.text(at)}
                connection.execute(insert(polls).values(**values))

    def stray(
        self, fingerprint: str, vendor: str, account: str, environment: str, detail: Mapping[str, Any], blob: bytes
    ) -> bool:
        """Keep a vendor's report that fits no submission; say whether it is new."""
        with self.changing() as connection:
            if connection.execute(select(strays.c.at).where(strays.c.fingerprint == fingerprint)).first():
                return False
            connection.execute(
                insert(strays).values(
                    fingerprint=fingerprint,
                    at=self._now(),
                    vendor=vendor,
                    account=account,
                    environment=environment,
                    detail=chain.canonical(detail),
                    blob=_keep(connection, blob) if blob else None,
                )
            )
            return True

    def checkpoint(self) -> bool:
        """Close a run: seal the events since the last checkpoint; say whether there were any."""
        with self.changing() as connection:
            last = connection.execute(select(checkpoints).order_by(checkpoints.c.id.desc()).limit(1)).first()
            since, before = (last.last, last.digest) if last else (0, "")
            newest = connection.execute(select(func.max(events.c.id))).scalar() or 0
            if newest == since:
                return False
            count = connection.execute(select(func.count()).select_from(events)).scalar_one()
            moved = select(events.c.submission).where(events.c.id > since)
            heads = connection.execute(select(submissions.c.id, submissions.c.head).where(submissions.c.id.in_(moved)))
            digest = chain.seal(before, count, [(row.id, row.head) for row in heads])
            connection.execute(insert(checkpoints).values(at=self._now(), last=newest, events=count, digest=digest))
            return True

    def _now(self) -> str:
        return moments.text(self.clock())


def _one(connection: Connection, id_: int) -> Submission:
    for submission in found(connection, submissions.c.id == id_):
        return submission
    raise LedgerError(f"there is no submission {id_}", hint="ledes status lists them")


def _keep(connection: Connection, content: bytes) -> str:
    digest = chain.content(content)
    if not connection.execute(select(blobs.c.sha256).where(blobs.c.sha256 == digest)).first():
        connection.execute(insert(blobs).values(sha256=digest, bytes=content))
    return digest


def _reference(connection: Connection, parcel: Parcel) -> str:
    """Make the key of a delivery: the same bills, for the same time, always get the same."""
    invoices = [entry.invoice for entry in parcel.entries]
    earlier = connection.execute(
        select(func.count())
        .select_from(submissions)
        .where(
            submissions.c.vendor == parcel.vendor,
            submissions.c.account == parcel.account,
            submissions.c.environment == parcel.environment,
            submissions.c.client == parcel.client,
            submissions.c.invoice.in_(invoices),
        )
    ).scalar_one()
    named = {
        "to": [parcel.vendor, parcel.account, parcel.environment, parcel.client],
        "bills": [[entry.invoice, entry.kind, entry.digest] for entry in parcel.entries],
        "earlier": earlier,
    }
    return f"ledes-{chain.content(chain.canonical(named).encode())[:24]}"
