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
from typing import IO, NamedTuple

PAGE = os.sysconf("SC_PAGE_SIZE")
STEP = 0.02
"""Seconds between two looks at the memory of a tree of processes."""

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


def once(command: Sequence[str], *, cwd: Path | None = None, secrets: Mapping[str, str] | None = None) -> Run:
    """Run a command to its end; `secrets` are added to its environment."""
    most, ended = 0, threading.Event()
    around = {name: value for name, value in os.environ.items() if name not in NOT_HANDED_ON} | dict(secrets or {})

    def look() -> None:
        nonlocal most
        while not ended.wait(STEP):
            most = max(most, tree(process.pid))

    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        began = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, stderr=err, env=around, cwd=cwd)
        watch = threading.Thread(target=look, daemon=True)
        watch.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        ended.set()
        watch.join()
        process.returncode = os.waitstatus_to_exitcode(status)
        said = [_text(each) for each in (out, err)]
    peak = max(most, usage.ru_maxrss * 1024)
    return Run(process.returncode, wall, usage.ru_utime + usage.ru_stime, peak, *said)


def _text(stream: IO[bytes]) -> str:
    stream.seek(0)
    return stream.read().decode("utf-8", "replace")


def median(runs: Sequence[Run]) -> Median:
    """Put runs together."""
    walls, cpus = ([each.wall for each in runs], [each.cpu for each in runs])
    peak = max(each.peak for each in runs)
    return Median(len(runs), runs[-1].code, statistics.median(walls), statistics.median(cpus), peak)
