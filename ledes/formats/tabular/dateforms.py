"""Dates in declared forms (`%m/%d/%Y`), read strictly and in English whatever the machine's language.

The standard library's `strptime` takes 2003125 for a `%Y%m%d` and month names of the locale; a bill must not.
"""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_NUMBERS = {name[:length]: number for number, name in enumerate(MONTHS, 1) for length in (3, len(name))}
_PARTS = {
    "Y": r"(?P<Y>[0-9]{4})",
    "y": r"(?P<y>[0-9]{2})",
    "m": r"(?P<m>[0-9]{1,2})",
    "d": r"(?P<d>[0-9]{1,2})",
    "b": rf"(?P<b>{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})",
    "H": r"[0-9]{1,2}",
    "M": r"[0-9]{2}",
    "S": r"[0-9]{2}(?:\.[0-9]+)?",
    "p": r"(?:am|pm)",
    "%": "%",
}
_PARTS["B"] = _PARTS["b"]
_CENTURY = 69
"""Two digits below this are years from 2000 on, as in POSIX."""


@functools.cache
def pattern(form: str) -> re.Pattern[str]:
    """Turn a form into a pattern.

    Raises `ValueError` for a directive that no date form has, or a form without year, month and day.
    """
    crowded = re.search(r"%[Ymd]%[Ymd]", form) is not None
    made = ""
    rest = form
    while rest:
        letter, rest = rest[0], rest[1:]
        if letter != "%":
            made += re.escape(letter)
            continue
        letter, rest = rest[:1], rest[1:]
        if letter not in _PARTS:
            raise ValueError(f"%{letter} is no part of a date")
        made += _PARTS[letter].replace("{1,2}", "{2}") if crowded else _PARTS[letter]
    try:
        found = re.compile(made, re.IGNORECASE | re.ASCII)
    except re.error:
        raise ValueError("a part stands there twice") from None
    if not {"d"} < set(found.groupindex) or not {"Y", "y"} & set(found.groupindex) or len(found.groupindex) != 3:
        raise ValueError("a date needs a day, a month and a year")
    return found


@functools.lru_cache(maxsize=20_000)
def parse(text: str, form: str) -> datetime.date | None:
    """Read a date in one form; `None` where it does not fit or does not exist.

    >>> parse("3/11/2026", "%d/%m/%Y"), parse("2026113", "%Y%m%d"), parse("Nov 3, 2026", "%b %d, %Y")
    (datetime.date(2026, 11, 3), None, datetime.date(2026, 11, 3))
    """
    found = pattern(form).fullmatch(text)
    if found is None:
        return None
    parts = found.groupdict()
    short = int(parts.get("y") or 0)
    year = int(parts.get("Y") or (short + (2000 if short < _CENTURY else 1900)))
    month = _NUMBERS[parts["b"].lower()] if parts.get("b") else int(parts["m"])
    try:
        return datetime.date(year, month, int(parts["d"]))
    except ValueError:
        return None


def read(text: str, forms: Iterable[str]) -> datetime.date | None:
    """Read a date in the first form that fits."""
    return next((date for form in forms if (date := parse(text, form)) is not None), None)


class Choice(NamedTuple):
    """Which forms a table's dates are in. `proven` counts the dates that only the chosen one of `rivals` fits."""

    forms: tuple[str, ...]
    rivals: tuple[str, ...] = ()
    proven: int = 0
    mixed: bool = False

    @property
    def open(self) -> bool:
        """Say whether the dates do not tell which of the rivals they are in."""
        return bool(self.rivals) and not self.proven


def swapped(form: str) -> str:
    """Give the form with day and month in each other's place, which reads the same dates differently.

    >>> swapped("%m/%d/%Y")
    '%d/%m/%Y'
    """
    return re.sub("%[md]", lambda found: "%d" if found[0] == "%m" else "%m", form)


def choose(forms: tuple[str, ...], texts: Collection[str]) -> Choice:
    """Choose among forms that read the same text as different days (day first, month first).

    Where some dates fit one rival alone, all are in that form; where none does, or dates of both kinds occur, nobody
    can tell, and the choice stays open.
    """
    readings = [{form: date for form in forms if (date := parse(text, form))} for text in texts]
    rivals = _rivals(forms, readings)
    if not rivals:
        return Choice(forms)
    alone = {form: sum(1 for each in readings if form in each and not rivals <= each.keys()) for form in rivals}
    proven = [form for form in forms if alone.get(form)]
    named = tuple(form for form in forms if form in rivals)
    if len(proven) != 1:
        return Choice(forms, named, mixed=bool(proven))
    kept = tuple(form for form in forms if form not in rivals or form in proven)
    return Choice(kept, named, alone[proven[0]])


def _rivals(forms: tuple[str, ...], readings: Iterable[Mapping[str, datetime.date]]) -> set[str]:
    found: set[str] = set()
    for each in readings:
        if len(each) > 1 and len(set(each.values())) > 1:
            found |= each.keys()
    return found & set(forms)
