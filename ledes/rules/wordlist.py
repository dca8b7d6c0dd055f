"""Lists of words and phrases, found in narratives as whole words, whatever their capitals."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable

from ledes.narratives.phrases import runs


@functools.cache
def whole(words: tuple[str, ...]) -> re.Pattern[str]:
    """Make the pattern that finds any of these words or phrases; any blanks stand between the words of a phrase.

    >>> whole(("cite-check", "premium rate")).search("Cite-check of the brief").group()
    'Cite-check'
    >>> whole(("call",)).search("recall the terms") is None
    True
    """
    longest = sorted((r"\s+".join(map(re.escape, word.split())) for word in words if word.strip()), key=len)
    if not longest:
        return re.compile(r"(?!)")
    return re.compile(rf"(?<!\w)(?:{'|'.join(reversed(longest))})(?!\w)", re.IGNORECASE)


def first(words: tuple[str, ...]) -> Callable[[str], str]:
    """Say how to quote the first of these words in a narrative; empty where it holds none."""
    pattern = whole(words)
    return lambda text: found[0] if (found := pattern.search(text)) else ""


@functools.cache
def keys(words: tuple[str, ...]) -> frozenset[str] | None:
    """Give runs of letters of which an ASCII text holds one where `whole(words)` finds something in it.

    `None` where that cannot be told: one of the words has no letter, or one beyond ASCII.

    >>> sorted(keys(("cite-check", "premium rate")))
    ['check', 'premium']
    """
    if not all(word.isascii() and runs(word) for word in words):
        return None
    return longest(frozenset(words))


@functools.lru_cache(maxsize=64)
def runs_of(words: frozenset[str]) -> frozenset[str]:
    """Give every run of letters of some words."""
    return frozenset(run for word in words for run in runs(word))


@functools.lru_cache(maxsize=1024)
def longest(words: frozenset[str]) -> frozenset[str]:
    """Give the longest run of letters of each word; a word without letters has none."""
    return frozenset(max(found, key=len) for word in words if (found := runs(word)))
