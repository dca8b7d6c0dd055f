"""Runs the real command line in forked children, kills them after a while, and lets their clock go wrong.

One order a line: the arguments, after how many seconds the child is killed (0: never), how far its clock is off in
seconds and by how much it jumps after a while, how many bytes a file may grow to (0: any), which stands for a disk that
is full, and how many seconds are taken to have passed since the machine was started, beyond those that have. A clock
that is wrong leaves the count of seconds alone, as the kernel does.
"""

from __future__ import annotations

import contextlib
import datetime
import functools
import io
import json
import os
import resource
import select
import signal
import sys
import time
from typing import Any

import ledes.run
import ledes.sending.pace
import ledes.settle
import ledes.submit
import ledes.track
from ledes.__main__ import main
from ledes.sending import doubt, trip, uptime
from ledes.sending.pace import Pace, Surroundings

HASTE = Pace(attempts=2, first=0.05, longest=0.2, patience=0.4)
"""Waits that a test can afford; what needs longer is left to a later run."""

LOOKS_BEFORE_JUMP = 40

real = datetime.datetime


class Wrong(type):
    """Takes every moment for one of its own, so that nothing notices the exchange."""

    def __instancecheck__(cls, thing: object) -> bool:
        return isinstance(thing, real)

    def __subclasscheck__(cls, other: type) -> bool:
        return issubclass(other, real)


def set_clock(offset: float, jump: float) -> None:
    """Put the clock of this process wrong; it jumps once more after some looks at it."""
    looks = 0
    first, then = datetime.timedelta(seconds=offset), datetime.timedelta(seconds=offset + jump)
    seconds = time.time

    def off() -> datetime.timedelta:
        nonlocal looks
        looks += 1
        return first if looks < LOOKS_BEFORE_JUMP else then

    class Clock(real, metaclass=Wrong):
        """The wrong clock."""

        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> real:  # type: ignore[override]
            return real.now(tz) + off()

    datetime.datetime = Clock  # type: ignore[misc]
    time.time = lambda: seconds() + off().total_seconds()


def _later(passed: float) -> uptime.Uptime:
    now = uptime.now()
    return now._replace(seconds=now.seconds + passed)


def child(order: dict[str, Any], report: int) -> None:
    if order["offset"] or order["jump"]:
        set_clock(order["offset"], order["jump"])
    if order["room"]:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (order["room"], resource.RLIM_INFINITY))
    passed = float(order["passed"])
    hasty = functools.partial(Surroundings, pace=HASTE, uptime=lambda: _later(passed))
    if order["reckless"]:
        trip.doubt.clear = lambda *_: doubt.Noted("ABSENT", {})  # type: ignore[assignment]
    for module in (ledes.run, ledes.submit, ledes.track, ledes.settle, ledes.sending.pace):
        module.Surroundings = hasty  # type: ignore[attr-defined]
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()) as err:
        status = main(order["argv"])
    os.write(report, json.dumps({"exit": status, "out": out.getvalue(), "err": err.getvalue()}).encode())


def warm_up() -> None:
    """Load now what a run loads late, so that children die at work and not while they load."""
    import alembic.command
    import keyring
    import paramiko
    import requests
    import tenacity

    from ledes import formats, gateway, rules

    assert alembic.command
    assert keyring
    assert paramiko
    assert requests
    assert tenacity
    formats.formats()
    rules.rules()
    gateway.vendors()


def obey(order: dict[str, Any]) -> dict[str, Any]:
    """Fork a child for one order, and end it in time; give what it said, or that it was killed."""
    read, write = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(read)
        try:
            child(order, write)
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        if order["kill"] and not select.select([pipe], [], [], order["kill"])[0]:
            os.kill(process, signal.SIGKILL)
        said = pipe.read()
    _, status = os.waitpid(process, 0)
    return {"killed": os.WIFSIGNALED(status)} | (json.loads(said) if said else {})


def serve() -> None:
    warm_up()
    for line in sys.stdin:
        sys.stdout.write(json.dumps(obey(json.loads(line))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve()
