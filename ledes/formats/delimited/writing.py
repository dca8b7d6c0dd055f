"""Writing a delimited e-bill: same bill, same bytes."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any, BinaryIO

from ledes import money
from ledes.bill import Bill, Line, Matter, Timekeeper
from ledes.client import Representation
from ledes.finding import Finding, Where
from ledes.formats.delimited.heading import END, Layout
from ledes.formats.losses import whole_text, written_texts
from ledes.formats.representation import represent
from ledes.formats.wording import Wording, replaced_character

LINE_ENDS = {"lf": "\n", "crlf": "\r\n"}
_SHARED = ("bill", "firm", "client")


def writer(layout: Layout) -> Callable[[Iterable[Bill], BinaryIO, Representation], Iterator[Finding]]:
    """Make the function that writes bills in a layout; it yields a note for whatever it wrote in another form."""
    texts = [field.bill for field in layout.fields if field.type in {"text", "narrative"}]

    def write(bills: Iterable[Bill], out: BinaryIO, representation: Representation) -> Iterator[Finding]:
        wording = Wording(representation.encoding or "ascii")
        end = END + LINE_ENDS[representation.line_end]
        out.write(f"{layout.first_line}{end[2:]}{layout.header}{end[2:]}".encode(wording.encoding))
        for bill in bills:
            bill, notes = represent(bill, representation, taxed="line.tax" in {field.bill for field in layout.fields})
            yield from notes
            for path, row, text in written_texts(bill, texts):
                for shown, by in wording.changes(text):
                    yield replaced_character(Where(row, path, bill.number), shown, by)
            cells = _Cells(layout, bill, wording)
            out.writelines(f"{'|'.join(cells.of(line))}{end}".encode(wording.encoding) for line in bill.lines)

    return write


class _Cells:
    """The texts of one bill's records; what all lines share, a matter or a timekeeper is put into words once."""

    def __init__(self, layout: Layout, bill: Bill, wording: Wording) -> None:
        self.wording = wording
        self.blank = [""] * len(layout.fields)
        self.places: dict[str, list[tuple[int, str]]] = {who: [] for who in ("matter", "timekeeper", "tax", "line")}
        for field in layout.fields:
            who, _, name = field.bill.partition(".")
            if who in _SHARED:
                self.blank[field.index] = self._shared(bill, field.bill)
            else:
                self.places[who].append((field.index, name))
        self.gross = any(name == "tax" for _, name in self.places["line"])
        self.known: dict[tuple[int, int], list[str]] = {}
        self.held: list[object] = []

    def _shared(self, bill: Bill, path: str) -> str:
        if path.startswith("bill."):
            return self._text(getattr(bill, path[5:]))
        return self.wording.put(whole_text(bill, path))

    def _text(self, value: Any) -> str:
        if value is None:
            return ""
        if isinstance(value, Decimal):
            return money.text(value)
        if isinstance(value, datetime.date):
            return f"{value.year:04}{value.month:02}{value.day:02}"
        return self.wording.put(value)

    def of(self, line: Line) -> list[str]:
        """Give the texts of one line's record."""
        key = (id(line.matter), id(line.timekeeper))
        base = self.known.get(key)
        if base is None:
            base = self.known[key] = self._base(line.matter, line.timekeeper)
            self.held += (line.matter, line.timekeeper)
        cells = base.copy()
        for index, name in self.places["line"]:
            value = (
                gross(line)
                if name == "total" and self.gross
                else _net(line)
                if name == "total"
                else getattr(line, name)
            )
            if value is not None and value != "":
                cells[index] = self._text(value)
        if line.taxes:
            for index, name in self.places["tax"]:
                value = getattr(line.taxes[0], name)
                cells[index] = self._text(value) if len(line.taxes) == 1 else ""
        return cells

    def _base(self, matter: Matter | None, timekeeper: Timekeeper | None) -> list[str]:
        cells = self.blank.copy()
        for who, part in (("matter", matter), ("timekeeper", timekeeper)):
            for index, name in self.places[who] if part is not None else ():
                cells[index] = self._text(getattr(part, name))
        return cells


def gross(line: Line) -> Decimal | None:
    """Give a line's total with tax; the digits of the stated one where it says the same."""
    if line.amount is None:
        return line.total
    return _as_written(line.total, money.plus(line.amount, line.tax or money.ZERO))


def _net(line: Line) -> Decimal | None:
    return line.total if line.amount is None else _as_written(line.total, line.amount)


def _as_written(stated: Decimal | None, value: Decimal) -> Decimal:
    return stated if stated is not None and stated == value else value
