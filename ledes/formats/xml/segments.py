"""The segments of an XML e-bill, taken apart: each child known, in its place, read, or told."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ledes.bill import Extra, Unread
from ledes.finding import Finding, Where
from ledes.formats import fields
from ledes.formats.xml import faults
from ledes.formats.xml.elements import ITEM, Dialect, Element
from ledes.formats.xml.names import Names, Slot, key, lent, local

if TYPE_CHECKING:
    from lxml.etree import _Element

MOST_ITEMS = 1 << 23
"""Numbers of elements up to which it is watched that none comes twice."""

UNREADABLE = frozenset({"number", "date", "flag", "word", "account"})


@dataclass(slots=True)
class Taken:
    """What a segment holds: values by the attribute of its part, segments by name, extensions; and where it stands."""

    row: int
    values: dict[str, Any] = field(default_factory=dict)
    segments: dict[str, list[Any]] = field(default_factory=dict)
    extras: list[Extra] = field(default_factory=list)

    def make(self, part: Any, **more: Any) -> Any:
        """Make a part of a bill from the values that it has attributes for, and from more."""
        names = _attributes(part)
        return part(**{**{name: value for name, value in self.given().items() if name in names}, **more})

    def given(self) -> dict[str, Any]:
        """Give the values that could be read."""
        return {name: value for name, value in self.values.items() if value is not None}


MOST_TOLD = 20_000
"""Findings of one bill that are told one by one, so that memory stays flat whatever a file holds."""


@functools.cache
def _attributes(part: Any) -> frozenset[str]:
    return frozenset(each.name for each in dataclasses.fields(part))


Build = Callable[[str, Taken], Any]
"""Makes the part of a bill that a segment or structure stands for."""


@functools.cache
def _required(dialect: Dialect) -> Mapping[str, tuple[tuple[str, Element], ...]]:
    """Give for each segment the elements that the oldest revision asks for, each with the name of its value."""
    return {
        segment: tuple(
            (key(each), each) for each in elements if each.required is not None and each.stands_in(dialect.revisions[0])
        )
        for segment, elements in dialect.segments.items()
    }


class Taking:
    """Takes segments apart. Findings and unread values gather here until the bill they belong to is whole."""

    def __init__(self, dialect: Dialect, skipped: int, build: Build) -> None:
        self.dialect = dialect
        self.skipped = skipped
        self.build = build
        self.names = lent(dialect)
        self.fell = self.names.fell
        self.required = _required(dialect)
        self.findings: list[Finding] = []
        self.untold = 0
        self.unread: list[Unread] = []
        self.items = bytearray()
        self.done: dict[str, _Element] = {}

    def row(self, node: _Element) -> int:
        """Say in which line of the file an element begins."""
        line: Any = node.sourceline
        return int(line or 0) + self.skipped

    def tell(self, finding: Finding) -> None:
        """Keep a finding until its bill is whole; beyond all reason they are only counted."""
        if len(self.findings) < MOST_TOLD:
            self.findings.append(finding)
        else:
            self.untold += 1

    def missing(self, name: str, row: int) -> None:
        """Tell that an element lacks which is asked for because of what stands beside it."""
        self.tell(fields.blank_required_field(Where(row, name), name))

    def take(self, node: _Element, segment: str, at: str = "", bill: str = "", until: _Element | None = None) -> Taken:
        """Take a segment apart.

        `at` and `bill` are where a structure stands: `lf_address/`, `firm.address`. `until` is a child after which
        nothing counts yet: the parser is ahead of what was asked of it.
        """
        names, fell = self.names[segment], self.fell
        taken = Taken(self.row(node))
        values = taken.values
        last: Slot | None = None
        if node.text is not None and not node.text.isspace():
            self.tell(faults.stray_text(Where(taken.row, at.rstrip("/") or segment), segment))
        for child in node:
            slot = names[child.tag]
            if slot.settled:
                if last is not None and slot.order < last.order:
                    self._shuffled(child, slot, last, at)
                last = slot
            if slot.simple and not len(child):
                text = child.text
                if text is not None:
                    value = slot.texts[text]  # type: ignore[index]
                    if value is None or fell or slot.key in values:
                        self._odd(child, text, value, slot, taken, at, bill)
                    else:
                        values[slot.key] = value
            elif slot.item:
                self._item(child, at)
            else:
                self._structure(child, slot, taken, names, at, bill)
            if child is until:
                break
            tail = child.tail
            if tail is not None and not tail.isspace():
                self.tell(faults.stray_text(Where(self.row(child), at.rstrip("/") or segment), segment))
        self._complete(segment, taken, at)
        return taken

    def _complete(self, segment: str, taken: Taken, at: str) -> None:
        """Tell what a segment lacks."""
        for wanted, each in self.required[segment]:
            if wanted not in taken.values and (not each.many or each.of not in taken.segments):
                self._missing(each, taken.row, at)

    def _odd(self, child: _Element, text: str, value: Any, slot: Slot, taken: Taken, at: str, bill: str) -> None:
        """Take the text of an element that could not be read, has a fault, or comes twice; white space is nothing."""
        if value is None and text.isspace():
            return
        if slot.key in taken.values:
            self._repeated(child, slot, at)
        else:
            taken.values[slot.key] = value
        if self.fell:
            self._fallen(child, value, taken.row, at, bill)

    def _fallen(self, child: _Element, value: Any, row: int, at: str, bill: str) -> None:
        """Tell what is wrong with the text of an element; a value that could not be read is noted by its segment."""
        for element, (each, about, severity) in self.fell:
            where = Where(self.row(child), at + element.name)
            self.tell(each(where, *about, severity=severity))
            if value is None and element.type in UNREADABLE:
                self.unread.append(Unread(row, _path(element, bill)))
        self.fell.clear()

    def _missing(self, each: Element, row: int, at: str) -> None:
        if len(self.findings) >= MOST_TOLD:
            self.untold += 1
            return
        where = Where(row, at + each.name)
        if each.simple:
            self.tell(fields.blank_required_field(where, each.name, severity=each.required))
        else:
            self.tell(faults.missing_segment(where, each.name, at.rstrip("/") or each.segment))

    def _shuffled(self, child: _Element, slot: Slot, last: Slot, at: str) -> None:
        assert slot.element is not None and last.element is not None  # noqa: S101 - settled slots have one
        where = Where(self.row(child), at + slot.element.name)
        self.tell(faults.shuffled_elements(where, slot.element.name, last.element.name))

    def _repeated(self, child: _Element, slot: Slot, at: str) -> None:
        assert slot.element is not None  # noqa: S101 - only known elements are counted
        name = slot.element.name
        self.tell(faults.repeated_element(Where(self.row(child), at + name), name))

    def _item(self, child: _Element, at: str) -> None:
        """Judge the number of an element; numbers beyond reason are not watched, so that memory stays flat."""
        text = (child.text or "").strip()
        where = Where(self.row(child), at + ITEM)
        if not (text.isascii() and text.isdigit() and len(text) < 19):
            if text:
                self.tell(faults.wrong_item_number(where, f"'{text[:20]}' is not a whole number"))
            return
        number = int(text)
        if number >= MOST_ITEMS:
            return
        byte, bit = number >> 3, 1 << (number & 7)
        if byte >= len(self.items):
            self.items.extend(bytes(max(byte + 1 - len(self.items), 4096)))
        if self.items[byte] & bit:
            self.tell(faults.wrong_item_number(where, f"the number {number} stands in the file twice"))
        self.items[byte] |= bit

    def _structure(self, child: _Element, slot: Slot, taken: Taken, names: Names, at: str, bill: str) -> None:
        """Take what is not simply an element with a text: structures, segments, extensions, and what is strange."""
        if slot.strange:
            self._strange(child, slot, taken, names, at)
        element = slot.element
        if element is None:
            return
        if element.simple:
            self._told_inside(child, element, taken, at, bill)
        elif element.type == "extension":
            extend(child, taken.extras)
        elif element.type == "part":
            if slot.key in taken.values:
                self._repeated(child, slot, at)
                return
            inner = self.take(child, element.of, f"{at}{element.name}/", _path(element, bill))
            taken.values[slot.key] = self.build(element.of, inner)
        else:
            already = taken.segments.setdefault(element.of, [])
            if child is not self.done.get(element.of):
                already.append(self.build(element.of, self.take(child, element.of)))

    def _strange(self, child: _Element, slot: Slot, taken: Taken, names: Names, at: str) -> None:
        row = self.row(child)
        if slot.strange == "entity":
            self.tell(faults.refused_entity(Where(row, at.rstrip("/")), "an entity stands among the elements"))
            return
        name = local(child.tag)
        where = Where(row, at + name[:60])
        if slot.strange == "misspelt":
            assert slot.element is not None  # noqa: S101 - it is like one
            self.tell(faults.misspelt_element(where, name, slot.element.name))
        elif slot.strange == "version":
            self.tell(faults.element_of_another_version(where, name, self.dialect.version))
        elif slot.strange == "misplaced":
            self.tell(faults.misplaced_element(where, name, names.segment, names.homes[name]))
            if name in {"fee", "expense", "matter"}:
                self.unread.append(Unread(row, "line"))
        else:
            self.tell(faults.unknown_element(where, name, names.segment))
        if slot.element is None and not len(child) and child.text and not child.text.isspace():
            taken.extras.append(Extra(name, child.text.strip()))

    def _told_inside(self, child: _Element, element: Element, taken: Taken, at: str, bill: str) -> None:
        """Read an element that is misspelt, of another version, or holds more than a text."""
        where = Where(self.row(child), at + element.name)
        for inner in child:
            tag: Any = inner.tag
            if isinstance(tag, str):
                self.tell(faults.unknown_element(where, local(tag), element.name))
            else:
                self.tell(faults.refused_entity(where, "the text holds an entity, whose meaning is not looked up"))
            self.unread.append(Unread(taken.row, _path(element, bill)))
        if element.type == "item":
            self._item(child, at)
        elif not len(child) and child.text:
            texts = self.names[element.segment].texts_of(element)
            value = texts[child.text]
            taken.values.setdefault(key(element), value)
            self._fallen(child, value, taken.row, at, bill)


def _path(element: Element, bill: str) -> str:
    """Name the attribute that an element fills in a structure; a wrapper is no attribute of its own."""
    if bill and not element.bill:
        return bill
    return f"{bill}.{element.bill.partition('.')[2]}" if bill else element.bill


HEADER = "@"
"""Begins the name of an extra that is an attribute of an extension header; alone it only begins a header."""

ATTRIBUTES = frozenset({"vendor", "app", "sequence", "date"})
"""What an extension header may say of itself."""


def extend(node: _Element, extras: list[Extra]) -> None:
    """Read the named values of an extension, in any of the forms that its text may mean."""
    if node.attrib or extras:
        extras += [Extra(HEADER + local(str(name)), str(value)) for name, value in node.attrib.items()] or [
            Extra(HEADER, "")
        ]
    for each in node:
        inners = [(local(str(inner.tag)), (inner.text or "").strip()) for inner in each]
        named = {name.casefold(): text for name, text in inners}
        if "ext_name" in named:
            extras.append(Extra(named["ext_name"], named.get("ext_value", "")))
        elif inners:
            extras += [Extra(*inner) for inner in inners]
        else:
            extras.append(Extra(local(str(each.tag)), (each.text or "").strip()))
