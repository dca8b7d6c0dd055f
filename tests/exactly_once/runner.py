"""Runs the real command line in forked children, each of which may kill itself at its n-th point of danger.

Points are before and after each commit, each step on the network, each file that is put in its place, and where the
order says so before each writing statement. A child reports how many points it passed; one that was to die leaves as
the kernel ends it.
"""

from __future__ import annotations

import contextlib
import datetime
import functools
import http.client
import io
import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from post import Post
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.engine.default import DefaultDialect

import ledes.run
import ledes.settle
import ledes.submit
import ledes.track
from ledes import gateway
from ledes.__main__ import main
from ledes.ledger import moments
from ledes.sending import doubt, trip, uptime
from ledes.sending.pace import Surroundings


class Points:
    """Counts what could be the last thing that a run does."""

    def __init__(self, kill: int) -> None:
        self.kill = kill
        self.passed = 0

    def hit(self) -> None:
        self.passed += 1
        if self.passed == self.kill:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, owner: Any, name: str) -> None:
        real: Callable[..., Any] = getattr(owner, name)

        @functools.wraps(real)
        def guarded(*args: Any, **named: Any) -> Any:
            self.hit()
            answer = real(*args, **named)
            self.hit()
            return answer

        setattr(owner, name, guarded)

    def set_up(self, *, statements: bool) -> None:
        self.around(DefaultDialect, "do_commit")
        for name in ("connect", "request", "getresponse"):
            self.around(http.client.HTTPConnection, name)
        self.around(Path, "replace")
        if statements:
            event.listen(Engine, "before_cursor_execute", self._statement)

    def _statement(self, _connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith(("INSERT", "UPDATE", "CREATE")):
            self.hit()


def reckless() -> None:
    """Make the program believe what no program may: that what is in doubt did not come."""
    trip.doubt.clear = lambda *_: doubt.Noted("ABSENT", {})  # type: ignore[assignment]


def adapter(can: dict[str, Any]) -> Post:
    if "settles_after" in can:
        can["settles_after"] = datetime.timedelta(seconds=can["settles_after"])
    return Post(**can)


def later(seconds: float) -> None:
    """Let the run take place a while from now, and wait for nothing in it."""
    wait = datetime.timedelta(seconds=seconds)
    around = functools.partial(
        Surroundings,
        clock=lambda: moments.now() + wait,
        sleep=lambda _: None,
        uptime=lambda: uptime.now()._replace(seconds=uptime.now().seconds + seconds),
    )
    ledes.submit.Surroundings = around  # type: ignore[misc, assignment]


def child(order: dict[str, Any], report: int) -> int:
    if order["can"] is not None:
        made = adapter(dict(order["can"]))
        gateway.vendors = lambda: {"post": made}  # type: ignore[assignment]
    if order["later"]:
        later(order["later"])
    if order.get("reckless"):
        reckless()
    points = Points(order["kill"])
    points.set_up(statements=order["statements"])
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()) as err:
        status = main(order["argv"])
    said = {"exit": status, "points": points.passed, "out": out.getvalue(), "err": err.getvalue()}
    os.write(report, json.dumps(said).encode())
    return 0


def warm_up() -> None:
    """Load now what a run loads late, so that every child has it."""
    import alembic.command
    import tenacity

    from ledes import formats, rules

    assert alembic.command
    assert tenacity
    formats.formats()
    rules.rules()


def serve() -> None:
    warm_up()
    for line in sys.stdin:
        order = json.loads(line)
        read, write = os.pipe()
        process = os.fork()
        if process == 0:
            os.close(read)
            code = 99
            try:
                code = child(order, write)
            finally:
                os._exit(code)
        os.close(write)
        with os.fdopen(read, "rb") as pipe:
            said = pipe.read()
        _, status = os.waitpid(process, 0)
        answer = json.loads(said) if said else {"killed": os.WIFSIGNALED(status), "code": status}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve()
