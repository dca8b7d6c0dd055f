"""The values of a bill's parts under dotted names, and how two sets of them are compared."""

from __future__ import annotations

import dataclasses
import datetime
import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ledes import money
from ledes.bill import Bill
from ledes.client import Representation
from ledes.diff import words
from ledes.formats import Format
from ledes.formats.wording import RESERVED, replacements

NOTHING_AT_ZERO = frozenset({"line.adjustment", "line.tax", "bill.tax"})
"""Amounts of which the formats say that blank and 0 are the same."""


class Unreadable:
    """Stands for a value that could not be read: it equals nothing, not even another one."""

    def __eq__(self, other: object) -> bool:
        return False

    __hash__ = None  # type: ignore[assignment]


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A value that differs: its attribute (`line.units`), what the trade calls it, and both texts as written.

    `difference` is after less before, for amounts and hours. `owner` is the matter or timekeeper it belongs to.
    """

    path: str
    name: str
    before: str
    after: str
    difference: Decimal | None = None
    owner: str = ""


class Forms:
    """The two formats: what each has no place for, and what of that has been met."""

    def __init__(self, before: Format | None, after: Format | None) -> None:
        self.pair = (before, after)
        self.alike = before is None or after is None or before.key == after.key
        self.reworded = 0
        self.homeless: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())
        self.stated: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())
        self.met: tuple[dict[str, None], dict[str, None]] = ({}, {})

    def meet(self, before: Bill, after: Bill) -> None:
        """Ask each format what it has no place for of the other's bill."""
        if not self.alike:
            self.homeless = (_lost(before, self.pair[1]), _lost(after, self.pair[0]))
            self.stated = (_stated(before, self.pair[0]), _stated(after, self.pair[1]))

    def holds(self, path: str, side: int) -> bool:
        """Say whether a value that stands on one side only (0 before, 1 after) has a place on the other."""
        if self.alike:
            return True
        plain = _unnumbered(path)
        homeless = next((each for each in self.homeless[side] if plain == each or plain.startswith(f"{each}.")), "")
        other = self.pair[1 - side]
        if not homeless and other is not None and other.losses is None and plain not in self.stated[1 - side]:
            homeless = plain
        if homeless:
            self.met[1 - side][words.alone(homeless)] = None
        return not homeless

    def plain(self, text: str) -> str:
        """Give a text as two formats may both have it: the same, or by the published table where they differ."""
        return text if self.alike else tabled(text)

    def told(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """List for each format what it had no place for."""
        for form, met in zip(self.pair, self.met, strict=True):
            if form is not None and met:
                yield form.title, tuple(met)


def _lost(bill: Bill, form: Format | None) -> frozenset[str]:
    if form is None or form.losses is None:
        return frozenset()
    return frozenset(loss.field for loss in form.losses(bill, Representation()) if loss.name != "text")


def _stated(bill: Bill, form: Format | None) -> frozenset[str]:
    """Name what a bill of a form without fields of its own, such as a table, states anywhere."""
    if form is None or form.losses is not None:
        return frozenset()
    groups = {"bill": (bill,), "line": bill.lines, "matter": bill.matters, "timekeeper": bill.timekeepers}
    apart = frozenset({"bill.lines", "bill.matters", "bill.timekeepers", "line.matter", "line.timekeeper"})
    return frozenset(
        _unnumbered(path) for who, each in groups.items() for part in each for path in flat(part, who, without=apart)
    )


def _unnumbered(path: str) -> str:
    return ".".join(part for part in path.split(".") if not part.isdigit())


def tabled(text: str) -> str:
    """Write a text with the published replacements, and keep every letter that has none."""
    return text.translate(_table()).strip()


@functools.cache
def _table() -> Mapping[int, str]:
    return str.maketrans({**replacements(), **RESERVED})


@functools.cache
def _fields(kind: Any) -> tuple[tuple[str, Any], ...]:
    if dataclasses.is_dataclass(kind):
        return tuple((each.name, each.default) for each in dataclasses.fields(kind) if each.compare)
    return tuple((name, dataclasses.MISSING) for name in kind._fields)


def flat(part: Any, prefix: str, *, without: frozenset[str] = frozenset()) -> dict[str, Any]:
    """List the values of a part that are there, and those of the parts inside it; entries of a list count from 1."""
    found: dict[str, Any] = {}
    if part is None:
        return found
    kind: Any = type(part)
    for name, default in _fields(kind):
        value = getattr(part, name)
        path = f"{prefix}.{name}"
        if value == default or value in ("", None, ()) or path in without:
            continue
        if isinstance(value, tuple) and type(value) is tuple:
            for place, each in enumerate(value, 1):
                found |= {f"{path}.{place}": each} if isinstance(each, str) else flat(each, f"{path}.{place}")
        elif isinstance(value, str | bool | Decimal | datetime.date):
            if not (path in NOTHING_AT_ZERO and value == 0):
                found[path] = value
        else:
            found |= flat(value, path)
    return found


def differences(
    before: Mapping[str, Any], after: Mapping[str, Any], forms: Forms, *, owner: str = "", fee: bool = False
) -> Iterator[Value]:
    """Yield the values that differ, in the order of the part."""
    for path in dict.fromkeys([*before, *after]):
        one, other = before.get(path), after.get(path)
        if one == other and type(one) is not Unreadable:
            continue
        if isinstance(one, str) and isinstance(other, str) and forms.plain(one) == forms.plain(other):
            forms.reworded += 1
            continue
        if one is None and not forms.holds(path, 1):
            continue
        if other is None and not forms.holds(path, 0):
            continue
        numbers = isinstance(one, Decimal) and isinstance(other, Decimal)
        yield Value(
            path=path,
            name=words.name(path, fee=fee),
            before=words.shown(one),
            after=words.shown(other),
            difference=money.minus(other, one) if numbers else None,  # type: ignore[arg-type]
            owner=owner,
        )


def unread(bill: Bill, *names: str) -> bool:
    """Say whether one of these attributes could not be read somewhere in a bill."""
    return any(each.field in names for each in bill.unread)
