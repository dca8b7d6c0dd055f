"""The portal's clerk: answers each bill when its time has come, in the background, and does what a person decides."""

from __future__ import annotations

import logging
import sqlite3
import threading
from decimal import Decimal

from ledes import money
from ledes.bill import Bill
from ledes.gateway import LineAdjustment
from ledes.sandbox import past
from ledes.sandbox.reading import Opened, opened
from ledes.sandbox.records import News
from ledes.sandbox.settings import Settings
from ledes.sandbox.store import Store
from ledes.sandbox.verdict import APPROVED, REDUCED, REJECTED, judge, reduced
from ledes.sandbox.wording import NOBODY, say

OPEN = ("Received", "In review", "On hold", APPROVED, REDUCED, REJECTED)
"""Words after which a person may still decide."""
PAYABLE = (APPROVED, REDUCED)
PERSON = "person"
LONGEST_NAP = 1.0

log = logging.getLogger(__name__)


class Clerk:
    """Moves bills on: received, decided, paid."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self.store = store
        self.settings = settings
        self._wake = threading.Event()
        self._stopped = False
        self._thread = threading.Thread(target=self._run, name="portal clerk", daemon=True)

    def start(self) -> None:
        """Begin to work in the background."""
        self._thread.start()

    def stop(self) -> None:
        """End after the bill in hand."""
        self._stopped = True
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join()

    def wake(self) -> None:
        """Say that something new lies on the desk."""
        self._wake.set()

    def work(self) -> float | None:
        """Do all that is due now; say how many seconds from now the next is, `None` when nothing waits."""
        now = self.store.clock().timestamp()
        for row in self.store.rows("select id, step from bills where step != '' and due <= ? order by due, id", now):
            self._next(row["id"], row["step"])
        soonest = self.store.rows("select min(due) from bills where step != ''")[0][0]
        return None if soonest is None else max(0.0, soonest - now)

    def _run(self) -> None:
        while not self._stopped:
            self._wake.clear()
            wait = self.work()
            self._wake.wait(LONGEST_NAP if wait is None else min(wait, LONGEST_NAP))

    def _next(self, bill: int, step: str) -> None:
        try:
            news = {"receive": self._receive, "decide": self._decide, "pay": self._pay}[step](bill)
        except Exception as error:  # noqa: BLE001 - one bill that cannot be checked must not stop the desk
            log.error("bill %d could not be checked: %s", bill, type(error).__name__)
            news = News(words="On hold", text="This bill could not be checked here; a person will look at it.")
        self.store.record(bill, news, step=step)

    def _receive(self, bill: int) -> News:
        if self.open(bill)[1] is None:
            return News(words="File error", text=say("FILE_FORMAT", self.settings.words, NOBODY))
        return News(words="Received", step="decide", after=self.settings.delay)

    def _decide(self, bill: int) -> News:
        if not self.settings.automatic:
            return News(words="In review")
        whole, found = self.open(bill)
        if found is None:
            raise LookupError(bill)
        today = self.store.clock().date()
        verdict = judge(found, whole.about(found), whole.format, self.settings, today)
        return News(
            words=verdict.words,
            amount=verdict.amount,
            text=verdict.text,
            adjustments=verdict.adjustments,
            causes=verdict.causes,
            step="pay" if verdict.words in PAYABLE and self.settings.payment_delay is not None else "",
            after=self.settings.payment_delay or 0.0,
        )

    def _pay(self, bill: int) -> News:
        return News(words="Paid", amount=self.approved(bill))

    def open(self, bill: int) -> tuple[Opened, Bill | None]:
        """Read the delivery that a bill came in, and find the bill in it; `None` where none could be read."""
        row = self.row(bill)
        whole = opened(row["content"], row["file_name"])
        return whole, whole.bills[row["place"]] if row["place"] < len(whole.bills) else None

    def row(self, bill: int) -> sqlite3.Row:
        """Fetch a bill with its delivery.

        Raises `LookupError` when there is none.
        """
        found = self.store.rows(
            "select bills.*, key, file_name, format, sha256, content, received_at, finalized_at"
            " from bills join deliveries on deliveries.id = delivery where bills.id = ?",
            bill,
        )
        if not found:
            raise LookupError(bill)
        return found[0]

    def approved(self, bill: int) -> Decimal | None:
        """Give what was approved, or billed where nothing was decided yet."""
        row = self.row(bill)
        text = row["approved"] or row["total"]
        return money.parse(text) if text else None

    def accept(self, bill: int) -> bool:
        """Approve a bill as billed. Like the other decisions, says whether the bill was still open for it."""
        text = self.row(bill)["total"]
        news = News(words=APPROVED, amount=money.parse(text) if text else None, by=PERSON)
        return self.store.record(bill, news, after=OPEN)

    def reduce(self, bill: int, cut: LineAdjustment) -> bool:
        """Approve a bill but cut one line, on top of what was cut before."""
        found = self.open(bill)[1]
        if found is None:
            return False
        cuts = (*self._cuts(bill), cut)
        news = News(words=REDUCED, amount=reduced(found, cuts), text=cut.words, adjustments=cuts, by=PERSON)
        return self.store.record(bill, news, after=OPEN)

    def reject(self, bill: int, words: str) -> bool:
        """Reject a bill in a person's words."""
        return self.store.record(bill, News(words=REJECTED, text=words, by=PERSON), after=OPEN)

    def pay(self, bill: int, amount: Decimal) -> bool:
        """Pay an approved bill, in full or short."""
        approved = self.approved(bill)
        short = approved is not None and amount < approved
        news = News(words="Short paid" if short else "Paid", amount=amount, by=PERSON)
        return self.store.record(bill, news, after=PAYABLE)

    def _cuts(self, bill: int) -> tuple[LineAdjustment, ...]:
        last = past.of_bill(self.store, bill)[-1:]
        return last[0].adjustments if last and last[0].words == REDUCED else ()
