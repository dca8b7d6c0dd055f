"""Measure everything over a month of bills: `python bench/run.py [--lines N ...] [--out FILE]`.

Makes the month, sees that everybody finds the same planted faults, runs each command as a process of its own in turn,
and writes the figures as JSON; `python bench/pages.py FILE` makes tables of them. A command that takes long runs once.
Words for people go to standard error.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import agreement
import firm
import making
import month
import sending
import surroundings
import timing
from measures import BARE, MEASURES, Measure, Place, lacking, ledes

from ledes.example import INVOICES

LONG = 60.0
"""Seconds from which on a command is not run again for a median."""

A_BILL = 50
"""Lines of the one bill that the start-up is measured with."""

ANSWER, AT_ONCE = 0.2, 5
"""Seconds that the portal takes for a bill, and how many it is sent at once."""


def tell(words: str) -> None:
    """Say how far it is."""
    print(f"{time.strftime('%H:%M:%S')} {words}", file=sys.stderr, flush=True)


def once(measure: Measure, place: Place, files: tuple[Path, ...]) -> tuple[timing.Run, dict[str, Any]]:
    """Run a measure; give the run, with the seconds that count, and what it said of itself."""
    shutil.rmtree(place.out, ignore_errors=True)
    run = timing.once(measure.command(tuple(map(str, files)), place), cwd=place.month[0].parents[1])
    if run.code not in measure.codes:
        tell(f"{measure.key}: exit {run.code}: {(run.err or run.out)[-500:]}")
        return run, {}
    said: dict[str, Any] = json.loads(run.out) if measure.alone else {}
    return (run._replace(wall=said["wall"], cpu=said["cpu"]) if measure.alone else run), said


def size(place: Place, lines: int, runs: int, wanted: list[Measure]) -> list[dict[str, Any]]:
    """Measure one size of month, in rounds, so that all commands meet the same neighbours; give a row for each."""
    found: dict[str, list[timing.Run]] = {each.key: [] for each in wanted}
    said: dict[str, dict[str, Any]] = {}
    files = {each.key: _files(each, place, lines) for each in wanted}
    spent: dict[str, float] = {}
    for round_ in range(runs):
        for each in wanted:
            if round_ and (spent[each.key] > LONG or found[each.key][-1].code not in each.codes):
                continue
            began = time.monotonic()
            run, said[each.key] = once(each, place, files[each.key])
            spent[each.key] = time.monotonic() - began
            found[each.key].append(run)
            tell(f"{lines:>9,} {each.key:<12} {run.wall:8.2f} s {run.cpu:8.2f} CPU s {run.peak >> 20:6} MiB")
    rows = []
    for each in wanted:
        share = len(files[each.key]) / making.FILES
        row = {
            "month": lines,
            "lines": round(lines * share),
            "share": share,
            "ok": found[each.key][-1].code in each.codes,
        }
        weight = sum(path.stat().st_size for path in files[each.key])
        rows.append({"key": each.key, **row, "bytes": weight, **timing.median(found[each.key])._asdict()})
    return rows


def _files(measure: Measure, place: Place, lines: int) -> tuple[Path, ...]:
    every = place.xml if measure.form == "xml" else place.month
    return every[: making.taken(lines, measure.most)]


def starts(folder: Path, runs: int) -> dict[str, dict[str, Any]]:
    """Measure how long it takes to begin: Python alone, the help, one bill."""
    bill = folder / "bill.txt"
    month.write(month.Month(A_BILL, size=A_BILL), bill)
    commands = {
        "python": [sys.executable, "-c", "pass"],
        "help": ledes("--help"),
        "bill": ledes("validate", str(bill)),
    }
    found: dict[str, list[timing.Run]] = {key: [] for key in commands}
    for _ in range(runs + 1):
        for key, command in commands.items():
            found[key].append(timing.once(command, cwd=folder))
    return {key: timing.median(each[1:])._asdict() for key, each in found.items()}


def send(bills: int) -> dict[str, Any]:
    """Measure the sending of so many bills; where it fails that is said, and there are no figures."""
    try:
        sent = sending.sent(bills, ANSWER, AT_ONCE)
    except SystemExit as error:
        tell(f"sending: {error}")
        return {}
    return {"bills": bills, "answer": ANSWER, "at_once": AT_ONCE, "wall": sent.wall, "cpu": sent.cpu}


def ask(folder: Path, invoices: int, runs: int) -> dict[str, Any]:
    """Measure every report and other questions over a firm of so many invoices."""
    made = firm.make(folder, invoices)
    return {"made": made._asdict(), "aim": firm.AIM, "runs": runs, "times": firm.times(folder, runs)}


def main() -> int:
    """Measure, and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--bills", type=int, default=500, help="how many bills are sent to the portal")
    parser.add_argument("--invoices", type=int, default=INVOICES, help="of the firm whose reports are asked for")
    parser.add_argument("--only", nargs="+", default=[each.key for each in MEASURES], help="what is measured")
    parser.add_argument("--out", type=Path, default=Path(".make/bench.json"))
    given = parser.parse_args()
    wanted = [each for each in MEASURES if each.key in {BARE, *given.only}]
    left_out = {each.title: why for each in wanted if (why := lacking(each))}
    wanted = [each for each in wanted if each.title not in left_out]
    for title, why in left_out.items():
        tell(f"left out: {title}: {why}")
    figures: dict[str, Any] = {"machine": surroundings.described(), "left_out": left_out, "rows": []}
    given.out.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory(prefix="ledes-bench-") as place:
        folder = Path(place)
        tell("planting faults")
        figures["agreement"] = agreement.counted(*making.spoilt(folder))
        figures["starts"] = starts(folder, 9)
        for lines in given.lines:
            tell(f"making a month of {lines:,} lines")
            made = making.place(folder / str(lines), lines, frozenset(each.key for each in wanted))
            figures["rows"] += size(made, lines, given.runs, [each for each in wanted if lines <= each.largest])
            shutil.rmtree(folder / str(lines))
            _keep(figures, given.out)
        if given.invoices:
            tell(f"asking for every report over {given.invoices:,} invoices")
            figures["reports"] = ask(folder / "firm", given.invoices, given.runs)
    if given.bills:
        tell(f"sending {given.bills} bills")
        figures["sending"] = send(given.bills)
    figures["machine"]["load"] = surroundings.load()
    _keep(figures, given.out)
    tell(f"the figures are in {given.out}")
    return 0 if all(row["ok"] for row in figures["rows"]) else 1


def _keep(figures: dict[str, Any], out: Path) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(figures, indent=1), "utf-8")


if __name__ == "__main__":
    sys.exit(main())
