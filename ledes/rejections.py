"""What platforms say when they will not take a bill: their messages, and the reasons that lie behind them.

`schemas/rejections.csv` holds published messages, `schemas/reasons.csv` one reason for each cause. Only wording that
a vendor published is recognised as exact; a text that means the same is likely, one that is merely near is a guess.
"""

from __future__ import annotations

import csv
import functools
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ledes import phrases, schemas
from ledes.errors import UsageError

EXACT, LIKELY, GUESS = "exact", "likely", "guess"
ALIKE = 88.0
"""From here on (of 100) two wordings are the same message, retyped or cut."""
NEAR = 70.0
"""Below this, the nearest message has nothing to do with the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why bills are refused, in plain words, the same over all vendors.

    `next` is what follows: `correct` the bill, `ask` the client's side to change something, `resend` what was right,
    or `none`. `ask` is what to ask, and whom, when the bill itself does not show the fault. `family` joins reasons
    that platforms mix up. `keywords` are words in the sense of `ledes.phrases.sense`, all of which a text must hold.
    """

    key: str
    family: str
    meaning: str
    fix: str
    next: str
    ask: str
    keywords: tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One published message of a vendor, or a published case whose wording is not known.

    `kind` is `exact` for wording that the vendor published, `topic` for a case, `limit` for a requirement; `code` is
    the vendor's own; `<places>` in the text stand for what varies.
    """

    id: str
    vendor: str
    kind: str
    code: str
    text: str
    reason: str
    cause: str
    fix: str
    source: str
    parts: tuple[phrases.Part, ...]

    def of(self, vendor: str) -> bool:
        """Say whether a vendor, by any of its names, speaks so."""
        return bool(vendor) and any(name.startswith(_squeezed(vendor)) for name in _names(self.vendor))


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """What a text was taken for. `reason` is `None` when nothing is near; `message` is the catalogue's nearest."""

    text: str
    reason: Reason | None
    message: Message | None
    confidence: str


@functools.cache
def reasons() -> Mapping[str, Reason]:
    """Read every reason, by its key."""
    return MappingProxyType(
        {
            row["reason"]: Reason(
                key=row["reason"],
                family=row["family"],
                meaning=row["meaning"],
                fix=row["fix"],
                next=row["next"],
                ask=row["ask"],
                keywords=tuple(frozenset(phrases.sense(phrase)) for phrase in row["keywords"].split("; ")),
            )
            for row in _rows("reasons.csv")
        }
    )


@functools.cache
def messages() -> tuple[Message, ...]:
    """Read every message, in the order of the catalogue."""
    return tuple(
        Message(
            id=row["id"],
            vendor=row["vendor"],
            kind=row["kind"],
            code=row["code"],
            text=row["message"],
            reason=row["reason"],
            cause=row["cause"],
            fix=row["fix"],
            source=row["source"],
            parts=phrases.pattern(row["message"]),
        )
        for row in _rows("rejections.csv")
    )


def vendors() -> tuple[str, ...]:
    """List the vendors whose messages are known, by the names people call them."""
    return tuple(sorted({each.vendor.partition(" / ")[0].partition(" (")[0] for each in messages()}, key=str.lower))


def known_vendor(name: str) -> str:
    """Take a vendor's name as `--vendor` gives it, in any case and spacing.

    Raises `UsageError` that lists the vendors with known messages.
    """
    if any(each.of(name) for each in messages()):
        return name
    raise UsageError(f"no messages of a vendor {name!r} are known", hint=f"leave --vendor out, or use {_or(vendors())}")


def recognise(text: str, vendor: str = "") -> tuple[Recognised, ...]:
    """Say what the words of a platform mean; several answers where they hold several messages.

    `vendor` is whose words they are, where known. Always answers, with at least one; the first is the surest.
    """
    exact = _published(text, vendor)
    if exact:
        return tuple(_answer(text, message, EXACT) for message in exact)
    pieces = [piece.strip() for piece in text[: phrases.LONGEST].splitlines() if piece.strip()]
    answers = [_one(piece, vendor) for piece in pieces] if len(pieces) > 1 else []
    likely = [each for each in answers if each.confidence != GUESS]
    kept = {each.reason.key: each for each in reversed(likely) if each.reason}
    return tuple(reversed(kept.values())) or (_one(text, vendor),)


def _published(text: str, vendor: str) -> list[Message]:
    """Find the published messages that a text holds word by word, one for each reason, the vendor's own first."""
    said = phrases.words(text)
    held = {word.text for word in said}
    found = [
        message
        for message in messages()
        if message.kind == EXACT and _may_hold(message, held) and phrases.says(message.parts, said)
    ]
    found += [message for message in messages() if message.code and message.of(vendor) and _bare(text) == message.code]
    found.sort(key=lambda each: (not each.of(vendor), -len(each.parts)))
    return list({message.reason: message for message in reversed(found)}.values())[::-1]


def _one(text: str, vendor: str) -> Recognised:
    """Take one message for what it most likely means."""
    coded = next((each for each in messages() if each.code and _carries(text, each, vendor)), None)
    if coded:
        return _answer(text, coded, LIKELY)
    nearest, score = _nearest(text, vendor)
    if nearest and score >= ALIKE:
        return _answer(text, nearest, LIKELY)
    ranked = _by_keywords(text)
    if ranked:
        (best, weight), second = ranked[0], ranked[1][1] if len(ranked) > 1 else 0.0
        same, likeness = _nearest(text, vendor, best.key)
        close = same if same and (likeness >= NEAR or same.of(vendor)) else None
        return Recognised(text=text, reason=best, message=close, confidence=LIKELY if weight > second * 1.05 else GUESS)
    if nearest and score >= NEAR:
        return _answer(text, nearest, GUESS)
    return Recognised(text=text, reason=None, message=None, confidence=GUESS)


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
    """Find the message whose wording is nearest, and how near it is, of 100."""
    from rapidfuzz import fuzz

    said = " ".join(phrases.sense(text[:1000]))
    scored = [
        (fuzz.token_sort_ratio(said, " ".join(phrases.sense(_plain(each.text)))) + (3 if each.of(vendor) else 0), each)
        for each in messages()
        if reason in ("", each.reason)
    ]
    score, nearest = max(scored, key=lambda pair: pair[0], default=(0.0, None))
    return nearest, score


def _carries(text: str, message: Message, vendor: str) -> bool:
    """Say whether a text begins with a vendor's code: `003 - ...`, or for a known vendor `Error 003 ...` too."""
    code = re.escape(message.code)
    lead = r"(?:(?:error|code|err)\W{0,3}){0,2}" if message.of(vendor) else r"(?:error (?:code )?)?"
    tail = r"(?![\w.,/])" if message.of(vendor) else r"\s*[-–—:]\s+\w"
    return bool(re.match(rf"\W{{0,3}}(?i:{lead}){code}{tail}", text))


def _bare(text: str) -> str:
    return re.sub(r"(?i)\b(?:error|code)\b|\W", "", text)


def _may_hold(message: Message, held: set[str]) -> bool:
    return all(part in held or "xplacex" in part for part in message.parts if isinstance(part, str))


def _answer(text: str, message: Message, confidence: str) -> Recognised:
    return Recognised(text=text, reason=reasons()[message.reason], message=message, confidence=confidence)


def _plain(message: str) -> str:
    return re.sub(r"<[a-z]+>", " ", message)


@functools.cache
def _names(vendor: str) -> tuple[str, ...]:
    return tuple(_squeezed(name) for name in re.split(r"[/()]", vendor) if name.strip())


def _squeezed(name: str) -> str:
    return re.sub(r"[\W_]", "", name.casefold())


def _or(names: tuple[str, ...]) -> str:
    return ", ".join(names[:-1]) + " or " + names[-1]


def _rows(name: str) -> Iterator[dict[str, str]]:
    with schemas.path(name).open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)
