"""How long this machine has been up: a count that nobody sets, unlike the clock, to prove that time has passed."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import NamedTuple

BOOT = Path("/proc/sys/kernel/random/boot_id")
"""Where Linux tells one start of the machine from another."""


class Uptime(NamedTuple):
    """Seconds since a start of the machine, sleep included; `boot` names that start, and is empty where none is told.

    >>> Uptime("a", 5.0).since(Uptime("a", 2.0)), Uptime("b", 1.5).since(Uptime("a", 90.0))
    (3.0, 1.5)
    """

    boot: str
    seconds: float

    def since(self, earlier: Uptime) -> float:
        """Give the seconds that have surely passed: after another start of the machine, those since that start."""
        return self.seconds - earlier.seconds if self.boot == earlier.boot else self.seconds

    def __str__(self) -> str:
        return f"{self.boot}:{self.seconds:.3f}"


def now() -> Uptime:
    """Read how long the machine has been up."""
    try:
        boot = BOOT.read_text("ascii").strip()
    except OSError:
        boot = ""
    return Uptime(boot, time.clock_gettime(time.CLOCK_BOOTTIME) if sys.platform == "linux" else time.monotonic())


def parse(text: str) -> Uptime | None:
    """Read what `str` wrote; `None` for nothing."""
    boot, _, seconds = text.rpartition(":")
    return Uptime(boot, float(seconds)) if seconds else None
