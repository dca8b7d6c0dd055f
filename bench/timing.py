"""How long a process takes and how much memory it and all that it starts hold.

Each command is run by a small process of its own (this module as a program), which also takes over the children that
the command leaves behind, so that no one's time is missed: seconds of the processor are user and system time of all of
them. Peak memory is the larger of two: what the system noted as the most that one process held, and the largest sum of
resident memory over the whole tree of processes, looked at fifty times a second in /proc. Pages that forked processes
share are counted in each, so the sum is an upper bound.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median as middle
from typing import NamedTuple

PAGE = os.sysconf("SC_PAGE_SIZE")
STEP = 0.02
"""Seconds between two looks at the memory of a tree of processes."""

TAKE_OVER = 36
"""PR_SET_CHILD_SUBREAPER of prctl(2): orphans become children of this process."""

NOT_HANDED_ON = {"PYTHONDONTWRITEBYTECODE", "LEDES_WORKSPACE", "LEDES_JOBS"}
"""Variables of the environment that would change what is measured."""


class Run(NamedTuple):
    """One run: exit status, seconds by the clock and of the processor, peak memory in bytes, what it printed."""

    code: int
    wall: float
    cpu: float
    peak: int
    out: str
    err: str


class Median(NamedTuple):
    """Several runs: how many, the exit status of the last, medians of the seconds, the highest peak in bytes."""

    runs: int
    code: int
    wall: float
    cpu: float
    peak: int


def once(command: Sequence[str], *, cwd: Path | None = None, secrets: Mapping[str, str] | None = None) -> Run:
    """Run a command to its end; `secrets` are added to its environment."""
    around = {name: value for name, value in os.environ.items() if name not in NOT_HANDED_ON} | dict(secrets or {})
    with tempfile.TemporaryDirectory(prefix="ledes-timing-") as place:
        watched = [sys.executable, __file__, place, *command]
        subprocess.run(watched, env=around, cwd=cwd, check=True)
        figures = json.loads(Path(place, "figures").read_text("utf-8"))
        said = [Path(place, name).read_text("utf-8", "replace") for name in ("out", "err")]
    return Run(figures["code"], figures["wall"], figures["cpu"], figures["peak"], *said)


def median(runs: Sequence[Run]) -> Median:
    """Put runs together."""
    walls, cpus = ([each.wall for each in runs], [each.cpu for each in runs])
    return Median(len(runs), runs[-1].code, middle(walls), middle(cpus), max(each.peak for each in runs))


def tree(process: int) -> int:
    """Sum the resident memory of a process and of all that it started, in bytes."""
    held, waiting = 0, [process]
    while waiting:
        one = waiting.pop()
        with contextlib.suppress(OSError, ValueError, IndexError):
            held += int(Path(f"/proc/{one}/statm").read_text("ascii").split()[1]) * PAGE
        with contextlib.suppress(OSError):
            for task in Path(f"/proc/{one}/task").iterdir():
                with contextlib.suppress(OSError):
                    waiting += map(int, (task / "children").read_text("ascii").split())
    return held


def watch(place: Path, command: Sequence[str]) -> None:
    """Run a command, wait for all that it started, and write down the figures."""
    ctypes.CDLL(None).prctl(TAKE_OVER, 1, 0, 0, 0)
    most, ended = 0, threading.Event()

    def look() -> None:
        nonlocal most
        while not ended.wait(STEP):
            most = max(most, tree(process.pid))

    with (place / "out").open("wb") as out, (place / "err").open("wb") as err:
        began = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, stderr=err)
        looking = threading.Thread(target=look, daemon=True)
        looking.start()
        code = process.wait()
        wall = time.perf_counter() - began
        with contextlib.suppress(ChildProcessError):
            while True:
                os.wait()
        ended.set()
        looking.join()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    peak = max(most, used.ru_maxrss * 1024)
    figures = {"code": code, "wall": wall, "cpu": used.ru_utime + used.ru_stime, "peak": peak}
    (place / "figures").write_text(json.dumps(figures), "utf-8")


if __name__ == "__main__":
    watch(Path(sys.argv[1]), sys.argv[2:])
