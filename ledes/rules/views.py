"""What many rules ask of one bill, found once: its fees, its expenses, the words of its narratives."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from ledes.bill import EXPENSE, FEE, Bill, Line, Matter, Timekeeper
from ledes.kept import kept
from ledes.narratives.phrases import Phrases, runs
from ledes.rules import wordlist


@kept
def fees(bill: Bill) -> tuple[Line, ...]:
    """List the fees of a bill in its order."""
    return tuple([line for line in bill.lines if line.kind == FEE])


@kept
def expenses(bill: Bill) -> tuple[Line, ...]:
    """List the expenses of a bill in its order."""
    return tuple([line for line in bill.lines if line.kind == EXPENSE])


@kept
def people(bill: Bill) -> dict[int, Timekeeper]:
    """Collect the timekeepers of a bill's fees by their identity; fees of one person mostly share the object."""
    return {id(person): person for line in fees(bill) if (person := line.timekeeper) is not None}


@kept
def kinds(bill: Bill) -> frozenset[str]:
    """Name the kinds of lines that a bill has."""
    return frozenset([line.kind for line in bill.lines])


@kept
def matters(bill: Bill) -> tuple[Matter, ...]:
    """List the matters that lines point at; lines of one matter mostly share the object."""
    return tuple({id(matter): matter for line in bill.lines if (matter := line.matter)}.values())


class Narratives(NamedTuple):
    """The narratives of a bill's fees, each once.

    `by_run` tells for each run of letters by bits which of them hold it, the first by the lowest; `foreign` which have
    other letters than ASCII.
    """

    texts: tuple[str, ...]
    by_run: Mapping[str, int]
    foreign: int

    def holding(self, words: frozenset[str]) -> set[str]:
        """Give all narratives that hold one of some words (of `phrases.spoken`), and few others."""
        return self._those(self._with(wordlist.longest(words)))

    def _with(self, runs: Iterable[str]) -> int:
        found = 0
        for run in self.by_run.keys() & runs:
            found |= self.by_run[run]
        return found

    def _those(self, bits: int) -> set[str]:
        found = set()
        while bits:
            place = bits.bit_length() - 1
            found.add(self.texts[place])
            bits ^= 1 << place
        return found

    def only(self, runs: frozenset[str]) -> set[str]:
        """Give the narratives whose runs of letters are all among some, and the foreign ones."""
        others = self._with(self.by_run.keys() - runs)
        return self._those(((1 << len(self.texts)) - 1) & ~others | self.foreign)

    def phrased(self, phrases: Phrases) -> set[str]:
        """Give the narratives that may hold one of some phrases."""
        return self._those(phrases.among(self.by_run) | self.foreign)

    def listing(self, words: tuple[str, ...]) -> Iterable[str]:
        """Give the narratives that may match `wordlist.whole(words)`; most bills have none, and no pattern is tried.

        Capitals are the same by other rules outside ASCII, so such narratives may always match.
        """
        keys = wordlist.keys(words)
        return self.texts if keys is None else self._those(self._with(keys) | self.foreign)

    def hinting(self, hints: Callable[[str], bool]) -> set[str]:
        """Give the narratives with a run of letters that hints at something, and the foreign ones."""
        return self._those(self._with(filter(hints, self.by_run)) | self.foreign)


@kept
def narratives(bill: Bill) -> Narratives:
    """Take the narratives of a bill's fees apart into runs of letters; without the empty ones."""
    texts = tuple(dict.fromkeys([line.description for line in fees(bill) if line.description]))
    found: defaultdict[str, int] = defaultdict(int)
    foreign = 0
    for place, text in enumerate(texts):
        bit = 1 << place
        for run in runs(text):
            found[run] |= bit
        if not text.isascii():
            foreign |= bit
    return Narratives(texts, dict(found), foreign)
