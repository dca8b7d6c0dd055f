"""Phrases that a list in `schemas/` names, found in a narrative and quoted as written.

A phrase is words with marks: `^` at its head wants it where work begins (the start of a clause, behind `and` or a
comma), `verb!` is any form of the verb or noun made of it, `stem~` any ending, `a/b` either word, `_` up to three words
between. A row's `unless` names words that, anywhere in the clause, mean something else.
"""

from __future__ import annotations

import csv
import functools
import operator
import re
from collections.abc import Iterator, Mapping

from ledes import schemas
from ledes.narratives.clauses import clauses
from ledes.narratives.verbs import forms, inflect
from ledes.narratives.wordlists import words as listed

SPACE = r"[\s,'’\"()-]+"
BETWEEN = rf"(?:[\w&'’.-]+{SPACE}){{0,3}}?"
BEGINS = (
    r"(?:^|[,&/:]\s*|\band\s+|\b(?:attention|attend(?:ed|ing)?|tend(?:ed|ing)?)\s+to\s+|\bassist\w*\s+(?:\w+\s+)?(?:with|in)\s+)"
    r"(?:(?:continued?|further|additional|begin|began|the|a|re|electronically)\s+)*"
)
_RUN = re.compile(r"[a-z]+")
_ASCII = bytes(ord(chr(code).lower()) if code < 128 and chr(code).isalpha() else 0x20 for code in range(256))
WORD = re.compile(r"[a-z][a-z'’/-]*[a-z]|[a-z]", re.ASCII)


class Phrase:
    """A phrase with what makes it something else; its patterns are made when a narrative first holds a key of it."""

    def __init__(self, phrase: str, unless: str = "") -> None:
        self._phrase, self._unless = phrase, unless
        among = [_spelled(word) for word in phrase.lstrip("^").split() if word != "_"]
        rarest: list[str] = min(reversed(among), key=_common)
        self.keys = tuple(rarest)
        # the word by which a phrase is looked up stands last: it is there already
        among.sort(key=lambda words: words is rarest)
        self._letters = tuple([letters for words in among if any(letters := _lettered(words))])

    def among(self, held: Mapping[str, int]) -> int:
        """Tell by bits which ASCII texts may hold the phrase; `held` are those that hold each run of letters.

        A text that holds it has for each of its words all letters of one of the spellings.
        """
        found = -1
        for single, several in self._letters:
            some = 0
            for run in single & held.keys():
                some |= held[run]
            for each in several:
                some |= functools.reduce(operator.and_, [held.get(run, 0) for run in each])
            found &= some
            if not found:
                break
        return found

    def search(self, clause: str) -> str:
        """Quote the phrase as it stands in a clause; empty where it does not."""
        hit = self._anywhere.search(clause)
        if hit is not None and self._phrase.startswith("^"):
            # to look for where work begins takes five times as long as to look for the words
            hit = self._begun.search(clause)
        if hit is None or (self._unless and self._besides.search(clause)):
            return ""
        return " ".join(hit["hit"].split())

    @functools.cached_property
    def _anywhere(self) -> re.Pattern[str]:
        return re.compile(rf"(?<![\w-])(?P<hit>{self._words})", re.IGNORECASE)

    @functools.cached_property
    def _begun(self) -> re.Pattern[str]:
        return re.compile(f"{BEGINS}(?P<hit>{self._words})", re.IGNORECASE)

    @property
    def _words(self) -> str:
        parts = []
        for word in self._phrase.lstrip("^").split():
            spelled = f"(?:{'|'.join(map(_pattern, _spelled(word)))})(?![\\w-]){SPACE}"
            parts.append(BETWEEN if word == "_" else spelled)
        return "".join(parts).removesuffix(SPACE)

    @functools.cached_property
    def _besides(self) -> re.Pattern[str]:
        besides = [_pattern(each) for word in self._unless.split() for each in _spelled(word)]
        return re.compile(rf"(?<![\w-])(?:{'|'.join(besides)})(?![\w-])", re.IGNORECASE)


class Phrases:
    """The phrases of one list; a narrative that holds one of them holds one of the words `keys`."""

    def __init__(self, rows: list[Phrase]) -> None:
        self._keyed: dict[str, list[Phrase]] = {}
        self._by_run: dict[str, list[Phrase]] = {}
        for row in rows:
            for key in row.keys:
                self._keyed.setdefault(key, []).append(row)
                self._by_run.setdefault(max(runs(key), key=len), []).append(row)
        self.keys = frozenset(self._keyed)

    def among(self, held: Mapping[str, int]) -> int:
        """Tell by bits which ASCII texts may hold a phrase; `held` are those that hold each run of letters."""
        found = 0
        for run in self._by_run.keys() & held.keys():
            for each in self._by_run[run]:
                # of its other words the texts mostly hold none
                found |= held[run] & each.among(held)
        return found

    def find(self, text: str) -> str:
        """Quote the first phrase that a narrative holds; empty where it holds none."""
        return next(self._candidates(text), "")

    def _candidates(self, text: str) -> Iterator[str]:
        keys = self.keys & spoken(text)
        if not keys:
            return
        found = [phrase for key in sorted(keys) for phrase in self._keyed[key]]
        if text.isascii():
            # a search costs as much as twenty such tests, and one text in a hundred passes them
            held = dict.fromkeys(runs(text), 1)
            found = [phrase for phrase in found if phrase.among(held)]
            if not found:
                return
        for clause in clauses(text):
            for phrase in found:
                if hit := phrase.search(clause):
                    yield hit


@functools.lru_cache(maxsize=4096)
def spoken(text: str) -> frozenset[str]:
    """Collect the words of a narrative, in small letters."""
    return frozenset(WORD.findall(text.lower()))


def runs(text: str) -> list[str]:
    """Cut a text into its runs of letters from a to z, in small letters.

    >>> runs("E-filing of Bates' brief")
    ['e', 'filing', 'of', 'bates', 'brief']
    """
    # ten times as fast as a pattern
    return text.encode().translate(_ASCII).decode().split() if text.isascii() else _RUN.findall(text.lower())


@functools.cache
def load(name: str) -> Phrases:
    """Load a list `narrative-<name>.csv` of `schemas/`: columns phrase, unless, source."""
    with schemas.path(f"narrative-{name}.csv").open(encoding="utf-8", newline="") as stream:
        return Phrases([Phrase(row["phrase"], row["unless"]) for row in csv.DictReader(stream)])


def _common(words: list[str]) -> int:
    """Count what of a phrase's word is common in narratives, so that phrases are looked up by their rarest word."""
    if any(word.endswith("~") for word in words):
        return len(forms())
    return sum(word in forms() or word in listed("vague") for word in words)


def _lettered(words: list[str]) -> tuple[frozenset[str], tuple[list[str], ...]]:
    """Give the runs of letters of the spellings that have one, and of those that have several.

    None where one has an open ending or no letter.
    """
    found = [runs(word) for word in words if not word.endswith("~")]
    if len(found) < len(words) or not all(found):
        return frozenset(), ()
    single = frozenset(each[0] for each in found if len(each) == 1)
    return single, tuple(each for each in found if len(each) > 1)


def _spelled(word: str) -> list[str]:
    found = []
    for each in word.split("/"):
        found += conjugated(each[:-1]) if each.endswith("!") else [each]
    return found


def conjugated(base: str) -> list[str]:
    """List the forms of a verb: those of the table of verbs, else the regular ones."""
    if base not in forms():
        return [word for word, _ in inflect(base)]
    verb = forms()[base].verb
    return [word for word, form in forms().items() if form.verb == verb]


def _pattern(word: str) -> str:
    return re.escape(word[:-1]) + r"\w*" if word.endswith("~") else re.escape(word)
