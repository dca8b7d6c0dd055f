"""Read the cells of one row into the values of an entry, and say of each that cannot be read why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ledes import money
from ledes.bill import EXPENSE, EXPENSE_ADJUSTMENT, LINE_KINDS
from ledes.finding import Fault, Finding, Where
from ledes.formats import given
from ledes.formats.tabular import cells
from ledes.formats.tabular.cellfaults import (
    broken_cell,
    damaged_text,
    endless_decimals,
    rounded_time,
    unknown_word,
    unlike_pattern,
    unreadable_date,
    unreadable_number,
)
from ledes.formats.tabular.cells import Broken, Cell, Forms, Unreadable, blank
from ledes.formats.tabular.columns import Fit

KEPT = 20_000
"""Cells that are remembered with what was read of them; then it starts anew, so that memory stays flat."""

_FAULTS: Mapping[str, Fault] = {
    "number": unreadable_number,
    "date": unreadable_date,
    "decimals": endless_decimals,
    "word": unknown_word,
    "text": damaged_text,
}


@dataclass(slots=True, kw_only=True)
class Entry:
    """One row as values by their names; what could not be read stands in `unread` and not in `values`."""

    row: int
    number: str
    values: dict[str, Any] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


class _Read(NamedTuple):
    value: Any
    fault: Fault | None = None
    fact: str = ""


class EntryReader:
    """Reads rows of one table in the forms of its map; `sets` fill what stays blank."""

    def __init__(self, fit: Fit, forms: Forms, sets: Mapping[str, str]) -> None:
        self.fit = fit
        self.forms = forms
        self.given = self._given(sets)
        self.kinds = given.names()
        self.seen: dict[tuple[str, type[Any], Cell], _Read] = {}

    def _given(self, sets: Mapping[str, str]) -> dict[str, Any]:
        """Collect what stands in for blank cells: the map's defaults and constants, then what `--set` states."""
        said = {name: text for name, text in sets.items() if name in given.names()}
        return {
            name: given.value(name, text)
            for name, text in {**said, **self.fit.map.constants, **self.fit.map.defaults}.items()
        }

    def raw(self, row: tuple[Cell, ...]) -> dict[str, Cell]:
        """Give the cells of a row by the values that they hold, blank ones left out; patterns taken apart."""
        found = {name: row[place] for name, place in self.fit.places.items() if not blank(row[place])}
        for extract, place in self.fit.extracts:
            cell = row[place]
            matched = extract.pattern.search(cell.strip()) if isinstance(cell, str) else None
            for group, text in (matched.groupdict() if matched else {}).items():
                if text and text.strip():
                    found.setdefault(group.replace("__", "."), text)
        return found

    def number(self, row: tuple[Cell, ...]) -> str:
        """Read only the invoice number of a row; empty where it has none."""
        cell = self.raw(row).get("invoice.number", "")
        try:
            return cells.text(cell) or str(self.given.get("invoice.number", ""))
        except Unreadable:
            return ""

    def entry(self, row: int, row_cells: tuple[Cell, ...], number: str) -> Entry:
        """Read a whole row."""
        entry = Entry(row=row, number=number)
        raw = self.raw(row_cells)
        self._unlike(entry, row_cells)
        for name, cell in raw.items():
            if name != "line.units":
                self._take(entry, name, cell)
        self._blank_words(entry, raw)
        if "line.units" in raw:
            self._units(entry, raw["line.units"])
        for name, value in self.given.items():
            if name not in entry.values and name not in entry.unread:
                entry.values[name] = value
        return entry

    def _unlike(self, entry: Entry, row: tuple[Cell, ...]) -> None:
        for extract, place in self.fit.extracts:
            cell = row[place]
            if extract.optional or (isinstance(cell, str) and extract.pattern.search(cell.strip())):
                continue
            names = [group.replace("__", ".") for group in extract.pattern.groupindex]
            entry.unread += names
            where = Where(entry.row, self.fit.headings[place], entry.number)
            entry.findings.append(unlike_pattern(where, ", ".join(names)))

    def _blank_words(self, entry: Entry, raw: Mapping[str, Cell]) -> None:
        """Read blank cells of columns in which a blank is itself a word."""
        for name, words in self.fit.map.words.items():
            if "" in words and name in self.fit.places and name not in raw:
                entry.values[name] = given.value(name, words[""])

    def _take(self, entry: Entry, name: str, cell: Cell) -> None:
        key = (name, type(cell), cell)
        known = self.seen.get(key)
        if known is None:
            known = self._read(name, cell)
            if len(self.seen) >= KEPT:
                self.seen.clear()
            self.seen[key] = known
        self._keep(entry, name, known)

    def _keep(self, entry: Entry, name: str, read: _Read) -> None:
        if read.fault is None:
            entry.values[name] = read.value
            return
        entry.unread.append(name)
        where = Where(entry.row, self.fit.heading(name), entry.number)
        entry.findings.append(read.fault(where, read.fact))

    def _read(self, name: str, cell: Cell) -> _Read:
        if isinstance(cell, Broken):
            return _Read(None, broken_cell, cell.why)
        try:
            return _Read(self._value(name, cell))
        except Unreadable as error:
            return _Read(None, _FAULTS[error.kind], error.fact)

    def _value(self, name: str, cell: Cell) -> Any:
        words = self.fit.map.words.get(name)
        if words is not None and not isinstance(cell, Broken):
            shown = cells.text(cell)
            if shown.casefold() in words:
                return given.value(name, words[shown.casefold()])
        kind = self.kinds[name]
        if name == "line.kind":
            return self._kind(cell)
        if kind == "date":
            return cells.date(cell, self.forms)
        if kind == "flag":
            return cells.flag(cell)
        if name.startswith("tax") and name.endswith(".rate"):
            return cells.share(cell, self.forms, self.forms.rates)
        if name == "line.discount":
            return cells.share(cell, self.forms, self.forms.discounts)
        return cells.number(cell, self.forms) if kind == "number" else cells.text(cell)

    def _kind(self, cell: Cell) -> str:
        shown = cells.text(cell).upper()
        if shown not in LINE_KINDS:
            known = ", ".join(sorted({word for word in self.fit.map.words.get("line.kind", {}) if word}))
            raise Unreadable("word", f"the word is none of {known or ', '.join(LINE_KINDS)}")
        return shown

    def _units(self, entry: Entry, cell: Cell) -> None:
        """Read a quantity: pieces for an expense, time for everything else."""
        expense = entry.values.get("line.kind") in {EXPENSE, EXPENSE_ADJUSTMENT}
        if expense or isinstance(cell, Broken):
            self._take(entry, "line.units", cell)
            return
        try:
            time = cells.hours(cell, self.forms)
        except Unreadable as error:
            self._keep(entry, "line.units", _Read(None, _FAULTS[error.kind], error.fact))
            return
        entry.values["line.units"] = time.amount
        if not time.exact:
            where = Where(entry.row, self.fit.heading("line.units"), entry.number)
            entry.findings.append(rounded_time(where, money.text(time.amount)))
