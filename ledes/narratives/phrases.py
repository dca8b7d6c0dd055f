"""Phrases that a list in `schemas/` names, found in a narrative and quoted as written.

A phrase is words with marks: `^` at its head wants it where work begins (the start of a clause, behind `and` or a
comma), `verb!` is any form of the verb or noun made of it, `stem~` any ending, `a/b` either word, `_` up to three words
between. A row's `unless` names words that, anywhere in the clause, mean something else.
"""

from __future__ import annotations

import csv
import functools
import re
from collections.abc import Iterator
from typing import NamedTuple

from ledes import schemas
from ledes.narratives.clauses import clauses
from ledes.narratives.verbs import forms, inflect

SPACE = r"[\s,'’\"()-]+"
BETWEEN = rf"(?:[\w&'’.-]+{SPACE}){{0,3}}?"
BEGINS = (
    r"(?:^|[,&/:]\s*|\band\s+|\b(?:attention|attend(?:ed|ing)?|tend(?:ed|ing)?)\s+to\s+|\bassist\w*\s+(?:\w+\s+)?(?:with|in)\s+)"
    r"(?:(?:continued?|further|additional|begin|began|the|a|re|electronically)\s+)*"
)
STEM = 4
"""Letters by which words with any ending are looked up; stems at the head of a phrase are at least as long."""

WORD = re.compile(r"[a-z][a-z'’/-]*[a-z]|[a-z]", re.ASCII)


class Phrase(NamedTuple):
    """A phrase as a pattern whose group `hit` is to be quoted, and the pattern of what makes it something else."""

    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None
    keys: tuple[str, ...]


class Phrases:
    """The phrases of one list."""

    def __init__(self, rows: list[Phrase]) -> None:
        self._exact: dict[str, list[Phrase]] = {}
        self._stems: dict[str, list[Phrase]] = {}
        for row in rows:
            for key in row.keys:
                into = self._stems if key.endswith("~") else self._exact
                into.setdefault(key[:STEM] if key.endswith("~") else key, []).append(row)

    def find(self, text: str) -> str:
        """Quote the first phrase that a narrative holds; empty where it holds none."""
        return next(self._candidates(text), "")

    def _candidates(self, text: str) -> Iterator[str]:
        lowered = text.lower()
        found: list[Phrase] = []
        for word in WORD.findall(lowered):
            found += self._exact.get(word, ())
            found += self._stems.get(word[:STEM], ())
        if not found:
            return
        for clause in clauses(text):
            for phrase in found:
                hit = phrase.pattern.search(clause)
                if hit is not None and not (phrase.unless and phrase.unless.search(clause)):
                    yield " ".join(hit["hit"].split())


@functools.cache
def load(name: str) -> Phrases:
    """Load a list `narrative-<name>.csv` of `schemas/`: columns phrase, unless, source.

    Raises `ValueError` for a phrase that begins with a stem of fewer than four letters.
    """
    with schemas.path(f"narrative-{name}.csv").open(encoding="utf-8", newline="") as stream:
        return Phrases([compiled(row["phrase"], row["unless"]) for row in csv.DictReader(stream)])


def compiled(phrase: str, unless: str = "") -> Phrase:
    """Turn a phrase and its exceptions into patterns."""
    begins = phrase.startswith("^")
    words = phrase.lstrip("^").split()
    parts = []
    for word in words:
        parts.append(BETWEEN if word == "_" else f"(?:{'|'.join(map(_pattern, _spelled(word)))})(?![\\w-]){SPACE}")
    body = "".join(parts).removesuffix(SPACE)
    whole = (BEGINS if begins else r"(?<![\w-])") + f"(?P<hit>{body})"
    besides = [_pattern(each) for word in unless.split() for each in _spelled(word)]
    return Phrase(
        re.compile(whole, re.IGNORECASE),
        re.compile(rf"(?<![\w-])(?:{'|'.join(besides)})(?![\w-])", re.IGNORECASE) if besides else None,
        tuple(_key(each) for each in _spelled(words[0])),
    )


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


def _key(word: str) -> str:
    if word.endswith("~") and len(word) <= STEM:
        raise ValueError(f"the stem {word!r} is too short to look up")
    return word
