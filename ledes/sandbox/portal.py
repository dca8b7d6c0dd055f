"""The portal's door: takes a delivery or turns it away, with the mishaps that practice asks for."""

from __future__ import annotations

import datetime
import hashlib
import hmac
import sqlite3
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ledes.errors import InputError
from ledes.sandbox.clerk import Clerk
from ledes.sandbox.faults import Faults, Mishap
from ledes.sandbox.journal import Journal
from ledes.sandbox.reading import opened
from ledes.sandbox.settings import Settings
from ledes.sandbox.store import Arrival, Store, Taken, stamp
from ledes.sandbox.wording import NOBODY, Blame, say

MOST_BYTES = 16 << 20
"""The longest delivery that is taken."""
LONGEST_NAME = 200
"""The longest key and file name, in characters."""
BUSY_SECONDS = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer over HTTP; with `lost` the connection is closed instead of sending it."""

    status: int
    body: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    lost: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """What a request to deliver brought. `problem` is what was wrong with the request itself, with its status."""

    authorization: str
    key: str
    file_name: str
    format: str
    sha256: str
    expires: str
    content: bytes = field(repr=False)
    size: int
    problem: tuple[int, str] | None = None


class TurnedAway(Exception):
    """A delivery that is not taken, with the status and the words of the answer."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status
        self.words = words


class Portal:
    """All that the pages and the interface stand on."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        journal: Journal,
        *,
        faults: Faults,
        refuse_repeats: bool,
        sleep: Callable[[float], None],
    ) -> None:
        self.settings = settings
        self.store = store
        self.journal = journal
        self.faults = faults
        self.refuse_repeats = refuse_repeats
        self.sleep = sleep
        self.clerk = Clerk(store, settings)
        self._order = threading.Lock()

    def authorized(self, header: str) -> bool:
        """Say whether an Authorization header holds the token."""
        return hmac.compare_digest(header.encode(), f"Bearer {self.settings.token}".encode())

    def take(self, handed: Handed) -> Reply:
        """Store a delivery, or turn it away; the journal has it before this returns."""
        try:
            arrival = self._examined(handed)
        except TurnedAway as refusal:
            return self._noted(handed, (), "refused", _refusal(refusal.status, refusal.words))
        numbers = tuple(bill.number for bill in arrival.bills)
        mishap = self.faults.draw()
        if mishap.kind == "busy":
            busy = Reply(status=429, body={"error": "busy"}, headers={"Retry-After": str(BUSY_SECONDS)})
            return self._noted(handed, numbers, "refused", busy)
        if mishap == Mishap(kind="error", before=True):
            return self._noted(handed, numbers, "error", _refusal(500, "internal error"))
        if mishap == Mishap(kind="slow", before=True):
            self.sleep(self.settings.slow_seconds)
        reply = self._stored(handed, arrival, numbers, mishap)
        self.clerk.wake()
        if mishap == Mishap(kind="slow", before=False):
            self.sleep(self.settings.slow_seconds)
        return reply

    def _stored(self, handed: Handed, arrival: Arrival, numbers: Sequence[str], mishap: Mishap) -> Reply:
        # One lock around storing and noting keeps the lines of the journal in the order of the store.
        with self._order:
            try:
                taken = self.store.add(
                    arrival,
                    refuse_repeats=self.refuse_repeats,
                    finalized=not self.settings.finalize,
                    delay=self.settings.delay,
                )
            except sqlite3.Error:
                return self._noted(handed, numbers, "error", _refusal(500, "internal error"))
            reply = self._answer(taken, arrival)
            if mishap.kind == "error":
                reply = _refusal(500, "internal error")
            elif mishap.kind == "drop-reply":
                reply = Reply(status=reply.status, lost=True)
            return self._noted(handed, numbers, taken.outcome, reply)

    def _answer(self, taken: Taken, arrival: Arrival) -> Reply:
        if taken.outcome != "refused":
            status = 201 if taken.outcome == "stored" else 200
            return Reply(status=status, body={**self.receipt(taken.delivery), "repeat": taken.outcome == "repeat"})
        if taken.reason == "late":
            return _refusal(409, "the delivery came after the moment until which its sender wanted it")
        if taken.reason == "key":
            return _refusal(409, "this idempotency key was used for other content")
        return _refusal(409, self._duplicate(taken, arrival))

    def _duplicate(self, taken: Taken, arrival: Arrival) -> str:
        bill = next(each for each in arrival.bills if each.number == taken.number)
        matter = bill.matters[0].client_id or bill.matters[0].firm_id if bill.matters else ""
        firm = bill.firm.name or bill.firm.id
        values = {"number": (bill.number,), "name": (firm,), "vendor": (firm,), "count": ("1",)}
        blame = Blame(attribute="bill.number", values={**values, "date": (taken.earlier,), "matter": (matter,)})
        return say("INVOICE_DUPLICATE", self.settings.words, blame)

    def receipt(self, delivery: int) -> dict[str, Any]:
        """Give what the portal states of a delivery.

        Raises `LookupError` when there is none.
        """
        found = self.store.rows("select * from deliveries where id = ?", delivery)
        if not found:
            raise LookupError(delivery)
        bills = self.store.rows("select number, words from bills where delivery = ? order by place", delivery)
        return {
            "reference": reference(delivery),
            "key": found[0]["key"],
            "file_name": found[0]["file_name"],
            "format": found[0]["format"],
            "sha256": found[0]["sha256"],
            "received_at": found[0]["received_at"],
            "finalized": bool(found[0]["finalized_at"]),
            "bills": [{"invoice": bill["number"], "words": bill["words"]} for bill in bills],
        }

    def _examined(self, handed: Handed) -> Arrival:
        """Look at a request as far as a portal does at the door.

        Raises `TurnedAway`.
        """
        if not self.authorized(handed.authorization):
            raise TurnedAway(401, "the token is missing or wrong")
        if handed.problem is not None:
            raise TurnedAway(*handed.problem)
        if not 0 < len(handed.key) <= LONGEST_NAME or not 0 < len(handed.file_name) <= LONGEST_NAME:
            raise TurnedAway(400, "an Idempotency-Key and a file_name are required, of 200 characters at most")
        if handed.sha256 and handed.sha256.lower() != hashlib.sha256(handed.content).hexdigest():
            raise TurnedAway(400, "the content does not have the digest that Content-SHA256 states")
        try:
            expires = datetime.datetime.fromisoformat(handed.expires) if handed.expires else None
        except ValueError:
            raise TurnedAway(400, "Deliver-Before is no moment such as 2026-03-31T12:00:00Z") from None
        if expires is not None and expires.tzinfo is None:
            raise TurnedAway(400, "Deliver-Before has no time zone")
        return self._readable(handed, expires)

    def _readable(self, handed: Handed, expires: datetime.datetime | None) -> Arrival:
        try:
            whole = opened(handed.content, handed.file_name)
        except InputError:
            raise TurnedAway(422, say("FILE_FORMAT", self.settings.words, NOBODY)) from None
        known = not self.settings.formats or whole.format.key in self.settings.formats
        if not known or handed.format not in {"", whole.format.key}:
            raise TurnedAway(422, say("FILE_FORMAT", self.settings.words, NOBODY))
        return Arrival(
            key=handed.key,
            file_name=handed.file_name,
            format=whole.format.key,
            sha256=hashlib.sha256(handed.content).hexdigest(),
            content=handed.content,
            bills=whole.bills,
            expires=expires,
        )

    def _noted(self, handed: Handed, numbers: Sequence[str], outcome: str, reply: Reply) -> Reply:
        self.journal.note(
            time=stamp(self.store.clock()),
            key=handed.key,
            invoices=numbers,
            sha256=hashlib.sha256(handed.content).hexdigest(),
            size=handed.size,
            outcome=outcome,
            answer="none" if reply.lost else str(reply.status),
        )
        return reply


def reference(delivery: int) -> str:
    """Write the portal's own number of a delivery.

    >>> reference(7)
    'P-000007'
    """
    return f"P-{delivery:06d}"


def _refusal(status: int, words: str) -> Reply:
    return Reply(status=status, body={"error": words})
