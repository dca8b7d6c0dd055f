"""The lists of a profile: each stands in the profile itself, or in a table beside it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from ledes.client import ApprovedTimekeeper, ExpenseTerms, MatterTerms, Rate
from ledes.setup import agreements, matters, roster, tables
from ledes.setup.entry import day
from ledes.setup.mistakes import Mistake, Mistakes, nearest, shown
from ledes.setup.tables import Given

T = TypeVar("T")
KINDS = ("timekeepers", "rates", "expenses", "matters")
"""Keys of a profile under which `file` may name a table."""


class Kind(NamedTuple):
    """What a table may hold: its columns, the one that must be there, and which other headings are known."""

    columns: tuple[str, ...]
    key: str
    more: Callable[[str], bool] = lambda _heading: False


TIMEKEEPERS = Kind(roster.COLUMNS, "id")
RATES = Kind(agreements.RATES, "rate")
EXPENSES = Kind(agreements.EXPENSES, "code")
MATTERS = Kind(matters.COLUMNS, "id", matters.heading)


def placed(said: dict[str, Any], folder: Path) -> None:
    """Turn the names of tables into paths: a table belongs to the profile that names it, wherever that is inherited."""
    for key in KINDS:
        if isinstance(said.get(key), dict) and "file" in said[key]:
            said[key] = {**said[key], "file": str(folder / said[key]["file"])}


def timekeepers(said: Any, name: str) -> tuple[ApprovedTimekeeper, ...]:
    """Read who is approved. Raises `Mistakes`."""
    return _read(said, name, "timekeepers", TIMEKEEPERS, roster.approved)


def rates(said: Any, name: str) -> tuple[Rate, ...]:
    """Read the agreed rates. Raises `Mistakes`."""
    return _read(said, name, "rates", RATES, agreements.rates)


def expenses(said: Any, name: str) -> tuple[ExpenseTerms, ...]:
    """Read what is paid of expenses. Raises `Mistakes`."""
    return _read(said, name, "expenses", EXPENSES, agreements.expenses)


def terms(said: Mapping[str, Any], name: str) -> tuple[MatterTerms, ...]:
    """Read what was agreed for matters; what the profile says of one goes before its table. Raises `Mistakes`."""
    own = matters.inline({key: each for key, each in said.items() if key != "file"})
    if "file" not in said:
        return matters.terms(((f"matters.{_quoted(key)}", each) for key, each in own.items()), name)
    path = _path(said["file"], name, "matters")
    called = f"{path.parent.name}/{path.name}"
    given, wrong = tables.read(path, called, *MATTERS)
    # the same matter in both: cell by cell, as between a profile and its base
    listed = [(place, {**values, **own.pop(values.get("id", ""), {})}) for place, values in given]
    listed += [(f"matters.{_quoted(key)} of {name}", each) for key, each in own.items()]
    return _made(listed, called, wrong, matters.terms)


def days(said: Iterable[str], name: str, key: str) -> frozenset[datetime.date]:
    """Read a list of days. Raises `Mistakes`."""
    found: list[Mistake] = []
    read: set[datetime.date] = set()
    for each in said:
        try:
            read.add(day(each))
        except ValueError:
            found.append(Mistake(name, key, f"holds {shown(each)}, not a day", "write days as 2026-01-31"))
    if found:
        raise Mistakes(found)
    return frozenset(read)


def numbers(said: Iterable[int | Decimal]) -> tuple[Decimal, ...]:
    """Turn numbers of a profile into exact ones, the least first."""
    return tuple(sorted(Decimal(each) for each in said))


def _read(
    said: Any, name: str, key: str, kind: Kind, make: Callable[[Iterable[Given], str], tuple[T, ...]]
) -> tuple[T, ...]:
    if not isinstance(said, Mapping):
        return make(tables.inline(said, key), name)
    path = _path(said["file"], name, key)
    called = f"{path.parent.name}/{path.name}"
    given, wrong = tables.read(path, called, *kind)
    return _made(given, called, wrong, make)


def _made(
    given: Iterable[Given], called: str, wrong: list[Mistake], make: Callable[[Iterable[Given], str], tuple[T, ...]]
) -> tuple[T, ...]:
    try:
        found = make(given, called)
    except Mistakes as error:
        raise Mistakes([*wrong, *error.mistakes]) from None
    if wrong:
        raise Mistakes(wrong)
    return found


def _path(said: str, name: str, key: str) -> Path:
    path = Path(said)
    if not path.is_file():
        beside = path.parent.iterdir() if path.parent.is_dir() else ()
        known = [each.name for each in beside if each.suffix.lower() in {".csv", ".xlsx"}]
        meant = nearest(path.name, known, cutoff=85)
        remedy = f"did you mean {meant!r}?" if meant else "put it beside the profile, or take `file` out"
        raise Mistakes([Mistake(name, f"{key}.file", f"there is no file {path.name!r} here", remedy)])
    return path


def _quoted(key: str) -> str:
    return f'"{key}"'
