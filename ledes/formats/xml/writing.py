"""Writing an XML e-bill: element by element, same bill, same bytes."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from decimal import Decimal
from typing import TYPE_CHECKING, Any, BinaryIO

from ledes import money
from ledes.bill import Bill, Line, Matter, Timekeeper
from ledes.client import Representation
from ledes.finding import Finding, Where
from ledes.formats.representation import represent
from ledes.formats.wording import replaced_character
from ledes.formats.xml import contents
from ledes.formats.xml.contents import Contents
from ledes.formats.xml.elements import ROOT, Dialect, Element
from ledes.formats.xml.faults import reordered_lines, unconfirmed_form
from ledes.formats.xml.names import key
from ledes.formats.xml.segments import ATTRIBUTES, HEADER
from ledes.formats.xml.wording import Wording

if TYPE_CHECKING:
    from lxml.etree import _Element, _IncrementalFileWriter

INDENT = "  "
DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'
NO_NAMESPACE = "none"
DEPTHS = {"firm": 1, "client": 2, "invoice": 3, "matter": 4}
"""How deep the segments stand that are written while they are still open."""

VALUE, ALWAYS, PART, INNER = "value", "always", "part", "inner"
"""What stands under a name: a text where there is a value, a text in any case, a structure, or segments."""


def write(dialect: Dialect, bills: Iterable[Bill], out: BinaryIO, representation: Representation) -> Iterator[Finding]:
    """Write bills one after another; yield a note for whatever was written in another form."""
    from lxml import etree

    if dialect.unconfirmed:
        yield unconfirmed_form(Where(), dialect.title, dialect.unconfirmed)
    target = _Windows(out) if representation.line_end == "crlf" else out
    target.write(DECLARATION + dialect.doctype.encode("ascii"))
    encoding = "ascii" if representation.encoding == "ascii" else "utf-8"
    namespace = (
        "" if representation.xml_namespace == NO_NAMESPACE else representation.xml_namespace or dialect.namespace
    )
    root = f"{{{namespace}}}{dialect.root}" if namespace else dialect.root
    with etree.xmlfile(target, encoding=encoding) as file, ExitStack() as opened:
        opened.enter_context(file.element(root, nsmap={None: namespace} if namespace else None))
        page = _Page(dialect, representation, file)
        for bill in bills:
            shown, notes = represent(bill, dataclasses.replace(representation, remainder=False), taxed=True)
            yield from notes
            page.bill(shown)
            yield from page.noted(bill.number)
        page.close()
    target.write(b"\n")


class _Windows:
    """A file in which lines end in CR LF."""

    def __init__(self, out: BinaryIO) -> None:
        self.out = out

    def write(self, content: bytes) -> int:
        """Write bytes with the other line ends."""
        self.out.write(content.replace(b"\n", b"\r\n"))
        return len(content)


class _Page:
    """The file while it is written: which firm and client are open, and how far the elements are numbered."""

    def __init__(self, dialect: Dialect, how: Representation, file: _IncrementalFileWriter) -> None:
        self.dialect = dialect
        self.how = how
        self.file = file
        self.wording = Wording()
        self.plans = _plans(dialect, dialect.revision(how.xml_revision), how)
        self.open: list[tuple[str, object, Any]] = []
        self.item = 0
        self.notes: list[Finding] = []

    def bill(self, bill: Bill) -> None:
        """Write a bill, within the firm and client that are open where they are the same."""
        taxes = tuple(contents.definition(each) for each in bill.taxes)
        firm = contents.firm(bill.firm, bill.taxes)
        if self.how.xml_tax_place == ROOT:
            firm = firm._replace(segments={})
        self._within("firm", (bill.firm, taxes), firm, bill)
        self._within("client", bill.client, contents.client(bill.client), bill)
        self._enter("invoice", bill.number, contents.invoice(bill, self.dialect))
        numbers: list[str] = []
        for matter, lines, keepers in shares(bill):
            self._enter("matter", matter, contents.matter(matter, lines, keepers, self.dialect))
            self._leave("matter")
            numbers += [line.number for of in ("fee", "expense") for line in lines if contents.segment_of(line) == of]
        self._leave("invoice")
        renumbered = sum(str(place) != number for place, number in enumerate(numbers, 1))
        if renumbered:
            self.notes.append(reordered_lines(Where(0, "line.number"), renumbered))

    def _within(self, segment: str, what: object, held: Contents, bill: Bill) -> None:
        if any(name == segment and known == what for name, known, _ in self.open):
            return
        self._leave(segment)
        if segment == "firm" and self.how.xml_tax_place == ROOT:
            for each in bill.taxes:
                self._put(self.node("tax", contents.tax(each), 1), 1)
        self._enter(segment, what, held)

    def _enter(self, segment: str, what: object, contents: Contents) -> None:
        depth = DEPTHS[segment]
        self.file.write("\n" + INDENT * depth)
        context = self.file.element(segment)
        context.__enter__()
        self.open.append((segment, what, context))
        for node in self.children(segment, contents, depth + 1):
            self._put(node, depth + 1)

    def _put(self, node: _Element, depth: int) -> None:
        self.file.write("\n" + INDENT * depth)
        self.file.write(node)

    def _leave(self, segment: str) -> None:
        """Close a segment, and all that is open within it."""
        while any(name == segment for name, _, _ in self.open):
            name, _, context = self.open.pop()
            self.file.write("\n" + INDENT * DEPTHS[name])
            context.__exit__(None, None, None)

    def close(self) -> None:
        """Close all that is open."""
        self._leave("firm")
        self.file.write("\n")

    def noted(self, number: str) -> Iterator[Finding]:
        """Yield what was written differently since the bill before."""
        for note in dict.fromkeys(self.notes):
            yield dataclasses.replace(note, bill=number)
        self.notes.clear()

    def node(self, segment: str, contents: Contents, depth: int, tag: str = "") -> _Element:
        """Build a segment or structure as one element."""
        from lxml.etree import Element as Node
        from lxml.etree import SubElement

        node = Node(tag or segment)
        end = "\n" + INDENT * (depth + 1)
        values, row, more = contents.values, contents.row, contents.segments or contents.extras
        for element, spelt, name, kind in self.plans[segment]:
            text = ""
            if kind == VALUE:
                text = self._text(element, values.get(name), row)
            elif kind == ALWAYS:
                text = self._always(element, values.get(name), row)
            elif more or kind == PART:
                for child in self._inner(element, spelt, name, contents, depth + 1):
                    child.tail = end
                    node.append(child)
            if text:
                child = SubElement(node, spelt)
                child.text, child.tail = text, end
        if len(node):
            node.text = end
            node[-1].tail = end[: -len(INDENT)]
        return node

    def children(self, segment: str, contents: Contents, depth: int) -> Iterator[_Element]:
        """Build the elements of a segment in the order of the standard; absent optional ones are left out."""
        from lxml.etree import Element as Node

        for element, spelt, name, kind in self.plans[segment]:
            if kind in (PART, INNER):
                yield from self._inner(element, spelt, name, contents, depth)
                continue
            put = self._always if kind == ALWAYS else self._text
            text = put(element, contents.values.get(name), contents.row)
            if text:
                node = Node(spelt)
                node.text = text
                yield node

    def _inner(self, element: Element, spelt: str, name: str, contents: Contents, depth: int) -> Iterator[_Element]:
        """Build the structures, extensions and segments that stand in a segment under one name."""
        if element.type == "part":
            inner = contents.values.get(name)
            if inner is not None or element.required:
                yield self.node(element.of, inner or Contents({}), depth, spelt)
        elif element.type == "extension":
            yield from self._extensions(contents)
        else:
            for each in contents.segments.get(element.of, ()):
                yield self.node(element.of, each, depth, spelt)

    def _always(self, element: Element, value: Any, row: int) -> str:
        """Put a value into words; where there is none, the element's number in the file, or the word it always has."""
        if value is not None and value != "":
            return self._text(element, value, row)
        if element.type == "item":
            self.item += 1
            return str(self.item)
        return element.words[0]

    def _text(self, element: Element, value: Any, row: int) -> str:
        if value is None:
            return ""
        if isinstance(value, str):
            plain = not value or self.wording.plain(value)
            return value if plain else self._worded(value, element.bill or element.name, row)
        if isinstance(value, Decimal):
            return money.text(value)
        if isinstance(value, bool):
            return "Y" if value else "N"
        assert isinstance(value, datetime.date)  # noqa: S101 - there is no other type
        day = value.isoformat()
        return day.replace("-", "") if self.dialect.compact_dates else day

    def _worded(self, text: str, path: str, row: int) -> str:
        self.notes += (replaced_character(Where(row, path), *each) for each in self.wording.changes(text))
        return self.wording.put(text)

    def _extensions(self, contents: Contents) -> Iterator[_Element]:
        """Build extension headers; an extra that is named after an attribute of one begins it or belongs to it."""
        from lxml.etree import Element as Node
        from lxml.etree import SubElement

        header: _Element | None = None
        for extra in contents.extras:
            mark = extra.name.startswith(HEADER) and extra.name[1:] in ATTRIBUTES
            begins = extra.name == HEADER or (mark and header is not None and len(header))
            if header is None or begins:
                if header is not None:
                    yield header
                header = Node("extend_header")
            if mark:
                header.set(extra.name[1:], self._worded(extra.value, "extras", contents.row))
            elif extra.name != HEADER:
                pair = SubElement(header, "extend_data")
                SubElement(pair, "ext_name").text = self._worded(extra.name, "extras", contents.row)
                SubElement(pair, "ext_value").text = self._worded(extra.value, "extras", contents.row)
        if header is not None:
            yield header


def _plans(dialect: Dialect, revision: str, how: Representation) -> dict[str, list[tuple[Element, str, str, str]]]:
    """Prepare the writing of each segment: its elements of this revision, as they are spelt, and their values."""
    return {
        segment: [
            (each, spelling(each, how), key(each), _kind(each))
            for each in elements
            if each.type != "foreign" and each.stands_in(revision)
        ]
        for segment, elements in dialect.segments.items()
    }


def _kind(element: Element) -> str:
    if not element.simple:
        return PART if element.type == "part" else INNER
    return ALWAYS if element.type in {"item", "ours"} else VALUE


def spelling(element: Element, how: Representation) -> str:
    """Choose among the spellings of an element the one that the profile names."""
    wanted = how.xml_names.get(element.name, element.name)
    return wanted if wanted in element.also else element.name


def shares(bill: Bill) -> Iterator[tuple[Matter, list[Line], list[Timekeeper]]]:
    """Go through the matters of a bill, each with its lines and the timekeepers that worked on it.

    Lines of no matter make one without a name; timekeepers who worked on none stand in the first.
    """
    matters = list(bill.matters)
    places = {id(matter): place for place, matter in enumerate(matters)}
    equal = {matter: place for place, matter in reversed(tuple(enumerate(matters)))}
    lines: list[list[Line]] = [[] for _ in matters]
    nameless = Matter()
    for line in bill.lines:
        matter = line.matter or nameless
        place = places.get(id(matter))
        if place is None:
            place = places[id(matter)] = equal.setdefault(matter, len(matters))
            if place == len(matters):
                matters.append(matter)
                lines.append([])
        lines[place].append(line)
    working = [{id(line.timekeeper): line.timekeeper for line in mine}.values() for mine in lines]
    listed = dict.fromkeys((*bill.timekeepers, *(keeper for mine in working for keeper in mine if keeper)))
    busy = {keeper for mine in working for keeper in mine}
    for place, matter in enumerate(matters):
        here = set(working[place])
        keepers = [keeper for keeper in listed if keeper in here or (place == 0 and keeper not in busy)]
        yield matter, lines[place], keepers
