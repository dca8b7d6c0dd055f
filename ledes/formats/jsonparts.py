"""Turn the parts of a bill into plain JSON values and back; the dataclasses themselves are the plan."""

from __future__ import annotations

import dataclasses
import datetime
import functools
import json
import re
import types
import typing
from collections.abc import Callable, Mapping
from decimal import Decimal
from operator import attrgetter
from typing import Any, NamedTuple

from ledes import money
from ledes.bill import Bill, Line, Matter, Timekeeper, line_maker
from ledes.formats.jsonquick import AMOUNTS, DAYS, LISTED, Lists, Quick, quick
from ledes.formats.jsonstream import Keys, Number

KINDS = ("key", "type", "repeated", "position", "amount", "date", "text")
_SURROGATE = re.compile("[\ud800-\udfff]")


class Trouble(NamedTuple):
    """Something in the JSON that no bill can be made of: a kind out of `KINDS`, the key's path, and the fact."""

    kind: str
    path: str
    line: int
    fact: str


class Plan(NamedTuple):
    """One field of a part: its name, type, and the value that stands for absent."""

    name: str
    hint: Any
    absent: Any


def plans(part: Any) -> tuple[Plan, ...]:
    """List the fields of a dataclass or named tuple that take part in comparison."""
    return _plans(part)


@functools.cache
def _plans(part: Any) -> tuple[Plan, ...]:
    hints = typing.get_type_hints(part)
    if not dataclasses.is_dataclass(part):
        return tuple(Plan(name, hint, ...) for name, hint in hints.items())
    return tuple(Plan(each.name, hints[each.name], each.default) for each in dataclasses.fields(part) if each.compare)


class Shape(NamedTuple):
    """How the parts of one kind are gone through: names, their values at once, and what stands for absent of each.

    `known` gives for each name its plan and its quick reader; a part cannot be without those that are `needed`.
    """

    names: tuple[str, ...]
    pick: Callable[[Any], tuple[Any, ...]]
    absent: tuple[Any, ...]
    known: Mapping[str, tuple[Plan, Quick]]
    needed: frozenset[str]
    make: Callable[..., Any]


@functools.cache
def _shape(kind: Any) -> Shape:
    planned = _plans(kind)
    names = tuple(plan.name for plan in planned)
    return Shape(
        names=names,
        pick=attrgetter(*names),
        absent=tuple(plan.absent for plan in planned),
        known={plan.name: (plan, quick(plan.hint)) for plan in planned},
        needed=frozenset(plan.name for plan in planned if plan.absent is ...),
        make=line_maker() if kind is Line else kind,
    )


class Encoder:
    """Turns one bill into a JSON object without what is absent; `write` puts an amount into digits."""

    def __init__(self, write: Callable[[Decimal], str] = money.text) -> None:
        self.write = write
        self.places: dict[type[Any], dict[str, int]] = {kind: {} for kind in LISTED}
        self.seen: dict[int, Any] = {}

    def bill(self, bill: Bill) -> dict[str, Any]:
        """Make the object of a bill."""
        for kind, name in LISTED.items():
            for place, part in enumerate(getattr(bill, name), 1):
                self.places[kind].setdefault(_fingerprint(self.part(part)), place)
        return self.part(bill)

    def part(self, part: Any) -> dict[str, Any]:
        """Make the object of one part."""
        of: Any = type(part)
        shape = _shape(of)
        found = {
            name: value
            for name, value, absent in zip(shape.names, shape.pick(part), shape.absent, strict=True)
            # amounts are compared with nothing but amounts: with None that takes as long as writing them
            if value is not absent and (type(value) is not type(absent) or value != absent)
        }
        for name, value in found.items():
            kind = type(value)
            if kind is Decimal:
                found[name] = self.write(value)
            elif kind is not str:
                found[name] = self._place(value) if kind in LISTED else self._value(value)
        return found

    def _place(self, part: Any) -> Any:
        if id(part) not in self.seen:
            shown = self.part(part)
            self.seen[id(part)] = self.places[type(part)].get(_fingerprint(shown), shown)
        return self.seen[id(part)]

    def _value(self, value: Any) -> Any:
        if isinstance(value, str | bool | int):
            return value
        if isinstance(value, Decimal):
            return self.write(value)
        if isinstance(value, datetime.date):
            return value.isoformat()
        if type(value) is tuple:
            return [self._value(each) for each in value]
        return self.part(value)


def _fingerprint(shown: dict[str, Any]) -> str:
    return repr(sorted(shown.items()))


class Decoder:
    """Makes the parts of one bill, and collects what they could not be made of."""

    def __init__(self) -> None:
        self.troubles: list[Trouble] = []
        self.line = 0
        self.lists: Lists = {}

    def bill(self, value: Any) -> Bill:
        """Make a bill; whatever cannot be read is absent in it and stands among the troubles."""
        if not isinstance(value, Keys):
            self._trouble("type", "bills", f"{_kind(value)} stands where an object is expected")
            return Bill()
        for kind, name in LISTED.items():
            self.lists[kind] = self._tuple(kind, value.get(name, []), name)
        rest = Keys({name: each for name, each in value.items() if name not in {*LISTED.values(), "lines"}})
        rest.repeated = value.repeated
        bill: Bill = self.part(Bill, rest, "")
        lines = self._lines(value.get("lines", []))
        return dataclasses.replace(bill, matters=self.lists[Matter], timekeepers=self.lists[Timekeeper], lines=lines)

    def _lines(self, values: Any) -> tuple[Line, ...]:
        if not isinstance(values, list):
            self._trouble("type", "lines", f"{_kind(values)} stands where a list is expected")
            return ()
        lines = []
        for number, value in enumerate(values, 1):
            self.line = number
            lines.append(self.part(Line, value, "lines", row=number) or Line(row=number))
        self.line = 0
        return tuple(lines)

    def part(self, kind: Any, value: Any, path: str, **more: Any) -> Any:
        """Make one part; `None` for what is no object or lacks a value that it cannot be without.

        `more` are values that are not in the file.
        """
        if not isinstance(value, Keys):
            self._trouble("type", path, f"{_kind(value)} stands where an object is expected")
            return None
        shape = _shape(kind)
        if value.repeated or not shape.needed <= value.keys() <= shape.known.keys():
            self._keys(value, shape, path)
        taken = more
        for name, each in value.items():
            if name in shape.known:
                plan, reader = shape.known[name]
                read = reader(self.lists, each)
                if read is None:
                    read = self.value(plan.hint, each, _join(path, name))
                if read is not None:
                    taken[name] = read
        if not shape.needed <= taken.keys():
            return None
        return shape.make(**taken)

    def _keys(self, value: Keys, shape: Shape, path: str) -> None:
        for name in value.repeated:
            self._trouble("repeated", _join(path, name), f"the key {_short(name)} stands there more than once")
        for name in value:
            if name not in shape.known:
                self._trouble("key", _join(path, name), f"there is no key {_short(name)} here")
        for name in shape.names:
            if name in shape.needed and name not in value:
                self._trouble("key", _join(path, name), f"the key {name} is missing")

    def value(self, hint: Any, value: Any, path: str) -> Any:
        """Make the value of a field by its type; what cannot be read becomes `None`, or empty."""
        if isinstance(hint, types.UnionType):
            hint = next(each for each in typing.get_args(hint) if each is not types.NoneType)
        if typing.get_origin(hint) is tuple:
            return self._tuple(typing.get_args(hint)[0], value, path)
        if hint in LISTED and isinstance(value, Number):
            return self._unlisted(hint, value, path)
        simple = _SIMPLE.get(hint)
        return simple(self, value, path) if simple else self.part(hint, value, path)

    def _tuple(self, kind: Any, value: Any, path: str) -> tuple[Any, ...]:
        if not isinstance(value, list):
            self._trouble("type", path, f"{_kind(value)} stands where a list is expected")
            return ()
        return tuple(each for each in (self.value(kind, each, path) for each in value) if each is not None)

    def _unlisted(self, kind: type[Any], value: Number, path: str) -> None:
        known = self.lists.get(kind, ())
        self._trouble("position", path, f"there is no entry {_short(value)} among the {len(known)} {LISTED[kind]}")

    def _text(self, value: Any, path: str) -> str | None:
        if not isinstance(value, str) or isinstance(value, Number):
            self._trouble("type", path, f"{_kind(value)} stands where text is expected")
            return None
        if _SURROGATE.search(value):
            self._trouble("text", path, "the text holds half a character (a lone surrogate)")
            return None
        return value

    def _flag(self, value: Any, path: str) -> bool | None:
        if isinstance(value, bool):
            return value
        self._trouble("type", path, f"{_kind(value)} stands where true or false is expected")
        return None

    def _count(self, value: Any, path: str) -> int | None:
        if isinstance(value, Number) and value.isascii() and value.isdigit() and len(value) < 16:
            return int(value)
        self._trouble("type", path, f"{_kind(value)} stands where a whole number is expected")
        return None

    def _amount(self, value: Any, path: str) -> Decimal | None:
        if not isinstance(value, str):
            self._trouble("type", path, f"{_kind(value)} stands where an amount is expected")
            return None
        try:
            return AMOUNTS[value]
        except ValueError as error:
            self._trouble("amount", path, f"{_short(value)} cannot be read as an amount: {error}")
            return None

    def _date(self, value: Any, path: str) -> datetime.date | None:
        if not isinstance(value, str) or isinstance(value, Number):
            self._trouble("type", path, f"{_kind(value)} stands where a date is expected")
            return None
        try:
            return DAYS[value]
        except ValueError:
            self._trouble("date", path, f"{_short(value)} is no date of the form YYYY-MM-DD")
            return None

    def _trouble(self, kind: str, path: str, fact: str) -> None:
        self.troubles.append(Trouble(kind, path, self.line, fact))


_SIMPLE: dict[Any, Callable[[Decoder, Any, str], Any]] = {
    str: Decoder._text,
    bool: Decoder._flag,
    int: Decoder._count,
    Decimal: Decoder._amount,
    datetime.date: Decoder._date,
}


def _join(path: str, name: str) -> str:
    shown = name if name.isascii() and name.isprintable() and len(name) <= 40 else "(unnamed)"
    return f"{path}.{shown}" if path else shown


def _short(value: str) -> str:
    shown = value if len(value) <= 40 else f"{value[:40]}..."
    return json.dumps(shown)


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, Number):
        return "a number"
    if isinstance(value, str):
        return "text"
    return "a list" if isinstance(value, list) else "an object"
