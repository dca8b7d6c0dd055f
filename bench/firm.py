"""Measure reports over the generated firm: `python bench/firm.py [--invoices N] [--seed S] [--keep DIR]`.

Makes the firm of `ledes init --example`, checks its ledger, and runs each command as a process of its own, start-up
included. The time is that of the processor, of the program and of what it starts. What is open in the report on ageing
must be what was invented.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from decimal import Decimal
from pathlib import Path

from ledes import example, ledger, workspace
from ledes.example import Invented, making
from ledes.ledger import verify
from ledes.payments.receivables import receivables

COMMANDS = (
    *(f"report {name}" for name in ("ageing", "budgets", "days", "forecast", "outstanding", "proformas")),
    *(f"report {name}" for name in ("realization", "rejections", "statement", "weekly")),
    *("due", "handover ann", "escalate", "proformas", "status", "diagnose --open", "history EX-000001"),
)


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


def main() -> None:
    """Make the firm, check it, time the commands."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--invoices", type=int, default=example.INVOICES)
    asked.add_argument("--seed", type=int, default=example.SEED)
    asked.add_argument("--keep", type=Path, help="leave the workspace here")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = given.keep or Path(folder)
        start, clock = time.process_time(), time.monotonic()
        made = making.make(root, invoices=given.invoices, seed=given.seed)
        spent = {"made in, processor": time.process_time() - start, "made in, by the clock": time.monotonic() - clock}
        check(root, made)
        size = (root / "ledger.db").stat().st_size / 2**20
        print(f"{given.invoices} invoices, {size:.0f} MiB")
        for what, seconds in spent.items():
            print(f"{what:24} {seconds:6.1f} s")
        figures = {command: round(run(root, command), 2) for command in COMMANDS}
        for command, seconds in figures.items():
            print(f"{command:24} {seconds:6.2f} s")


if __name__ == "__main__":
    main()
