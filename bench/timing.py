"""How long a process takes and how much memory it and all that it starts hold.

Seconds of the processor are user and system time of the process and of the children that it waited for. Peak memory
is the larger of two: what the system noted as the most that one process held, and the largest sum of resident memory
over the whole tree of processes, looked at fifty times a second in /proc. Pages that forked processes share are counted
in each, so the sum is an upper bound.
"""

from __future__ import annotations

import contextlib
import os
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

PAGE = os.sysconf("SC_PAGE_SIZE")
STEP = 0.02
"""Seconds between two looks at the memory of a tree of processes."""

LONG = 40.0
"""Seconds from which on a command is not run again for a median."""


class Run(NamedTuple):
    """One run: exit status, seconds by the clock and of the processor, peak memory in bytes, what it printed."""

    code: int
    wall: float
    cpu: float
    peak: int
    out: str


class Median(NamedTuple):
    """Several runs: medians of the seconds, the highest peak; `out` and `code` are of the last."""

    runs: int
    code: int
    wall: float
    cpu: float
    peak: int
    out: str


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


def once(command: Sequence[str], *, environment: Mapping[str, str] | None = None) -> Run:
    """Run a command to its end."""
    most, ended = 0, threading.Event()

    def look() -> None:
        nonlocal most
        while not ended.wait(STEP):
            most = max(most, tree(process.pid))

    with tempfile.TemporaryFile() as out:
        began = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, stderr=out, env=environment)
        watch = threading.Thread(target=look, daemon=True)
        watch.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        ended.set()
        watch.join()
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        said = out.read().decode("utf-8", "replace")
    peak = max(most, usage.ru_maxrss * 1024)
    return Run(process.returncode, wall, usage.ru_utime + usage.ru_stime, peak, said)


def median(runs: Sequence[Run]) -> Median:
    """Put runs together."""
    walls, cpus = ([each.wall for each in runs], [each.cpu for each in runs])
    peak = max(each.peak for each in runs)
    last = runs[-1]
    return Median(len(runs), last.code, statistics.median(walls), statistics.median(cpus), peak, last.out)
