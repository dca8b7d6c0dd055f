"""What this installation knows, by version: the program, its rules, its code sets, the Python under it."""

from __future__ import annotations

import csv
import hashlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from ledes import catalogue, codes, schemas

LONG = 12
"""Letters of a digest that are shown: enough to compare two installations by eye."""

DECIDING = ("rules", "formats", "facts", "narratives", "reckoning", "terms")
"""Rooms whose code decides what is found; rules of other packages enter by their declarations."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeSet:
    """A code set: how many codes, when its publisher dated it (empty: it did not), the digest of our file."""

    name: str
    count: int
    published: str
    digest: str


def rule_digest() -> str:
    """Give the digest of everything that is checked: declarations, options, the code that decides, the lists it reads.

    Two installations with the same digest judge a bill alike, given the same set-up.
    """
    digest = hashlib.sha256()
    for check in catalogue.catalogue().values():
        options = sorted((name, str(value)) for name, value in check.options.items())
        digest.update(repr((check.code, check.name, check.severity.word, check.scope, check.unless, options)).encode())
    place = Path(__file__).parent
    sources = [path for room in DECIDING for path in sorted((place / room).rglob("*.py"))]
    for path in (*sources, *sorted(schemas.FOLDER.glob("*.csv"))):
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()[:LONG]


def code_sets() -> Iterator[CodeSet]:
    """List the code sets, confirmed ones first."""
    with schemas.path("code-sets.csv").open(encoding="utf-8", newline="") as stream:
        dates = {row["set"]: row["published"] for row in csv.DictReader(stream)}
    for name, found in codes.sets().items():
        content = "\n".join(f"{each.code},{each.level},{each.parent},{each.name}" for each in found)
        digest = hashlib.sha256(content.encode()).hexdigest()[:LONG]
        yield CodeSet(name=name, count=len(found), published=dates.get(name, ""), digest=digest)


def lines() -> Iterator[str]:
    """Tell all versions, a line each."""
    yield f"ledes {metadata.version('ledes')}"
    yield f"rules {len(catalogue.catalogue())}, digest {rule_digest()}"
    for each in code_sets():
        dated = f" of {each.published}" if each.published else ""
        yield f"codes {each.name}{dated}: {each.count}, digest {each.digest}"
    yield f"Python {sys.version.split()[0]}"
