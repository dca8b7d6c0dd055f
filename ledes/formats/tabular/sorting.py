"""Sort the rows under a table's headings: entries, totals, small print, and rows whose cells cannot be trusted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from ledes.finding import Severity
from ledes.formats.tabular.cells import Broken, Cell, blank
from ledes.formats.tabular.columns import Fit
from ledes.formats.tabular.csvrows import Row
from ledes.formats.tabular.maps import key

TOTAL = re.compile(
    r"\W*(?:(?:grand|sub|report|invoice|bill|matter|client)[\s-]*)?(?:totals?|sum|summe|gesamt(?:summe)?)\b",
    re.IGNORECASE,
)
SUBSTANCE = ("line.date", "line.description", "timekeeper.", "line.rate", "line.task", "line.activity", "line.expense")
"""Values of which an entry has at least one; amounts alone are a total."""

ENTRY, WRONG, LEFT = "entry", "wrong", "left"


class Sorted(NamedTuple):
    """A row and what it is; `fact` says why it is wrong (`quote`: a quote is to blame), or what it is taken for."""

    row: Row
    sort: str = ENTRY
    fact: str = ""
    quote: bool = False
    severity: Severity = Severity.NOTE


@dataclass(slots=True)
class Sorter:
    """Sorts the rows of one table; `ragged` where rows may differ in length, as in CSV."""

    fit: Fit
    ragged: bool
    delimiter: str = ","
    held: list[Row] = field(default_factory=list)
    pieces: list[Row] = field(default_factory=list)

    def sort(self, rows: Iterable[Row]) -> Iterator[Sorted]:
        """Go through the rows of a table, those above the headings left out."""
        for row in rows:
            if row.number <= self.fit.row or (not row.wrong and all(map(blank, row.cells))):
                continue
            if row.wrong:
                yield from self._flush()
                yield from self._release()
                yield Sorted(row, WRONG, row.wrong, quote=True)
            elif self.ragged and len(row.cells) < len(self.fit.headings):
                yield from self._piece(row)
            else:
                yield from self._flush()
                yield from self._whole(row)
        yield from self._flush()
        for row in self.held:
            yield Sorted(row, LEFT, "small print", severity=Severity.WARNING)
        self.held.clear()

    def _whole(self, row: Row) -> Iterator[Sorted]:
        width = len(self.fit.headings)
        if not all(map(blank, row.cells[width:])):
            yield from self._release()
            yield Sorted(row, WRONG, self._too_long(len(row.cells)))
            return
        row = Row(row.number, row.cells[:width])
        if self._headings_again(row):
            yield Sorted(row, LEFT, "headings that stand there again")
        elif self._substance(row):
            yield from self._release()
            yield Sorted(row)
        else:
            yield from self._insubstantial(row)

    def _insubstantial(self, row: Row) -> Iterator[Sorted]:
        """Judge a row without date, text or person: a total, or small print where nothing but such follows."""
        texts = [cell for place, cell in enumerate(row.cells) if isinstance(cell, str) and not blank(cell)]
        first = next((cell for cell in row.cells if not blank(cell)), "")
        if isinstance(first, str) and TOTAL.match(first):
            yield Sorted(row, LEFT, "a total")
        elif all(map(_like_number, texts)) and len(row.cells) >= len(self.fit.headings):
            yield Sorted(row, LEFT, "a total, for it has no date, text or person", severity=Severity.WARNING)
        else:
            self.held.append(row)

    def _release(self) -> Iterator[Sorted]:
        """Let rows go that were held for small print: an entry follows, so they are none."""
        for row in self.held:
            count = sum(not blank(cell) for cell in row.cells)
            yield Sorted(
                row, WRONG, f"the row has {_cells(count)} and no date, text or person; is it the rest of another?"
            )
        self.held.clear()

    def _piece(self, row: Row) -> Iterator[Sorted]:
        """Take a row that is too short; several may be one entry that line breaks in a text have broken."""
        self.pieces.append(row)
        joined = sum(len(each.cells) for each in self.pieces) - len(self.pieces) + 1
        width = len(self.fit.headings)
        if joined == width and len(self.pieces) > 1:
            first, last = self.pieces[0], self.pieces[-1]
            self.pieces.clear()
            yield from self._release()
            yield Sorted(
                first, WRONG, f"the entry goes on in row {last.number}: a line break in a text is not in quotes"
            )
        elif joined > width:
            self.pieces.pop()
            yield from self._flush()
            self.pieces.append(row)

    def _flush(self) -> Iterator[Sorted]:
        """Judge short rows that did not make up an entry, each for itself."""
        pieces, self.pieces = self.pieces, []
        for row in pieces:
            padded = Row(row.number, (*row.cells, *[""] * (len(self.fit.headings) - len(row.cells))))
            if self._substance(padded):
                yield from self._release()
                wanted = len(self.fit.headings)
                yield Sorted(row, WRONG, f"the row has {_cells(len(row.cells))} where there are {wanted} headings")
            else:
                yield from self._insubstantial(row)

    def _too_long(self, count: int) -> str:
        named = {",": "a comma", ";": "a semicolon", "\t": "a tab"}.get(self.delimiter, "a delimiter")
        why = f"; {named} in a text is not in quotes" if self.ragged else ""
        return f"the row has {_cells(count)} where there are {len(self.fit.headings)} headings{why}"

    def _headings_again(self, row: Row) -> bool:
        shown = [key(cell) if isinstance(cell, str) else "?" for cell in row.cells]
        return shown == [key(heading) for heading in self.fit.headings]

    def _substance(self, row: Row) -> bool:
        first = next((cell for cell in row.cells if not blank(cell)), "")
        named = any(
            not blank(row.cells[place]) for value, place in self.fit.places.items() if value.startswith(SUBSTANCE)
        )
        if named and isinstance(first, str) and TOTAL.match(first):
            date = self.fit.places.get("line.date")
            cell = row.cells[date] if date is not None else ""
            return not blank(cell) and not (isinstance(cell, str) and TOTAL.match(cell))
        return named or any(not blank(row.cells[place]) for _each, place in self.fit.extracts)


def _cells(count: int) -> str:
    return f"{count} cell{'s' if count != 1 else ''}"


def _like_number(cell: Cell) -> bool:
    if isinstance(cell, Decimal | Broken):
        return True
    return isinstance(cell, str) and re.search(r"[0-9]", cell) is not None and not re.search(r"[^\W\d_]{2}", cell)
