"""The form of a delimited file: its first lines, its records and the lines that hold them, taken apart and written."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from ledes.finding import Finding
from ledes.fix.repair import Repair
from ledes.formats import letters
from ledes.formats.delimited import heading
from ledes.formats.delimited.frame import Frame
from ledes.formats.delimited.heading import END, Layout
from ledes.formats.letters import Text

HOPELESS = frozenset({"L001", "L002", "L009", "L032"})
"""Files of which the reader saw too little to write them anew."""

OTHER_COLUMNS = frozenset({"L014", "L015", "L016", "L017"})
"""A header that is not the standard's: nobody knows whether the header or the values are meant."""

UNSURE_RECORD = frozenset({"L028", "L029", "L030"})
"""Records with values too few or too many, for which only a likely way to read them was found."""

UNSURE_VALUES = frozenset({"D001", "F003", "F009"})
"""Values that do not fit their columns: without a header nothing says that the columns are the standard's."""

FORM = {
    "L003": ("byte order mark", ""),
    "L007": ("lines end in CR LF", "lines end in LF"),
    "L008": ("lines end in CR", "lines end in LF"),
    "L020": ("no record end", END),
    "L021": ("blanks after the record end", ""),
    "L022": ("blank line", ""),
    "L023": ("several records on one line", "one record a line"),
    "L031": ("heading among the records", ""),
}
"""What the form was and is, by the fault that told of it; the first two lines tell their own words."""

OF_RECORDS = frozenset({"L020", "L023", "L031"})
"""Faults that stay where the lines are kept as they are."""


@dataclass(slots=True)
class Entry:
    """A record and the lines it stands on; `kept` is written as it was, like one without `cells`, which is unread."""

    row: int
    cells: list[str]
    guessed: bool = False
    lines: tuple[Text, ...] = ()
    kept: bool = False

    @property
    def sure(self) -> bool:
        """Say whether the record was read with certainty and is written anew."""
        return bool(self.cells) and not self.kept


@dataclass(slots=True)
class Sheet:
    """A file taken apart. `head` are its first two lines as they are to be written."""

    layout: Layout
    entries: list[Entry]
    head: list[str]
    lines: dict[int, Text]
    ends: bool
    faults: list[Finding]
    kept_rows: set[int] = field(default_factory=set)


def records(stream: BinaryIO, layout: Layout) -> list[Entry]:
    """Read the records again, as `read` would; those that are not sure have no values."""
    return _taken_apart(stream, layout)[0]


def _taken_apart(stream: BinaryIO, layout: Layout) -> tuple[list[Entry], list[Finding]]:
    entries: list[Entry] = []
    faults: list[Finding] = []
    told: set[tuple[int, str]] = set()
    for item in Frame(stream, layout):
        if isinstance(item, Finding):
            faults.append(item)
            told.add((item.row, item.rule))
        else:
            unsure = any((item.row, rule) in told for rule in UNSURE_RECORD)
            entries.append(Entry(item.row, [] if unsure else item.cells, item.guessed))
    return entries, faults


def read(content: bytes, layout: Layout, *, doubtful: bool) -> Sheet | None:
    """Take a file apart; `None` where too little of it can be read.

    `doubtful` says that some values fit their columns badly.
    """
    entries, faults = _taken_apart(io.BytesIO(content), layout)
    rules = {fault.rule for fault in faults}
    if rules & HOPELESS:
        return None
    found = letters.lines(io.BytesIO(content))
    lines = {line.row: line for line in found if isinstance(line, Text)}
    ends = content.endswith(b"\r" if "L008" in rules else b"\n")
    sheet = Sheet(layout, entries, [layout.first_line, layout.header], lines, ends, faults)
    unnamed = "L012" in rules and (doubtful or not all(entry.sure for entry in entries))
    if rules & OTHER_COLUMNS or unnamed or not _header_is_the_standards(faults, sheet):
        sheet.head = []
        sheet.entries = [Entry(row, [], lines=(line,), kept=True) for row, line in lines.items() if _filled(line)]
        sheet.kept_rows = set(lines)
        return sheet
    _keep_headings(sheet, faults)
    _keep_unread(sheet, faults)
    return sheet


def _filled(line: Text) -> bool:
    return not heading.blank(line.text)


def _names(text: str) -> list[str]:
    return [heading.known_name(name.partition(END)[0]) for name in text.strip().split("|")]


def _header_is_the_standards(faults: list[Finding], sheet: Sheet) -> bool:
    """Say whether a misspelt header names the standard's columns in their order all the same."""
    wanted = [name.upper() for name in sheet.layout.names]
    rows = [fault.row for fault in faults if fault.rule == "L013"]
    texts = [sheet.lines[row].text for row in rows]
    return all(_names(text)[: len(wanted)] == wanted or _glued(text, wanted) for text in texts)


def _glued(text: str, wanted: list[str]) -> bool:
    """Say whether the header follows the first line on one line."""
    return text.upper().startswith("LEDES") and _names(text.partition(END)[2])[: len(wanted)] == wanted


def _keep_headings(sheet: Sheet, faults: list[Finding]) -> None:
    """Keep a heading among the records that is not this format's: what follows it may be ordered otherwise."""
    wanted = [name.upper() for name in sheet.layout.names]
    for fault in faults:
        line = sheet.lines.get(fault.row)
        if fault.rule != "L031" or line is None:
            continue
        if _names(line.text) != wanted and line.text.strip() != sheet.layout.first_line:
            sheet.entries.append(Entry(fault.row, [], lines=(line,), kept=True))
            sheet.kept_rows.add(fault.row)
    sheet.entries.sort(key=lambda entry: entry.row)


def _keep_unread(sheet: Sheet, faults: list[Finding]) -> None:
    """Give each record that was not read with certainty the lines it stands on."""
    known = sorted({entry.row for entry in sheet.entries} | {fault.row for fault in faults if fault.rule == "L031"})
    ends = dict(zip(known, [*known[1:], max(sheet.lines, default=0) + 1], strict=True))
    for entry in sheet.entries:
        if not entry.lines:
            rows = range(entry.row, ends[entry.row])
            entry.lines = tuple(sheet.lines[row] for row in rows if row in sheet.lines and _filled(sheet.lines[row]))
        if not entry.sure:
            sheet.kept_rows.update(line.row for line in entry.lines)


def repairs(sheet: Sheet, *, crlf: bool) -> Iterator[Repair]:
    """List what writing the file anew mends in its form; `crlf` as in `written`."""
    first, header = sheet.head or ("", "")
    for fault in sheet.faults:
        rule, row = fault.rule, fault.row
        line = sheet.lines.get(row)
        text = line.text if line else ""
        if rule == "L010" and first:
            name, end, rest = text.partition(END)
            glued = " and the next line in one" if rest.strip() else ""
            yield Repair(rule=rule, row=row, was=f"{name[:60]}{end}{glued}", now=first)
        elif rule == "L011" and first:
            yield Repair(rule=rule, row=row, was="", now=first)
        elif rule in {"L012", "L013"} and header:
            if rule == "L012" and row == min(row for row, line in sheet.lines.items() if _filled(line)):
                yield Repair(rule="L011", row=row, was="", now=first)
            yield Repair(rule=rule, row=row, was=text if rule == "L013" else "", now=header)
        elif rule in FORM and not (rule in OF_RECORDS and row in sheet.kept_rows) and not (rule == "L007" and crlf):
            was, now = FORM[rule]
            yield Repair(rule=rule, row=row, bill=fault.bill, was=was, now=now)
    yield from _unglued(sheet)


def _unglued(sheet: Sheet) -> Iterator[Repair]:
    """Tell of a record that stands on the line of the header, which the reader parts without a word."""
    for entry in sheet.entries[:1]:
        line = sheet.lines.get(entry.row)
        if entry.sure and line is not None and heading.names_known(line.text, sheet.layout) > 10:
            yield Repair(rule="L023", row=entry.row, was="header and record on one line", now="a line for each")


def written(sheet: Sheet, entries: tuple[Entry, ...], *, crlf: bool) -> bytes:
    """Write the file: records in the standard's form, kept lines as they were, each in the encoding it was read in.

    `crlf` keeps CR LF line ends.
    """
    end = b"\r\n" if crlf else b"\n"
    lines = [text.encode("ascii") for text in sheet.head]
    padded = {fault.row for fault in sheet.faults if fault.rule == "L021"}
    kept: set[int] = set()
    for entry in entries:
        if entry.sure:
            lines.append(_encoded("|".join(entry.cells) + END, guessed=entry.guessed))
            continue
        for line in entry.lines:
            if line.row not in kept:
                kept.add(line.row)
                text = line.text.rstrip() if line.row in padded else line.text
                lines.append(_encoded(text, guessed=line.guessed))
    last = [] if sheet.ends else [lines.pop()]
    if not crlf:
        # A stray CR before LF would be read as part of the line end.
        lines = [line.rstrip(b"\r") for line in lines]
    return b"".join(line + end for line in lines) + b"".join(last)


def _encoded(text: str, *, guessed: bool) -> bytes:
    """Write a line in the encoding it was read in, unless that would now be read as another one."""
    if not guessed or text.isascii():
        return text.encode("utf-8", "surrogateescape")
    try:
        made = text.encode("cp1252", "surrogateescape")
        made.decode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeDecodeError:
        return made
    return text.encode("utf-8", "surrogateescape")
