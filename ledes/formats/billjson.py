"""Our own JSON of bills: everything a bill can hold, amounts as text, read and written without loss.

`schemas/bill.schema.json` describes it. A file is `{"ledes": 1, "bills": [...]}` in UTF-8; what is absent is left out.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any, BinaryIO

from ledes import money
from ledes.bill import Bill, Unread
from ledes.client import Representation
from ledes.finding import Fault, Finding, Where, fault
from ledes.formats import Format, Loss, Reading
from ledes.formats.given import fill
from ledes.formats.jsonparts import Decoder, Encoder, Trouble
from ledes.formats.jsonstream import BrokenJson, Keys, Number, Part, walk

VERSION = "1"
_BEGINNING = re.compile(rb'(?:\xef\xbb\xbf)?\s*(?:\{\s*(?:["}]|$)|\[\s*(?:[\[\]{"0-9]|$))')
_SOURCE = "schemas/bill.schema.json"


@fault("L250", fix="Mend the JSON at the place named, or write the file again.", reason="FILE_FORMAT")
def broken_json(place: str) -> str:
    """A file of bills is one JSON object in UTF-8.

    Bills before the place are read; what follows it cannot be.

    Source: RFC 8259; schemas/bill.schema.json.
    """
    return f"the text is not JSON from here on: {place}"


@fault("L251", fix='Write {"ledes": 1, "bills": [...]}; schemas/bill.schema.json describes it.', reason="FILE_FORMAT")
def wrong_json_frame(fact: str) -> str:
    """A file of bills names the version of its form and holds a list of bills, and nothing else.

    Source: schemas/bill.schema.json.
    """
    return fact


@fault("L252", fix="Take out the key, or write it as schemas/bill.schema.json has it.", reason="FILE_FORMAT")
def wrong_json_key(fact: str) -> str:
    """Every key of a bill is one that a bill has, and a named value has both its name and its value.

    A key that is not known would be lost without a word.

    Source: schemas/bill.schema.json.
    """
    return fact


@fault("L253", fix="Write the value in the form that schemas/bill.schema.json gives.", reason="FILE_FORMAT")
def wrong_json_type(fact: str) -> str:
    """A text, a list, an object, or true and false stands where the form has one; absent values are left out.

    Source: schemas/bill.schema.json.
    """
    return fact


@fault("L254", fix="Keep one of the values and take the others out.", reason="FILE_FORMAT")
def repeated_json_key(fact: str) -> str:
    """No key stands in an object twice, for readers differ in which value they take.

    Source: RFC 8259, section 4.
    """
    return fact


@fault("L255", fix="Give the position of an entry in the bill's list, counted from 1.", reason="FIELD_MISMATCH")
def wrong_json_position(fact: str) -> str:
    """A line names its matter and timekeeper by a position in the lists of its bill.

    Source: schemas/bill.schema.json.
    """
    return fact


@fault("F250", fix='Write the amount as text with plain digits, such as "-70.50".', reason="NUMBER_FORMAT")
def unreadable_json_amount(fact: str) -> str:
    """An amount is digits with at most one point and a leading minus.

    Powers of ten, NaN, thousands separators and plus signs are refused, because they hide what was meant.

    Source: schemas/bill.schema.json.
    """
    return fact


@fault("F251", fix='Write the date as "YYYY-MM-DD".', reason="DATE_INVALID")
def unreadable_json_date(fact: str) -> str:
    """A date is an ISO date that exists.

    Source: ISO 8601; schemas/bill.schema.json.
    """
    return fact


@fault("F252", fix="Write the character itself, or the pair of escapes that makes it.", reason="FILE_FORMAT")
def half_json_character(fact: str) -> str:
    """Text is made of whole characters: a lone surrogate escape can be written in no other format.

    Source: RFC 8259, section 8.2.
    """
    return fact


_FAULTS: dict[str, Fault] = {
    "key": wrong_json_key,
    "type": wrong_json_type,
    "repeated": repeated_json_key,
    "position": wrong_json_position,
    "amount": unreadable_json_amount,
    "date": unreadable_json_date,
    "text": half_json_character,
}


def sniff(head: bytes) -> bool:
    """Say whether a file begins as a JSON object or list does."""
    return _BEGINNING.match(head) is not None


def read(stream: BinaryIO, name: str, reading: Reading) -> Iterator[Bill | Finding]:
    """Read bills; a line's row is its number among the bill's lines, from 1."""
    if not _object(stream):
        yield wrong_json_frame(Where(), "the document is a list where an object is expected")
        return
    seen: set[str] = set()
    try:
        for part in walk(stream):
            if part.listed:
                yield from _bill(part.value, name)
                continue
            if wrong := _frame(part, seen):
                yield wrong_json_frame(Where(field=part.key[:40]), wrong)
            seen.add(part.key)
    except BrokenJson as error:
        yield broken_json(Where(), str(error))
        return
    for key in ("ledes", "bills"):
        if key not in seen:
            yield wrong_json_frame(Where(field=key), f'the document has no "{key}"')


def _object(stream: BinaryIO) -> bool:
    head = stream.read(4096)
    stream.seek(0)
    return not head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"[")


def _frame(part: Part, seen: set[str]) -> str:
    if part.key in seen:
        return "the document has a key twice"
    if part.key == "ledes":
        version = part.value if isinstance(part.value, Number) else ""
        return "" if version == VERSION else f'"ledes" names another version of the form than {VERSION}'
    if part.key == "bills":
        return "" if isinstance(part.value, list) else '"bills" is no list'
    return "the document has a key that no version of the form knows"


def _bill(value: Any, name: str) -> Iterator[Bill | Finding]:
    decoder = Decoder()
    bill = decoder.bill(value)
    number = bill.number
    for trouble in decoder.troubles:
        yield _FAULTS[trouble.kind](Where(trouble.line, trouble.path, number), trouble.fact)
    unlike = (each for each in decoder.troubles if each.kind not in {"key", "repeated"})
    lost = dict.fromkeys(_unread(each) for each in unlike)
    unread = (*bill.unread, *(each for each in lost if each not in bill.unread))
    if isinstance(value, Keys):
        yield replace(bill, source=name, unread=unread)


def _unread(trouble: Trouble) -> Unread:
    first, point, rest = trouble.path.partition(".")
    singular = {"lines": "line", "matters": "matter", "timekeepers": "timekeeper"}
    return Unread(trouble.line, f"{singular.get(first, first)}.{rest}" if point else f"bill.{first}")


def write(bills: Iterable[Bill], out: BinaryIO, representation: Representation) -> Iterator[Finding]:
    """Write bills one after another, in UTF-8 and with a line of the file for each entry of a list."""
    out.write(f'{{\n  "ledes": {VERSION},\n  "bills": ['.encode())
    between = b"\n"
    for bill in bills:
        shown = Encoder().bill(fill(bill, representation.given))
        out.write(between + _page(shown).encode("utf-8", "backslashreplace"))
        between = b",\n"
    out.write(b"\n  ]\n}\n")
    yield from ()


def _page(shown: dict[str, Any]) -> str:
    keys = [f"      {_text(name)}: {_list(each)}" for name, each in shown.items()]
    return "    {\n" + ",\n".join(keys) + "\n    }" if keys else "    {}"


def _list(value: Any) -> str:
    if not isinstance(value, list):
        return _text(value)
    return "[\n" + ",\n".join(f"        {_text(each)}" for each in value) + "\n      ]"


_text = json.JSONEncoder(ensure_ascii=False).encode


def losses(bill: Bill, representation: Representation) -> tuple[Loss, ...]:
    """List nothing: the form has a place for every value of a bill."""
    return ()


def digest(bill: Bill) -> str:
    """Give the sha256 of a bill's content: the same for 2.0 and 2.00, and wherever the bill was read from."""
    shown = Encoder(_shortest).bill(replace(bill, unread=()))
    text = json.dumps(shown, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()


def _shortest(amount: Decimal) -> str:
    text = money.text(amount)
    if "." in text:
        text = text.rstrip("0").removesuffix(".")
    return "0" if text == "-0" else text


FORMATS = (
    Format(
        key="json",
        title="JSON of ledes",
        extensions=(".json",),
        sniff=sniff,
        read=read,
        write=write,
        losses=losses,
    ),
)
