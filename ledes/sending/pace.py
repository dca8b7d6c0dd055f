"""How hard one run tries, and what sending takes from outside."""

from __future__ import annotations

import datetime
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from ledes import gateway
from ledes.errors import SetupError, UsageError
from ledes.gateway import Adapter
from ledes.ledger import moments
from ledes.ledger.claiming import LEASE_SECONDS
from ledes.sending import uptime
from ledes.sending.uptime import Uptime


def configured(key: str) -> Adapter:
    """Find an adapter that a profile or the ledger names.

    Raises `SetupError` that lists the keys.
    """
    try:
        return gateway.vendor(key)
    except UsageError as error:
        raise SetupError(error.message, hint=f"in the client's profile, {error.hint}") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How hard one run tries; waits are in seconds.

    `attempts` at one delivery, with random waits that grow from `first` to `longest`; `patience` is the longest wait
    that a vendor may ask for, or that proof of absence may take, without leaving it to the next run. After `failures`
    deliveries in a row that did not get through, an account is left alone until the next run; where several runs share
    a ledger, or `remembers`, for `rest` seconds. `lease` is how long a delivery stays this run's own when it stands
    still, `grace` how long present deliveries are waited for when somebody stops the run.
    """

    attempts: int = 4
    first: float = 1.0
    longest: float = 20.0
    patience: float = 45.0
    failures: int = 3
    rest: float = 300.0
    remembers: bool = False
    lease: float = LEASE_SECONDS
    grace: float = 10.0


class Stopped(Exception):
    """Somebody wants the run to end, and nothing was under way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What sending takes from outside: the clock, sleep, chance (from 0 to 1), and the adapters by their keys.

    `say` is told what is being done now, for a person who waits. `uptime` counts on when the clock is set anew.
    """

    clock: Callable[[], datetime.datetime] = moments.now
    sleep: Callable[[float], None] = time.sleep
    uptime: Callable[[], Uptime] = uptime.now
    chance: Callable[[], float] = random.random
    adapter: Callable[[str], Adapter] = configured
    pace: Pace = Pace()
    say: Callable[[str], None] = field(default=lambda _words: None, compare=False)
    count: Callable[[int, int], None] = field(default=lambda _done, _all: None, compare=False)
    stop: threading.Event = field(default_factory=threading.Event, compare=False)

    def sleep_unless_stopped(self, seconds: float) -> None:
        """Wait; raises `Stopped` as soon as somebody wants the run to end."""
        if not self.stop.is_set():
            if self.sleep is time.sleep:
                self.stop.wait(seconds)
            else:
                self.sleep(seconds)
        if self.stop.is_set():
            raise Stopped
