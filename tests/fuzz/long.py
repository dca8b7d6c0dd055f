"""Fuzz all readers for long: `make fuzz`, or `python long.py --inputs N --processes N [--seed N]`.

Each input is made from its number and the seed alone, so that any can be made again with `--only READER NUMBER`.
Figures are added up in a file beside, slice by slice; `--report` writes those of the file into docs/reliability.md.
Every input that crashes is kept in tests/fuzz/cases/.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import resource
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from fuzz import attempt, mutation, seeds  # noqa: E402

CASES = Path(__file__).parent / "cases"
FIGURES = ROOT / ".make" / "fuzz.jsonl"
PAGE = ROOT / "docs" / "reliability.md"
BEGIN, END = "<!-- written by tests/fuzz/long.py -->\n", "<!-- end -->"
VERDICTS = ("conforms", "fails", "unreadable", "refused")
TARGETS = ("1998b", "98bi", "2000", "json", "xml2.0", "xml2.1", "xml2.2")
CONVERTED, MEASURED = 20, 100
"""Every twentieth input is converted too; of every hundredth the memory is measured, which makes it slow."""

SLICE = 200
SLICES = {"json": 2000, "csv": 400, "xlsx": 400, "98bi": 150}

LEAST = 65_536
"""Bytes that even the smallest input counts for, when memory is put in relation to it."""


def made(reader: str, number: int, seed: int) -> bytes:
    """Make one input anew."""
    dice = random.Random(f"{seed}/{reader}/{number}")
    own = seeds.seeds()[reader]
    some = seeds.seeds()[dice.choice(sorted(seeds.seeds()))] if dice.random() < 0.1 else own
    return mutation.spoilt(dice, reader, dice.choice(own).content, dice.choice(some).content)


def chunk(reader: str, first: int, count: int, seed: int) -> dict[str, Any]:
    """Try some inputs of one reader; give the figures."""
    verdicts: Counter[str] = Counter()
    slowest, held, at = 0.0, 0.0, [0, 0]
    crashes: list[str] = []
    for number in range(first, first + count):
        content = made(reader, number, seed)
        measured = number % MEASURED == 0
        to = TARGETS[number // CONVERTED % len(TARGETS)] if number % CONVERTED == 0 else ""
        try:
            outcome = attempt.attempt(reader, content, to=to, measured=measured)
        except Exception as error:  # noqa: BLE001 - to find them is what this is for
            crashes.append(kept(reader, number, seed, content, to, error))
            continue
        verdicts[outcome.verdict] += 1
        if not measured and outcome.seconds > slowest:
            slowest, at[0] = outcome.seconds, number
        if outcome.memory / max(len(content), LEAST) > held:
            held, at[1] = outcome.memory / max(len(content), LEAST), number
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    done = {"reader": reader, "seed": seed, "inputs": count, "verdicts": verdicts, "crashes": crashes}
    return done | {"slowest": [slowest, at[0]], "held": [held, at[1]], "peak": peak}


def warm() -> None:
    """Step behind everybody else's work, and read one file of each kind, so that tables and libraries are loaded."""
    os.nice(10)
    for reader, some in seeds.seeds().items():
        for to in ("", *TARGETS):
            attempt.attempt(reader, some[0].content, to=to)


def kept(reader: str, number: int, seed: int, content: bytes, to: str, error: Exception) -> str:
    """Keep an input that crashed, unless one that ended at the same line is there; say which line that is."""
    frames = [each for each in traceback.extract_tb(error.__traceback__) if f"{ROOT}/ledes" in each.filename]
    last = f"{Path(frames[-1].filename).stem}-{frames[-1].lineno}" if frames else "elsewhere"
    name = f"{reader}--{to or 'check'}--{type(error).__name__}-{last}"
    if not list(CASES.glob(f"{name}.*")):
        (CASES / f"{name}.bin").write_bytes(content)
        (CASES / f"{name}.why").write_text(f"{seed} {number}\n{''.join(traceback.format_exception(error))}", "utf-8")
    return name


def slices(inputs: int, first: int, seed: int) -> Iterator[tuple[str, int, int, int]]:
    """Share the inputs out among the readers, slice by slice; quick readers take more at a time."""
    starts, left = dict.fromkeys(sorted(seeds.seeds()), first), inputs
    while left > 0:
        for reader in starts:
            count = min(SLICES.get(reader, SLICE), left)
            if count:
                yield reader, starts[reader], count, seed
            starts[reader] += count
            left -= count


def main() -> int:
    """Run slices until the inputs, or the seconds, are used up."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=200_000)
    parser.add_argument("--first", type=int, default=0, help="the number of the first input of each reader")
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--seconds", type=float, default=1e9, help="begin no slice after this time")
    parser.add_argument("--only", nargs=2, metavar=("READER", "NUMBER"), help="print one input")
    parser.add_argument("--report", action="store_true", help="write docs/reliability.md")
    given = parser.parse_args()
    if given.only:
        sys.stdout.buffer.write(made(given.only[0], int(given.only[1]), given.seed))
        return 0
    if given.report:
        return report()
    FIGURES.parent.mkdir(exist_ok=True)
    began, crashed = time.monotonic(), 0
    waiting = slices(given.inputs, given.first, given.seed)
    with ProcessPoolExecutor(given.processes, initializer=warm) as pool, FIGURES.open("a", encoding="utf-8") as figures:
        running = {pool.submit(chunk, *each) for each in itertools.islice(waiting, given.processes * 2)}
        while running:
            finished, running = wait(running, return_when=FIRST_COMPLETED)
            for each in finished:
                done = each.result()
                crashed += len(done["crashes"])
                figures.write(json.dumps(done) + "\n")
                figures.flush()
            left = time.monotonic() - began < given.seconds
            running |= {pool.submit(chunk, *each) for each in itertools.islice(waiting, len(finished) if left else 0)}
    sys.stderr.write(f"{crashed} crashes; the figures are in {FIGURES}\n")
    return 1 if crashed else 0


def report() -> int:
    """Write the figures of all slices so far between the marks of the page."""
    done = [json.loads(line) for line in FIGURES.read_text("utf-8").splitlines()]
    text = PAGE.read_text("utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(before + BEGIN + "\n".join(table(done)) + "\n" + END + after, "utf-8")
    return 0


def table(done: list[dict[str, Any]]) -> Iterator[str]:
    """Tell the figures as a table, one row a reader."""
    heads = ("reader", "inputs", *VERDICTS, "crashes", "slowest, s", "memory, times the file")
    yield f"| {' | '.join(heads)} |"
    yield "| --- " * len(heads) + "|"
    rows = [*(_row(reader, done) for reader in sorted({each["reader"] for each in done})), _row("", done)]
    for row in rows:
        yield f"| {' | '.join(row)} |"
    numbers = ", ".join(map(str, sorted({each["seed"] for each in done})))
    yield f"\nSeeds: {numbers}. The most that one process held in all: {max(each['peak'] for each in done)} MiB."


def _row(reader: str, done: list[dict[str, Any]]) -> tuple[str, ...]:
    ours = [each for each in done if not reader or each["reader"] == reader]
    verdicts: Counter[str] = Counter()
    for each in ours:
        verdicts.update(each["verdicts"])
    counts = (f"{verdicts[name]:,}" for name in VERDICTS)
    crashes = sum(len(each["crashes"]) for each in ours)
    slowest, held = max(each["slowest"][0] for each in ours), max(each["held"][0] for each in ours)
    inputs = f"{sum(each['inputs'] for each in ours):,}"
    return (reader or "all", inputs, *counts, str(crashes), f"{slowest:.2f}", f"{held:.0f}")


if __name__ == "__main__":
    sys.exit(main())
