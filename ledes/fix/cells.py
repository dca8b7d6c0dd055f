"""Values of a record: blanks around them, characters of the published table, bare decimal points."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ledes import money
from ledes.finding import ERROR
from ledes.formats.fields import PARSERS, Field, bare_decimal_point
from ledes.formats.wording import RESERVED, Wording

IDS = frozenset(
    {"bill.number", "client.id", "firm.id", "matter.firm_id", "matter.client_id", "line.number", "timekeeper.id"}
)
"""Texts by which others know a thing: no letter of them is replaced, only blanks around them go."""

PADDING = {"number": "F003", "date": "D001", "kind": "F009", "account": "F010"}
_WORDED = {"\n": "line break", "\t": "tab"}


class Change(NamedTuple):
    """What was done to a value, and which rule asked for it."""

    rule: str
    was: str
    now: str


def padding_is_safe(numbers: Iterable[str]) -> bool:
    """Say whether invoice numbers stay as many as they are without the blanks around them."""
    distinct = set(numbers)
    return len({number.strip(" ") for number in distinct}) == len(distinct)


def mended(field: Field, text: str, wording: Wording) -> tuple[str, tuple[Change, ...]]:
    """Give a value as it should be written, and each change; what is not surely meant stays as it is."""
    if not text or _plain(field, text):
        return text, ()
    if field.type in {"text", "narrative"}:
        return _text(field, text, wording)
    return _value(field, text)


def _plain(field: Field, text: str) -> bool:
    if not (text.isascii() and text.isprintable()) or text[0] == " " or text[-1] == " ":
        return False
    if field.type == "number":
        return text[0] not in ".-" and text[-1] != "."
    return not ("|" in text or "[" in text or "]" in text)


def _text(field: Field, text: str, wording: Wording) -> tuple[str, tuple[Change, ...]]:
    changes: list[Change] = []
    if field.bill not in IDS:
        changes = list(_letters(text, wording))
        text = "".join(_written(letter, wording) for letter in text)
    bare = text.strip(" ")
    if bare != text:
        changes.append(Change("F007", "blanks around it", ""))
    return bare, tuple(changes)


def _written(letter: str, wording: Wording) -> str:
    """Write a letter by the published table where the target cannot hold it; what has no replacement stays."""
    if letter in RESERVED:
        return RESERVED[letter]
    return letter if wording.plain(f"x{letter}x") else wording.table.get(letter, letter)


def _letters(text: str, wording: Wording) -> Iterator[Change]:
    for letter in dict.fromkeys(text):
        now = _written(letter, wording)
        if now != letter:
            yield Change(_rule(letter, text), _shown(letter), now)


def _rule(letter: str, text: str) -> str:
    if letter == "|":
        return "L024"
    if letter == "\n":
        return "L025"
    if letter in "[]":
        return "L026" if "[]" in text else "L027"
    return "L006" if unicodedata.category(letter) == "Cc" else "L004"


def _shown(letter: str) -> str:
    name = unicodedata.name(letter, "").lower() or f"U+{ord(letter):04X}"
    return _WORDED.get(letter) or (letter if letter.isascii() else f"{letter} {name}" if letter.isprintable() else name)


def _value(field: Field, text: str) -> tuple[str, tuple[Change, ...]]:
    """Mend a number, a date or a type: only blanks around it, and a bare point."""
    bare = text.strip(" ")
    value, fell = PARSERS[field.type](field, bare)
    if not bare or any(fault.severity is ERROR for fault, _ in fell):
        return text, ()
    changes = [Change(PADDING[field.type], text, bare)] if bare != text else []
    if any(fault is bare_decimal_point for fault, _ in fell):
        changes.append(Change("F006", bare, money.text(value)))
        bare = money.text(value)
    return bare, tuple(changes)
