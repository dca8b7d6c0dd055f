"""Measure what this program does with a month of bills: `python bench/run.py [--lines N ...] [--runs N]`.

Each command runs as a process of its own, after one run that is not counted; the table gives the median wall time,
lines a second, the ratio to `wc -l`-like bare reading of the same file in the same round, and peak memory.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from importlib import metadata
from pathlib import Path

HERE = Path(__file__).parent
READ = "import sys\nfor line in open(sys.argv[1], encoding='ascii', newline='\\n'): line[:-3].split('|')"


def commands(path: Path, out: Path) -> dict[str, list[str]]:
    """Name what is measured."""
    ledes = [sys.executable, "-m", "ledes"]
    return {
        "split every line (the bare minimum)": [sys.executable, "-c", READ, str(path)],
        "ledes validate": [*ledes, "validate", str(path)],
        "ledes validate --json": [*ledes, "validate", "--json", str(path)],
        "ledes convert --to json": [*ledes, "convert", str(path), "--to", "json", "--out", str(out), "--force"],
    }


def once(command: list[str]) -> tuple[float, int]:
    """Run a command; give its wall time in seconds and its peak memory in MiB."""
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, _, usage = os.wait4(process.pid, 0)
    return time.perf_counter() - began, usage.ru_maxrss // 1024


def table(lines: int, runs: int, folder: Path) -> list[str]:
    """Measure one size; give the rows of its table."""
    path = folder / f"{lines}.txt"
    subprocess.run([sys.executable, str(HERE / "month.py"), str(lines), str(path)], check=True)
    wanted = commands(path, folder / "out")
    times: dict[str, list[float]] = {name: [] for name in wanted}
    peaks: dict[str, int] = {}
    for round_ in range(runs + 1):
        for name, command in wanted.items():
            seconds, peak = once(command)
            if round_:
                times[name].append(seconds)
                peaks[name] = max(peaks.get(name, 0), peak)
    least = statistics.median(next(iter(times.values())))
    rows = []
    for name, measured in times.items():
        median = statistics.median(measured)
        rows.append(
            f"| {name} | {lines:,} | {median:.2f} | {lines / median:,.0f} | {median / least:.1f} | {peaks[name]} |"
        )
    return rows


def main() -> int:
    """Print the machine, the versions and the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--runs", type=int, default=5)
    wanted = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, ", end="")
    print(f"ledes {metadata.version('ledes')}\n")
    print("| command | lines | s (median) | lines/s | x bare | peak MiB |\n| --- | --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        for lines in wanted.lines:
            print("\n".join(table(lines, wanted.runs, Path(folder))), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
