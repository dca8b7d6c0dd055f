"""What many rules ask of one bill, found once: its fees, its expenses, the words of its narratives."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple, TypeVar

from ledes.bill import EXPENSE, FEE, Bill, Line, Matter, Timekeeper
from ledes.narratives.phrases import Phrases, runs
from ledes.rules import wordlist

T = TypeVar("T")


def kept(find: Callable[[Bill], T]) -> Callable[[Bill], T]:
    """Keep what a function gives for the latest bill.

    Two hundred rules are asked of one bill, then of the next. The bill is known by identity: comparing or hashing one
    costs more than most rules.
    """
    latest: tuple[Bill, T] | None = None

    @functools.wraps(find)
    def ask(bill: Bill) -> T:
        nonlocal latest
        known = latest
        if known is None or known[0] is not bill:
            known = latest = (bill, find(bill))
        return known[1]

    return ask


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
    """The narratives of a bill's fees, each once; by each run of letters in them; and those with other than ASCII."""

    texts: tuple[str, ...]
    by_run: Mapping[str, list[str]]
    foreign: tuple[str, ...]

    def holding(self, words: frozenset[str]) -> set[str]:
        """Give all narratives that hold one of some words (of `phrases.spoken`), and few others."""
        return self._with(wordlist.longest(words))

    def _with(self, runs: Iterable[str]) -> set[str]:
        found: set[str] = set()
        for run in self.by_run.keys() & runs:
            found.update(self.by_run[run])
        return found

    def only(self, runs: frozenset[str]) -> set[str]:
        """Give the narratives whose runs of letters are all among some, and the foreign ones."""
        return set(self.texts).difference(self._with(self.by_run.keys() - runs)).union(self.foreign)

    def phrased(self, phrases: Phrases) -> set[str]:
        """Give the narratives that may hold one of some phrases."""
        return self._with(phrases.sought(frozenset(self.by_run))).union(self.foreign)

    def listing(self, words: tuple[str, ...]) -> Iterable[str]:
        """Give the narratives that may match `wordlist.whole(words)`; most bills have none, and no pattern is tried.

        Capitals are the same by other rules outside ASCII, so such narratives may always match.
        """
        keys = wordlist.keys(words)
        return self.texts if keys is None else self._with(keys).union(self.foreign)

    def hinting(self, hints: Callable[[str], bool]) -> set[str]:
        """Give the narratives with a run of letters that hints at something, and the foreign ones."""
        return self._with([run for run in self.by_run if hints(run)]).union(self.foreign)


@kept
def narratives(bill: Bill) -> Narratives:
    """Take the narratives of a bill's fees apart into runs of letters; without the empty ones."""
    texts = tuple(dict.fromkeys([line.description for line in fees(bill) if line.description]))
    found: dict[str, list[str]] = {}
    for text in texts:
        for run in runs(text):
            found.setdefault(run, []).append(text)
    return Narratives(texts, found, tuple([text for text in texts if not text.isascii()]))
