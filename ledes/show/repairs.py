"""What was mended in a file, what is left, and how it stands before and after."""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ledes.show import findings

if TYPE_CHECKING:
    from ledes.fix import Fixed
    from ledes.fix.repair import Repair

SHOWN_ROWS = 8
"""Rows of equal repairs that are named in a line of text; the rest is counted."""

LONGEST = 60
"""Characters of what was and is that are shown in text; JSON has them whole."""


def text(name: str, out: str, fixed: Fixed) -> Iterator[str]:
    """Yield the lines that a person reads; `out` is the mended file, empty where there is none."""
    for repair, rows in _grouped(fixed.repairs):
        yield _line(name, repair, rows)
    yield from findings.text(dataclasses.replace(fixed.after, name=out or name), fixed.format.title)
    if not out:
        yield f"{name}: nothing to mend"
        return
    yield f"{name} was: {findings.verdict(fixed.before)}"
    yield f"{out}: {findings.counted(len(fixed.repairs), 'repair')} written"


def _grouped(repairs: tuple[Repair, ...]) -> list[tuple[Repair, list[int]]]:
    groups: dict[tuple[str, str, str, str], tuple[Repair, list[int]]] = {}
    for repair in repairs:
        key = (repair.rule, repair.field, repair.was, repair.now)
        groups.setdefault(key, (repair, []))[1].append(repair.row)
    return list(groups.values())


def _line(name: str, repair: Repair, rows: list[int]) -> str:
    import click

    place = ":".join(part for part in (name, str(repair.row), repair.field) if part)
    mended = click.style("mended", fg="green", bold=True)
    was, now = _shown(repair.was), _shown(repair.now)
    change = f"{was} -> {now}" if was and now else f"{now} put in" if now else f"{was} taken away"
    more = [str(row) for row in rows[1:]]
    also = f" (also row{'s' if len(more) > 1 else ''} {', '.join(more[:SHOWN_ROWS])}" if more else ""
    also += f" and {len(more) - SHOWN_ROWS:,} more" if len(more) > SHOWN_ROWS else ""
    return f"{place}: {mended} {repair.rule} {change}{also}{')' if also else ''}"


def _shown(part: str) -> str:
    if part == " ":
        return "a blank"
    plain = "".join(letter if letter.isprintable() else " " for letter in part)
    return plain if len(plain) <= LONGEST else f"{plain[:LONGEST]}..."


def unified(name: str, out: str, before: bytes, after: bytes) -> Iterator[str]:
    """Yield the unified diff of two files; what a terminal would act on is spelt out."""
    old, new = (_lines(content) for content in (before, after))
    yield from difflib.unified_diff(old, new, fromfile=name, tofile=out, lineterm="")


def _lines(content: bytes) -> list[str]:
    rows = content.decode("utf-8", "surrogateescape").split("\n")
    rows = rows if rows[-1] else rows[:-1]
    return ["".join(map(_visible, row)) for row in rows]


def _visible(letter: str) -> str:
    if letter.isprintable() or "\udc80" <= letter <= "\udcff":
        return letter
    return letter.encode("unicode_escape").decode("ascii")


def as_data(name: str, out: str, fixed: Fixed, diff: str | None) -> dict[str, Any]:
    """Give the result in the shape of `schemas/fix.schema.json`."""
    return {
        "path": name,
        "out": out or None,
        "format": fixed.format.key,
        "sha256": fixed.after.sha256,
        "repairs": [
            {
                "rule": repair.rule,
                "bill": repair.bill or None,
                "row": repair.row,
                "field": repair.field or None,
                "was": repair.was,
                "now": repair.now,
            }
            for repair in fixed.repairs
        ],
        "left": [
            {**findings.finding_data(case.finding), "rows": list(case.rows), "count": case.count}
            for case in fixed.after.cases
        ],
        "verdict": {
            "before": {"standard": fixed.before.standard, "client": fixed.before.client},
            "after": {"standard": fixed.after.standard, "client": fixed.after.client},
        },
        "diff": diff,
    }
