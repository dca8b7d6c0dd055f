"""What the words of a platform mean: published wording exactly, the rest by its meaning, and a guess called a guess.

Only wording that a vendor published is exact; a text that means the same is likely; one that is merely near, or that
could mean two things, is a guess.
"""

from __future__ import annotations

import functools
import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ledes.rejections import phrases, sayings
from ledes.rejections.catalogue import EXACT, Message, Reason, messages, reasons

LIKELY, GUESS = "likely", "guess"

ALIKE = 88.0
"""From here on (of 100) two wordings are the same message, retyped or cut."""

NEAR = 70.0
"""Below this, the nearest message has little to do with the text."""

CLEAR = 1.05
"""How much heavier one reason must weigh than the next to be more than a guess."""

KEYWORD = 0.004
"""What the keywords of a reason weigh against what else people say of it."""

ENOUGH, PLENTY = 4.1, 5.0
"""Without keywords, a text that weighs less than this is not recognised, and is a guess below the other."""

OWN = 0.6
"""A sentence with this share of its words from a message belongs to that message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """What a text was taken for.

    `reason` is `None` when it was not recognised. `message` is the message of the catalogue that it is, or the one
    that is nearest to it, and `likeness` how near, of 100.
    """

    text: str
    reason: Reason | None
    message: Message | None
    confidence: str
    likeness: int


# a platform says the same of many bills
@functools.lru_cache(maxsize=2048)
def recognise(text: str, vendor: str = "") -> tuple[Recognised, ...]:
    """Say what the words of a platform mean; several answers where they hold several messages.

    `vendor` is whose words they are, where known. Always answers, with at least one; lines of a longer text that mean
    nothing to us, such as greetings, are passed over as long as another line does.
    """
    text = text[: phrases.LONGEST]
    pieces = [piece.strip() for piece in text.splitlines() if piece.strip()] or [text]
    answers = [answer for piece in pieces for answer in _line(piece, vendor)]
    if len(pieces) > 1:
        exact = {each.reason for each in answers if each.confidence == EXACT}
        wrapped = _published(text, vendor)
        whole = {message.reason: message for message in wrapped if reasons()[message.reason] not in exact}
        answers = [each for each in answers if not (each.reason and each.reason.key in whole)]
        answers += [_answer(_flat(text), message, EXACT) for message in whole.values()]
    kept = [each for each in answers if each.confidence != GUESS]
    kept += [each for each in answers if each.confidence == GUESS and each.reason and len(pieces) > 1]
    return tuple(dict.fromkeys(kept)) or _line(_flat(text), vendor)


def _line(text: str, vendor: str) -> tuple[Recognised, ...]:
    """Take one line: every published message in it, and what its other sentences most likely mean."""
    exact = _published(text, vendor)
    if not exact:
        return (_meant(text, vendor),)
    answers = [_answer(text, message, EXACT) for message in exact]
    fixed = {part for message in exact for part in message.parts if isinstance(part, str)}
    for sentence in phrases.sentences(text):
        said = [word.text for word in phrases.words(sentence)]
        if said and sum(word in fixed for word in said) < OWN * len(said):
            more = _meant(sentence, vendor)
            if more.confidence == LIKELY and all(more.reason != each.reason for each in answers):
                answers.append(more)
    return tuple(answers)


def _published(text: str, vendor: str) -> list[Message]:
    """Find the published messages that a text holds word by word, one for each reason, the vendor's own first."""
    said = phrases.words(text)
    held = {word.text for word in said}
    found = [
        message
        for message in messages()
        if message.kind == EXACT and phrases.may_say(message.parts, held) and phrases.says(message.parts, said)
    ]
    found += [message for message in messages() if message.code and message.of(vendor) and _bare(text) == message.code]
    found.sort(key=lambda each: (not each.of(vendor), -len(each.parts)))
    return list({message.reason: message for message in reversed(found)}.values())[::-1]


def _meant(text: str, vendor: str) -> Recognised:
    """Take a text for what it most likely means: by a vendor's code, its wording, its keywords, or what is nearest."""
    coded = next((each for each in messages() if each.code and _carries(text, each, vendor)), None)
    if coded:
        return _answer(text, coded, LIKELY)
    nearest, likeness = _nearest(text, vendor)
    if nearest and likeness >= ALIKE:
        return _answer(text, nearest, LIKELY, likeness)
    ranked = _ranked(text)
    if ranked:
        (best, weight), second = ranked[0], ranked[1][1] if len(ranked) > 1 else 0.0
        sure = LIKELY if weight > second * CLEAR and weight >= PLENTY else GUESS
        near, likeness = _nearest(text, vendor, best.key)
        return Recognised(text=text, reason=best, message=near, confidence=sure, likeness=round(likeness))
    if nearest and likeness >= NEAR:
        return _answer(text, nearest, GUESS, likeness)
    return Recognised(text=text, reason=None, message=nearest, confidence=GUESS, likeness=round(likeness))


def _ranked(text: str) -> list[tuple[Reason, float]]:
    """Rank the reasons by their keywords and by what people say of them; none for a text that tells too little."""
    keyed = {reason.key: weight for reason, weight in _by_keywords(text)}
    weights = {key: KEYWORD * weight for key, weight in keyed.items()}
    for key, weight in sayings.rank(text).items():
        weights[key] = weights.get(key, 0.0) + weight
    ranked = sorted(weights.items(), key=lambda each: each[1], reverse=True)
    return [(reasons()[key], weight) for key, weight in ranked if keyed or weight >= ENOUGH]


def _by_keywords(text: str) -> list[tuple[Reason, float]]:
    """Rank the reasons by the keywords that one sentence of a text holds; rare words weigh more."""
    rare, weights = _rarity(), Counter[str]()
    for sentence in phrases.sentences(text):
        held = set(phrases.sense(sentence))
        for reason in reasons().values():
            hits = sorted((sum(rare[word] for word in each) for each in reason.keywords if each <= held), reverse=True)
            if hits:
                weights[reason.key] = max(weights[reason.key], round(100 * (hits[0] + 0.1 * sum(hits[1:]))))
    return [(reasons()[key], float(weight)) for key, weight in weights.most_common()]


@functools.cache
def _rarity() -> Mapping[str, float]:
    used = Counter(word for each in reasons().values() for word in set().union(*each.keywords))
    return {word: 1 + math.log(len(reasons()) / count) for word, count in used.items()}


def _nearest(text: str, vendor: str, reason: str = "") -> tuple[Message | None, float]:
    """Find the message whose wording is nearest, and how near it is, of 100; the vendor's own is nearer."""
    from rapidfuzz import fuzz

    said = " ".join(phrases.sense(text[:1000]))
    scored = [
        (fuzz.token_sort_ratio(said, plain), each.of(vendor), each)
        for each, plain in _plain().items()
        if reason in ("", each.reason)
    ]
    likeness, _, nearest = max(scored, key=lambda each: each[0] + 5 * each[1], default=(0.0, False, None))
    return (nearest, likeness) if likeness else (None, 0.0)


@functools.cache
def _plain() -> Mapping[Message, str]:
    """Give each message in the words of its meaning, its places left out."""
    return MappingProxyType({each: " ".join(phrases.sense(re.sub(r"<[a-z]+>", " ", each.text))) for each in messages()})


def _carries(text: str, message: Message, vendor: str) -> bool:
    """Say whether a text begins with a vendor's code: `003 - ...`, or for a known vendor `Error 003 ...` too."""
    code = re.escape(message.code)
    lead = r"(?:(?:error|code|err)\W{0,3}){0,2}" if message.of(vendor) else r"(?:error (?:code )?)?"
    tail = r"(?![\w.,/])" if message.of(vendor) else r"\s*[-–—:]\s+\w"
    return bool(re.match(rf"\W{{0,3}}(?i:{lead}){code}{tail}", text))


def _bare(text: str) -> str:
    return re.sub(r"(?i)\b(?:error|code)\b|\W", "", text)


def _flat(text: str) -> str:
    return " ".join(text.split())


def _answer(text: str, message: Message, confidence: str, likeness: float = 100.0) -> Recognised:
    reason = reasons()[message.reason]
    return Recognised(text=text, reason=reason, message=message, confidence=confidence, likeness=round(likeness))
