"""Bring to their vendors what a run records, account beside account, and gather what comes of it."""

from __future__ import annotations

import threading
from collections.abc import Collection
from types import TracebackType

from ledes.errors import Exit, LedesError
from ledes.ledger import states
from ledes.ledger.records import Delivery, Submission
from ledes.ledger.writing import Ledger
from ledes.sending import exports
from ledes.sending.accounts import Accounts
from ledes.sending.couriers import Couriers, Done
from ledes.sending.outcome import Outcome
from ledes.sending.pace import Surroundings
from ledes.sending.sender import Arrival, Sender
from ledes.workspace import Workspace


class Dispatch:
    """The sending of one run, with what comes of it in `outcome`; use as a context, which ends with all at rest.

    Deliveries to one account go one after the other, or as many at once as its setting `at_once` allows; those to
    other accounts go beside them. Only the thread that made it touches the outcome.
    """

    def __init__(self, book: Ledger, workspace: Workspace, around: Surroundings, outcome: Outcome) -> None:
        self.book = book
        self.workspace = workspace
        self.around = around
        self.outcome = outcome
        self.sender = Sender(book, Accounts(workspace).of, around)
        self.couriers: Couriers[Delivery, Arrival] = Couriers(self._bring, around.stop)
        self.numbers: dict[Delivery, frozenset[str]] = {}
        self.posted = 0
        self.copying: dict[str, threading.Lock] = {}

    def __enter__(self) -> Dispatch:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        if kind is None:
            for done in self.couriers.await_():
                self._gather(done)
        if kind is not None or self.couriers.out:
            self._stop()

    def bring(self, standing: tuple[Submission, ...]) -> None:
        """Take on the deliveries of submissions; what was brought by now is gathered."""
        for delivery in dict.fromkeys(each.delivery for each in standing):
            mine = tuple(each for each in standing if each.delivery == delivery)
            self.outcome.touched(mine)
            try:
                lane = self.sender.lane(delivery)
            except LedesError as error:
                self.outcome.trouble(f"invoice {mine[0].invoice}", error)
                lane = None
            if lane is None:
                self._stays(self.book.submissions(delivery=delivery.id, open_only=True))
                continue
            self.numbers[delivery] = frozenset(each.invoice for each in mine)
            self.posted += 1
            self.couriers.post(lane.key, delivery, lane.at_once)
        for done in self.couriers.fetch():
            self._gather(done)

    def settle(self, numbers: Collection[str]) -> None:
        """Wait until nothing under these invoice numbers is on its way, so that what is judged next stands still."""
        for done in self.couriers.await_(lambda delivery: not self.numbers[delivery].isdisjoint(numbers)):
            self._gather(done)

    def _bring(self, delivery: Delivery) -> Arrival:
        """Bring a delivery, in a thread of its account, which also waits for the disk that takes the copies."""
        arrival = self.sender.bring(delivery)
        return arrival._replace(trouble=self._export(arrival.standing))

    def _gather(self, done: Done[Delivery, Arrival]) -> None:
        about = f"invoice {', '.join(sorted(self.numbers[done.item]))}"
        if isinstance(done.raised, LedesError):
            self.outcome.trouble(about, done.raised)
            self._stays(self.book.submissions(delivery=done.item.id, open_only=True))
        elif done.raised is not None:
            raise done.raised
        elif done.answer is not None:
            self._stands(done.answer)
        self.around.say(about)
        self.around.count(self.posted - len(self.couriers.out), self.posted)

    def _stays(self, standing: tuple[Submission, ...]) -> None:
        """Tell of what was not brought."""
        self._stands(Arrival(standing, trouble=self._export(standing)))

    def _stands(self, arrival: Arrival) -> None:
        self.outcome.touched(arrival.standing)
        self.outcome.exits += [_exit(each) for each in arrival.standing]
        if arrival.note and arrival.note not in self.outcome.notes:
            self.outcome.notes.append(arrival.note)
        if arrival.trouble is not None:
            self.outcome.trouble("outbox and receipts", arrival.trouble)

    def _export(self, mine: tuple[Submission, ...]) -> LedesError | None:
        try:
            for each in mine:
                if self.around.adapter(each.delivery.vendor).can.submit:
                    # Two bills of one name get files of two names, one after the other.
                    with self.copying.setdefault(each.delivery.file_name.lower(), threading.Lock()):
                        exports.sent(self.book, each, self.workspace.outbox)
                exports.received(self.book, each, self.workspace.receipts)
        except exports.ExportError as error:
            return error
        return None

    def _stop(self) -> None:
        """End: begin nothing more, wait a little for what is under way, and leave nothing in `sending`."""
        try:
            for done in self.couriers.end(self.around.pace.grace):
                if isinstance(done.raised, LedesError | None):
                    self._gather(done)
        except KeyboardInterrupt:
            # Asked twice: no more waiting.
            pass
        for delivery in self.couriers.out:
            try:
                self._stays(self.sender.let_go(delivery))
            except LedesError as error:
                self.outcome.trouble(delivery.file_name, error)


def _exit(submission: Submission) -> Exit:
    if submission.state == states.REFUSED:
        return Exit.REFUSED
    if submission.state in states.UNFINISHED:
        return Exit.UNREACHED
    return Exit.DONE
