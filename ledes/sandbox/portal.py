"""The portal: takes a delivery or turns it away, with the mishaps that practice asks for."""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ledes.sandbox.clerk import Clerk
from ledes.sandbox.door import Handed, TurnedAway, admit
from ledes.sandbox.faults import Faults, Mishap
from ledes.sandbox.journal import Journal
from ledes.sandbox.records import Arrival, Taken, stamp
from ledes.sandbox.settings import Settings
from ledes.sandbox.store import Store
from ledes.sandbox.wording import Blame, say

BUSY_SECONDS = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer over HTTP; with `lost` the connection is closed instead of sending it."""

    status: int
    body: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    lost: bool = False


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

    def take(self, handed: Handed) -> Reply:
        """Store a delivery, or turn it away; the journal has it before this returns."""
        try:
            arrival = admit(handed, self.settings)
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
            return Reply(status=409, body={"error": LATE, "reason": "late"})
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


LATE = "the delivery came after the moment until which its sender wanted it"


def _refusal(status: int, words: str) -> Reply:
    return Reply(status=status, body={"error": words})
