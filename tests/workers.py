"""A worker in a process of its own, with short leases and a portal that forgets an unsent delivery soon.

`python workers.py ROOT [--lease S] [--stop-before-sending]`: the last stops the whole process, as a sleeping machine
would, between the attempt on record and its first byte.
"""

from __future__ import annotations

import argparse
import datetime
import logging
import os
import signal
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from ledes import work
from ledes.gateway import vendor
from ledes.sending.pace import Pace, Surroundings

SETTLES = datetime.timedelta(seconds=1.5)


def hurry() -> Any:
    """Let the practice portal's adapter give a delivery a second, and believe in absence soon after."""
    adapter: Any = vendor("sandbox")
    sys.modules[type(adapter).__module__].VALID_FOR = datetime.timedelta(seconds=1)  # type: ignore[attr-defined]
    type(adapter).can = replace(adapter.can, settles_after=SETTLES)
    return adapter


def stand_still(adapter: Any) -> None:
    """Stop this process once, before the next delivery is handed over."""
    deliver = adapter.deliver
    stops = iter((True,))

    def stopped(package: Any, account: Any) -> Any:
        if next(stops, False):
            os.kill(os.getpid(), signal.SIGSTOP)
        return deliver(package, account)

    adapter.deliver = stopped


def main() -> int:
    asked = argparse.ArgumentParser()
    asked.add_argument("root", type=Path)
    asked.add_argument("--lease", type=float, default=1.5)
    asked.add_argument("--stop-before-sending", action="store_true")
    said = asked.parse_args()
    logging.basicConfig(level=logging.WARNING, format="%(process)d %(levelname)s %(message)s")
    logging.getLogger("ledes.work").setLevel(logging.INFO)
    adapter = hurry()
    if said.stop_before_sending:
        stand_still(adapter)
    around = Surroundings(pace=Pace(lease=said.lease, rest=1.0, first=0.05, longest=0.2))
    timetable = work.Timetable(pause=0.2, track=datetime.timedelta(seconds=1))
    return int(work.Worker(said.root, around, timetable).until_stopped())


if __name__ == "__main__":
    sys.exit(main())
