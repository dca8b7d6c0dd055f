"""How alike two narratives are: the same work told with other endings, spelling or little words, or other work."""

from __future__ import annotations

import functools
import re
from decimal import Decimal
from typing import NamedTuple

from ledes.narratives.verbs import GERUND, forms
from ledes.narratives.wordlists import words

SPELLING = 85
"""Likeness out of 100 from which two words are one, spelt in two ways (defence, defense)."""
MOST = 3
"""Words that may differ in any case: `standstill` and `stand-still` are three."""
SHORT = 3
"""Letters of words that must be equal: Mr and Mrs, A and B, II and III are not the same."""
_WORD = re.compile(r"[^\W_]+")
_NO_DIGIT = re.compile(r"[^\d\x80-\U0010ffff]*")
"""Beyond ASCII there are more digits than `\\d` knows, such as raised ones."""


_NO_DIGITS = bytes(each for each in range(256) if not 0x30 <= each <= 0x39)


class Content(NamedTuple):
    """What a narrative is made of: its words in order without little ones, brought to their base, and its numbers."""

    words: tuple[str, ...]
    distinct: frozenset[str]
    numbers: tuple[str, ...]


@functools.lru_cache(maxsize=4096)
def content(text: str) -> Content:
    """Take a narrative apart.

    >>> content("Reviewed the tenants' comments on draft 2").words
    ('review', 'tenant', 'comment', 'draft', '2')
    """
    little, known = words("little"), forms()
    found: list[str] = []
    for written in _WORD.findall(text.replace("'", "").replace("’", "")):
        word = written.lower()
        # "parcel A" is no article, and a gerund within names a thing: a consulting agreement
        if word not in little or (written == "A" and found):
            form = known.get(word)
            verb = form is not None and not (found and form.tenses == {GERUND})
            found.append(form.verb.base if form and verb else _singular(word))
    return Content(tuple(found), frozenset(found), numbers(text))


def numbers(text: str) -> tuple[str, ...]:
    """List the words of a narrative that hold a digit, in order of their characters.

    >>> numbers("Calls of 2 and 3 May re the 1990s lease")
    ('1990', '2', '3')
    """
    if _NO_DIGIT.fullmatch(text):
        return ()
    written = _WORD.findall(text.replace("'", "").replace("’", ""))
    odd = [word for word in written if not word.isalpha()]
    return tuple(sorted([_singular(word.lower()) for word in odd if any(map(str.isdigit, word))]))


def digits(text: str) -> bytes:
    """Give the digits 0 to 9 of a narrative in their order by size: where they differ, so do `numbers`.

    >>> digits("Calls of 12 and 3 May")
    b'123'
    """
    return bytes(sorted(text.encode("utf-8", "replace").translate(None, _NO_DIGITS)))


def _singular(word: str) -> str:
    return word[:-1] if len(word) > SHORT and word.endswith("s") and not word.endswith("ss") else word


def alike(one: Content, other: Content, similarity: Decimal) -> bool:
    """Say whether two narratives tell the same work; `similarity` is the least likeness, from 0 to 1.

    Numbers are the same, a mail from somebody is none to him, and where each has words that the other lacks, these are
    spellings of one another.
    """
    differing = one.distinct ^ other.distinct
    if one.numbers != other.numbers or "from" in differing or len(differing) > max(MOST, len(one.distinct) // 2):
        return False
    mine = [word for word in one.words if word not in other.distinct]
    theirs = [word for word in other.words if word not in one.distinct]
    if mine and theirs and not _spelt_alike(mine, theirs):
        return False
    from rapidfuzz import fuzz

    return 100 * similarity <= fuzz.token_sort_ratio(" ".join(one.words), " ".join(other.words))


def _spelt_alike(mine: list[str], theirs: list[str]) -> bool:
    from rapidfuzz import fuzz

    one, other = "".join(mine), "".join(theirs)
    if min(len(one), len(other)) <= SHORT:
        return False
    return fuzz.ratio(one, other) >= SPELLING
