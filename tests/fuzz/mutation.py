"""Files spoilt at random, from a seed: bytes, lines, fields, tags and whole pieces of other files."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable

ANY = (
    *(
        b"\x00 \xff \xfe\xff \xef\xbb\xbf \xc3\x28 \xed\xa0\x80 \xf4\x90\x80\x80 \x1a \x85 \x0b \xe2\x80\xa8".split(
            b" "
        )
    ),
    b"",
    b" ",
    b"\r",
    b"\n",
    b"\r\n",
    b"\t",
    b'"',
    b"'",
    b"0",
    b"-0",
    b"-",
    b"+1",
    b"1E9",
    b"1e-999999999",
    b"NaN",
    b"Infinity",
    b"1_000",
    b"1,000.00",
    b"9" * 400,
    b"0." + b"0" * 400 + b"1",
    "\u0661\u0662".encode(),
    "\u202e".encode(),
    "\U0001f600".encode(),
    b"00000000",
    b"20260230",
    b"99999999",
    b"2026-02-30",
    b"=1+1",
    b"%s{0}$(id)",
    b"\x1b[2J",
)
"""Pieces that trouble readers of every kind."""

OWN: dict[str, tuple[bytes, ...]] = {
    "delimited": (
        b"|",
        b"||",
        b"[]",
        b"[",
        b"]",
        b"[]\n[]",
        b"LEDES1998B[]",
        b"LEDES98BI V2[]",
        b"|" * 60,
        b"IF",
        b"E",
    ),
    "xml": (
        b"<",
        b">",
        b"&",
        b"&amp;",
        b"&x;",
        b"&#0;",
        b"&#x110000;",
        b"]]>",
        b"<![CDATA[",
        b"<!--",
        b"-->",
        b"<?x?>",
        b'<!DOCTYPE a [<!ENTITY x "y">]>',
        b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd">',
        b"<matter>",
        b"</matter>",
        b"<fee/>",
        b"<invoice><matter>",
        b' xmlns="urn:x"',
        b' xmlns:x="urn:x"',
        b"<x:fee>",
        b' a="1" a="2"',
        b'<?xml version="1.1" encoding="UTF-16"?>',
        b'<?xml version="1.0" encoding="nowhere"?>',
        b"<a>" * 300,
    ),
    "json": (
        b"{",
        b"}",
        b"[",
        b"]",
        b":",
        b",",
        b"null",
        b"true",
        b'"\\ud800"',
        b"[" * 2000,
        b'{"a":' * 400,
        b"1e999999999",
        b"-",
        b"1" * 5000,
        b'"bills"',
        b"\\u0000",
        b"//",
    ),
    "table": (
        b",",
        b";",
        b"\t",
        b'""',
        b'"\n"',
        b",,,,",
        b"Invoice",
        b"Date",
        b"#REF!",
        b"00/00/0000",
        b"31.12.26",
        b"$",
    ),
}

_PIECES = re.compile(rb"[|,;<>\n\"\[\]{}:]")


def kind_of(reader: str) -> str:
    """Say which pieces belong to a reader."""
    if reader in {"1998b", "98bi"}:
        return "delimited"
    if reader in {"json", "csv", "xlsx"}:
        return "json" if reader == "json" else "table"
    return "xml"


def spoilt(dice: random.Random, reader: str, content: bytes, other: bytes) -> bytes:
    """Spoil a file once or a few times; a workbook by its bytes or inside of one of its parts."""
    if reader == "xlsx" and dice.random() < 0.7 and zipfile.is_zipfile(io.BytesIO(content)):
        return _inside(dice, content, other)
    for _ in range(dice.choice((1, 1, 1, 2, 3, 6))):
        content = dice.choice(WAYS)(dice, kind_of(reader), content, other)
    return content


def _inside(dice: random.Random, content: bytes, other: bytes) -> bytes:
    """Spoil one part of a workbook, and pack it again."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(out, "w") as after:
        chosen = dice.choice(before.namelist())
        for name in before.namelist():
            part = before.read(name)
            if name == chosen:
                part = dice.choice(WAYS)(dice, dice.choice(("xml", "table")), part, other)
            if name != chosen or dice.random() < 0.95:
                after.writestr(name, part)
    return out.getvalue()


Way = Callable[[random.Random, str, bytes, bytes], bytes]


def _bit(dice: random.Random, _kind: str, content: bytes, _other: bytes) -> bytes:
    spoilt = bytearray(content or b"\x00")
    for _ in range(dice.choice((1, 1, 2, 8))):
        spoilt[dice.randrange(len(spoilt))] ^= 1 << dice.randrange(8)
    return bytes(spoilt)


def _byte(dice: random.Random, _kind: str, content: bytes, _other: bytes) -> bytes:
    at = dice.randrange(len(content) + 1)
    return content[:at] + bytes([dice.randrange(256)]) + content[at + dice.randrange(2) :]


def _piece(dice: random.Random, kind: str, content: bytes, _other: bytes) -> bytes:
    at = dice.randrange(len(content) + 1)
    return content[:at] + dice.choice(ANY + OWN[kind]) + content[at:]


def _value(dice: random.Random, kind: str, content: bytes, _other: bytes) -> bytes:
    """Write another value between two marks."""
    marks = [found.start() for found in _PIECES.finditer(content)]
    if len(marks) < 2:
        return content
    at = dice.randrange(len(marks) - 1)
    return content[: marks[at] + 1] + dice.choice(ANY + OWN[kind]) + content[marks[at + 1] :]


def _cut(dice: random.Random, _kind: str, content: bytes, _other: bytes) -> bytes:
    if dice.random() < 0.4:
        return content[: dice.randrange(len(content) + 1)]
    first, last = sorted((dice.randrange(len(content) + 1), dice.randrange(len(content) + 1)))
    return content[:first] + content[min(last, first + 400) :]


def _repeat(dice: random.Random, _kind: str, content: bytes, _other: bytes) -> bytes:
    first, last = sorted((dice.randrange(len(content) + 1), dice.randrange(len(content) + 1)))
    piece = content[first : min(last, first + 2000)]
    return content[:last] + piece * dice.choice((1, 1, 2, 5)) + content[last:]


def _splice(dice: random.Random, _kind: str, content: bytes, other: bytes) -> bytes:
    at, there = dice.randrange(len(content) + 1), dice.randrange(len(other) + 1)
    if dice.random() < 0.5:
        return content[:at] + other[there:]
    return content[:at] + other[there : there + 300] + content[at:]


def _lines(dice: random.Random, _kind: str, content: bytes, _other: bytes) -> bytes:
    lines = content.split(b"\n")
    first, second = dice.randrange(len(lines)), dice.randrange(len(lines))
    if dice.random() < 0.5:
        lines[first], lines[second] = lines[second], lines[first]
    else:
        lines.insert(second, lines[first])
    return b"\n".join(lines)


def _recode(dice: random.Random, _kind: str, content: bytes, _other: bytes) -> bytes:
    text = content.decode("utf-8", "replace")
    return text.encode(dice.choice(("utf-16", "utf-16-le", "utf-32", "cp1252", "utf-8-sig", "utf-7")), "replace")


WAYS: tuple[Way, ...] = (_bit, _byte, _piece, _piece, _value, _value, _value, _cut, _repeat, _splice, _lines, _recode)
