"""The columns of a delimited e-bill while it is read: each text is parsed once, and remembered within bounds."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from ledes.formats.fields import NULLS, PARSERS, Fell, Field

KEPT = 20_000
"""How many texts a column remembers; then it starts anew, so that memory stays flat."""


LONGEST_NULL = max(map(len, NULLS))


class Column(dict[str, Any]):
    """The values of one field: each text is parsed once. A text with a fault is told in `fell` every time it comes."""

    def __init__(self, field: Field, fell: list[tuple[Field, Fell]]) -> None:
        super().__init__()
        self.field = field
        self.parse = PARSERS[field.type]
        self.blank = "" if field.type in {"text", "narrative", "account", "kind"} else None
        self.fell = fell

    def __missing__(self, text: str) -> Any:
        if not text:
            self[text] = self.blank
            return self.blank
        value, fell = self.parse(self.field, text)
        if fell:
            self.fell.extend((self.field, each) for each in fell)
            return value
        if len(self) >= KEPT:
            self.clear()
        self[text] = value
        return value

    def every(self, texts: Collection[str]) -> list[Any]:
        """Give the values of many texts of printable ASCII."""
        return list(map(self.__getitem__, texts))


class Narratives(Column):
    """A column of texts that hardly ever repeat: looked at, not remembered."""

    def __getitem__(self, text: str) -> Any:
        if not text:
            return text
        if len(text) * 4 > self.field.length or text[0] == " " or text[-1] == " " or len(text) < 5:
            self.fell.extend((self.field, each) for each in self.parse(self.field, text)[1])
        return text

    def every(self, texts: Collection[str]) -> list[Any]:
        """Give many texts of printable ASCII; each is looked at only where one of them may have a fault."""
        sizes = list(map(len, texts))
        short = min(sizes) <= LONGEST_NULL and not NULLS.isdisjoint(texts)
        if short or max(sizes) > self.field.length or list(map(str.strip, texts)) != list(texts):
            return [self[text] for text in texts]
        return list(texts)


def columns(fields: tuple[Field, ...], fell: list[tuple[Field, Fell]]) -> tuple[Column, ...]:
    """Make a column for each field; faults of all of them gather in `fell`."""
    seldom = {"line.number", "line.description"}
    return tuple((Narratives if each.bill in seldom else Column)(each, fell) for each in fields)
