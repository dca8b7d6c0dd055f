"""Measure validation with a full profile and history alone: `python bench/fullmonth.py [--lines N ...] [--earlier N]`.

The workspace is that of `fullfirm`, the month one file of `month`, all on one processor; beside each run the same file
is split at its pipes. `--runs` says how often; medians count. `--keep DIR` leaves the workspaces there.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import tempfile
from pathlib import Path

import fullfirm
import timing
from month import Month, write

SPLIT = str(Path(__file__).parent / "split.py")


def make(folder: Path, lines: int, earlier: int) -> None:
    """Make a month and its workspace."""
    path = folder / "month.txt"
    write(Month(lines), path)
    print(f"{fullfirm.make(folder, [path], lines, earlier):,} earlier bills", flush=True)


def measure(folder: Path, lines: int, runs: int) -> str:
    """Validate the month several times; give the row of the table."""
    path = str(folder / "month.txt")
    least, full = [], []
    for _ in range(runs):
        least.append(timing.once([sys.executable, SPLIT, path]))
        full.append(timing.once([sys.executable, "-m", "ledes", "validate", "--workspace", str(folder), path]))
    found, bare = timing.median(full), timing.median(least)
    return (
        f"| {lines:,} | {found.code} | {found.wall:.2f} | {found.cpu:.2f} | {lines / found.cpu:,.0f} "
        f"| {found.cpu / bare.cpu:.1f} | {found.peak >> 20} |"
    )


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--earlier", type=int, default=20_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--keep", type=Path)
    wanted = parser.parse_args()
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    rows = []
    for lines in wanted.lines:
        with tempfile.TemporaryDirectory() as place:
            folder = (wanted.keep / str(lines)) if wanted.keep else Path(place)
            folder.mkdir(parents=True, exist_ok=True)
            # in a process of its own: the peak of one that is started counts what the starting one held
            maker = multiprocessing.get_context("spawn").Process(target=make, args=(folder, lines, wanted.earlier))
            maker.start()
            maker.join()
            rows.append(measure(folder, lines, wanted.runs))
    print("\n| lines | exit | s | CPU s | lines/CPU s | x bare | peak MiB |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    print("\n".join(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
