"""Lists of words that rules look for: papers of a court, people inside and outside the firm, words that say nothing."""

from __future__ import annotations

import csv
import functools

from ledes import schemas


@functools.cache
def _all() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    with schemas.path("narrative-words.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            found.setdefault(row["list"], set()).update(row["words"].split())
    return {name: frozenset(words) for name, words in found.items()}


def words(name: str) -> frozenset[str]:
    """Load a list of `schemas/narrative-words.csv`, in small letters.

    Raises `KeyError` where there is none of that name.
    """
    return _all()[name]
