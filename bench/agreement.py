"""Do all who are timed find the same? Counts of planted faults by each check: ours, polars' and duckdb's."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path

import timing
from measures import MEASURES, Measure, lacking, ledes, program
from planted import FAULTS, RULES

Counts = dict[str, int]


def ours(path: Path) -> Counts:
    """Count what `ledes validate` finds, by the checks its rules belong to; any other rule counts under its code."""
    run = timing.once(ledes("validate", "--json", str(path)))
    if run.code != 1:
        sys.exit(f"ledes validate: exit {run.code}: {run.err[-500:]}")
    counts = dict.fromkeys(FAULTS, 0)
    for case in json.loads(run.out)["files"][0]["findings"]:
        check = RULES.get(case["rule"], case["rule"])
        counts[check] = counts.get(check, 0) + case["count"]
    return counts


def theirs(name: str, path: Path) -> Counts:
    """Count what a peer finds."""
    run = timing.once(program(name, str(path)))
    if run.code:
        sys.exit(f"{name}: exit {run.code}: {run.err[-500:]}")
    said = json.loads(run.out)
    return {check: said[check] for check in FAULTS}


def counted(path: Path, planted: Mapping[str, int]) -> dict[str, Counts]:
    """Count the faults of a file with everybody who is there, beside what was planted.

    Ends the program where one differs: then no figure would mean anything.
    """
    there = {each.key: each for each in MEASURES if each.key in {"polars", "duckdb"} and not lacking(each)}
    found = {"planted": dict(planted), "ledes": ours(path)}
    found |= {key: theirs(_program(each), path) for key, each in there.items()}
    for who, counts in found.items():
        if counts != found["planted"]:
            sys.exit(f"{who} does not find what was planted: {counts} instead of {found['planted']}")
    return found


def _program(measure: Measure) -> str:
    return f"over{measure.key}"
