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
        self.texts: dict[str, Texts] = {}
        for each in dialect.segments[segment]:
            if each.simple:
                parse = values.parser(each, compact=dialect.compact_dates)
                self.texts[each.name] = Texts(each, parse, fell)

    def __missing__(self, tag: Any) -> Slot:
        made = self._slot(local(tag)) if isinstance(tag, str) else Slot(None, None, "entity")
        if len(self) < KEPT:
            self[tag] = made
        return made

    def _slot(self, name: str) -> Slot:
        element = self.elements.get(name)
        if element is not None:
            late = not (self.dialect.liberal or element.stands_in_minor(self.dialect.version))
            return Slot(element, self.texts.get(element.name), "version" if late else "")
        meant = self.elements.get(self.folded.get(name.casefold(), ""))
        if meant is not None:
            return Slot(meant, self.texts.get(meant.name), "misspelt")
        return Slot(None, None, "misplaced" if name in self.homes else "unknown")


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
