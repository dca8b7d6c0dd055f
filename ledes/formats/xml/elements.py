"""The elements of the XML formats, from their tables in `schemas/`: names, places, types, and since when.

A table gives for each element its segment, other spellings, the bill attribute it holds, type, structure, number of
times, words, length, decimals, when it is required, the versions that have it, and whether its place is unconfirmed.
"""

from __future__ import annotations

import csv
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ledes import schemas
from ledes.finding import ERROR, WARNING, Severity

ROOT = "root"
ITEM = "file_item_nbr"
SIMPLE = frozenset({"text", "narrative", "number", "date", "flag", "word", "account", "item", "ours", "foreign"})
"""Types of elements that hold a text; the others are structures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """One element of a segment.

    `of` names the segment that a structure is made of, `many` says how often it may come (`+`, `*`, else once).
    `required` is how bad it is when it is missing. `settled` is false where the order is unconfirmed.
    """

    segment: str
    order: int
    name: str
    also: tuple[str, ...]
    type: str
    bill: str
    of: str
    many: str
    words: tuple[str, ...]
    length: int
    decimals: int | None
    required: Severity | None
    versions: tuple[str, ...]
    settled: bool

    @property
    def simple(self) -> bool:
        """Say whether the element holds a text."""
        return self.type in SIMPLE

    def stands_in(self, revision: str) -> bool:
        """Say whether a revision, such as 2.1.3, has this element; a later one has what an earlier one had."""
        if not self.versions:
            return True
        minor = _numbers(revision)[:2]
        return any(_numbers(each)[:2] == minor and _numbers(each) <= _numbers(revision) for each in self.versions)

    def stands_in_minor(self, revision: str) -> bool:
        """Say whether any revision of the same version has this element."""
        minor = _numbers(revision)[:2]
        return not self.versions or any(_numbers(each)[:2] == minor for each in self.versions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """One XML format: its key and title, the name of its root, how it writes dates, and its segments.

    `revisions` are the dated ones under one root name, oldest first; `unconfirmed` names in words what nobody outside
    the standard's own documents could confirm, and is empty where the form is sure enough to be sent.
    """

    key: str
    title: str
    root: str
    table: str
    version: str
    revisions: tuple[str, ...]
    namespace: str = ""
    doctype: str = ""
    compact_dates: bool = False
    liberal: bool = False
    unconfirmed: str = ""

    @property
    def segments(self) -> Mapping[str, tuple[Element, ...]]:
        """Give the elements of each segment, in order."""
        return table(self.table)

    def revision(self, wanted: str) -> str:
        """Choose the revision to write: the one that is wanted where this version has it, else the latest."""
        return wanted if wanted in self.revisions else self.revisions[-1]


@functools.cache
def table(name: str) -> Mapping[str, tuple[Element, ...]]:
    """Read the elements of a format, by segment, from `schemas/<name>.csv`."""
    severities = {"": None, "error": ERROR, "warning": WARNING}
    found: dict[str, list[Element]] = {}
    with schemas.path(f"{name}.csv").open(newline="", encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            segment = found.setdefault(row["segment"], [])
            segment.append(
                Element(
                    segment=row["segment"],
                    order=len(segment),
                    name=row["name"],
                    also=tuple(row["also"].split()),
                    type=row["type"],
                    bill=row["bill"],
                    of=row["of"],
                    many=row["many"],
                    words=tuple(row["words"].split("|")) if row["words"] else (),
                    length=int(row["length"] or 0),
                    decimals=int(row["decimals"]) if row["decimals"] else None,
                    required=severities[row["required"]],
                    versions=tuple(row["versions"].split()),
                    settled=not row["place"],
                )
            )
    return MappingProxyType({name: tuple(elements) for name, elements in found.items()})


def fields(dialect: Dialect) -> dict[str, str]:
    """Name the bill attributes as the format does: `firm.address.city` is `lf_address/city`."""
    names: dict[str, str] = {}
    for elements in dialect.segments.values():
        for each in elements:
            if each.type == "part":
                names |= {f"{each.bill}.{path}": f"{each.name}/{name}" for path, name in _inside(dialect, each.of)}
            elif each.bill and each.simple:
                names.setdefault(each.bill, each.name)
    names |= {"line.amount": names["line.total"], "timekeeper.name": names["timekeeper.last"]}
    names["line.timekeeper"] = names["line.timekeeper.id"]
    return names


def _inside(dialect: Dialect, segment: str) -> list[tuple[str, str]]:
    inner: list[tuple[str, str]] = []
    for each in dialect.segments[segment]:
        if each.type == "part":
            inner += ((path, f"{each.name}/{name}") for path, name in _inside(dialect, each.of))
        elif each.bill:
            inner.append((each.bill.partition(".")[2], each.name))
    return inner


@functools.cache
def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
