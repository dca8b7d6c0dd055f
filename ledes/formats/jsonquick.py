"""JSON values that are as they should be, read without more ado; whatever else there is is left to a closer look."""

from __future__ import annotations

import datetime
import re
import types
import typing
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from ledes import money
from ledes.bill import Matter, Timekeeper
from ledes.formats.jsonstream import Number
from ledes.formats.recall import KEPT

LISTED = {Matter: "matters", Timekeeper: "timekeepers"}
"""Parts that a line names by their position (from 1) in the bill's list."""

Lists = dict[type[Any], tuple[Any, ...]]
Quick = Callable[[Lists, Any], Any]
"""Reads a value; `None` where it is not as it should be, or could not be."""

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


class _Amounts(dict[str, Decimal]):
    """Amounts by their digits, within bounds.

    Raises `ValueError` for a text that is none.
    """

    def __missing__(self, text: str) -> Decimal:
        amount = money.parse(str(text))
        if len(self) >= KEPT:
            self.clear()
        self[str(text)] = amount
        return amount


class _Days(dict[str, datetime.date]):
    """Dates by their ISO form, within bounds.

    Raises `ValueError` for a text that is none.
    """

    def __missing__(self, text: str) -> datetime.date:
        if not _DATE.fullmatch(text):
            raise ValueError("not of the form YYYY-MM-DD")
        day = datetime.date.fromisoformat(text)
        if len(self) >= KEPT:
            self.clear()
        self[text] = day
        return day


AMOUNTS = _Amounts()
DAYS = _Days()


def _text(_lists: Lists, value: Any) -> str | None:
    return value if type(value) is str and value.isascii() else None


def _amount(_lists: Lists, value: Any) -> Decimal | None:
    try:
        return AMOUNTS[value] if isinstance(value, str) else None
    except ValueError:
        return None


def _day(_lists: Lists, value: Any) -> datetime.date | None:
    try:
        return DAYS[value] if type(value) is str else None
    except ValueError:
        return None


def _place(kind: type[Any]) -> Quick:
    def read(lists: Lists, value: Any) -> Any:
        known = lists.get(kind, ())
        right = type(value) is Number and value.isascii() and value.isdigit() and len(value) < 10
        return known[int(value) - 1] if right and 1 <= int(value) <= len(known) else None

    return read


def quick(hint: Any) -> Quick:
    """Choose what reads a value of a type without more ado; what it gives up is looked at closely, and told."""
    if isinstance(hint, types.UnionType):
        hint = next(each for each in typing.get_args(hint) if each is not types.NoneType)
    if hint in LISTED:
        return _place(hint)
    readers: dict[Any, Quick] = {str: _text, Decimal: _amount, datetime.date: _day}
    return readers.get(hint, lambda _lists, _value: None)
