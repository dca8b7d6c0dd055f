"""Mend what can be mended safely in a delimited e-bill: its form, never what it says.

The file is read by its format's own reader; what that reader could not prove is written back as it came. Only the
published table touches texts, and a number is changed only in its separators, where the bill's arithmetic proves it.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field, replace

from ledes.client import Client
from ledes.errors import InputError
from ledes.fix import cells, frame, names, numbers
from ledes.fix.frame import Entry, Sheet
from ledes.fix.repair import Repair
from ledes.formats import Format
from ledes.formats.delimited.heading import Layout
from ledes.formats.delimited.layouts import LEDES98BI, LEDES1998B
from ledes.formats.fields import Field
from ledes.formats.source import Source, in_memory
from ledes.formats.wording import Wording
from ledes.validate import Checked, FindClient, check

LAYOUTS = {layout.key: layout for layout in (LEDES1998B, LEDES98BI)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixed:
    """A mended file: its bytes, each repair, and what the check said before and after.

    What is left stands among the cases of `after`, each with its fix.
    """

    format: Format
    content: bytes = field(repr=False)
    repairs: tuple[Repair, ...]
    before: Checked
    after: Checked


def fix(source: Source, *, client: Client | None = None) -> Fixed:
    """Mend a file; `client` lends its roster of timekeepers, its encoding and its line ends.

    Raises `InputError` for a file in no known form or in one that has nothing to mend, and where the repairs would
    not read back as they were written.
    """
    form = source.format
    layout = LAYOUTS.get(form.key)
    if layout is None:
        raise InputError(
            f"{source.name} is {form.title}; only LEDES 1998B and 98BI files can be mended",
            hint=f"ledes validate {source.name} says what is wrong and what to do",
        )
    find_client: FindClient | None = (lambda _bill: client) if client else None
    before = check(source, find_client=find_client)
    repairs, content = _mended(source, layout, client, before)
    again = in_memory(source.name, content)
    after = before if content == _bytes(source) else check(again, find_client=find_client)
    return Fixed(format=form, content=content, repairs=repairs, before=before, after=after)


def _bytes(source: Source) -> bytes:
    with source.open() as stream:
        return stream.read()


def _mended(source: Source, layout: Layout, client: Client | None, before: Checked) -> tuple[tuple[Repair, ...], bytes]:
    original = _bytes(source)
    doubtful = any(case.finding.rule in frame.UNSURE_VALUES for case in before.cases)
    sheet = frame.read(original, layout, doubtful=doubtful)
    if sheet is None:
        return (), original
    windows = any(fault.rule == "L007" for fault in sheet.faults)
    crlf = windows and client is not None and client.representation.line_end == "crlf"
    values: list[Repair] = []
    entries = _entries(sheet, client, values)
    content = frame.written(sheet, entries, crlf=crlf)
    if content == original:
        return (), original
    expected = list(entries) if sheet.head else frame.records(io.BytesIO(original), layout)
    _read_back(source.name, content, expected, layout)
    values += frame.repairs(sheet, crlf=crlf)
    if crlf and b"\n" in original.replace(b"\r\n", b""):
        values.append(Repair(rule="L007", row=1, was="some lines end in LF", now="lines end in CR LF"))
    order = {name: place for place, name in enumerate(layout.names)}
    found = sorted(values, key=lambda each: (each.row, order.get(each.field, -1)))
    return tuple(found), content


def _entries(sheet: Sheet, client: Client | None, values: list[Repair]) -> tuple[Entry, ...]:
    """Mend the values of each record that was read with certainty; note each repair."""
    wording = Wording((client.representation.encoding if client else "") or "ascii")
    sure = all(entry.sure for entry in sheet.entries)
    same = sure and cells.padding_is_safe(entry.cells[1] for entry in sheet.entries)
    mended = [_entry(entry, sheet.layout.fields, wording, values, number=same) for entry in sheet.entries]
    if all(entry.sure for entry in mended):
        mended = numbers.proven(mended, sheet.layout, values)
    return tuple(names.proven(mended, sheet.layout, client, values))


def _entry(entry: Entry, fields: tuple[Field, ...], wording: Wording, values: list[Repair], *, number: bool) -> Entry:
    if not entry.sure:
        return entry
    made: list[str] = []
    found: list[Repair] = []
    for each, text in zip(fields, entry.cells, strict=True):
        if each.bill == "bill.number" and not number:
            made.append(text)
            continue
        new, changes = cells.mended(each, text, wording)
        made.append(new)
        found += (
            Repair(
                rule=change.rule, row=entry.row, field=each.name, bill=entry.cells[1], was=change.was, now=change.now
            )
            for change in changes
        )
    if any(mark in cell for cell in made for mark in ("|", "\n", "[]")):
        return replace(entry, kept=True)
    values += found
    return replace(entry, cells=made)


def _read_back(name: str, content: bytes, entries: list[Entry], layout: Layout) -> None:
    """Refuse what the reader would take for something else than was meant."""
    again = frame.records(io.BytesIO(content), layout)
    if [entry.cells for entry in again] != [entry.cells for entry in entries]:
        raise InputError(
            f"{name} is broken in ways that hang together, so nothing was mended",
            hint=f"mend by hand what ledes validate {name} lists, from the top",
        )
