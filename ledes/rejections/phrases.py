"""How the words of two messages are compared: as they stand, with gaps for what varies, and by what they mean."""

from __future__ import annotations

import csv
import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from ledes import schemas

LONGEST = 20_000
"""Characters of a message that are looked at; mails with more are cut there."""

SHORT_GAP, LONG_GAP = 4, 12
"""How many words may stand where a message leaves a place: for a number or an id, and for names and words."""

_LONG = frozenset({"name", "vendor", "words", "matter", "segment"})
_PLACE = re.compile(r"<([a-z]+)>")
_MARK = "xplacex"
_WORD = re.compile(r"\w+")
_EDGE = re.compile(r"[\n\"'()\[\]!?;:|•]|[.](?=\s|$)|\s[-–—]+(?=\s|$)")
_STRAIGHT = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "\xa0": " "})
_FIELD = re.compile(r"\b[A-Z]{2,}(?:_[A-Z0-9]+)+\b")
_LEAD_IN = ("rejected", "for")


class Word(NamedTuple):
    """One word of a text, in small letters; `opens` and `closes` say whether a sentence may begin or end with it."""

    text: str
    opens: bool
    closes: bool


@dataclass(frozen=True, slots=True)
class Gap:
    """A place of a message where at most `most` words may stand."""

    most: int


Part = str | Gap


def straight(text: str) -> str:
    """Turn curly quotes straight and fold the case, and cut what is too long to be a message."""
    return re.sub(r"(?<=\w)'(?=\w)", "", text[:LONGEST].translate(_STRAIGHT).casefold())


def words(text: str) -> tuple[Word, ...]:
    """Split a text into its words; field names such as LINE_ITEM_TOTAL stay one word.

    >>> [word.text for word in words("It isn't LINE_ITEM_TOTAL.")]
    ['it', 'isnt', 'line_item_total']
    """
    plain = straight(text)
    found = list(_WORD.finditer(plain))
    ends = [0, *(match.end() for match in found)]
    starts = [*(match.start() for match in found), len(plain)]
    edges = [
        index in (0, len(found)) or bool(_EDGE.search(plain[ends[index] : starts[index]] + " "))
        for index in range(len(found) + 1)
    ]
    texts = [match.group() for match in found]
    return tuple(
        Word(text, edges[index] or tuple(texts[max(0, index - 2) : index]) == _LEAD_IN, edges[index + 1])
        for index, text in enumerate(texts)
    )


def pattern(message: str) -> tuple[Part, ...]:
    """Read a message of the catalogue: fixed words, and gaps where it says <code>, <number>, <name> and the like."""
    places = _PLACE.findall(message)
    parts: list[Part] = []
    for word in _WORD.findall(straight(_PLACE.sub(_MARK, message))):
        if word == _MARK:
            parts.append(Gap(LONG_GAP if places[0] in _LONG else SHORT_GAP))
        else:
            parts.append(word)
        places = places[word.count(_MARK) :]
    return tuple(parts)


def says(parts: tuple[Part, ...], text: tuple[Word, ...]) -> bool:
    """Say whether a text holds a message as whole sentences: all its fixed words in their order, gaps filled.

    >>> says(pattern("Line <line> is over approved rate"), words("Bill 7: Line 12 is over approved rate."))
    True
    >>> says(pattern("Line is over approved rate"), words("the line is over approved rate of 300"))
    False
    """
    reached = {index for index, word in enumerate(text) if word.opens}
    for part in parts:
        if isinstance(part, Gap):
            reached = {after for index in reached for after in range(index, min(index + part.most, len(text)) + 1)}
        else:
            reached = {index + 1 for index in reached if index < len(text) and _is(part, text[index].text)}
        if not reached:
            return False
    return any(text[index - 1].closes for index in reached if index)


def may_say(parts: tuple[Part, ...], held: set[str]) -> bool:
    """Say, quickly, whether a text with these words can hold a message at all."""
    return all(part in held or _MARK in part for part in parts if isinstance(part, str))


def _is(fixed: str, word: str) -> bool:
    head, mark, tail = fixed.partition(_MARK)
    if not mark:
        return fixed == word
    return word.startswith(head) and word.endswith(tail) and len(word) > len(head) + len(tail)


@functools.cache
def _forms() -> Mapping[tuple[str, ...], tuple[str, ...]]:
    """Read which words mean the same in messages of this trade, by their stems."""
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    with schemas.path("rejection_words.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            for form in (row["word"], *row["forms"].split("; ")):
                found[_stems(form)] = _stems(row["word"])
    return MappingProxyType(found)


def _stems(text: str) -> tuple[str, ...]:
    pieces = re.findall(r"[^\W_]+", straight(text))
    return tuple(
        piece[:-1] if len(piece) > 3 and piece.endswith("s") and piece[-2] != "s" else piece for piece in pieces
    )


def sense(text: str) -> tuple[str, ...]:
    """Put a text into the words in which keywords are written: one word for all that mean the same.

    A text that names a field, such as INVOICE_TOTAL, holds the word `fieldname` too.

    >>> sense("The biller was not found")
    ('the', 'timekeeper', 'was', 'unknown')
    """
    stems, forms = _stems(text), _forms()
    longest = max(map(len, forms))
    found: list[str] = []
    index = 0
    if _FIELD.search(text):
        found.append("fieldname")
    while index < len(stems):
        size = next((n for n in range(longest, 0, -1) if stems[index : index + n] in forms), 0)
        found += forms[stems[index : index + size]] if size else (stems[index],)
        index += size or 1
    return tuple(found)


def sentences(text: str) -> tuple[str, ...]:
    """Split a text where a sentence or a line ends.

    >>> sentences("One thing. Another; 1.5 hours")
    ('One thing', 'Another', '1.5 hours')
    """
    pieces: Iterable[str] = re.split(r"[\n;!?]+|[.](?=\s+[^\W\d_a-z]|\s*$)", text[:LONGEST])
    return tuple(piece.strip() for piece in pieces if piece.strip())
