"""Opening an XML e-bill: the hardened parser, what the beginning of the file tells, and taxes looked for ahead."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

from ledes.finding import Finding, Where
from ledes.formats.xml import faults
from ledes.formats.xml.elements import ROOT, Dialect
from ledes.formats.xml.names import local
from ledes.formats.xml.prolog import Prolog
from ledes.formats.xml.segments import Taken, Taking

if TYPE_CHECKING:
    from lxml.etree import XMLPullParser, _Element

OWNERS = {
    "fee": ("matter",),
    "expense": ("matter",),
    "matter": ("invoice",),
    "invoice": ("client",),
    "client": ("firm", ROOT),
    "firm": (ROOT,),
    "tax": ("firm", ROOT),
}
"""Segments that are read as soon as they end, and what they may stand in."""

TAGS = tuple(f"{{*}}{segment}" for segment in OWNERS)
_SAFE: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}

BLOCK = 1 << 16
LONGEST_WITHOUT_SEGMENT = 4 << 20
"""Bytes in which at least one segment must end: a parser that waits for one holds what it has read."""


class FormlessXmlError(Exception):
    """A file is XML, but nothing in it is a segment of an e-bill for so long that it cannot be one."""


def ends(stream: BinaryIO, **more: Any) -> Iterator[_Element]:
    """Parse a stream from where it stands; give each segment of `OWNERS` as it ends, and the root at last.

    Raises `XMLSyntaxError` where it is not well-formed, after the segments before that; and `FormlessXmlError`.
    """
    from lxml import etree

    parser, waited = pulls(**more), 0
    while block := stream.read(BLOCK):
        broken: etree.XMLSyntaxError | None = None
        try:
            parser.feed(block)
        except etree.XMLSyntaxError as error:
            broken = error
        waited += len(block)
        for _, node in parser.read_events():
            waited = 0
            yield node  # type: ignore[misc]
        if broken is not None:
            raise broken
        if waited > LONGEST_WITHOUT_SEGMENT:
            raise FormlessXmlError(f"no segment ends within {waited:,} bytes")
    yield parser.close()


def pulls(**more: Any) -> XMLPullParser:
    """Make a parser that is fed by its caller: nothing is fetched or expanded, and the parser's limits stay."""
    from lxml import etree

    return etree.XMLPullParser(events=("end",), tag=TAGS, **_SAFE, **more)


def root_taxes(dialect: Dialect, stream: BinaryIO, start: Prolog) -> list[Taken]:
    """Read the taxes that stand in the root wherever they are, and leave the stream where it was."""
    from lxml import etree

    if "tax" not in dialect.segments:
        return []
    place = stream.tell()
    stream.seek(start.skipped)
    taking = Taking(dialect, start.lines, lambda _of, taken: taken)
    found: list[Taken] = []
    try:
        for node in ends(stream):
            parent = node.getparent()
            if local(str(node.tag)) == "tax" and parent is not None and parent.getparent() is None:
                found.append(taking.take(node, "tax"))
            node.clear()
    except (etree.XMLSyntaxError, FormlessXmlError):
        pass  # the reader that goes through the bills tells it at its place
    stream.seek(place)
    return found


def begins(start: Prolog, dialect: Dialect) -> Iterator[Finding]:
    """Say what is wrong with the beginning of a file."""
    if start.subset:
        yield faults.refused_entity(Where(1), "the DOCTYPE declares entities or elements of its own; nothing was read")
        return
    if start.broken and not start.root:
        yield faults.broken_xml(Where(start.row), start.broken)
        return
    if start.skipped:
        yield faults.late_declaration(Where(1), "white space stands before the XML begins")
    elif start.commented:
        yield faults.late_declaration(Where(1), "a comment stands before the XML begins")
    elif dialect.doctype and not start.declared:
        yield faults.late_declaration(Where(1), "the XML declaration is missing")
    if start.encoding and start.encoding.casefold() not in {"utf-8", "utf8", "us-ascii", "ascii"}:
        yield faults.other_encoding(Where(1), start.encoding[:30])
    if start.name != dialect.root:
        yield faults.wrong_root(Where(start.lines + 1), start.name, dialect.root)
