"""Code sets: UTBMS tasks, activities, expenses and timekeeper classes; currencies and countries.

The sets are CSV files in `schemas/`, one row a code. A set whose file name holds `unconfirmed` gives a code a
friendlier name and is never a ground to refuse one.
"""

from __future__ import annotations

import csv
import functools
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from ledes import money, schemas

UNCONFIRMED = "unconfirmed"
LIKE_ENOUGH = 70
NEAR = 15
SHORTEST = 4
"""Likeness is out of 100: less than enough is no hit, nor is what lies further than this from the best hit; fewer
letters than the shortest are not looked for inside of words."""


class Code(NamedTuple):
    """A code of a set: what it is (`level`), the code above it, and its name where one is published."""

    set: str
    code: str
    level: str
    parent: str
    name: str

    @property
    def confirmed(self) -> bool:
        """Say whether the set was read from its publisher, or from sources that agree."""
        return UNCONFIRMED not in self.set


class Currency(NamedTuple):
    """A currency of ISO 4217 and the decimals of its minor unit."""

    code: str
    minor_units: int
    name: str


class Country(NamedTuple):
    """A country of ISO 3166-1."""

    alpha2: str
    alpha3: str
    name: str


def _rows(name: str) -> list[dict[str, str]]:
    with schemas.path(name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@functools.cache
def sets() -> Mapping[str, tuple[Code, ...]]:
    """Load every code set, by its name: confirmed sets first, each in the order of its file."""
    files = [path for pattern in ("utbms-*.csv", "timekeepers-*.csv") for path in schemas.FOLDER.glob(pattern)]
    files.sort(key=lambda path: (UNCONFIRMED in path.stem, path.stem))
    return MappingProxyType(
        {
            path.stem.removeprefix("utbms-"): tuple(
                Code(path.stem.removeprefix("utbms-"), row["code"], row["level"], row["parent"], row["name"])
                for row in _rows(path.name)
            )
            for path in files
        }
    )


@functools.cache
def _by_code() -> Mapping[str, tuple[Code, ...]]:
    found: dict[str, tuple[Code, ...]] = {}
    for each in sets().values():
        for code in each:
            found[code.code] = (*found.get(code.code, ()), code)
    return MappingProxyType(found)


def find(code: str) -> tuple[Code, ...]:
    """Say what a code is, in every set that has it, confirmed sets first; nothing where none has.

    >>> [(each.set, each.name) for each in find("E110")]
    [('expense-aba', 'Out-of-town travel')]
    """
    return _by_code().get(code, ())


@functools.cache
def _of(kind: str) -> frozenset[str]:
    """Collect the codes of all sets of a kind; what is no activity, expense or timekeeper is a task."""
    return frozenset(code.code for name, each in sets().items() if _kind(name) == kind for code in each)


def _kind(name: str) -> str:
    first = name.partition("-")[0]
    return first if first in {"activity", "expense", "timekeepers"} else "task"


def known_task(code: str) -> bool:
    """Say whether a code is a task of some set, or a phase: some phases have no tasks below them."""
    return code in _of("task")


def known_activity(code: str) -> bool:
    """Say whether a code is an activity of some set."""
    return code in _of("activity")


def known_expense(code: str) -> bool:
    """Say whether a code is an expense of some set."""
    return code in _of("expense")


def known_class(code: str) -> bool:
    """Say whether a code is a timekeeper classification, of the 2014 list or of the five before it."""
    return code in _of("timekeepers")


@functools.cache
def currencies() -> Mapping[str, Currency]:
    """Load the currencies, recently withdrawn ones included, because old bills are in them."""
    rows = (Currency(row["code"], int(row["minor_units"]), row["name"]) for row in _rows("currencies.csv"))
    return MappingProxyType({row.code: row for row in rows})


def known_currency(code: str) -> bool:
    """Say whether a code is a currency of ISO 4217 (three capitals)."""
    return code in currencies()


def minor_units(currency: str) -> int:
    """Give the decimals of a currency's minor unit; two where it is unknown or not stated.

    >>> minor_units("JPY"), minor_units("KWD"), minor_units("")
    (0, 3, 2)
    """
    known = currencies().get(currency)
    return known.minor_units if known else money.MINOR_UNIT


@functools.cache
def countries() -> Mapping[str, Country]:
    """Load the countries, each under both its codes."""
    rows = [Country(row["alpha2"], row["alpha3"], row["name"]) for row in _rows("countries.csv")]
    return MappingProxyType({row.alpha2: row for row in rows} | {row.alpha3: row for row in rows})


def known_country(code: str) -> bool:
    """Say whether a code is a country of ISO 3166-1, in its two-letter or three-letter form."""
    return code in countries()


def alpha2(code: str) -> str:
    """Turn a country code into its two-letter form; what is no country code stays as it is.

    >>> alpha2("GBR"), alpha2("GB"), alpha2("England")
    ('GB', 'GB', 'England')
    """
    known = countries().get(code)
    return known.alpha2 if known else code


def alpha3(code: str) -> str:
    """Turn a country code into its three-letter form; what is no country code stays as it is.

    >>> alpha3("GB"), alpha3("England")
    ('GBR', 'England')
    """
    known = countries().get(code)
    return known.alpha3 if known else code


def search(words: str, *, only: str = "", limit: int = 20) -> tuple[Code, ...]:
    """Find codes by their beginning or by words of their name, misspelt ones too, the likeliest first.

    `only` is a set's name. Raises `KeyError` where there is no such set.
    """
    among = sets()[only] if only else [code for each in sets().values() for code in each]
    start = words.strip().upper()
    if begun := [code for code in among if start == code.code or (_numbered(start) and code.code.startswith(start))]:
        return tuple(sorted(begun, key=lambda code: code.code != start)[:limit])
    scored = [(_likeness(start.lower(), code.name.lower()), code) for code in among]
    best = max((score for score, _ in scored), default=0)
    near = [(score, code) for score, code in scored if score >= max(LIKE_ENOUGH, best - NEAR)]
    near.sort(key=lambda pair: (-pair[0], not pair[1].confirmed, len(pair[1].name)))
    return tuple(code for _, code in near[:limit])


def _numbered(text: str) -> bool:
    return any(letter.isdigit() for letter in text)


def _likeness(asked: str, name: str) -> float:
    from rapidfuzz import fuzz

    if not asked or not name:
        return 0
    words = fuzz.token_set_ratio(asked, name)
    part = fuzz.partial_ratio(asked, name) if SHORTEST <= len(asked) <= len(name) else 0
    return max(words, part)
