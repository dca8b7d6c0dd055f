"""How alike a text is to what people say of each reason: `schemas/rejection_sayings.csv`, in our own words.

A word counts by how few reasons share it, and by how often it is said of the one; two words in a row count half.
"""

from __future__ import annotations

import csv
import functools
import itertools
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from ledes import schemas
from ledes.rejections import phrases
from ledes.rejections.catalogue import messages, reasons

PAIR = 0.5
"""What two words in a row weigh against one."""

_SHAPES = tuple(
    (re.compile(rf"\b(?:{shape})\b"), rf"\g<0> {word} ")
    for shape, word in (
        (r"[lpbc]\d{3}", "taskcode"),
        (r"e\d{3}", "expensecode"),
        (r"a\d{3}", "activitycode"),
        (r"usd|eur|gbp|chf|jpy|cad|aud|euros?|dollars?|pounds?|sterling|yen|francs?", "currencyname"),
        (r"\d[\d.,]* ?[x*×] ?\d[\d.,]*", "multiplied"),
        (r"\w+exception", "exception"),
        (r"january|february|march|april|may|june|july|august|september|october|november|december", "monthname"),
    )
)
"""Values that say by their shape what they are."""

_LITTLE = (
    "the a an of to is are was were be been on in at for it its this that your you our we us and or by with from as "
    "has have had will would can may please one which who"
)
_IDLE = frozenset(_LITTLE.split())
_ENDINGS = ("ations", "ation", "ingly", "ings", "ing", "edly", "ed", "ies", "es", "ly", "s", "e")
_PLACE = re.compile(r"<[a-z]+>")


def rank(text: str) -> Mapping[str, float]:
    """Weigh how much of a text is said of each reason; reasons that share nothing with it are left out."""
    weights: dict[str, float] = defaultdict(float)
    known = _said()
    for feature in _features(text):
        for reason, weight in known.get(feature, ()):
            weights[reason] += weight
    return weights


@functools.cache
def _said() -> Mapping[str, tuple[tuple[str, float], ...]]:
    """Learn what each word, and each two in a row, tells of reasons."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for reason, text in examples():
        for feature in _features(text):
            counts[feature][reason] += 1
    learned = {}
    for feature, by_reason in counts.items():
        part = PAIR if "_" in feature else 1.0
        telling = part * math.log(1 + len(reasons()) / len(by_reason))
        times = {reason: part * count for reason, count in by_reason.items()}
        learned[feature] = tuple((reason, telling * count / (count + 1)) for reason, count in times.items())
    return MappingProxyType(learned)


def examples() -> Iterator[tuple[str, str]]:
    """Yield what people say of reasons, with the reason of each, and what is published."""
    with schemas.path("rejection_sayings.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            yield row["reason"], row["text"]
    for message in messages():
        yield message.reason, _PLACE.sub(" ", message.text)
    for reason in reasons().values():
        yield reason.key, reason.meaning


def _features(text: str) -> frozenset[str]:
    """Take a text apart: its words as they stand and by their meaning, and what stands in a row."""
    plain = phrases.straight(text)
    for shape, word in _SHAPES:
        plain = shape.sub(word, plain)
    meant = [_stem(word) for word in phrases.sense(plain) if word not in _IDLE and not word.isdigit()]
    said = [_stem(word) for word in re.findall(r"[a-z]+", plain) if word not in _IDLE]
    return frozenset((*meant, *said, *(f"{one}_{next_}" for one, next_ in itertools.pairwise(meant))))


def _stem(word: str) -> str:
    ending = next((each for each in _ENDINGS if word.endswith(each) and len(word) - len(each) >= 3), "")
    return word.removesuffix(ending) if ending else word
