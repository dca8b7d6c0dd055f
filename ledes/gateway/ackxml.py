"""XML files with acknowledgements, read by a map from our names to elements; no platform has published any."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ledes.gateway import passing
from ledes.gateway.said import Export

Row = dict[str, str]

OF_A_LINE = frozenset({"line", "cut"})


class Unread(Exception):
    """Something that is none of what was stated; the text says what."""


def rows(content: bytes, export: Export) -> Iterator[Row]:
    """Give what each record says under our names.

    A record is an element called `export.record`. A column is a path such as `Status/@code`, by names without their
    namespaces, capitals or not: it is looked for right in the record, then anywhere in it, then right in what the
    record stands in. So a record may be a line, and the invoice stand around it. What is cut of a line stands right in
    its record: the sum of a bill is never taken for the cut of a line, nor the other way round.

    Raises `Unread` where the file is no XML, declares entities of its own, or has no such record.
    """
    top = passing.root(content)
    if top is None:
        raise Unread("it is no XML file, or one with declarations of its own")
    records = [each for each in top.iter() if _is(each, export.record)]
    if not records:
        raise Unread(f"no element {export.record} stands in it")
    for record in records:
        yield {ours: text for ours, path in export.columns.items() if (text := _text(record, path, ours))}


def _text(record: Any, path: str, ours: str) -> str:
    steps, _, attribute = path.partition("@")
    names = [step.strip() for step in steps.split("/") if step.strip()]
    inside = () if ours in OF_A_LINE else _below([record], names, anywhere=True)
    around = () if ours in {*OF_A_LINE, "reason"} else record.iterancestors()
    found = (*_below([record], names), *inside, *(each for above in around for each in _below([above], names)))
    return next((text for each in found if (text := _said(each, attribute.strip()))), "")


def _below(elements: list[Any], names: list[str], *, anywhere: bool = False) -> list[Any]:
    for place, name in enumerate(names):
        deep = anywhere and not place
        inside = (child for each in elements for child in (each.iterdescendants() if deep else each))
        elements = [child for child in inside if _is(child, name)]
    return elements


def _said(element: Any, attribute: str) -> str:
    if not attribute:
        return " ".join("".join(element.itertext()).split())
    known = {name.rpartition("}")[2].casefold(): value for name, value in element.attrib.items()}
    return " ".join(known.get(attribute.casefold(), "").split())


def _is(element: Any, name: str) -> bool:
    return passing.name(element).casefold() == name.casefold()
