"""Who is approved at which rate: read from a table beside the profile (CSV, XLSX) or from the profile itself."""

from __future__ import annotations

import csv
import datetime
import io
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from ledes import money
from ledes.client import ApprovedTimekeeper
from ledes.setup.mistakes import Mistake, Mistakes, shown, unknown

COLUMNS = ("id", "name", "classification", "rate", "from", "to")
"""Headings of a table of timekeepers; only `id` must be there. Rates are per hour, days are 2026-01-31."""

Row = tuple[int, list[str]]


class Entry(NamedTuple):
    """One approval and the place where it stands."""

    place: str
    person: ApprovedTimekeeper


def read(path: Path, name: str) -> tuple[ApprovedTimekeeper, ...]:
    """Read a table of approved timekeepers; `name` is how messages call the file.

    Raises `Mistakes` with every row, column and fact that is wrong.
    """
    try:
        read = _sheet if path.suffix.lower() == ".xlsx" else _lines
        rows = [(row, _trimmed(cells)) for row, cells in read(path, name)]
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        raise Mistakes([Mistake(name, "", f"cannot be read: {why}", "check the name and the rights")]) from error
    rows = [(row, cells) for row, cells in rows if cells]
    if not rows:
        raise Mistakes([Mistake(name, "", "is empty", f"begin with the headings {', '.join(COLUMNS)}")])
    headings = _headings(*rows[0], name)
    found: list[Mistake] = []
    given: list[tuple[str, Mapping[str, str]]] = []
    for row, cells in rows[1:]:
        if len(cells) > len(headings):
            fact = f"has {len(cells)} cells under {len(headings)} headings"
            found.append(Mistake(name, f"row {row}", fact, "put a cell that holds the separator in quotes"))
        else:
            given.append((f"row {row}", dict(itertools.zip_longest(headings, cells, fillvalue=""))))
    try:
        people = approved(given, name)
    except Mistakes as error:
        raise Mistakes([*found, *error.mistakes]) from None
    if found:
        raise Mistakes(found)
    return people


def approved(given: Iterable[tuple[str, Mapping[str, str]]], name: str) -> tuple[ApprovedTimekeeper, ...]:
    """Turn entries (place, values by column) into approvals.

    Raises `Mistakes` for values that cannot be read, and where two entries for one id hold on the same day.
    """
    found: list[Mistake] = []
    entries: list[Entry] = []
    for place, values in given:
        one, wrong = _entry(place, values, name)
        found += wrong
        if one:
            entries.append(Entry(place, one))
    found += _overlaps(entries, name)
    if found:
        raise Mistakes(found)
    return tuple(entry.person for entry in entries)


def _entry(place: str, values: Mapping[str, str], name: str) -> tuple[ApprovedTimekeeper | None, list[Mistake]]:
    found: list[Mistake] = []
    rate, start, end = None, None, None
    try:
        rate = _rate(values.get("rate", ""))
    except ValueError:
        remedy = "write digits with at most one point, such as 412.50; no sign, blank or separator"
        found.append(Mistake(name, f"{place}, column rate", f"is {shown(values['rate'])}, not an amount", remedy))
    try:
        start = _day(values.get("from", ""))
    except ValueError:
        found.append(_no_day(name, place, "from", values))
    try:
        end = _day(values.get("to", ""))
    except ValueError:
        found.append(_no_day(name, place, "to", values))
    if not values.get("id"):
        found.append(Mistake(name, f"{place}, column id", "is empty", "give each row the timekeeper's id"))
    if start and end and start > end:
        found.append(Mistake(name, place, f"ends on {end} before it begins on {start}", "swap from and to"))
    if found:
        return None, found
    person = ApprovedTimekeeper(
        id=values["id"],
        name=values.get("name", ""),
        classification=values.get("classification", ""),
        rate=rate,
        start=start,
        end=end,
    )
    return person, found


def _rate(text: str) -> Decimal | None:
    rate = money.parse(text) if text else None
    if rate is not None and rate < 0:
        raise ValueError("below zero")
    return rate


def _day(text: str) -> datetime.date | None:
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text, re.ASCII):
        raise ValueError("not an ISO day")
    return datetime.date.fromisoformat(text)


def _no_day(name: str, place: str, column: str, values: Mapping[str, str]) -> Mistake:
    return Mistake(
        name, f"{place}, column {column}", f"is {shown(values[column])}, not a day", "write days as 2026-01-31"
    )


def _overlaps(entries: list[Entry], name: str) -> Iterator[Mistake]:
    by_id: dict[str, list[Entry]] = {}
    for entry in entries:
        by_id.setdefault(entry.person.id, []).append(entry)
    for person, held in by_id.items():
        ordered = sorted(held, key=lambda each: each.person.start or datetime.date.min)
        for earlier, later in itertools.pairwise(ordered):
            if (earlier.person.end or datetime.date.max) >= (later.person.start or datetime.date.min):
                fact = f"{shown(person)} is approved twice on one day, also in {earlier.place}"
                yield Mistake(name, later.place, fact, "let the earlier entry end the day before the later one begins")


def _headings(row: int, cells: list[str], name: str) -> list[str]:
    headings = [cell.lower() for cell in cells]
    found = [unknown(name, f"row {row}", cell, COLUMNS, "column") for cell in headings if cell not in COLUMNS]
    found += [
        Mistake(name, f"row {row}", f"names the column {column!r} twice", "name each column once")
        for column in COLUMNS
        if headings.count(column) > 1
    ]
    if not found and "id" not in headings:
        found = [Mistake(name, f"row {row}", "names no column 'id'", f"begin with the headings {', '.join(COLUMNS)}")]
    if found:
        raise Mistakes(found)
    return headings


def _lines(path: Path, name: str) -> Iterator[Row]:
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        fact = "holds bytes that are not UTF-8"
        raise Mistakes([Mistake(name, f"row {row}", fact, "save it as CSV UTF-8")]) from None
    first = text.lstrip().partition("\n")[0]
    separator = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for cells in reader:
            yield reader.line_num, [cell.strip() for cell in cells]
    except csv.Error:
        fact = "a quoted cell is not closed or goes on behind its quotes"
        raise Mistakes([Mistake(name, f"row {reader.line_num}", fact, "write a quote inside a cell twice")]) from None


def _sheet(path: Path, name: str) -> Iterator[Row]:
    from python_calamine import CalamineError, CalamineWorkbook

    with path.open("rb") as stream:
        content = io.BytesIO(stream.read())
    try:
        rows = CalamineWorkbook.from_filelike(content).get_sheet_by_index(0).to_python(skip_empty_area=False)
    except CalamineError:
        raise Mistakes([Mistake(name, "", "is no XLSX workbook", "save it again as XLSX, or as CSV UTF-8")]) from None
    for row, cells in enumerate(rows, 1):
        yield row, [_cell(cell) for cell in cells]


def _trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells = cells[:-1]
    return cells


def _cell(value: object) -> str:
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat()
    if isinstance(value, float):
        # the 15 digits that a spreadsheet itself holds and shows
        return money.text(Decimal(f"{value:.15g}")) if value == value else ""
    return value.isoformat() if isinstance(value, datetime.date) else str(value).strip()
