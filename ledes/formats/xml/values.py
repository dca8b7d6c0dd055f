"""The texts of XML elements, read: each text of an element is parsed once, and remembered within bounds."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from typing import Any

from ledes import money
from ledes.finding import WARNING, Fault, Severity
from ledes.formats import fields
from ledes.formats.recall import KEPT
from ledes.formats.xml import faults
from ledes.formats.xml.elements import Element

Fell = tuple[Fault, tuple[object, ...], Severity | None]
"""What is wrong with a text: the fault, what its message says, and how bad it is where that is not the usual."""

Value = tuple[Any, tuple[Fell, ...]]
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?", re.ASCII)
_BARE = re.compile(r"-?(?:[0-9]+\.|\.[0-9]+)", re.ASCII)
_DASHED = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", re.ASCII)
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})", re.ASCII)
_LONG = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:T00:00:00(?:\.0+)?)?(?:Z|[+-][0-9]{2}:[0-9]{2})?", re.ASCII)
ISO, COMPACT = "YYYY-MM-DD", "YYYYMMDD"
FLAGS = {"Y": True, "N": False}


class Texts(dict[str, Any]):
    """The values of one element: a text that has a fault is told in `fell` every time it comes."""

    def __init__(self, element: Element, parse: Callable[[str], Value], fell: list[tuple[Element, Fell]]) -> None:
        super().__init__()
        self.element = element
        self.parse = parse
        self.fell = fell
        self.kept = KEPT if element.type != "narrative" else 0

    def __missing__(self, text: str) -> Any:
        plain = text.strip()
        if not plain:
            return None
        value, fell = self.parse(plain)
        if plain != text and "\n" not in text:
            fell = (*fell, (fields.padded_value, (self.element.name,), None))
        if fell:
            self.fell.extend((self.element, each) for each in fell)
        elif self.kept:
            if len(self) >= self.kept:
                self.clear()
            self[text] = value
        return value


def parser(element: Element, *, compact: bool) -> Callable[[str], Value]:
    """Prepare the reading of an element's texts; `compact` says that its format writes dates without dashes."""
    if element.type == "number":
        return _number(element)
    if element.type == "date":
        return _date(COMPACT if compact else ISO)
    if element.type == "flag":
        return _word(FLAGS)
    if element.type == "word":
        return _word({word: word for word in element.words})
    if element.type == "account":
        return _account
    if element.type in {"ours", "foreign"}:
        return lambda text: (text, ())
    return _text(element)


def _text(element: Element) -> Callable[[str], Value]:
    def parse(text: str) -> Value:
        fell: list[Fell] = []
        if element.length and len(text) > element.length:
            fell.append((fields.overlong_text, (len(text), element.length), WARNING))
        if text in fields.NULLS:
            fell.append((fields.null_word, (text,), None))
        return text, tuple(fell)

    return parse


def _number(element: Element) -> Callable[[str], Value]:
    def parse(text: str) -> Value:
        fell: list[Fell] = []
        if text.upper() in element.words:
            return None, ()
        plain = text
        if _BARE.fullmatch(text):
            fell.append((fields.bare_decimal_point, (text,), None))
            plain = text.replace("-.", "-0.").removesuffix(".")
            plain = f"0{plain}" if plain.startswith(".") else plain
        if not _NUMBER.fullmatch(plain) or len(plain) > money.LONGEST:
            return None, ((fields.malformed_number, (text, fields.blame(text)), None),)
        value = money.parse(plain)
        if element.decimals is not None and money.decimals(value) > element.decimals:
            fell.append((fields.too_many_decimals, (text, money.decimals(value), element.decimals), None))
        return value, tuple(fell)

    return parse


def _date(wanted: str) -> Callable[[str], Value]:
    right, other = (_COMPACT, _LONG) if wanted == COMPACT else (_DASHED, _COMPACT)

    def parse(text: str) -> Value:
        found = right.fullmatch(text) or other.fullmatch(text) or _LONG.fullmatch(text)
        if found is None:
            return None, ((faults.impossible_xml_date, (text, f"it is not written {wanted}"), None),)
        try:
            day = datetime.date(*map(int, found.groups()))
        except ValueError:
            return None, ((faults.impossible_xml_date, (text, "there is no such day"), None),)
        if not right.fullmatch(text):
            return day, ((faults.other_date_form, (text, wanted), None),)
        return day, ()

    return parse


def _word(known: dict[str, Any]) -> Callable[[str], Value]:
    folded = {word.casefold(): value for word, value in known.items()}

    def parse(text: str) -> Value:
        if text in known:
            return known[text], ()
        if text.casefold() in folded:
            return folded[text.casefold()], ()
        return None, ((faults.unlisted_word, (text, ", ".join(known)), None),)

    return parse


def _account(text: str) -> Value:
    if text.upper() in {"O", "T"}:
        return text.upper(), ()
    return None, ((fields.unknown_account_type, (text,), None),)
