"""Bring one recorded delivery to its vendor, claimed so that no other run does; leave alone accounts that rest."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from ledes.errors import LedesError
from ledes.gateway import Account
from ledes.ledger import states
from ledes.ledger.records import Delivery, Submission
from ledes.ledger.writing import Ledger
from ledes.sending.lane import Lane
from ledes.sending.pace import Stopped, Surroundings
from ledes.sending.trip import Trip


class Arrival(NamedTuple):
    """A delivery's open submissions as they stand, what a person should know, and what is wrong with its copies."""

    standing: tuple[Submission, ...]
    note: str = ""
    trouble: LedesError | None = None


class Sender:
    """The sending of one run; `account` gives the access data of a delivery, with the secret."""

    def __init__(self, ledger: Ledger, account: Callable[[Delivery], Account], around: Surroundings) -> None:
        self.ledger = ledger
        self.account = account
        self.around = around
        self.lanes: dict[tuple[str, str, str], Lane] = {}
        self.done: set[int] = set()

    def lane(self, delivery: Delivery) -> Lane | None:
        """Give the way that a delivery has to go; `None` when there is nothing to bring in this run.

        Raises `SetupError` where its account or secret is missing, or its vendor is not known.
        """
        standing = self._standing(delivery)
        unfinished = any(each.state in states.UNFINISHED for each in standing)
        if not unfinished or delivery.id in self.done:
            return None
        if not self.around.adapter(delivery.vendor).can.submit:
            # A person uploads it, with a secret of their own: none is asked for here.
            self._park(delivery)
            return None
        key = (delivery.vendor, delivery.account, delivery.environment)
        if key not in self.lanes:
            self.lanes[key] = Lane(self.ledger, self.account(delivery), self.around)
        self.done.add(delivery.id)
        return self.lanes[key]

    def _park(self, delivery: Delivery) -> None:
        with self.ledger.claim(delivery.id) as other:
            ready = [each.id for each in self._standing(delivery) if each.state == states.READY]
            if ready and not other:
                self.ledger.note(ready, "PARKED")

    def bring(self, delivery: Delivery) -> Arrival:
        """Bring a delivery as far as it gets in this run, by way of the lane that it has.

        Raises `LedgerError` when the ledger cannot be used, or when this run stood still past its lease.
        """
        lane = self.lanes[delivery.vendor, delivery.account, delivery.environment]
        try:
            rests = lane.rests()
            if rests:
                return Arrival(self._standing(delivery), rests)
            with self.ledger.claim(delivery.id, lane.at_once) as other:
                if other:
                    return self._elsewhere(delivery, other)
                adapter = self.around.adapter(delivery.vendor)
                Trip(self.ledger, delivery, self._standing(delivery), adapter, lane.account, self.around, lane).go()
        except Stopped:
            return Arrival(self._standing(delivery))
        standing = self._standing(delivery)
        lane.ended(stuck=any(_unreached(each) for each in standing))
        return Arrival(standing, lane.rests() if lane.failures >= self.around.pace.failures else "")

    def _elsewhere(self, delivery: Delivery, other: str) -> Arrival:
        standing = self._standing(delivery)
        number = f"invoice {standing[0].invoice}" if standing else delivery.file_name
        return Arrival(standing, f"{number} waits: {other} is at work there")

    def let_go(self, delivery: Delivery) -> tuple[Submission, ...]:
        """Put an attempt in doubt whose answer is not waited for any longer."""
        sending = [each.id for each in self._standing(delivery) if each.state == states.SENDING]
        if sending:
            self.ledger.note(sending, "LOST", {"seen": "the run was stopped before an answer"})
        return self._standing(delivery)

    def _standing(self, delivery: Delivery) -> tuple[Submission, ...]:
        return self.ledger.submissions(delivery=delivery.id, open_only=True)


def _unreached(each: Submission) -> bool:
    """Say whether the account did not answer; what only a person can tell is no sign of that."""
    return each.state == states.READY or (each.state == states.IN_DOUBT and not each.standing.person)
