"""How narratives tell of events, of documents that were read, and of research."""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

from ledes.rules import journeys


class Event(NamedTuple):
    """An event that somebody attended: its kind, and the words that tell it from others of that kind."""

    kind: str
    words: frozenset[str]


_ATTENDING = (
    r"(?:attend(?:ed|ing|ance)?|appear(?:ed|ing|ance)?|participat\w+|(?:second|first)[- ]chair\w*"
    r"|conduct(?:ed|ing)?|t(?:ake|ook|aking)|defend(?:ed|ing)?|assist(?:ed|ing)?|represent(?:ed|ing)?"
    r"|observ(?:e|ed|ing)|join(?:ed|ing)?|held|hold)"
)
_NOT_ATTENDING = re.compile(
    r"^\W*(?:prepar|draft|review|revis|read|summar|travel|report|e-?mail|letter|outlin|research|analy|notice|schedul"
    r"|arrang|correspond|write|wrote|discuss|strateg|plan|compil|organi|edit|transcri|follow|stud"
    r"|examine (?:survey|title))",
    re.I,
)
_KINDS = (
    ("deposition", "depos", r"deposition|depos(?:e|ed|ing)"),
    ("examination", "examination euo", r"examination under oath|euo"),
    ("trial", "trial voir jury", r"trial(?! (?:exhibit|prep|brief|theme|schedule|date))|voir dire|jury selection"),
    ("mediation", "mediation settlement", r"mediation|settlement conference"),
    ("arbitration", "arbitration", r"arbitration"),
    ("inquest", "inquest", r"inquest"),
    ("hearing", "hearing argu conference appear",
        r"hearings?|argu(?:e|ed|ing|ment)|(?:pre-?trial|case management|status|scheduling) conference"
        r"|appear(?:ed)? (?:at|before|for)"),
    ("inspection", "inspection visit", r"(?:site )?inspection|site visit"),
    ("closing", "closing", r"closing(?! checklist)"),
    ("interview", "interview", r"interview(?:ed|ing)?"),
    ("negotiation", "negotiation", r"negotiation(?: session)?"),
    ("talk", "meet met confer call t/c tc tel zoom session",
        r"meetings?|me(?:e)?t with|meet|conferences?|confer(?:red|ring)?(?= with)|calls?|called|t/c|tc"
        r"|telephone|telcon|teleconference|video-?conference|zoom|session"),
)  # fmt: skip
_KIND = tuple((kind, parts.split(), re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.I)) for kind, parts, words in _KINDS)
"""Kinds, parts of words of which each has one, and its pattern: a search costs as much as thirty looks for a part."""
_LEADS = re.compile(
    rf"^\W*(?:{_ATTENDING}\b|argu(?:e|ed|ing)\b|depos(?:e|ed|ing)\b|interview(?:ed|ing)?\b|met\b|meet\b|confer(?:red)?\b|call(?:ed)?\b|t/c\b|tc\b"
    r"|telephone|(?:[\w'\u2019-]+\s+){0,3}(?:hearing|deposition|mediation|arbitration|inspection|closing|conference|meeting"
    r"|call|argument|trial|inquest|session|visit|videoconference|teleconference)\b)",
    re.I,
)
_LEADING = re.compile(
    r"attend|appear|participat|chair|conduct|tak|took|defend|assist|represent|observ|join|held|hold|argu|depos|interview"
    r"|met|meet|confer|call|^t$|tc|telephone|hearing|mediation|arbitration|inspection|closing|trial|inquest|session|visit"
)
"""What `_LEADS` begins with."""
_ALONE = frozenset({"trial", "mediation", "arbitration", "inquest"})
"""Kinds of which one matter has no two on one day."""

_ABOUT = re.compile(
    r"^\W*(?:[\w'-]+\s+){0,2}?(?:deposition|hearing|trial|mediation|arbitration|conference|interview|closing|meeting|argument)s?\s+(?:prep|outlin"
    r"|notice|transcript|exhibit|summar|brief|statement|strateg|schedul|binder|checklist|date|theme|question)",
    re.I,
)
"""Work about an event, which is no attendance."""
_SENTENCES = re.compile(r"; ?|(?<=[a-z]{4})\. (?=[A-Z])")
_WORD = re.compile(r"[^\W_]+(?:['\u2019]s)?")


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


_LITTLE = _listed(
    """a an the of on in at to for with by from re regarding about concerning and or as is was be before its his her
    their our this that these than into up out via also all any some same day no number dr mr mrs ms prof judge hon
    attend attended attending attendance appear appeared participate participated participating second first chair
    conduct conducted take took taking defend defended assist assisted represent represented observe join joined held
    hold discuss discussed including select examine examined witnesses video zoom"""
)
_OF_KIND = _listed(
    """deposition depose deposed hearing argue argued argument trial mediation arbitration inquest inspection site visit
    closing interview interviewed negotiation session meeting meet met conference confer conferred call calls called
    tc t c telephone teleconference videoconference oral settlement pretrial pre case management"""
)
_READING = re.compile(
    r"^\W*(?:review(?:ed|ing)?(?: of)?|read(?:ing)?|analy[sz](?:e|ed|ing)|examin(?:e|ed|ing)|stud(?:y|ied|ying))\b"
    r"(?!\W+(?:and|&)\W+(?:revis|edit|draft|respon|sign))",
    re.I,
)
_OF_READING = _listed(
    """review reviewed reviewing read reading analyze analyzed analyse analysed analyzing examine examined study studied
    comment received served draft"""
)
_MASS = _listed("document email emails correspondence file material record production")
"""Things of which a matter has many: alike words do not make them one document."""

_RESEARCH = re.compile(
    r"^\W*(?:(?:legal|online|on-line|further|continued?|continuing|additional|case ?law|statutory|preliminary|extensive"
    r"|supplemental|initial|focused|targeted|brief|factual"
    r"|conduct(?:ed|ing)?|perform(?:ed|ing)?|do|did|cite-?check|prior art|westlaw|lexis|begin|began)\s+)*"
    r"research(?:ed|ing)?\b(?!['\u2019])"
    r"(?! (?:report|and development|department|tool|polic|grant|contract|hospital|expens|mileston|committee"
    r"|agreement|facilit|lab|institut|cent(?:er|re)|scientist|chemist|data|assistant|paper))"
    r"|^\W*(?:search(?:ed|ing)? for|locat(?:e|ed|ing)|find|found|look(?:ed)? up|review(?:ed|ing)?(?: of)?|read"
    r"|analy[sz](?:e|ed)|investigat(?:e|ed))\s+(?:\w+\s+)?(?:case ?law|authorities|precedents?|cases on"
    r"|statutes?\b(?! of limitations defen)"
    r"|law of|law on|legislative history)",
    re.I,
)

_OF_RESEARCH = ("research", "case law", "caselaw", "authorit", "precedent", "cases", "statute", "law o", "legislative")
"""Of these every narrative of research holds one: looked for first, because most narratives hold none."""


@functools.lru_cache(maxsize=4096)
def events(text: str) -> tuple[Event, ...]:
    """Name the events that a narrative tells somebody attended.

    >>> events("Attend deposition of Dr. Vance")[0]
    Event(kind='deposition', words=frozenset({'vance'}))
    >>> events("Prepare for deposition of Dr. Vance")
    ()
    """
    return tuple([Event(kind, _words(part, _OF_KIND)) for kind, part in _attended(text)])


def kinds(text: str) -> tuple[str, ...]:
    """Name the kinds of the events that a narrative tells of, which is sooner said than by which words."""
    return tuple([kind for kind, _ in _attended(text)])


@functools.lru_cache(maxsize=4096)
def _attended(text: str) -> tuple[tuple[str, str], ...]:
    """Give the kind of each event, and the part of the narrative that tells of it."""
    found = []
    for part in _SENTENCES.split(text) if ";" in text or ". " in text else (text,):
        if _NOT_ATTENDING.match(part) or not _LEADS.match(part) or _ABOUT.match(part):
            continue
        if kind := _kind(part):
            found.append((kind, part))
    return tuple(found)


def _kind(part: str) -> str:
    low, ascii_only = part.lower(), part.isascii()
    for kind, held, pattern in _KIND:
        # capitals beyond ASCII are the same by other rules in patterns
        hints = held if ascii_only else ("",)
        for each in hints:
            if each in low and pattern.search(part):
                return kind
    return ""


@functools.lru_cache(maxsize=16384)
def leading(word: str) -> bool:
    """Say whether a word, in small letters, is one of those that every narrative of an event holds one of."""
    return _LEADING.search(word) is not None


def same_event(one: Event, other: Event) -> bool:
    """Say whether two events of one matter and day are the same: their kind, and most of the words of the shorter."""
    if one.kind != other.kind:
        return False
    if one.kind in _ALONE or not one.words or not other.words:
        return one.kind in _ALONE
    return 4 * len(one.words & other.words) >= 3 * min(len(one.words), len(other.words))


@functools.lru_cache(maxsize=4096)
def document(text: str) -> frozenset[str]:
    """Give the words that tell which document was read; empty where a narrative is of no reading or of many papers.

    >>> sorted(document("Review order on motion to stay"))
    ['motion', 'order', 'stay']
    """
    if not _READING.match(text) or ";" in text:
        return frozenset()
    words = _words(text, _OF_READING)
    return frozenset() if words & _MASS else words


def research(text: str) -> str:
    """Give the part of a narrative that tells of legal research; empty where none does."""
    low = text.lower()
    return _research(text) if any(hint in low for hint in _OF_RESEARCH) else ""


@functools.lru_cache(maxsize=4096)
def _research(text: str) -> str:
    return next((part for part in journeys.parts(text) if _RESEARCH.match(part)), "")


def _words(text: str, without: frozenset[str]) -> frozenset[str]:
    found = set()
    for word in _WORD.findall(text):
        if len(word) == 1 and word.isupper() and text[0] != word:
            found.add(word)
            continue
        low = word.lower().removesuffix("'s").removesuffix("\u2019s")
        if low not in _LITTLE and low not in without:
            found.add(_stem(low))
    return frozenset(found)


def _stem(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
