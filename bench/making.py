"""Make what is measured: a month in files, the same bills as XML, and the workspace with the full profile."""

from __future__ import annotations

import multiprocessing
import sys
from pathlib import Path

import fullfirm
import month
import planted
import timing
from measures import AS_XML, MEASURES, Place, program

FILES = 20
EARLIER = 20_000
"""Earlier bills that the workspace is asked for, at ten lines each; of a small month a fifth of its lines."""

SAMPLE = 100_000
PLANTED = 20
"""Lines of the month in which faults are planted, and how many of each kind."""


def place(folder: Path, lines: int, wanted: frozenset[str]) -> Place:
    """Make a month of so many lines in a folder, and beside it what the wanted measures need."""
    found = Place(
        month=tuple(folder / "month" / f"{file + 1:02}.txt" for file in range(FILES)),
        xml=tuple(folder / "xml" / f"{file + 1:02}.xml" for file in range(FILES)[: taken(lines, AS_XML)]),
        firm=folder / "firm",
        out=folder / "out",
    )
    month.make(month.Month(lines, FILES), folder / "month")
    if wanted & {"full", "full-2"}:
        _aside(fullfirm.make, found.firm, list(found.month), lines, min(EARLIER, lines // 5))
    if wanted & {each.key for each in MEASURES if each.form == "xml"}:
        texts = [str(path) for path in found.month[: len(found.xml)]]
        run = timing.once(program("writing", "--to", "xml2.1", "--jobs", "2", "--out", str(folder / "xml"), *texts))
        if run.code:
            raise SystemExit(f"no XML could be made: {run.err[-500:]}")
    return found


def taken(lines: int, most: int) -> int:
    """Say how many files of a month hold no more than so many lines."""
    return min(FILES, max(1, most * FILES // lines))


def spoilt(folder: Path) -> tuple[Path, dict[str, int]]:
    """Make a month with planted faults; say where it is, and how many faults each check should find."""
    good, bad = folder / "good.txt", folder / "planted.txt"
    _aside(month.write, month.Month(SAMPLE, seed=3), good)
    _aside(planted.plant, good, bad, PLANTED)
    return bad, planted.expected(PLANTED)


def _aside(make: object, *what: object) -> None:
    """Make something in a process of its own: the peak of one that is started counts what the starting one held."""
    process = multiprocessing.get_context("spawn").Process(target=make, args=what)  # type: ignore[arg-type]
    process.start()
    process.join()
    if process.exitcode:
        sys.exit(f"what is measured could not be made: exit {process.exitcode}")
