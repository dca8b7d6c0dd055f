"""What the names of elements mean in each segment: which value they hold, or why they are strange there."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from ledes.formats.recall import KEPT
from ledes.formats.xml import values
from ledes.formats.xml.elements import Dialect, Element
from ledes.formats.xml.values import Fell, Texts

_COLLECTED = {"matter.totals", "matter.extras", "line.extras", "timekeeper.extras", "bill.extras"}


class Slot:
    """What the name of an element means in a segment. A slot without an element is strange there."""

    __slots__ = ("element", "item", "key", "order", "settled", "simple", "strange", "texts")

    def __init__(self, element: Element | None, texts: Texts | None, strange: str = "") -> None:
        self.element = element
        self.texts = texts
        self.strange = strange
        self.simple = texts is not None and not strange and element is not None and element.type != "item"
        self.item = element is not None and element.type == "item" and not strange
        self.key = key(element) if element else ""
        self.order = element.order if element else 0
        self.settled = element is not None and element.settled and not strange


def key(element: Element) -> str:
    """Name a value within its segment: by the attribute, or by the element where several fill one attribute."""
    if not element.bill or element.bill in _COLLECTED:
        return element.name
    head, _, rest = element.bill.partition(".")
    return element.bill if element.segment == "invoice" and head != "bill" else rest


class Names(dict[Any, Slot]):
    """The slots of one segment by tag; a tag that is met for the first time is looked up in any namespace."""

    def __init__(self, dialect: Dialect, segment: str, fell: list[tuple[Element, Fell]]) -> None:
        super().__init__()
        self.segment = segment
        self.elements, self.folded = _known(dialect, segment)
        self.homes = _homes(dialect)
        self.dialect = dialect
        self.fell = fell
        self.texts: dict[str, Texts] = {}

    def __missing__(self, tag: Any) -> Slot:
        made = self._slot(local(tag)) if isinstance(tag, str) else Slot(None, None, "entity")
        if len(self) < KEPT:
            self[tag] = made
        return made

    def texts_of(self, element: Element) -> Texts:
        """Give the values of one of the segment's elements."""
        if element.name not in self.texts:
            parse = values.parser(element, compact=self.dialect.compact_dates)
            self.texts[element.name] = Texts(element, parse, self.fell)
        return self.texts[element.name]

    def _slot(self, name: str) -> Slot:
        element = self.elements.get(name)
        if element is not None:
            late = not (self.dialect.liberal or element.stands_in_minor(self.dialect.version))
            return Slot(element, self._texts(element), "version" if late else "")
        meant = self.elements.get(self.folded.get(name.casefold(), ""))
        if meant is not None:
            return Slot(meant, self._texts(meant), "misspelt")
        return Slot(None, None, "misplaced" if name in self.homes else "unknown")

    def _texts(self, element: Element) -> Texts | None:
        return self.texts_of(element) if element.simple else None


class Segments(dict[str, Names]):
    """The names of each segment that is met. Faults of texts gather in `fell`."""

    def __init__(self, dialect: Dialect) -> None:
        super().__init__()
        self.dialect = dialect
        self.fell: list[tuple[Element, Fell]] = []

    def __missing__(self, segment: str) -> Names:
        made = self[segment] = Names(self.dialect, segment, self.fell)
        return made


_FREE: dict[Dialect, list[Segments]] = {}
MOST_FREE = 2


def lent(dialect: Dialect) -> Segments:
    """Give the names of a dialect to one reader, with the texts that the one before it has met.

    Many small files are read as quickly as a large one if what was learned of a text stays known.
    """
    try:
        return _FREE.setdefault(dialect, []).pop()
    except IndexError:
        return Segments(dialect)


def returned(names: Segments) -> None:
    """Take names back from a reader that has done with them."""
    names.fell.clear()
    free = _FREE.setdefault(names.dialect, [])
    if len(free) < MOST_FREE:
        free.append(names)


def local(tag: str) -> str:
    """Give the name of a tag without its namespace."""
    return tag.rpartition("}")[2]


@functools.cache
def _known(dialect: Dialect, segment: str) -> tuple[Mapping[str, Element], Mapping[str, str]]:
    """Give the elements of a segment by all their names, and those names by their spelling without case."""
    elements = {name: each for each in dialect.segments[segment] for name in (each.name, *each.also)}
    folded = {name.casefold(): name for name in elements}
    # a public generator writes if_ for lf_
    folded |= {f"if_{name[3:]}": name for name in elements if name.startswith("lf_")}
    return MappingProxyType(elements), MappingProxyType(folded)


@functools.cache
def _homes(dialect: Dialect) -> Mapping[str, str]:
    homes: dict[str, str] = {}
    for segment, elements in dialect.segments.items():
        for each in elements:
            if each.type not in {"item", "extension"}:
                homes.setdefault(each.name, segment)
    return MappingProxyType(homes)
