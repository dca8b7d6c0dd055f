"""Group the rows of a table into invoices, in two passes, so that memory holds only bills that are not complete."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple, Protocol

from ledes.bill import Bill
from ledes.finding import Finding, Where
from ledes.formats import Reading, given
from ledes.formats.tabular import dateforms
from ledes.formats.tabular.cells import Forms
from ledes.formats.tabular.columns import Fit
from ledes.formats.tabular.csvrows import Row
from ledes.formats.tabular.drafts import Draft
from ledes.formats.tabular.entries import EntryReader
from ledes.formats.tabular.faults import (
    empty_table,
    left_row,
    missing_invoice_number,
    skipped_rows,
    stray_quote,
    wrong_cell_count,
)
from ledes.formats.tabular.sorting import ENTRY, LEFT, WRONG, Sorted, Sorter

MOST_DATES = 5000
"""Different dates by which the form of a table's dates is told."""


class Table(Protocol):
    """A table that can be read as often as needed."""

    @property
    def sheet(self) -> str:
        """Name the sheet; empty for a text file."""

    @property
    def guessed(self) -> bool:
        """Say whether its encoding was guessed."""

    def rows(self) -> Iterator[Row]:
        """Go through the rows from the beginning."""


class Assigned(NamedTuple):
    """A sorted row and the invoice it belongs to; empty for rows that concern no invoice."""

    row: Sorted
    number: str
    unnamed: bool = False


class Invoices:
    """Reads one table twice: first to see which row of each invoice is its last, then to make the bills."""

    def __init__(self, table: Table, chosen: Fit, ragged: bool, reading: Reading, name: str) -> None:
        self.table = table
        self.fit = chosen
        self.ragged = ragged
        self.reading = reading
        self.name = name
        self.last: dict[str, int] = {}
        self.skipped: Counter[str] = Counter()

    def survey(self) -> dateforms.Choice:
        """Find the last row of each invoice, and the form of the dates.

        Raises `Unusable` where the rows cannot be told apart.
        """
        reader = EntryReader(self.fit, self.fit.map.forms, self.reading.sets)
        names = [name for name, kind in given.names().items() if kind == "date"]
        texts: set[str] = set()
        for place, each in enumerate(self._assigned(reader)):
            if each.number:
                self.last[each.number] = place
            if each.row.sort == ENTRY and len(texts) < MOST_DATES:
                raw = reader.raw(each.row.row.cells)
                found = (raw.get(name) for name in names)
                texts |= {cell.strip() for cell in found if isinstance(cell, str)}
        return dateforms.choose(self.fit.map.forms.dates, texts)

    def _assigned(self, reader: EntryReader) -> Iterator[Assigned]:
        """Give each row to an invoice; one that cannot be told goes to the one before, or after at the beginning."""
        sorter = Sorter(self.fit, self.ragged, getattr(self.table, "delimiter", ","))
        waiting: list[Sorted] = []
        seen: set[str] = set()
        latest = ""
        for each in sorter.sort(self.table.rows()):
            if each.sort == LEFT:
                yield Assigned(each, "")
                continue
            if each.sort == ENTRY and self._skip(each.row):
                continue
            number = self._number(each, reader, seen)
            unnamed = each.sort == ENTRY and not number
            latest = number or latest
            if not latest:
                waiting.append(each)
                continue
            seen.add(latest)
            yield from (Assigned(early, latest, early.sort == ENTRY) for early in waiting)
            waiting.clear()
            yield Assigned(each, latest, unnamed)
        yield from (Assigned(early, "", early.sort == ENTRY) for early in waiting)

    def _skip(self, row: Row) -> bool:
        for skip, place in self.fit.skips:
            cell = row.cells[place]
            word = str(cell).strip().casefold() if isinstance(cell, str | bool) else str(cell)
            if word in skip.words:
                self.skipped[self.fit.headings[place]] += 1
                return True
        return False

    def _number(self, each: Sorted, reader: EntryReader, seen: set[str]) -> str:
        if each.sort == ENTRY:
            return reader.number(each.row.cells)
        place = self.fit.places.get("invoice.number")
        if place is None:
            return str(reader.given.get("invoice.number", ""))
        cell = each.row.cells[place] if place < len(each.row.cells) else ""
        return cell.strip() if isinstance(cell, str) and cell.strip() in seen else ""

    def bills(self, forms: Forms, lacking: tuple[str, ...]) -> Iterator[Bill | Finding]:
        """Make the bills, in the order in which the table first names them."""
        reader = EntryReader(self.fit, forms, self.reading.sets)
        drafts: dict[str, Draft] = {}
        done: set[str] = set()
        self.skipped.clear()
        for place, each in enumerate(self._assigned(reader)):
            draft = drafts.get(each.number)
            if each.number and draft is None:
                draft = Draft(each.number, self.fit, self.name, self.reading.sets, lacking)
                drafts[each.number] = draft
            yield from self._place(each, draft, reader)
            if self.last.get(each.number) == place:
                done.add(each.number)
            while drafts and (first := next(iter(drafts))) in done:
                yield drafts.pop(first).finish()
        for heading, count in self.skipped.items():
            yield skipped_rows(Where(field=heading), count, heading)
        if not self.last and not self.skipped:
            yield empty_table(Where(self.fit.row))

    def _place(self, each: Assigned, draft: Draft | None, reader: EntryReader) -> Iterator[Finding]:
        row = each.row.row
        where = Where(row.number, "", each.number)
        if each.row.sort == LEFT:
            yield left_row(where, each.row.fact, severity=each.row.severity)
        elif each.row.sort == WRONG:
            yield (stray_quote if each.row.quote else wrong_cell_count)(where, each.row.fact)
        elif each.unnamed:
            yield missing_invoice_number(where._replace(field=self.fit.heading("invoice.number")))
        if draft and (each.unnamed or each.row.sort == WRONG):
            draft.lose(row.number)
        elif draft and each.row.sort == ENTRY:
            yield from draft.add(reader.entry(row.number, row.cells, each.number))
