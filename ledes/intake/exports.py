"""Exports of portals and acknowledgement files, read as reports by a map of their columns or by their names."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import islice
from pathlib import PurePath
from typing import NamedTuple

from ledes.formats.tabular import cells, csvrows, xlsxrows
from ledes.formats.tabular.cells import Cell, Forms, Unreadable
from ledes.formats.tabular.csvrows import Row
from ledes.formats.tabular.maps import key
from ledes.gateway import Export, LineAdjustment, StatusEvent
from ledes.intake import values
from ledes.intake.recognition import meant
from ledes.sending import matching

TITLES = 20
"""Rows above the headings, which portals fill with titles and filters."""

NEEDED = ("invoice", "reference", "words")
TEXTS = ("invoice", "reference", "words", "currency", "reason", "line")
SIGNS = ("$", "€", "£")


class Heard(NamedTuple):
    """A report of a file, and the mark by which it is known again."""

    report: StatusEvent
    mark: str


class Fault(NamedTuple):
    """A row that could not be read: where, and why."""

    row: int
    column: str
    fact: str


@dataclass(slots=True, kw_only=True)
class Reading:
    """What a file says: its reports, the rows that could not be read, and the headings that nothing was read from."""

    reports: list[Heard] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    unread: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The rows of a file, as far as its headings are concerned."""

    rows: Sequence[Row]

    def headed(self, export: Export) -> tuple[int, Mapping[str, int]] | None:
        """Find the row with the headings that an export needs, and the places of its columns; `None` where none is."""
        wanted = {name: key(heading) for name, heading in export.columns.items()}
        for place, row in enumerate(islice(self.rows, TITLES)):
            there = {key(_shown(cell)): number for number, cell in reversed(list(enumerate(row.cells)))}
            found = {name: there[heading] for name, heading in wanted.items() if heading in there}
            if found and all(name in found for name in NEEDED if name in wanted):
                return place, found
        return None


def opened(content: bytes, sheet: str = "") -> Table:
    """Open a CSV or XLSX file.

    Raises `Unusable` for what is neither.
    """
    stream = io.BytesIO(content)
    if content.startswith(b"PK\x03\x04"):
        sheets = xlsxrows.opened(stream, sheet)
        return Table(rows=list(sheets[0].rows()) if sheets else [])
    return Table(rows=list(csvrows.opened(stream).rows()))


def read(content: bytes, table: Table, export: Export, statuses: Mapping[str, str]) -> Reading:
    """Read the rows under the headings; rows about the same event of a bill are one report with its cuts."""
    made = Reading()
    headed = table.headed(export)
    if headed is None:
        return made
    at, places = headed
    taken = set(places.values())
    headings = enumerate(map(_shown, table.rows[at].cells))
    made.unread = tuple(heading for number, heading in headings if heading and number not in taken)
    made.missing = tuple(heading for name, heading in export.columns.items() if name not in places)
    groups: dict[tuple[object, ...], list[_Said]] = {}
    for row in table.rows[at + 1 :]:
        try:
            said = _said(row, places, export)
        except _Wrong as error:
            made.faults.append(Fault(row.number, error.column, error.fact))
            continue
        if said is not None:
            groups.setdefault(said.about, []).append(said)
    made.reports = [_heard(group, content, export, statuses) for group in groups.values()]
    return made


def by_name(name: str, export: Export, sent: Mapping[str, str]) -> str:
    """Give the reference of the delivery that a file acknowledges by its name; empty where there is none.

    `sent` are the references of deliveries by the names of their files.
    """
    stem = PurePath(name).name.casefold().removesuffix(export.files.lstrip("*").casefold())
    for file_name, reference in sent.items():
        own = file_name.casefold()
        if stem in {own, PurePath(own).stem} or reference.casefold() in stem:
            return reference
    return ""


class _Wrong(Exception):
    def __init__(self, column: str, fact: str) -> None:
        super().__init__(fact)
        self.column = column
        self.fact = fact


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """What one row says."""

    invoice: str
    reference: str
    words: str
    at: datetime.datetime | None
    amount: Decimal | None
    currency: str
    reason: str
    line: str
    cut: Decimal | None

    @property
    def about(self) -> tuple[object, ...]:
        return self.invoice, self.reference, self.words, self.at, self.amount, self.currency


def _said(row: Row, places: Mapping[str, int], export: Export) -> _Said | None:
    """Read a row; `None` for one that speaks of no bill, as a line of totals does.

    Raises `_Wrong`.
    """
    if row.wrong:
        raise _Wrong("", row.wrong)
    found = {name: row.cells[place] if place < len(row.cells) else "" for name, place in places.items()}
    text = {
        name: _text(found, name, export) for name in ("invoice", "reference", "words", "currency", "reason", "line")
    }
    if not text["invoice"] and not text["reference"]:
        return None
    words = text["words"] or export.words
    if not words:
        raise _Wrong(export.columns.get("words", ""), "states no status")
    cut = _amount(found, "cut", export)
    return _Said(
        invoice=text["invoice"],
        reference=text["reference"],
        words=words,
        at=_at(found.get("at", ""), export),
        amount=_amount(found, "amount", export),
        currency=text["currency"].upper(),
        reason=text["reason"],
        line=text["line"],
        cut=-abs(cut) if cut is not None and export.cuts == "plain" else cut,
    )


def _text(found: Mapping[str, Cell], name: str, export: Export) -> str:
    try:
        return " ".join(cells.text(found.get(name, "")).split())
    except Unreadable as error:
        raise _Wrong(export.columns.get(name, ""), error.fact) from None


def _amount(found: Mapping[str, Cell], name: str, export: Export) -> Decimal | None:
    cell = found.get(name, "")
    if cells.blank(cell):
        return None
    forms = Forms(
        decimal=export.decimal,
        thousands=export.thousands,
        negatives="parentheses",
        signs=(*SIGNS, *export.signs),
    )
    try:
        return cells.number(cell, forms)
    except Unreadable as error:
        raise _Wrong(export.columns.get(name, ""), error.fact) from None


def _at(cell: Cell, export: Export) -> datetime.datetime | None:
    if cells.blank(cell):
        return None
    try:
        return values.moment(cell, export.dates)
    except Unreadable as error:
        raise _Wrong(export.columns.get("at", ""), error.fact) from None


def _heard(group: list[_Said], content: bytes, export: Export, statuses: Mapping[str, str]) -> Heard:
    first = group[0]
    reasons = dict.fromkeys(each.reason for each in group if each.reason and each.cut is None)
    report = StatusEvent(
        reference=first.reference,
        invoice=first.invoice,
        words=first.words,
        status=meant(first.words, export.statuses) or meant(first.words, statuses),
        at=first.at,
        amount=first.amount,
        currency=first.currency,
        text="; ".join(reasons),
        adjustments=tuple(
            LineAdjustment(line=each.line, amount=each.cut, words=each.reason) for each in group if each.cut is not None
        ),
        raw=content,
        channel=export.channel,
    )
    # The day is what the file says; where in the day it counts depends on when it is read.
    return Heard(report, matching.fingerprint(report))


def by(heard: Heard, now: datetime.datetime) -> StatusEvent:
    """Give the report as it counts when it is read: a day that has not ended yet ends now."""
    at = heard.report.at
    return replace(heard.report, at=min(at, now)) if at is not None else heard.report


def headings(table: Table) -> Iterator[str]:
    """Name the headings of a table that nothing fits: those of the first row with more than one."""
    rows = (row for row in islice(table.rows, TITLES) if sum(bool(_shown(cell)) for cell in row.cells) > 1)
    yield from (shown for cell in next(rows, Row(0, ())).cells if (shown := _shown(cell)))


def _shown(cell: Cell) -> str:
    return " ".join(cell.split()) if isinstance(cell, str) else ""
