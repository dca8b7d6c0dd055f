"""What stands before the content of an XML file: where it begins, its encoding, its DOCTYPE, the name of its root."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import BinaryIO
from xml.parsers import expat

LONGEST = 1 << 16
"""Bytes in which the root element must begin."""

_BLANK = b" \t\r\n"
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


@dataclass(slots=True)
class Prolog:
    """The beginning of an XML file. `skipped` counts bytes of white space before it, `lines` the lines in them."""

    root: str = ""
    encoding: str = ""
    doctype: str = ""
    subset: bool = False
    declared: bool = False
    commented: bool = False
    skipped: int = 0
    lines: int = 0
    broken: str = ""
    row: int = 0

    @property
    def name(self) -> str:
        """Give the local name of the root element; that of the DOCTYPE where no root was met."""
        return (self.root.rpartition(" ")[2] or self.doctype).rpartition(":")[2]

    @property
    def namespace(self) -> str:
        """Give the namespace of the root element; empty where it is in none."""
        return self.root.rpartition(" ")[0]


class _Met(Exception):
    """The root element has begun, or what must not be read: the rest is no business of the prolog."""


def look(head: bytes, *, whole: bool = False) -> Prolog:
    """Look at the first bytes of a file without loading or expanding anything.

    `whole` says that no more bytes follow.
    """
    found = Prolog(skipped=0 if head.startswith(_MARKS) else len(head) - len(head.lstrip(_BLANK)))
    found.lines = head[: found.skipped].count(b"\n")
    parser = expat.ParserCreate(namespace_separator=" ")
    _listen(parser, found)
    try:
        parser.Parse(head[found.skipped :], whole)
    except _Met:
        pass
    except (expat.ExpatError, LookupError, ValueError) as error:
        found.broken = expat.ErrorString(error.code) if isinstance(error, expat.ExpatError) else "unknown encoding"
        found.row = found.lines + getattr(error, "lineno", 1)
    return found


def _listen(parser: expat.XMLParserType, found: Prolog) -> None:
    def declaration(_version: str, encoding: str | None, _standalone: int) -> None:
        found.declared, found.encoding = True, encoding or ""

    def doctype(name: str, _system: str | None, _public: str | None, subset: int) -> None:
        found.doctype, found.subset = name, bool(subset)
        if subset:
            raise _Met

    def root(name: str, _attributes: dict[str, str]) -> None:
        found.root = name
        raise _Met

    def comment(_text: str) -> None:
        found.commented = found.commented or not found.declared

    parser.XmlDeclHandler = declaration
    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = root
    parser.CommentHandler = comment


def read(stream: BinaryIO) -> Prolog:
    """Look at the beginning of a rewindable stream, and leave it where the XML begins."""
    head = stream.read(LONGEST)
    found = look(head, whole=len(head) < LONGEST)
    stream.seek(found.skipped)
    return found


@functools.lru_cache(maxsize=8)
def local_root(head: bytes) -> str:
    """Give the local name of the root element in the first bytes of a file; empty where it is no XML."""
    start = head.lstrip(b"\xef\xbb\xbf" + _BLANK)[:4]
    if not start.startswith((b"<", b"\xff\xfe", b"\xfe\xff")):
        return ""
    return look(head).name
