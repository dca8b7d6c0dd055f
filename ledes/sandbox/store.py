"""What the portal keeps: deliveries with their bytes, the bills in them, and what happened to each; on disk."""

from __future__ import annotations

import datetime
import json
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from ledes import money
from ledes.bill import Bill
from ledes.errors import SetupError
from ledes.sandbox.records import Arrival, News, Taken, stamp

CLOSED = ("Rejected", "File error")
"""Words after which an invoice number may come again."""

TABLES = """
create table if not exists deliveries (
    id integer primary key autoincrement, key text not null, file_name text not null, format text not null,
    sha256 text not null, content blob not null, received_at text not null, finalized_at text not null);
create index if not exists deliveries_by_key on deliveries (key);
create table if not exists bills (
    id integer primary key autoincrement, delivery integer not null references deliveries, place integer not null,
    number text not null, firm text not null, client text not null, currency text not null, total text not null,
    words text not null, approved text not null, step text not null, due real not null);
create index if not exists bills_by_number on bills (number);
create index if not exists bills_by_due on bills (due) where step != '';
create table if not exists events (
    id integer primary key autoincrement, bill integer not null references bills, at text not null,
    words text not null, amount text not null, text text not null, adjustments text not null, causes text not null,
    by text not null);
create index if not exists events_by_bill on events (bill);
create index if not exists events_by_time on events (at);
"""


class Store:
    """The portal's memory in one SQLite file of a folder. Safe to use from several threads."""

    def __init__(self, folder: Path, *, clock: Callable[[], datetime.datetime]) -> None:
        self.clock = clock
        self._lock = threading.RLock()
        path = folder / "portal.db"
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.touch(mode=0o600)
            self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
            self._db.row_factory = sqlite3.Row
            self._db.execute("pragma journal_mode = wal")
            self._db.execute("pragma synchronous = full")
            self._db.executescript(TABLES)
        except (OSError, sqlite3.Error) as error:
            raise SetupError(
                f"the portal cannot keep its store in {folder}: {error}", hint="name another --store"
            ) from None

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Hold the one transaction; it is on disk when this ends, or as if it had never been."""
        with self._lock:
            self._db.execute("begin immediate")
            try:
                yield self._db
            except BaseException:
                self._db.execute("rollback")
                raise
            self._db.execute("commit")

    def add(self, arrival: Arrival, *, refuse_repeats: bool, finalized: bool, delay: float) -> Taken:
        """Store an arrival unless it is too late, or a repeat where repeats are refused."""
        with self.writing() as db:
            now = self.clock()
            if arrival.expires is not None and now > arrival.expires:
                return Taken(outcome="refused", reason="late")
            if refuse_repeats:
                again = self._again(arrival)
                if again is not None:
                    return again
            cursor = db.execute(
                "insert into deliveries (key, file_name, format, sha256, content, received_at, finalized_at)"
                " values (?, ?, ?, ?, ?, ?, ?)",
                (
                    arrival.key,
                    arrival.file_name,
                    arrival.format,
                    arrival.sha256,
                    arrival.content,
                    stamp(now),
                    stamp(now) if finalized else "",
                ),
            )
            delivery = cursor.lastrowid or 0
            step, due = ("receive", now.timestamp() + delay) if finalized else ("", 0.0)
            db.executemany(
                "insert into bills (delivery, place, number, firm, client, currency, total, words, approved, step, due)"
                " values (?, ?, ?, ?, ?, ?, ?, '', '', ?, ?)",
                [(delivery, *row, step, due) for row in _rows(arrival.bills)],
            )
            return Taken(outcome="stored", delivery=delivery)

    def _again(self, arrival: Arrival) -> Taken | None:
        earlier = self._db.execute("select id, sha256 from deliveries where key = ?", (arrival.key,)).fetchone()
        if earlier is not None:
            if earlier["sha256"] == arrival.sha256:
                return Taken(outcome="repeat", delivery=earlier["id"])
            return Taken(outcome="refused", reason="key")
        for bill in arrival.bills:
            known = self._db.execute(
                "select received_at from bills join deliveries on deliveries.id = delivery"
                " where number = ? and firm = ? and client = ? and words not in (?, ?)",
                (bill.number, bill.firm.id, bill.client.id, *CLOSED),
            ).fetchone()
            if known is not None:
                return Taken(outcome="refused", reason="number", number=bill.number, earlier=known[0][:10])
        return None

    def finalize(self, delivery: int, delay: float) -> bool:
        """Release a delivery for review, once; say whether it is there."""
        with self.writing() as db:
            now = self.clock()
            known = db.execute("select finalized_at from deliveries where id = ?", (delivery,)).fetchone()
            if known is not None and not known[0]:
                db.execute("update deliveries set finalized_at = ? where id = ?", (stamp(now), delivery))
                due = now.timestamp() + delay
                db.execute("update bills set step = 'receive', due = ? where delivery = ?", (due, delivery))
            return known is not None

    def record(self, bill: int, news: News, *, step: str = "", after: Sequence[str] = ()) -> bool:
        """Note what happens to a bill that waits for `step`, or whose last word is in `after`; say if it did."""
        with self.writing() as db:
            last = db.execute("select words, step from bills where id = ?", (bill,)).fetchone()
            if last is None or not (last["step"] == step if step else last["words"] in after):
                return False
            now = self.clock()
            latest = db.execute("select max(at) from events").fetchone()[0] or ""
            approved = "" if news.amount is None else money.text(news.amount)
            db.execute(
                "insert into events (bill, at, words, amount, text, adjustments, causes, by)"
                " values (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    bill,
                    max(stamp(now), latest),
                    news.words,
                    approved,
                    news.text,
                    json.dumps([{**asdict(each), "amount": money.text(each.amount)} for each in news.adjustments]),
                    json.dumps([asdict(each) for each in news.causes]),
                    news.by,
                ),
            )
            db.execute(
                "update bills set words = ?, approved = ?, step = ?, due = ? where id = ?",
                (news.words, approved, news.step, now.timestamp() + news.after, bill),
            )
            return True

    def rows(self, sql: str, *values: object) -> list[sqlite3.Row]:
        """Read rows."""
        with self._lock:
            return self._db.execute(sql, values).fetchall()

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._db.close()


def _rows(bills: Sequence[Bill]) -> Iterator[tuple[object, ...]]:
    for place, bill in enumerate(bills or (Bill(),)):
        total = "" if bill.total is None else money.text(bill.total)
        yield place, bill.number, bill.firm.id, bill.client.id, bill.currency, total
