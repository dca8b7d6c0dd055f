"""Measure every report and other questions over the generated firm: `python bench/firm.py [--runs N] [--keep DIR]`.

Makes the firm of `ledes init --example`, checks its ledger, and runs each command as a process of its own, start-up
included, in turns. The time is that of the processor, of the program and of what it starts. What is open in the ledger
must be what was invented.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from ledes import example, ledger, workspace
from ledes.example import Invented, making
from ledes.ledger import verify
from ledes.payments.receivables import receivables
from ledes.reports import reports

COMMANDS = (
    *(f"report {name}" for name in reports()),
    *("due", "handover ann", "escalate", "proformas", "status", "diagnose --open", "history EX-000001"),
)
AIM = 3.0
"""Seconds of the processor that each may take."""


def check(root: Path, made: tuple[Invented, ...]) -> None:
    """Make sure that the ledger is whole and holds the money that was invented."""
    with ledger.reading(workspace.load(root).ledger_url) as book:
        assert not list(verify.problems(book))
        found = sum((each.balance.open for each in receivables(book)), Decimal(0))
    assert found == sum((each.open for each in made if each.kind == "invoice"), Decimal(0))


def run(root: Path, command: str) -> float:
    """Run one command; give its processor time in seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    asked = [sys.executable, "-m", "ledes", *command.split()]
    done = subprocess.run(asked, cwd=root, capture_output=True, check=False)
    assert done.returncode in {0, 1}, done.stderr.decode()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


class Made(NamedTuple):
    """A firm that was made: its invoices, the bytes of its ledger, and the seconds that it took."""

    invoices: int
    ledger: int
    wall: float
    cpu: float


def make(root: Path, invoices: int, seed: int = example.SEED) -> Made:
    """Make the firm and check it."""
    start, clock = time.process_time(), time.monotonic()
    made = making.make(root, invoices=invoices, seed=seed)
    spent, passed = time.process_time() - start, time.monotonic() - clock
    check(root, made)
    return Made(invoices, (root / "ledger.db").stat().st_size, passed, spent)


def times(root: Path, runs: int) -> dict[str, list[float]]:
    """Run the commands in turns; give the seconds of each run of each."""
    found: dict[str, list[float]] = {command: [] for command in COMMANDS}
    for _ in range(runs):
        for command, spent in found.items():
            spent.append(run(root, command))
    return found


def main() -> None:
    """Make the firm, check it, time the commands."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--invoices", type=int, default=example.INVOICES)
    asked.add_argument("--seed", type=int, default=example.SEED)
    asked.add_argument("--runs", type=int, default=3, help="of which the median counts")
    asked.add_argument("--keep", type=Path, help="leave the firm here; one that is here already is asked as it is")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = given.keep or Path(folder)
        if not (root / workspace.NAME).exists():
            made = make(root, given.invoices, given.seed)
            print(f"{made.invoices} invoices, {made.ledger >> 20} MiB, made in {made.cpu:.1f} s of the processor")
        taken = times(root, given.runs)
        print(f"load {os.getloadavg()[0]:.1f}")
        for command, found in taken.items():
            middle = statistics.median(found)
            late = "" if middle < AIM else f"  above {AIM:g}"
            print(f"{command:20} {middle:5.2f} s  ({min(found):.2f} to {max(found):.2f}){late}")


if __name__ == "__main__":
    main()
