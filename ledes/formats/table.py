"""Tables (CSV, XLSX) as billing systems export them: a row a line, read through a map of their columns."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import BinaryIO, NamedTuple

from ledes.bill import Bill
from ledes.finding import Finding, Where
from ledes.formats import Format, Reading, given
from ledes.formats.tabular import csvrows, dateforms, maps
from ledes.formats.tabular.cells import Cell
from ledes.formats.tabular.columns import Fit, best, closest, fit, lacking, similar
from ledes.formats.tabular.csvrows import Unusable
from ledes.formats.tabular.faults import (
    ambiguous_dates,
    chosen_map,
    doubled_heading,
    guessed_encoding,
    missing_bill_value,
    missing_heading,
    other_sheet,
    proven_dates,
    rival_maps,
    stray_quote,
    unknown_headings,
    unread_columns,
    unreadable_table,
)
from ledes.formats.tabular.grouping import Invoices, Table
from ledes.formats.tabular.maps import TableMap

CSV, XLSX = "csv", "xlsx"


class Found(NamedTuple):
    """A table with the map that fits it."""

    table: Table
    fit: Fit
    others: tuple[str, ...] = ()


def tables(key: str, stream: BinaryIO, chosen: TableMap | None) -> Sequence[Table]:
    """Open a file as the tables it holds: one of a text file, the visible sheets of a workbook.

    Raises `Unusable` for what is no table.
    """
    if key == CSV:
        return [csvrows.opened(stream, chosen.encoding if chosen else "", chosen.delimiter if chosen else "")]
    from ledes.formats.tabular import xlsxrows

    return xlsxrows.opened(stream, chosen.sheet if chosen else "")


def locate(key: str, stream: BinaryIO, reading: Reading) -> Iterator[Found | Finding]:
    """Find the sheet, the row of headings and the map; yield either what was found or why nothing was.

    Raises `Unusable` for what is no table, `UsageError` or `SetupError` for a map that is not there or wrong.
    """
    named = maps.find(reading.map, reading.maps) if reading.map else None
    candidates = (named,) if named else maps.every(reading.maps)
    fits = [(table, fit(each, _top(table))) for table in tables(key, stream, named) for each in candidates]
    chosen = best(each for _table, each in fits)
    if not chosen:
        yield _none_fits(closest(each for _table, each in fits), named)
        return
    rivals = sorted({each.map.name for each in chosen})
    if len(rivals) > 1:
        yield rival_maps(Where(chosen[0].row), rivals)
        return
    table = next(table for table, each in fits if each is chosen[0])
    if not named and (chosen[0].map.encoding or chosen[0].map.delimiter):
        table = tables(key, stream, chosen[0].map)[0]
    others = (other.sheet for other, each in fits if each.complete and each.map is chosen[0].map and other is not table)
    yield Found(table, chosen[0], tuple(each for each in others if each))


def _top(table: Table) -> list[tuple[int, tuple[Cell, ...]]]:
    return [(row.number, row.cells) for row in itertools.islice(table.rows(), 20)]


def _none_fits(nearest: Fit | None, named: TableMap | None) -> Finding:
    if nearest is None or not nearest.known:
        return unknown_headings(Where(), "", ())
    if named is None:
        return unknown_headings(Where(nearest.row), nearest.map.name, nearest.missing)
    close = dict.fromkeys(similar(heading, nearest.headings) for heading in nearest.missing)
    return missing_heading(Where(nearest.row), named.name, nearest.missing, [each for each in close if each])


def _reader(key: str, stream: BinaryIO, name: str, reading: Reading) -> Iterator[Bill | Finding]:
    for set_name, text in reading.sets.items():
        if not set_name.startswith("table."):
            given.value(set_name, text)
    try:
        for found in locate(key, stream, reading):
            yield from [found] if isinstance(found, Finding) else _read(found, key, name, reading)
    except Unusable as error:
        where = Where(error.row)
        yield stray_quote(where, error.fact) if error.quote else unreadable_table(where, error.fact)


def _read(found: Found, key: str, name: str, reading: Reading) -> Iterator[Bill | Finding]:
    chosen = found.fit
    yield from _told(found)
    if chosen.doubled:
        yield doubled_heading(Where(chosen.row, chosen.doubled[0]), sorted(set(chosen.doubled)))
        return
    needed, profile = lacking(chosen, reading.sets)
    if needed:
        yield missing_bill_value(Where(chosen.row), needed, profile)
    if "invoice.number" in needed:
        return
    chosen = replace(chosen, map=maps.with_sets(chosen.map, reading.sets))
    run = Invoices(found.table, chosen, key == CSV, reading, name)
    choice = run.survey()
    yield from _dates_told(chosen, choice)
    if not choice.open:
        yield from run.bills(replace(chosen.map.forms, dates=choice.forms), needed)


def _told(found: Found) -> Iterator[Finding]:
    chosen = found.fit
    where = f"row {chosen.row}" + (f" of sheet {found.table.sheet}" if found.table.sheet else "")
    yield chosen_map(Where(chosen.row), chosen.map.name, where)
    if found.table.guessed:
        yield guessed_encoding(Where())
    if found.others:
        yield other_sheet(Where(chosen.row), found.others, found.table.sheet)
    if chosen.unread:
        yield unread_columns(Where(chosen.row), chosen.unread)


def _dates_told(chosen: Fit, choice: dateforms.Choice) -> Iterator[Finding]:
    where = Where(chosen.row, chosen.heading("line.date"))
    if choice.open:
        yield ambiguous_dates(where, choice.rivals, choice.mixed)
    elif choice.rivals:
        form = next(each for each in choice.rivals if each in choice.forms)
        yield proven_dates(where, form, choice.rivals, choice.proven)


def read_csv(stream: BinaryIO, name: str, reading: Reading) -> Iterator[Bill | Finding]:
    """Read bills from a CSV file; a line's row is its physical line."""
    return _reader(CSV, stream, name, reading)


def read_xlsx(stream: BinaryIO, name: str, reading: Reading) -> Iterator[Bill | Finding]:
    """Read bills from an XLSX workbook; a line's row is that of the sheet."""
    return _reader(XLSX, stream, name, reading)


def headings(key: str, stream: BinaryIO, reading: Reading) -> Mapping[str, str]:
    """Say under which heading each attribute of a bill stands in one table."""
    try:
        found = next((each for each in locate(key, stream, reading) if isinstance(each, Found)), None)
    except Unusable:
        return {}
    if found is None:
        return {}
    chosen = found.fit
    names = {given.unread_name(name): chosen.headings[place] for name, place in chosen.places.items()}
    return {"line.total": names.get("line.amount", "line.total"), **names}


def sniff_csv(head: bytes) -> bool:
    """Say whether a file begins as a table of text does: lines that a delimiter splits evenly, or known headings."""
    marked = next((name for mark, name in csvrows.BYTE_ORDER_MARKS if head.startswith(mark)), "")
    text = _decoded(head, marked)
    if "\0" in text or re.match(r"\s*(?:LEDES\s*-?\d|<|\{|\[|%PDF)", text) or re.search(r"\|[^\n]*\|[^\n]*\[\]", text):
        return False
    lines = text.splitlines(keepends=True)[: csvrows.SAMPLE]
    whole = lines[:-1] if len(lines) > 1 and not text.endswith("\n") else lines
    if csvrows.evenness(whole, csvrows.best_delimiter(whole)) >= 3 and len(whole) > 1:
        return True
    return any(_known_headings(line) for line in lines)


def _decoded(head: bytes, marked: str) -> str:
    if marked == "utf-16":
        return head[: len(head) // 2 * 2].decode("utf-16", "replace")
    return head.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")


def _known_headings(line: str) -> bool:
    cells: Iterable[str] = line.strip().split(csvrows.best_delimiter([line]))
    known = frozenset().union(*(each.known for each in maps.every()))
    return sum(maps.key(cell) in known for cell in cells) >= 3


def sniff_xlsx(head: bytes) -> bool:
    """Say whether a file begins as the package of a workbook does."""
    parts = (b"[Content_Types].xml", b"_rels/", b"xl/", b"docProps/")
    return head.startswith(b"PK\x03\x04") and any(part in head for part in parts)


FORMATS = (
    Format(
        key=CSV,
        title="Table (CSV)",
        extensions=(".csv", ".tsv", ".txt"),
        sniff=sniff_csv,
        read=read_csv,
        names=functools.partial(headings, CSV),
        asked_last=True,
        draft=True,
    ),
    Format(
        key=XLSX,
        title="Table (XLSX)",
        extensions=(".xlsx",),
        sniff=sniff_xlsx,
        read=read_xlsx,
        names=functools.partial(headings, XLSX),
        asked_last=True,
        draft=True,
    ),
)
