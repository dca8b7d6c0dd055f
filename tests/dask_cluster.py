"""A real Dask scheduler with two workers on this machine, as processes of their own."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

TESTS = Path(__file__).parent
SECONDS = 60
"""How long a scheduler or worker may take to come up on a busy machine."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running scheduler: its address, and the processes of its workers by their process ids."""

    address: str
    scheduler: subprocess.Popen[bytes]
    workers: dict[int, subprocess.Popen[bytes]] = field(default_factory=dict)

    def kill(self, worker: int) -> None:
        """Kill a worker, as when its machine loses power."""
        self.workers[worker].send_signal(signal.SIGKILL)
        self.workers[worker].wait()


@contextlib.contextmanager
def cluster(folder: Path, *, workers: int = 2) -> Iterator[Cluster]:
    """Start a scheduler and so many workers of one thread each; end them all."""
    said = folder / "scheduler.json"
    environment = {**os.environ, "PYTHONPATH": str(TESTS)}
    with contextlib.ExitStack() as stack:

        def started(*command: str) -> subprocess.Popen[bytes]:
            log = stack.enter_context((folder / f"{command[0]}.log").open("ab"))
            process = subprocess.Popen(
                [sys.executable, "-m", "dask", *command], cwd=folder, env=environment, stdout=log, stderr=log
            )
            stack.callback(process.wait)
            stack.callback(process.kill)
            return process

        local = ("--host", "127.0.0.1", "--no-dashboard")
        scheduler = started("scheduler", *local, "--port", "0", "--scheduler-file", str(said))
        address = _address(said)
        only = ("--nthreads", "1", "--no-nanny", "--local-directory", str(folder / "space"))
        found = [started("worker", address, *local, *only) for _ in range(workers)]
        _joined(address, workers)
        yield Cluster(address, scheduler, {each.pid: each for each in found})


def _address(said: Path) -> str:
    last = time.monotonic() + SECONDS
    while time.monotonic() < last:
        with contextlib.suppress(FileNotFoundError, json.JSONDecodeError):
            return str(json.loads(said.read_text("utf-8"))["address"])
        time.sleep(0.05)
    raise AssertionError("no scheduler came up")


def _joined(address: str, workers: int) -> None:
    from distributed import Client

    with Client(address, timeout=SECONDS, set_as_default=False) as client:  # type: ignore[no-untyped-call]
        if workers:
            client.wait_for_workers(workers, timeout=SECONDS)
