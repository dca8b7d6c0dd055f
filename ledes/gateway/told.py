"""What a vendor's JSON says, read without trusting its shape: objects that hold a field, values by name, moments."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import unquote, urlsplit

from ledes import money
from ledes.gateway import NotSent
from ledes.gateway.answers import Answer

DEEPEST = 40

_AMERICAN = re.compile(
    r"(\d{1,2})/(\d{1,2})/(\d{4})(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?(?: ?([AP])M)?)?", re.IGNORECASE
)


def objects(said: object, field: str, depth: int = 0, *, outer: bool = False) -> Iterator[Mapping[str, Any]]:
    """Yield every object, however deep, that holds a field; capitals do not count in its name.

    With `outer`, objects within such an object are left out.

    >>> [each["id"] for each in objects({"a": [{"ID": 1, "id": 2}, {"b": {"id": 3}}]}, "id")]
    [2, 3]
    """
    if depth > DEEPEST:
        return
    inside = said if isinstance(said, list) else ()
    if isinstance(said, Mapping):
        inside = list(said.values())
        if any(name.lower() == field.lower() for name in said):
            yield said
            inside = () if outer else inside
    for inner in inside:
        yield from objects(inner, field, depth + 1, outer=outer)


def text(said: Mapping[str, Any], field: str) -> str:
    """Give a field of an object as text, empty where it is missing or no text or number; capitals do not count."""
    for name in (field, *(each for each in said if each.lower() == field.lower())):
        found = said.get(name)
        if isinstance(found, str):
            return found.strip()
        if isinstance(found, int | Decimal) and not isinstance(found, bool):
            return format(found, "f") if isinstance(found, Decimal) else str(found)
    return ""


def amount(said: Mapping[str, Any], field: str) -> Decimal | None:
    """Give a field of an object as money, whether it is a number or a text; `None` where it is missing or neither."""
    try:
        return money.parse(text(said, field))
    except ValueError:
        return None


def value(answer: Answer, *fields: str) -> str:
    """Give the first of some fields that an answer holds at its top, as text."""
    try:
        said = answer.json()
    except ValueError:
        return ""
    return next((found for field in fields if (found := text(said, field))), "")


def said(answer: Answer) -> Mapping[str, Any]:
    """Give the object that an answer to a question is; raises `NotSent` where it is none."""
    try:
        return answer.json()
    except ValueError:
        pass
    raise NotSent("the vendor's answer is none that it gives")


def listing(answer: Answer, field: str) -> tuple[Mapping[str, Any], ...]:
    """Give the outermost objects that hold a field, of an answer that lists things, be it none.

    Raises `NotSent` where the answer holds no list, or only lists of something else.
    """
    try:
        found = answer.value()
        listed = tuple(_lists(found))
        told = tuple(objects(found, field, outer=True))
        if listed and (told or not any(listed)):
            return told
    except ValueError:
        pass
    raise NotSent("the vendor's answer is none that it gives")


def _lists(said: object, depth: int = 0) -> Iterator[list[Any]]:
    if isinstance(said, list):
        yield said
    inside = said.values() if isinstance(said, Mapping) else said if isinstance(said, list) else ()
    for inner in inside if depth < DEEPEST else ():
        yield from _lists(inner, depth + 1)


def rows(answer: Answer, field: str) -> tuple[Mapping[str, Any], ...]:
    """Give every object in an answer that holds a field; none where the answer is no JSON."""
    try:
        return tuple(objects(answer.json(), field))
    except ValueError:
        return ()


def located(answer: Answer, *fields: str) -> str:
    """Give the id of what was made: the end of the header Location, else the first of some fields at the top."""
    path = urlsplit(answer.headers.get("location", "")).path
    return unquote(path.rstrip("/").rpartition("/")[2]) or value(answer, *fields)


def holds(said: object, word: str, depth: int = 0) -> bool:
    """Say whether a text stands somewhere in what was said, alone."""
    if depth > DEEPEST:
        return False
    if isinstance(said, Mapping):
        return any(holds(inner, word, depth + 1) for inner in said.values())
    if isinstance(said, list):
        return any(holds(inner, word, depth + 1) for inner in said)
    return isinstance(said, str) and said.strip() == word


def moment(said: str) -> datetime.datetime | None:
    """Read a moment as ISO 8601 or as m/d/yyyy with or without a time; without a zone it is UTC, else `None`.

    >>> moment("1/02/2020 3:04 PM").isoformat(), moment("soon")
    ('2020-01-02T15:04:00+00:00', None)
    """
    try:
        found = datetime.datetime.fromisoformat(said)
    except ValueError:
        parts = _AMERICAN.fullmatch(said.strip())
        if parts is None:
            return None
        month, day, year, hour, minute, second = (int(each or 0) for each in parts.groups()[:6])
        if parts[7]:
            hour = hour % 12 + (12 if parts[7].upper() == "P" else 0)
        try:
            found = datetime.datetime(year, month, day, hour, minute, second, tzinfo=datetime.UTC)
        except ValueError:
            return None
    return found if found.tzinfo else found.replace(tzinfo=datetime.UTC)


def utc(at: datetime.datetime) -> str:
    """Write a moment in UTC, in whole seconds.

    >>> utc(datetime.datetime(2026, 11, 2, 3, 4, 5, tzinfo=datetime.UTC))
    '2026-11-02T03:04:05Z'
    """
    return at.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def raw(said: Mapping[str, Any]) -> bytes:
    """Write an object as it is kept: equal ones are equal bytes."""
    return json.dumps(said, sort_keys=True, ensure_ascii=False, default=str).encode()
