"""Writing a delimited e-bill: same bill, same bytes."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from operator import attrgetter
from typing import Any, BinaryIO

from ledes import money
from ledes.bill import Bill, Line, Matter, Timekeeper
from ledes.client import Representation
from ledes.finding import Finding, Where
from ledes.formats.delimited.heading import END, Layout
from ledes.formats.fields import Field
from ledes.formats.losses import all_texts, whole_text, written_texts
from ledes.formats.representation import represent
from ledes.formats.wording import Wording, replaced_character

LINE_ENDS = {"lf": "\n", "crlf": "\r\n"}
PIECE = 2_000
"""Lines that are put into words at a time, so that a long bill is not in memory once more as text."""

_SHARED = ("bill", "firm", "client")
_TEXTS = frozenset({"text", "narrative", "kind", "account"})


def writer(layout: Layout) -> Callable[[Iterable[Bill], BinaryIO, Representation], Iterator[Finding]]:
    """Make the function that writes bills in a layout; it yields a note for whatever it wrote in another form."""
    told = [field.bill for field in layout.fields if field.type in {"text", "narrative"}]
    texts = [field.bill for field in layout.fields if field.type in _TEXTS]
    taxed = "line.tax" in {field.bill for field in layout.fields}

    def write(bills: Iterable[Bill], out: BinaryIO, representation: Representation) -> Iterator[Finding]:
        wording = Wording(representation.encoding or "ascii")
        end = END + LINE_ENDS[representation.line_end]
        out.write(f"{layout.first_line}{end[2:]}{layout.header}{end[2:]}".encode(wording.encoding))
        for bill in bills:
            bill, notes = represent(bill, representation, taxed=taxed)
            yield from notes
            plain = wording.all_plain(all_texts(bill, texts))
            for path, row, text in () if plain else written_texts(bill, told):
                for shown, by in wording.changes(text):
                    yield replaced_character(Where(row, path, bill.number), shown, by)
            records = _Records(layout, bill, wording, plain=plain)
            for at in range(0, len(bill.lines), PIECE):
                rows = records.of(bill.lines[at : at + PIECE])
                out.write((end.join(rows) + end).encode(wording.encoding))

    return write


class _Records:
    """The records of one bill, column by column; what a matter and a timekeeper say is put into words once.

    `plain` says that all texts of the bill can be written as they are.
    """

    def __init__(self, layout: Layout, bill: Bill, wording: Wording, *, plain: bool) -> None:
        self.wording = wording
        self.plain = plain
        self.blank = ["%s"] * len(layout.fields)
        self.parts: dict[str, list[tuple[int, str]]] = {"matter": [], "timekeeper": []}
        self.columns: list[tuple[Field, Callable[[Line], Any]]] = []
        self.known: dict[tuple[int, int], str] = {}
        taxed = any(field.bill == "line.tax" for field in layout.fields)
        for field in layout.fields:
            who, _, name = field.bill.partition(".")
            if who in _SHARED:
                self.blank[field.index] = self._constant(_shared(bill, field.bill))
            elif who in self.parts:
                self.parts[who].append((field.index, name))
            else:
                self.columns.append((field, _picker(who, name, taxed=taxed)))

    def of(self, lines: Sequence[Line]) -> list[str]:
        """Give the records of some lines, without their ends."""
        columns = [self._texts(field, [pick(line) for line in lines]) for field, pick in self.columns]
        return [self._template(line) % cells for line, cells in zip(lines, zip(*columns, strict=True), strict=True)]

    def _template(self, line: Line) -> str:
        """Give the record of a line in which only its own values are missing."""
        key = (id(line.matter), id(line.timekeeper))
        template = self.known.get(key)
        if template is None:
            cells = self.blank.copy()
            parts: tuple[tuple[str, Matter | Timekeeper | None], ...]
            parts = (("matter", line.matter), ("timekeeper", line.timekeeper))
            for who, part in parts:
                for index, name in self.parts[who]:
                    cells[index] = self._constant("" if part is None else getattr(part, name))
            template = self.known[key] = "|".join(cells)
        return template

    def _constant(self, value: Any) -> str:
        return _text(value, self.wording).replace("%", "%%")

    def _texts(self, field: Field, values: list[Any]) -> list[str]:
        """Put the values of one field into words."""
        if field.type in _TEXTS:
            return values if self.plain else [self.wording.put(value) for value in values]
        if field.type == "number":
            texts = ["" if value is None else str(value) for value in values]
            # digits as they are, unless a power of ten is among them
            return texts if "E" not in "".join(texts) else [_text(value, self.wording) for value in values]
        days = {value: _text(value, self.wording) for value in set(values)}
        return [days[value] for value in values]


def _shared(bill: Bill, path: str) -> Any:
    return getattr(bill, path[5:]) if path.startswith("bill.") else whole_text(bill, path)


def _text(value: Any, wording: Wording) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return money.text(value)
    if isinstance(value, datetime.date):
        return f"{value.year:04}{value.month:02}{value.day:02}"
    return wording.put(value)


def _picker(who: str, name: str, *, taxed: bool) -> Callable[[Line], Any]:
    """Prepare the reading of one value of a line; a format with tax states the total with it, one without has none."""
    if who == "tax":
        return _tax_picker(name)
    if name == "total":
        return gross if taxed else _net
    return attrgetter(name)


def _tax_picker(name: str) -> Callable[[Line], Any]:
    absent = "" if name == "kind" else None

    def pick(line: Line) -> Any:
        return getattr(line.taxes[0], name) if len(line.taxes) == 1 else absent

    return pick


def gross(line: Line) -> Decimal | None:
    """Give a line's total with tax; the digits of the stated one where it says the same."""
    if line.amount is None:
        return line.total
    return _as_written(line.total, money.plus(line.amount, line.tax or money.ZERO))


def _net(line: Line) -> Decimal | None:
    return line.total if line.amount is None else _as_written(line.total, line.amount)


def _as_written(stated: Decimal | None, value: Decimal) -> Decimal:
    return stated if stated is not None and (stated is value or stated == value) else value
