"""Refusals in clients' own words with the reason that each means, and the third of them that nothing is tuned on."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from ledes.rejections import EXACT, GUESS, recognise

FOLDER = Path(__file__).parent / "rejections"
PARTS = 3


class Said(NamedTuple):
    """What was said, and the reason that it means."""

    reason: str
    text: str

    @property
    def held_out(self) -> bool:
        """Say by a hash of the text whether it belongs to the third that only gives figures."""
        return int(hashlib.sha256(self.text.encode()).hexdigest(), 16) % PARTS == 0


class Figures(NamedTuple):
    """How many texts there are, how many were taken for the right reason, of these as a guess, and how many as exact.

    `strange` were not recognised at all: that is said, and no wrong advice is given.
    """

    texts: int
    right: int
    guessed: int
    strange: int
    exact: int

    @property
    def share(self) -> float:
        """Give the part that was taken for the right reason."""
        return self.right / self.texts


def read(name: str) -> tuple[Said, ...]:
    """Read a set by its name in `tests/rejections/`."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return tuple(Said(row["reason"], row["text"]) for row in csv.DictReader(stream))


def figures(said: Iterable[Said]) -> Figures:
    """Count how texts are taken; the first answer counts."""
    texts = right = guessed = strange = exact = 0
    for each in said:
        answers = recognise(each.text)
        first = answers[0]
        fits = first.reason is not None and first.reason.key == each.reason
        texts, right = texts + 1, right + fits
        guessed += fits and first.confidence == GUESS
        strange += first.reason is None
        exact += any(answer.confidence == EXACT for answer in answers)
    return Figures(texts, right, guessed, strange, exact)
