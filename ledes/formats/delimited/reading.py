"""Reading a delimited e-bill (LEDES 1998B and its international variant): from records to bills."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from operator import itemgetter
from typing import Any, BinaryIO

from ledes import money
from ledes.bill import Address, Bill, Line, Matter, Party, Tax, Timekeeper, Unread
from ledes.finding import ERROR, Finding, Where, fault
from ledes.formats import letters
from ledes.formats.delimited.frame import Frame, Record
from ledes.formats.delimited.heading import Layout
from ledes.formats.fields import Fell, Field, blank_required_field
from ledes.formats.recall import KEPT, columns

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
    gathering = _Gathering(layout, name)
    for item in Frame(stream, layout):
        if isinstance(item, Finding):
            yield item
        else:
            yield from gathering.take(item)
    yield from gathering.close()


class _Gathering:
    """The bill that is being read, and what is remembered between its lines."""

    def __init__(self, layout: Layout, name: str) -> None:
        self.layout = layout
        self.name = name
        self.fell: list[tuple[Field, Fell]] = []
        self.columns = columns(layout.fields, self.fell)
        self.place = {field.bill: field.index for field in layout.fields}
        self.paths = [field.bill for field in layout.fields]
        self.needed = {
            kind: _blanks([field.index for field in layout.fields if kind in field.required])
            for kind in ("F", "E", "IF", "IE")
        }
        self.any_kind = _blanks([field.index for field in layout.fields if len(field.required) == 4])
        self.same = [field for field in layout.fields if field.same is not None]
        self.pick_same = itemgetter(*(field.index for field in self.same))
        self.pick_matter, self.matter = _part(layout, "matter", Matter)
        self.pick_timekeeper, self.timekeeper = _part(layout, "timekeeper", Timekeeper)
        self.matters: dict[tuple[str, ...], Matter] = {}
        self.timekeepers: dict[tuple[str, ...], Timekeeper] = {}
        self.line = _line_maker(self.place)
        self.seen: set[str] = set()
        self.number: str | None = None
        self.lines: list[Line] = []
        self.unread: list[Unread] = []
        self.lost: list[Unread] = []
        self.first: Record | None = None
        self.first_same: tuple[str, ...] = ()

    def take(self, record: Record) -> Iterator[Bill | Finding]:
        """Add a record to its bill; yield the bill before it once another begins."""
        if not record.cells:
            belongs = self.first is not None and record.bill in {self.number, ""}
            (self.unread if belongs else self.lost).append(Unread(record.row, "line"))
            return
        cells = record.cells
        number = cells[1]
        if number != self.number:
            yield from self.close()
            self.number = number
            if number in self.seen:
                yield returning_invoice(Where(record.row, "INVOICE_NUMBER", number), number)
            self.seen.add(number)
            self.first, self.first_same = record, self.pick_same(cells)
            self.unread, self.lost = self.lost, []
        values = [column[cell] for column, cell in zip(self.columns, cells, strict=True)]
        if (same := self.pick_same(cells)) != self.first_same:
            yield from self._differences(record, same)
        kind = cells[9]
        if "" in (self.needed.get(kind) or self.any_kind)(cells) or self.fell or record.odd or record.missing:
            yield from self._told(record, kind)
        key = self.pick_matter(cells)
        matter = self.matters.get(key) or self._matter(key, cells)
        key = self.pick_timekeeper(cells)
        timekeeper = self.timekeepers.get(key) or self._timekeeper(key, cells) if any(key) else None
        self.lines.append(self.line(record.row, values, matter, timekeeper))

    def _matter(self, key: tuple[str, ...], cells: list[str]) -> Matter:
        made: Matter = self.matter(cells)
        self.matters[key] = made
        return made

    def _timekeeper(self, key: tuple[str, ...], cells: list[str]) -> Timekeeper:
        made: Timekeeper = self.timekeeper(cells)
        self.timekeepers[key] = made
        return made

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
        if len(self.matters) > KEPT or len(self.timekeepers) > KEPT:
            self.matters.clear()
            self.timekeepers.clear()

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
            firm=self._party("firm", first),
            client=self._party("client", first),
            matters=tuple({id(line.matter): line.matter for line in self.lines if line.matter}.values()),
            timekeepers=tuple(
                {id(line.timekeeper): line.timekeeper for line in self.lines if line.timekeeper}.values()
            ),
            lines=tuple(self.lines),
            source=self.name,
            row=first.row,
            unread=tuple(self.unread),
        )
        self.fell.clear()
        return made

    def _party(self, who: str, first: Record) -> Party:
        def texts(prefix: str) -> dict[str, Any]:
            at = len(prefix) + 1
            return {
                path[at:]: first.cells[place]
                for path, place in self.place.items()
                if path.startswith(prefix + ".") and "." not in path[at:]
            }

        return Party(**texts(who), address=Address(**texts(f"{who}.address")))


def _blanks(indexes: list[int]) -> Callable[[list[str]], tuple[str, ...]]:
    return itemgetter(*indexes)


def _part(
    layout: Layout, who: str, make: type[Any]
) -> tuple[Callable[[list[str]], tuple[str, ...]], Callable[[list[str]], Any]]:
    """Prepare the reading of what many lines share: the key to know it again, and the maker."""
    fields = [field for field in layout.fields if field.bill.startswith(who + ".")]
    names = [field.bill.partition(".")[2] for field in fields]
    pick: Callable[[list[str]], tuple[str, ...]] = itemgetter(*(field.index for field in fields))
    return pick, lambda cells: make(**dict(zip(names, pick(cells), strict=True)))


def _line_maker(place: dict[str, int]) -> Callable[[int, list[Any], Matter, Timekeeper | None], Line]:
    """Prepare the making of lines; a format with tax states the total with it, one without has none."""
    number, kind, date = place["line.number"], place["line.kind"], place["line.date"]
    units, rate, adjustment = place["line.units"], place["line.rate"], place["line.adjustment"]
    total, description = place["line.total"], place["line.description"]
    task, activity, expense = place["line.task"], place["line.activity"], place["line.expense"]
    tax = place.get("line.tax")
    tax_of = _tax_maker(place) if tax is not None else None

    def make(row: int, values: list[Any], matter: Matter, timekeeper: Timekeeper | None) -> Line:
        stated, amount, taxed = values[total], values[total], None
        taxes: tuple[Tax, ...] = ()
        if tax is not None and tax_of is not None:
            taxed = values[tax]
            amount = None if stated is None or taxed is None else money.minus(stated, taxed)
            taxes = tax_of(values, taxed)
        return Line(
            number=values[number],
            row=row,
            kind=values[kind] or "",
            matter=matter,
            date=values[date],
            units=values[units],
            rate=values[rate],
            adjustment=values[adjustment],
            amount=amount,
            tax=taxed,
            total=stated,
            task=values[task],
            activity=values[activity],
            expense=values[expense],
            timekeeper=timekeeper,
            description=values[description],
            taxes=taxes,
        )

    return make


def _tax_maker(place: dict[str, int]) -> Callable[[list[Any], Any], tuple[Tax, ...]]:
    rate, kind = place["tax.rate"], place["tax.kind"]
    known: dict[tuple[Any, ...], tuple[Tax, ...]] = {}

    def make(values: list[Any], amount: Any) -> tuple[Tax, ...]:
        if values[rate] is None and not values[kind]:
            return ()
        key = (str(values[rate]), values[kind], str(amount))
        if key not in known:
            if len(known) >= KEPT:
                known.clear()
            known[key] = (Tax(kind=values[kind], rate=values[rate], amount=amount),)
        return known[key]

    return make


def _reason(field: Field, each: Any) -> str:
    if each is blank_required_field or field.name == "INVOICE_NUMBER":
        return REASONS.get(field.name, "")
    return ""
