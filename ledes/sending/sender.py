"""Bring recorded deliveries to their vendors, account by account, and leave alone the accounts that do not answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from ledes.gateway import Account
from ledes.ledger import states
from ledes.ledger.records import Delivery, Submission
from ledes.ledger.writing import Ledger
from ledes.sending.pace import Surroundings
from ledes.sending.trip import Trip


class Sender:
    """The sending of one run; `account` gives the access data of a delivery, with the secret."""

    def __init__(self, ledger: Ledger, account: Callable[[Delivery], Account], around: Surroundings) -> None:
        self.ledger = ledger
        self.account = account
        self.around = around
        self.failures: Counter[tuple[str, str, str]] = Counter()
        self.done: set[int] = set()

    def bring(self, delivery: Delivery) -> tuple[Submission, ...]:
        """Bring a delivery as far as it gets in this run; give its open submissions as they stand then.

        Raises `SetupError` where its account or secret is missing, or its vendor is not known.
        """
        standing = self.ledger.submissions(delivery=delivery.id, open_only=True)
        unfinished = any(each.state in states.UNFINISHED for each in standing)
        if not unfinished or delivery.id in self.done or self.rests(delivery):
            return standing
        adapter = self.around.adapter(delivery.vendor)
        if not adapter.can.submit:
            # A person uploads it, with a secret of their own: none is asked for here.
            self._park(standing)
            return self.ledger.submissions(delivery=delivery.id, open_only=True)
        account = self.account(delivery)
        self.done.add(delivery.id)
        Trip(self.ledger, delivery, standing, adapter, account, self.around).go()
        standing = self.ledger.submissions(delivery=delivery.id, open_only=True)
        key = _key(delivery)
        stuck = any(each.state in {states.READY, states.IN_DOUBT} for each in standing)
        self.failures[key] = self.failures[key] + 1 if stuck else 0
        return standing

    def _park(self, standing: tuple[Submission, ...]) -> None:
        ready = [each.id for each in standing if each.state == states.READY]
        if ready:
            self.ledger.note(ready, "PARKED")

    def rests(self, delivery: Delivery) -> bool:
        """Say whether this run has given up on a delivery's account."""
        return self.failures[_key(delivery)] >= self.around.pace.failures


def _key(delivery: Delivery) -> tuple[str, str, str]:
    return delivery.vendor, delivery.account, delivery.environment
