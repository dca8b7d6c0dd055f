"""The way to one vendor account in one run: how many deliveries at once, how many a minute, and whether it answers."""

from __future__ import annotations

import datetime
import threading

from ledes.errors import LedgerError, SetupError
from ledes.gateway import Account, Busy
from ledes.ledger import pacing
from ledes.ledger.pacing import Key
from ledes.ledger.records import Delivery
from ledes.ledger.writing import Ledger
from ledes.sending.pace import Surroundings

MOST_AT_ONCE = 64


class Lane:
    """What holds for all deliveries to an account; several threads may share it.

    Raises `SetupError` for settings of the account that are no whole numbers within their bounds.
    """

    def __init__(self, ledger: Ledger, account: Account, around: Surroundings) -> None:
        self.ledger = ledger
        self.around = around
        self.account = account
        self.key: Key = (account.vendor, account.name, account.environment)
        self.at_once = _whole(account, "at_once", 1, MOST_AT_ONCE)
        self.per_minute = _whole(account, "per_minute", 0, 60_000)
        self.failures = 0
        self.lock = threading.Lock()

    def rests(self) -> str:
        """Say in words why the account is left alone now, empty when it is not; wait for a pause that ends soon."""
        vendor, name, _ = self.key
        if self.failures >= self.around.pace.failures:
            return f"{vendor} {name} does not answer: its other bills wait for the next run"
        until = pacing.rest(self.ledger, self.key) if self._remembers else None
        if until is None:
            return ""
        left = (until - self.ledger.clock()).total_seconds()
        if left <= self.around.pace.patience:
            self.around.sleep_unless_stopped(max(left, 0.0))
            return ""
        return f"{vendor} {name} is left alone until {until:%Y-%m-%d %H:%M} UTC: its bills wait"

    @property
    def _remembers(self) -> bool:
        return self.ledger.place.shared or self.around.pace.remembers

    def turn(self) -> None:
        """Wait for the account's turn, where only so many a minute may go; raises `Busy` where it is far off."""
        if not self.per_minute:
            return
        wait = pacing.turn(self.ledger, self.key, self.per_minute, self.around.pace.patience)
        if wait is None:
            raise Busy(self.around.pace.patience * 2)
        if wait:
            self.around.sleep_unless_stopped(wait)

    def until(self, delivery: Delivery) -> datetime.datetime | None:
        """Say until when a delivery may be handed over by this run; `None` where no other run could take over.

        Raises `LedgerError` when it may not any more.
        """
        if self.ledger.claims is None:
            return None
        left = self.ledger.claims.left(delivery.id)
        if left <= 0:
            raise LedgerError(
                "this run stood still for so long that another may have taken over, and sent nothing",
                hint="nothing is lost: the next run asks the vendor",
            )
        return datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=left)

    def asked_to_wait(self, seconds: float | None) -> None:
        """Leave the account alone for as long as its vendor asks."""
        if seconds and self._remembers:
            pacing.busy(self.ledger, self.key, seconds)

    def ended(self, *, stuck: bool) -> None:
        """Count deliveries in a row that did not get through."""
        with self.lock:
            self.failures = self.failures + 1 if stuck else 0
        if self._remembers and stuck:
            pacing.failed(self.ledger, self.key, self.around.pace.failures, self.around.pace.rest)
        elif self._remembers:
            pacing.through(self.ledger, self.key)


def _whole(account: Account, name: str, default: int, most: int) -> int:
    text = account.settings.get(name, "")
    if not text:
        return default
    if text.isdecimal() and text.isascii() and 1 <= int(text) <= most:
        return int(text)
    raise SetupError(
        f"{name} of account {account.name} of {account.vendor} is {text!r}",
        hint=f"write a whole number from 1 to {most} under its settings in ledes.toml",
    )
