"""Write bills that are read meanwhile: `python bench/writing.py --to KEY --out DIR [--jobs N] FILE...`.

One file becomes one file. Prints bills, lines and bytes, and the seconds by the clock and of the processor that the
writing alone took: what it cost to read each bill, and to complete it for its new format, is taken off. With several
processes the seconds by the clock are those of the slowest, and those of the processor are added up.
"""

from __future__ import annotations

import argparse
import functools
import json
import multiprocessing
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from parties import STATED

from ledes.bill import Bill
from ledes.client import Representation
from ledes.completion import complete
from ledes.formats import Format, Reading, named
from ledes.formats.source import source

HOW = Representation(xml_namespace="none")
"""The schemas that XML is checked against here know no namespace."""


class Written(NamedTuple):
    """What was written, and in how many seconds."""

    bills: int
    lines: int
    bytes: int
    wall: float
    cpu: float
    process: int


class Given:
    """The bills of a file for a writer; counts them and the time that getting them takes."""

    def __init__(self, path: Path, target: Format) -> None:
        self.path, self.target = path, target
        self.bills = self.lines = 0
        self.wall = self.cpu = 0.0

    def __iter__(self) -> Iterator[Bill]:
        items = self._read()
        while True:
            wall, cpu = time.perf_counter(), time.process_time()
            bill = next(items, None)
            self.wall += time.perf_counter() - wall
            self.cpu += time.process_time() - cpu
            if bill is None:
                return
            self.bills += 1
            self.lines += len(bill.lines)
            yield bill

    def _read(self) -> Iterator[Bill]:
        with source(str(self.path)) as opened, opened.open() as stream:
            for item in opened.format.read(stream, opened.name, Reading()):
                if isinstance(item, Bill):
                    same = opened.format.key == self.target.key
                    yield item if same else complete(item, self.target, None, STATED)[0]


def write(target: Format, folder: Path, path: Path) -> Written:
    """Write one file."""
    assert target.write is not None
    given = Given(path, target)
    out = (folder / path.name).with_suffix(f".{target.extensions[0].removeprefix('.')}")
    wall, cpu = time.perf_counter(), time.process_time()
    with out.open("wb") as stream:
        for _note in target.write(given, stream, HOW):
            pass
    wall, cpu = time.perf_counter() - wall - given.wall, time.process_time() - cpu - given.cpu
    return Written(given.bills, given.lines, out.stat().st_size, wall, cpu, multiprocessing.current_process().pid or 0)


def written(key: str, folder: Path, path: Path) -> Written:
    """Write one file, in a process that knows the format by its key alone."""
    return write(named(key), folder, path)


def main() -> int:
    """Write, and print the sums as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--to", default="1998b")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--jobs", type=int, default=1)
    wanted = parser.parse_args()
    wanted.out.mkdir(parents=True, exist_ok=True)
    one = functools.partial(written, wanted.to, wanted.out)
    if wanted.jobs > 1:
        with multiprocessing.Pool(wanted.jobs) as pool:
            done = pool.map(one, wanted.files, chunksize=1)
    else:
        done = [one(path) for path in wanted.files]
    clocks: dict[int, float] = {}
    for each in done:
        clocks[each.process] = clocks.get(each.process, 0.0) + each.wall
    sums = {name: sum(getattr(each, name) for each in done) for name in ("bills", "lines", "bytes", "cpu")}
    print(json.dumps({**sums, "wall": max(clocks.values())}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
