"""The figures as tables of Markdown, each made from what was measured and from nothing else."""

from __future__ import annotations

import statistics
import textwrap
from collections.abc import Iterable, Mapping
from typing import Any

from measures import BARE, MEASURES

Row = Mapping[str, Any]


class Figures:
    """What was measured, by size of month and by measure."""

    def __init__(self, said: Mapping[str, Any]) -> None:
        self.said = said
        self.rows = {(row["month"], row["key"]): row for row in said["rows"] if row["ok"]}
        self.months = sorted({row["month"] for row in said["rows"]})

    def row(self, key: str, month: int | None = None) -> Row | None:
        """Give the figures of a measure over a month, by default the largest that there are; nothing without any."""
        months = reversed(self.months) if month is None else (month,)
        return next((self.rows[each, key] for each in months if (each, key) in self.rows), None)

    def speed(self, key: str, month: int | None = None) -> float | None:
        """Give lines a second by the clock."""
        row = self.row(key, month)
        return row["lines"] / row["wall"] if row else None


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Write a table."""
    heads = list(heads)
    return "".join(f"| {' | '.join(line)} |\n" for line in (heads, ["---"] * len(heads), *rows))


def machine(figures: Figures) -> str:
    """Say where and when it was measured, with which versions."""
    about = figures.said["machine"]
    versions = ", ".join(f"{name} {version}" for name, version in about["versions"].items())
    failed = [f"{row['key']} of {row['month']:,}" for row in figures.said["rows"] if not row["ok"]]
    said = [
        f"{about['day']}, {about['machine']} ({about['processor']}), {about['cores']} cores, "
        f"{about['memory'] / 2**30:.0f} GiB, Python {about['python']}, {versions}; load of the last quarter of an hour "
        f"{about['load']}.",
        *(f"Left out: {title}, because {why}." for title, why in figures.said["left_out"].items()),
        *([f"Failed: {', '.join(failed)}."] if failed else []),
    ]
    return "".join(f"{textwrap.fill(each, 120)}\n" for each in said)


def agreement(figures: Figures) -> str:
    """Show who found how many of the planted faults."""
    found: Mapping[str, Mapping[str, int]] = figures.said["agreement"]
    checks = list(found["planted"])
    return table(["faults", *checks], ([who, *(str(counts[each]) for each in checks)] for who, counts in found.items()))


def months(figures: Figures) -> str:
    """Show every measure over LEDES 1998B, by size of month."""
    heads = ("what", "lines", "runs", "s", "CPU s", "lines/s", "lines/CPU s", "x bare", "peak MiB")
    return table(heads, (_line(figures, month, each.key) for month, each in _measured(figures, "1998b")))


def _measured(figures: Figures, form: str) -> list[tuple[int, Any]]:
    return [
        (month, each)
        for month in figures.months
        for each in MEASURES
        if each.form == form and figures.row(each.key, month)
    ]


def _line(figures: Figures, month: int, key: str) -> list[str]:
    row, bare = figures.rows[month, key], figures.rows[month, BARE]
    title = next(each.title for each in MEASURES if each.key == key)
    ratio = row["cpu"] / row["lines"] / (bare["cpu"] / bare["lines"])
    speeds = [f"{row['lines'] / row[name]:,.0f}" for name in ("wall", "cpu")]
    seconds = [f"{row['wall']:.2f}", f"{row['cpu']:.2f}"]
    return [title, f"{row['lines']:,}", str(row["runs"]), *seconds, *speeds, f"{ratio:.1f}", str(row["peak"] >> 20)]


def peers(figures: Figures) -> str:
    """Show how many times as fast we are as each peer, by the clock; below one they are faster."""
    pairs = (
        ("read", "parser", "read / `ledes-parser`"),
        ("standard", "polars", "`ledes validate` / polars"),
        ("standard-2", "polars", "`ledes validate --jobs 2` / polars"),
        ("standard", "duckdb", "`ledes validate` / duckdb"),
        ("standard-2", "duckdb", "`ledes validate --jobs 2` / duckdb"),
    )
    rows = []
    for ours, theirs, title in pairs:
        ratios = [_ratio(figures.speed(ours, month), figures.speed(theirs, month)) for month in figures.months]
        rows.append([title, *(f"{each:.2f}" if each else "-" for each in ratios)])
    return table(["ratio", *(f"{month:,} lines" for month in figures.months)], rows)


def _ratio(one: float | None, other: float | None) -> float | None:
    return one / other if one and other else None


def xml(figures: Figures) -> str:
    """Show every measure over XML."""
    rows = []
    for month, each in _measured(figures, "xml"):
        row = figures.rows[month, each.key]
        size = row["bytes"] / 1e6
        speeds = [f"{size / row[name]:.1f}" for name in ("wall", "cpu")]
        seconds = [f"{row['wall']:.2f}", f"{row['cpu']:.2f}"]
        start = [each.title, f"{row['lines']:,}", f"{size:.1f}", str(row["runs"])]
        rows.append([*start, *seconds, *speeds, str(row["peak"] >> 20)])
    return table(("what", "lines", "MB", "runs", "s", "CPU s", "MB/s", "MB/CPU s", "peak MiB"), rows)


def reports(figures: Figures) -> str:
    """Show how long each question over the generated firm takes."""
    asked = figures.said.get("reports")
    if not asked:
        return ""
    made, runs, rows = asked["made"], asked["runs"], []
    for command, spent in asked["times"].items():
        middle = statistics.median(spent)
        shown = [f"{each:.2f}" for each in (middle, min(spent), max(spent))]
        rows.append([f"`ledes {command}`", *shown, "yes" if middle < asked["aim"] else "no"])
    size = f"{made['invoices']:,} invoices, a ledger of {made['ledger'] >> 20} MiB, made in {made['wall']:.0f} s"
    heads = ("question", "median", "least", "most", f"under {asked['aim']:g} s")
    return f"{size}; seconds of the processor, {runs} runs each:\n\n{table(heads, rows)}"
