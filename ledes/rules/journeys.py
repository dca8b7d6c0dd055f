"""How narratives tell of travelling: time on the way, fares and their class, nights in hotels, miles by car.

A narrative is taken apart at its stops, commas and linking words; a part tells of travelling by how it begins.
Looking at beginnings keeps out travel as a subject: a case about a journey, a ticket to be booked, a driver's evidence.
"""

from __future__ import annotations

import functools
import re
from decimal import Decimal

from ledes import money

_PARTS = re.compile(r"[;,.()\[\]/]+\s|[;()\[\]]|\s-+\s|\s(?:and|then|while|when|during|&|\+)\s", re.I)
_BEFORE = (
    r"(?:(?:billable|non-?working|non-?billable|return|round[- ]trip|extended|half[- ]rate|additional|working|long|"
    r"includ(?:ing|es|ed)|incl\.?|with|plus|time|spent|in|on|for|by|took|take|taking|caught|boarded|"
    r"portion of|part of|delayed|rail|air|car|work|overnight|early|late|evening|morning|one-way|related|same-day)\s+)*"
)
_WAY = r"(?:to|from|home|back|between|out|down|up|into|through|via|over)\b"
_TRAVEL = re.compile(
    rf"^\W*{_BEFORE}(?:"
    r"travel(?:l?ed|l?ing|s)?\b(?!['\u2019])(?!\s+(?:expens|cost|arrange|agen|polic|ban\b|act\b|document|insur|reserv|"
    r"itiner|book|voucher|record|budget|claim|reimburs|restrict|receipt|schedul|industry|compan|sites?\b|plans?\b|logist))"
    rf"|(?:driv(?:e|ing|en)|drove)\s+(?:time\b|{_WAY})"
    rf"|(?:fly|flew|flying|flights?|flown|walk(?:ed|ing))\s+(?:time\b|{_WAY})"
    rf"|(?:taxi|cab|train|rail|bus|ferry|car|subway|shuttle)\s+(?:(?:journey|ride|trip)\s+)?{_WAY}"
    rf"|(?:journey|trip|transit|commut(?:e|ed|ing))\s+(?:time\b|{_WAY})"
    r"|round[- ]trip\s+(?:to|from)\b|en[- ]route\b|in transit\b|airport transfer"
    r"|return(?:ed|ing)?\s+(?:(?:to|from)\s+(?!service|counsel|client|\w+ing\b)\w|home\b|trip\b|travel|journey|drive\b|flight\b)"
    r")",
    re.I,
)
_HINTS = (
    *("travel", "driv", "drove", "fly", "flew", "flight", "flown", "taxi", "cab ", "train", "rail", "bus ", "ferry"),
    *(
        "subway",
        "shuttle",
        "journey",
        "trip",
        "transit",
        "commut",
        "en route",
        "en-route",
        "return",
        "airport",
        "car ",
        "walk",
    ),
)
"""Of these every narrative of travelling holds one: looked for first, because most narratives hold none."""
_WORDS = tuple(max(re.findall("[a-z]+", hint), key=len) for hint in _HINTS)

_WORK = re.compile(
    r"^\W*(?:review|revis|draft|prepar|attend|argu|interview|me(?:e|t\b)|confer|call|telephon|e-?mail|research|analy"
    r"|inspect|examin|negotiat|depos|site (?:visit|inspect)|hearing|(?:second|first)[- ]chair|search|report|discuss"
    r"|exchang|represent|appear|participat|conduct|defen|assist|t[ao]o?ke? (?:state|depo)|witness|stud(?:y|ied)|work"
    r"|writ|wrote|correspond|mediat|trial|present|observ|complet|finaliz|serv|fil(?:e|ed|ing)\b|tour|visit|speak"
    r"|spoke|summar|outlin|investigat|collect|obtain|conclu|handl)"
    r"|^\W*(?!from\b|to\b|for\b|of\b)(?:[\w'-]+\s+)?(?:hearing|deposition|appearance|mediation|inspection|argument)\b",
    re.I,
)
_AT_HOTEL = (
    r"internet|parking|manager|register|valuation|restaurant|meal|laundry|conference|meeting|fees?\b|papers|of papers|"
    r"records?|request|breakfast|dinner|lunch|bar\b|minibar|wi-?fi|business|taxi|shuttle|propert|appraisal"
)
_LODGING = re.compile(
    r"^\W*(?:(?!(?:taxi|car|cab|parking|valet|breakfast|dinner|lunch|meals?|conference|meeting|expert|appraisal|subpoena|"
    rf"service|cop(?:y|ies)|laundry|shuttle|from|to|at|of|fee|hire|minibar|filing|reasonable|the)\b)\S+\s+){{0,3}}?"
    r"(?:h[oô]tels?|motels?|lodgings?|accommodations?|guest ?house|bed and breakfast|apartment|inn|stay|room and tax"
    rf"|room charges?|airbnb|room at)(?!\w)(?!\s+(?:{_AT_HOTEL}))",
    re.I,
)
_NIGHTS = re.compile(r"(?<!\w)(\d{1,2}|one|two|three|four|five|six|seven)[- ](?:nights?|nts?)(?!\w)", re.I)
_NO_NIGHTS = re.compile(r"nights? (?:session|delivery|courier)|air ?fare|flight|parking", re.I)
_NUMBERS = {word: number for number, word in enumerate(("one", "two", "three", "four", "five", "six", "seven"), 1)}
_MILES = re.compile(r"(?<![\w.])(\d{1,5}(?:\.\d{1,2})?) ?(?:miles?|mi\.?|km|kilomet(?:re|er)s?)(?!\w)", re.I)
_MILEAGE = re.compile(
    r"(?<!\w)(?:mill?eage|milage)(?!\w)(?!\s+(?:log|records?|claim))|(?<!\w)(?:per|a)[- ]mile(?!\w)"
    r"|(?<!\w)kilomet(?:re|er)s?[- ]allowance|miles driven|^miles\b",
    re.I,
)
_HOURS = re.compile(r"(?<![\w.])(\d{1,2}(?:\.\d{1,2})?) ?(?:hours?|hrs?\.?|h)(?!\w)", re.I)
_OTHER_MILES = re.compile(
    r"(?<!\w)(?:fares?|taxi|cab|train|rail|bus|rental|rented|unlimited|radius|uber|lyft|rideshare|truck)(?!\w)|ship(?:ping|ped)|freight|courier|airline|fl[iy]ers?|highway|easement|transcript|cop(?:y|ies)|expert|survey|photograph",
    re.I,
)

ECONOMY, PREMIUM_ECONOMY, BUSINESS, FIRST = "economy", "premium economy", "business", "first"
CABINS = (ECONOMY, PREMIUM_ECONOMY, BUSINESS, FIRST)
"""Classes of travel, the lowest first."""

_FARE = re.compile(
    r"air ?fare|airline|flight|\bair\b|ticket|fare|train|rail|acela|seat|cabin|\bclub class|class return|travel"
    r"|jet|aircraft|plane",
    re.I,
)
_NOT_TAKEN = re.compile(
    r"(?:in lieu of|instead of|rather than|not|no|less than|equivalent of)\s+(?:\w+\s+)?(?:first|business|1st|upgrade)"
    r"|(?:first|business)[- ]class (?:not|was not|refused|declined)|upgrade\w* (?:declined|refused|not)"
    r"|room upgrade|class (?:mail|post)",
    re.I,
)
_CABIN = (
    (FIRST, r"(?:first|1st)[- ]?(?:class\b(?! (?:cert|action|counsel))|cl\b)|upgraded? (?:to|in) first\b"
            r"|fare \(?(?:in )?first\)?(?! (?:night|day|hearing|to|trip|leg|depo))"
            r"|club world|private (?:jet|plane)|charter(?:ed)? (?:jet|plane|aircraft|flight)"),
    (BUSINESS, r"(?:business|club|executive)[- ](?:class|cabin|fare)\b|upgraded? to business\b|\b[JC] class\b"
               r"|standard premier"),
    (PREMIUM_ECONOMY, r"premium[- ]economy|\bupgrad(?:e|ed)\b(?! of)"),
)  # fmt: skip
_CABINS = tuple((cabin, re.compile(pattern, re.I)) for cabin, pattern in _CABIN)


@functools.lru_cache(maxsize=4096)
def parts(text: str) -> tuple[str, ...]:
    """Take a narrative apart at stops, commas and linking words."""
    return tuple(part for each in _PARTS.split(text) if (part := each.strip()))


def travelling(text: str) -> str:
    """Give the part of a narrative of a fee that tells of time on the way; empty where none does.

    >>> travelling("Attend hearing; travel to and from court")
    'travel to'
    >>> travelling("Review travel policy of employer")
    ''
    """
    low = text.lower()
    for hint in _HINTS:
        if hint in low:
            return _travelling(text)
    return ""


@functools.lru_cache(maxsize=16384)
def hinting(word: str) -> bool:
    """Say whether a word, in small letters, is one of those that every narrative of travelling holds one of."""
    return any(hint in word for hint in _WORDS)


@functools.lru_cache(maxsize=4096)
def _travelling(text: str) -> str:
    return next((part for part in parts(text) if _TRAVEL.match(part)), "")


@functools.lru_cache(maxsize=4096)
def working(text: str) -> str:
    """Give the part of a narrative that tells of other work than travelling; empty where none does."""
    return next((part for part in parts(text) if _WORK.match(part) and not _TRAVEL.match(part)), "")


@functools.lru_cache(maxsize=4096)
def cabin(text: str) -> str:
    """Give the highest class of travel that a fare names, one of `CABINS`; empty where it names none above economy.

    >>> cabin("Airfare to Denver, first class"), cabin("First class mail")
    ('first', '')
    """
    fare = _FARE.search(text) is not None
    if (not fare and "class" not in text.lower()) or _NOT_TAKEN.search(text):
        return ""
    found = next((cabin for cabin, pattern in _CABINS if pattern.search(text)), "")
    return found if fare or found != PREMIUM_ECONOMY else ""


@functools.lru_cache(maxsize=16384)
def lodging(text: str) -> bool:
    """Say whether an expense is for nights away from home."""
    if _LODGING.match(text):
        return True
    return _NIGHTS.search(text) is not None and not _NO_NIGHTS.search(text)


@functools.lru_cache(maxsize=16384)
def nights(text: str) -> int:
    """Give the number of nights that a narrative states; 0 where it states none."""
    found = _NIGHTS.search(text)
    if found is None:
        return 0
    word = found[1].lower()
    return int(word) if word.isascii() and word.isdigit() else _NUMBERS.get(word, 0)


@functools.lru_cache(maxsize=16384)
def mileage(text: str) -> bool:
    """Say whether an expense is for the use of a car by the mile or kilometre."""
    return (_MILEAGE.search(text) or _MILES.search(text)) is not None and not _OTHER_MILES.search(text)


@functools.lru_cache(maxsize=16384)
def miles(text: str) -> Decimal | None:
    """Give the number of miles or kilometres that a narrative states."""
    found = _MILES.search(text)
    return money.parse(found[1]) if found else None


@functools.lru_cache(maxsize=16384)
def hours(text: str) -> Decimal | None:
    """Give the hours that a narrative states.

    >>> hours("Travel to Denver (4.0 hours, half billed)")
    Decimal('4.0')
    """
    found = _HOURS.search(text)
    return money.parse(found[1]) if found else None
