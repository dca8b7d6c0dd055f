"""Reading a delimited e-bill (LEDES 1998B and its international variant): from records to bills."""

from __future__ import annotations

import itertools
import operator
from collections.abc import Iterator
from operator import itemgetter
from typing import Any, BinaryIO

from ledes.bill import LINE_KINDS, Bill, Line, Matter, Timekeeper, Unread
from ledes.finding import ERROR, Finding, Where, fault
from ledes.formats import letters
from ledes.formats.delimited.frame import Frame
from ledes.formats.delimited.heading import Layout
from ledes.formats.delimited.parts import Parts
from ledes.formats.delimited.records import Record, Stretch
from ledes.formats.fields import Fell, Field, blank_required_field
from ledes.formats.recall import columns

FEW = 4
"""Fewer records than this are read one by one: that is faster than to look at their columns."""

MOST_FREE = 2
"""Readers of a layout that wait to be used again."""

REASONS = {
    "TIMEKEEPER_ID": "TIMEKEEPER_MISSING",
    "LAW_FIRM_ID": "LAW_FIRM_ID",
    "CLIENT_ID": "CLIENT_ID_UNKNOWN",
    "INVOICE_NUMBER": "INVOICE_NUMBER_FORMAT",
}
"""Reasons that say more than that a field is blank or too long."""


@fault("L033", fix="Put all lines of an invoice together.", reason="FILE_FORMAT")
def returning_invoice(number: str) -> str:
    """The lines of an invoice stand together.

    Source: LEDES 1998B, several invoices in one file (records are grouped by INVOICE_NUMBER).
    """
    return f"lines of invoice {number} stand apart: another invoice comes between them"


@fault("I101", fix="Write the same total on every line of the invoice.", reason="INVOICE_TOTAL_INCONSISTENT")
def differing_invoice_total(text: str, first: str, row: int) -> str:
    """INVOICE_TOTAL is the same on every line of an invoice.

    Source: LEDES 1998B, field 5; Legal Tracker error 007.
    """
    return f"INVOICE_TOTAL is {text} here and {first} on row {row}"


@fault("I102", fix="Write the same value on every line.", reason="FIELD_MISMATCH", catalogue=("INV-DESC-SAME",))
def differing_invoice_field(name: str, row: int) -> str:
    """What belongs to the whole invoice is the same on each of its lines.

    For dates and texts only the first value met counts, so a difference is a warning; for the client, the currency
    and the totals it is an error.

    Source: LEDES 1998B, fields 1, 3, 5 to 8; Brightflag for INVOICE_DESCRIPTION.
    """
    return f"{name} differs from that of row {row}"


def read(layout: Layout, stream: BinaryIO, name: str) -> Iterator[Bill | Finding]:
    """Read bills and findings in the order of the file; one bill is held at a time."""
    gathering = _lent(layout)
    gathering.begin(name)
    try:
        for item in Frame(stream, layout).stretches():
            if isinstance(item, Finding):
                yield item
            elif isinstance(item, Stretch):
                yield from gathering.stretch(item)
            else:
                yield from gathering.take(item)
        yield from gathering.close()
    finally:
        gathering.begin("")
        if len(_FREE[layout.first_line]) < MOST_FREE:
            _FREE[layout.first_line].append(gathering)


def _lent(layout: Layout) -> _Gathering:
    """Lend what was learned of texts so far: many small files are read as quickly as a large one."""
    try:
        return _FREE.setdefault(layout.first_line, []).pop()
    except IndexError:
        return _Gathering(layout)


class _Gathering:
    """The bill that is being read, and what is remembered between its lines and from one file to the next."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.fell: list[tuple[Field, Fell]] = []
        self.columns = columns(layout.fields, self.fell)
        self.place = {field.bill: field.index for field in layout.fields}
        self.paths = [field.bill for field in layout.fields]
        asked = {field.index: frozenset(field.required) for field in layout.fields}
        self.needed = {kind: itemgetter(*[at for at, kinds in asked.items() if kind in kinds]) for kind in LINE_KINDS}
        self.always = [at for at, kinds in asked.items() if len(kinds) == len(LINE_KINDS)]
        self.any_kind = itemgetter(*self.always)
        self.sometimes = [(at, kinds) for at, kinds in asked.items() if kinds and at not in self.always]
        self.same = [field for field in layout.fields if field.same is not None]
        self.pick_same = itemgetter(*[field.index for field in self.same])
        self.parts = Parts(layout)
        self.others = [field.index for field in layout.fields if not field.same and field.index not in self.parts.line]
        self.begin("")

    def begin(self, name: str) -> None:
        """Begin a file; nothing of the one before is left but what its texts mean."""
        self.name = name
        self.fell.clear()
        self.told = 0
        self.spoilt = False
        self.seen: set[str] = set()
        self.number: str | None = None
        self.lines: list[Line] = []
        self.matters: dict[int, Matter] = {}
        self.timekeepers: dict[int, Timekeeper | None] = {}
        self.unread: list[Unread] = []
        self.lost: list[Unread] = []
        self.first: Record | None = None
        self.first_same: tuple[str, ...] = ()

    def stretch(self, stretch: Stretch) -> Iterator[Bill | Finding]:
        """Add records to their bills; yield each bill once another begins."""
        row, head = stretch.row, stretch.head
        groups = [(head[1], stretch.rests)] if head else itertools.groupby(stretch.rests, itemgetter(1))
        for number, group in groups:
            alike = Stretch(row, head, list(group))
            if number != self.number:
                yield from self._begin(number, alike.first())
            told = self.told
            yield from self._each(alike) if self.spoilt else self._added(alike)
            # where most records have a fault, looking for those that have none is lost time
            self.spoilt = (self.told - told) * 4 > len(alike.rests)
            row += len(alike.rests)

    def _added(self, alike: Stretch) -> Iterator[Finding]:
        """Add records of one bill; one that has a fault is looked at alone, those around it together."""
        if len(alike.rests) < FEW:
            yield from self._each(alike)
        elif not self._together(alike):
            for half in alike.halves():
                yield from self._added(half)

    def _each(self, alike: Stretch) -> Iterator[Finding]:
        for record in alike.records():
            yield from self._alone(record)

    def _together(self, alike: Stretch) -> bool:
        """Add records of one bill column by column; none of them where there is anything to tell of one."""
        count = len(alike.rests)
        cells = [(text,) * count for text in alike.head] + list(zip(*alike.rests, strict=True))
        for field, text in zip(self.same, self.first_same, strict=True):
            if cells[field.index].count(text) != count:
                return False
            self.columns[field.index].every([text])
        kinds = cells[self.place["line.kind"]]
        for at in self.always:
            if "" in cells[at]:
                return False
        for at, needed in self.sometimes:
            if not needed.isdisjoint(itertools.compress(kinds, map(operator.not_, cells[at]))):
                return False
        for at in self.others:
            self.columns[at].every(set(cells[at]))
        values = [self.columns[at].every(cells[at]) for at in self.parts.line]
        if self.fell:
            self.fell.clear()
            return False
        matters, timekeepers = self.parts.matters.every(cells), self.parts.timekeepers.every(cells)
        self.matters.update(zip(map(id, matters), matters, strict=True))
        self.timekeepers.update(zip(map(id, timekeepers), timekeepers, strict=True))
        self.lines += self.parts.made(itertools.count(alike.row), values, matters, timekeepers)
        return True

    def take(self, record: Record) -> Iterator[Bill | Finding]:
        """Add a record to its bill; yield the bill before it once another begins."""
        if not record.cells:
            belongs = self.first is not None and record.bill in {self.number, ""}
            (self.unread if belongs else self.lost).append(Unread(record.row, "line"))
            return
        if record.cells[1] != self.number:
            yield from self._begin(record.cells[1], record)
        yield from self._alone(record)

    def _begin(self, number: str, record: Record) -> Iterator[Bill | Finding]:
        yield from self.close()
        self.number = number
        if number in self.seen:
            yield returning_invoice(Where(record.row, "INVOICE_NUMBER", number), number)
        self.seen.add(number)
        self.first, self.first_same = record, self.pick_same(record.cells)
        self.unread, self.lost = self.lost, []

    def _alone(self, record: Record) -> Iterator[Finding]:
        """Add a record to the bill that has begun, and tell what is wrong with it."""
        cells = record.cells
        values = [column[cell] for column, cell in zip(self.columns, cells, strict=True)]
        if (same := self.pick_same(cells)) != self.first_same:
            self.told += 1
            yield from self._differences(record, same)
        kind = cells[self.place["line.kind"]]
        if "" in (self.needed.get(kind) or self.any_kind)(cells) or self.fell or record.odd or record.missing:
            self.told += 1
            yield from self._told(record, kind)
        matter, timekeeper = self.parts.matters.of(cells), self.parts.timekeepers.of(cells)
        self.matters[id(matter)] = matter
        self.timekeepers[id(timekeeper)] = timekeeper
        self.lines += self.parts.made([record.row], [[values[at]] for at in self.parts.line], [matter], [timekeeper])

    def _differences(self, record: Record, same: tuple[str, ...]) -> Iterator[Finding]:
        assert self.first is not None  # noqa: S101 - a bill has begun
        fallen = {field.index for field, (each, _) in self.fell if each.severity is ERROR}
        for field, text, first in zip(self.same, same, self.first_same, strict=True):
            told = field.index in record.missing or field.index in fallen or (field.required and not (text and first))
            if text == first or told:
                continue
            where = Where(record.row, field.name, self.number or "")
            if field.bill == "bill.total":
                yield differing_invoice_total(where, text, first, self.first.row)
            else:
                said = "INVOICE_DESCRIPTION_INCONSISTENT" if field.bill == "bill.description" else ""
                yield differing_invoice_field(where, field.name, self.first.row, severity=field.same, reason=said)

    def _told(self, record: Record, kind: str) -> Iterator[Finding]:
        """Yield what is wrong with the values of one record."""
        number = self.number or ""
        for field, (each, about) in self.fell:
            yield each(Where(record.row, field.name, number), *about, reason=_reason(field, each))
            if each.severity is ERROR and field.type not in {"text", "narrative"}:
                self.unread.append(Unread(record.row, field.bill))
        self.fell.clear()
        self.unread += (Unread(record.row, self.paths[index]) for index in record.missing)
        for field in self.layout.fields:
            needed = kind in field.required if kind in self.needed else len(field.required) == 4
            if field.bill.startswith("timekeeper.") and not record.cells[self.place["timekeeper.id"]]:
                continue
            if needed and not record.cells[field.index] and field.index not in record.missing:
                where = Where(record.row, field.name, number)
                yield blank_required_field(where, field.name, reason=_reason(field, blank_required_field))
        if record.odd:
            for field, cell in zip(self.layout.fields, record.cells, strict=True):
                if not (cell.isascii() and cell.isprintable()):
                    yield from letters.odd_characters(cell, record.guessed, Where(record.row, field.name, number))

    def close(self) -> Iterator[Bill]:
        """Yield the bill that was being read."""
        if self.first is None:
            return
        yield self._bill(self.first)
        self.first, self.lines, self.unread = None, [], []
        self.matters, self.timekeepers = {}, {}
        self.parts.forget()

    def _bill(self, first: Record) -> Bill:
        def value(path: str) -> Any:
            place = self.place.get(path)
            return None if place is None else self.columns[place][first.cells[place]]

        made = Bill(
            number=first.cells[1],
            date=value("bill.date"),
            start=value("bill.start"),
            end=value("bill.end"),
            description=value("bill.description"),
            currency=value("bill.currency") or "",
            total=value("bill.total"),
            tax=value("bill.tax"),
            net=value("bill.net"),
            other_currency=value("bill.other_currency") or "",
            other_tax=value("bill.other_tax"),
            firm=self.parts.firms.of(first.cells),
            client=self.parts.clients.of(first.cells),
            matters=tuple(self.matters.values()),
            timekeepers=tuple(person for person in self.timekeepers.values() if person),
            lines=tuple(self.lines),
            source=self.name,
            row=first.row,
            unread=tuple(self.unread),
        )
        self.fell.clear()
        return made


def _reason(field: Field, each: Any) -> str:
    if each is blank_required_field or field.name == "INVOICE_NUMBER":
        return REASONS.get(field.name, "")
    return ""


_FREE: dict[str, list[_Gathering]] = {}
