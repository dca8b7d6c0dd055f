"""Who is approved at which rate: read from a table beside the profile (CSV, XLSX) or from the profile itself."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ledes.client import ApprovedTimekeeper
from ledes.setup import tables
from ledes.setup.entry import Entry, Span, made, twice
from ledes.setup.mistakes import Mistake, Mistakes
from ledes.setup.tables import Given

COLUMNS = ("id", "name", "classification", "rate", "from", "to", "admitted", "matters")
"""Headings of a table of timekeepers; only `id` must be there. Rates are per hour, days are 2026-01-31, `admitted` is
a year, `matters` are numbers of matters with semicolons between."""

FIRST_YEAR = 1900


def read(path: Path, name: str) -> tuple[ApprovedTimekeeper, ...]:
    """Read a table of approved timekeepers; `name` is how messages call the file.

    Raises `Mistakes` with every row, column and fact that is wrong.
    """
    given, found = tables.read(path, name, COLUMNS, "id")
    try:
        people = approved(given, name)
    except Mistakes as error:
        raise Mistakes([*found, *error.mistakes]) from None
    if found:
        raise Mistakes(found)
    return people


def approved(given: Iterable[Given], name: str) -> tuple[ApprovedTimekeeper, ...]:
    """Turn entries (place, values by column) into approvals.

    Raises `Mistakes` for values that cannot be read, and where two entries for one id hold on the same day.
    """
    entries, found = made(given, name, _person)
    found += twice(entries, name, _key, _span, "is approved twice on one day")
    if found:
        raise Mistakes(found)
    return tuple(person for _, person in entries)


def _person(entry: Entry) -> ApprovedTimekeeper:
    rate = entry.amount("rate")
    span = entry.span()
    return ApprovedTimekeeper(
        id=entry.needed("id", "give each row the timekeeper's id"),
        name=entry.text("name"),
        classification=entry.text("classification"),
        rate=rate,
        start=span.start,
        end=span.end,
        admitted=_year(entry),
        matters=entry.words("matters"),
    )


def _year(entry: Entry) -> int | None:
    year = entry.whole("admitted")
    if year is not None and not FIRST_YEAR <= year < 10_000:
        place = f"{entry.place}, column admitted"
        entry.wrong.append(Mistake(entry.file, place, f"is {year}, not a year", "write four digits, such as 2014"))
    return year


def _key(person: ApprovedTimekeeper) -> tuple[str, ...]:
    return (person.id, *person.matters)


def _span(person: ApprovedTimekeeper) -> Span:
    return Span(person.start, person.end)
