"""Labelled narratives: which a rule must tell and which it must not, and the third of them that nothing is tuned on."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent / "narratives"
PARTS = 3


class Labelled(NamedTuple):
    """A row of a set: whether a rule must tell it, and its columns."""

    bad: bool
    columns: dict[str, str]

    @property
    def held_out(self) -> bool:
        """Say by a hash of the text whether the row belongs to the third that only gives figures."""
        text = "\t".join(self.columns.values())
        return hashlib.sha256(text.encode()).digest()[0] % PARTS == 0


class Figures(NamedTuple):
    """What a rule did with rows: bad ones told, good ones told, bad ones left."""

    told: int
    wrongly: int
    left: int

    @property
    def precision(self) -> float:
        """Give the part of what was told that was bad; 1 where nothing was told."""
        return self.told / (self.told + self.wrongly) if self.told + self.wrongly else 1.0

    @property
    def recall(self) -> float:
        """Give the part of the bad rows that was told."""
        return self.told / (self.told + self.left) if self.told + self.left else 1.0


def read(path: Path) -> tuple[Labelled, ...]:
    """Read a set: CSV with a column `bad` (yes, no) and the columns that its rule looks at."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return tuple(Labelled(row.pop("bad") == "yes", row) for row in rows)


def find(code: str) -> Path:
    """Find the set of a rule by its code."""
    (path,) = FOLDER.glob(f"{code}-*.csv")
    return path


def figures(rows: Iterable[Labelled], tells: Callable[[dict[str, str]], bool]) -> Figures:
    """Count what a judgment does with rows."""
    counted = {(True, True): 0, (True, False): 0, (False, True): 0, (False, False): 0}
    for row in rows:
        counted[row.bad, bool(tells(row.columns))] += 1
    return Figures(told=counted[True, True], wrongly=counted[False, True], left=counted[True, False])
