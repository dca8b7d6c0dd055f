"""Torture for long: `make torture`, or `python long.py --kills N [--seed N]`; writes docs/reliability.md.

The figures stand between two marks of the page; everything around them is left alone.
"""

from __future__ import annotations

import argparse
import platform
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from torture.torment import Driver, Torment  # noqa: E402

PAGE = ROOT / "docs" / "reliability.md"
BEGIN, END = "<!-- written by tests/torture/long.py -->\n", "<!-- end of the torture -->"


def table(done: Torment, seed: int, minutes: float) -> str:
    """Write what was done and what came of it as a table."""
    headings = ("way", "bills", "delivered alone", "by a person: had come", "had not come", "came twice", "lost")
    lines = [f"| {' | '.join(headings)} |", "| --- " * len(headings) + "|"]
    for key, fate in done.fates.items():
        cells = (key, fate.bills, fate.alone, fate.came, fate.not_come, fate.twice, fate.lost)
        lines.append(f"| {' | '.join(map(str, cells))} |")
    went = "; ".join(
        f"{key}: " + ", ".join(f"{count} {kind}" for kind, count in sorted(fate.mishaps.items()))
        for key, fate in done.fates.items()
    )
    lines += [
        "",
        f"{done.kills} runs of {done.rounds} were killed, {done.jumps} had a wrong or jumping clock, {done.full} "
        f"a full disk; seed {seed}, {minutes:.0f} minutes, Python {platform.python_version()} on "
        f"{platform.system()} {platform.machine()}.",
        "",
        f"What went wrong at the far ends: {went}.",
    ]
    return "\n".join(lines) + "\n"


def write(text: str) -> None:
    """Put the figures into the page."""
    page = PAGE.read_text("utf-8")
    head, _, rest = page.partition(BEGIN)
    _, _, tail = rest.partition(END)
    PAGE.write_text(head + BEGIN + text + END + tail, "utf-8")


def main() -> None:
    """Torture as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        driver = Driver(Path(folder), asked.seed)
        try:
            driver.torture(asked.kills)
            done = driver.end()
        finally:
            driver.close()
    text = table(done, asked.seed, (time.monotonic() - begun) / 60)
    sys.stdout.write(text)
    write(text)


if __name__ == "__main__":
    main()
