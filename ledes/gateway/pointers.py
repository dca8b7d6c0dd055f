"""Ways into JSON: `/data/0/id`. Source: RFC 6901."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ledes.gateway import told


def at(said: Any, pointer: str) -> Any:
    """Give what stands at the end of a way; `None` where it leads nowhere.

    >>> at({"a/b": [{"c": 7}]}, "/a~1b/0/c"), at([], "/0"), at(7, "")
    (7, None, 7)
    """
    for part in pointer.split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        if isinstance(said, Mapping):
            said = said.get(name)
        elif isinstance(said, list) and name.isascii() and name.isdigit() and int(name[:9]) < len(said):
            said = said[int(name[:9])]
        else:
            return None
    return said


def text(said: Any, pointer: str | None) -> str:
    """Give what stands there as text; empty where there is nothing, or no text or number."""
    return "" if pointer is None else told.text({"": at(said, pointer)}, "")


def objects(said: Any, pointer: str) -> tuple[Mapping[str, Any], ...] | None:
    """Give the list that stands there; `None` where there is none, or it holds something else than objects."""
    found = at(said, pointer)
    if not isinstance(found, list) or not all(isinstance(each, Mapping) for each in found):
        return None
    return tuple(found)
