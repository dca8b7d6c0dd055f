"""Timekeepers' names in the order of the standard, where a list proves which part is the last name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ledes.client import Client
from ledes.fix.frame import Entry
from ledes.fix.repair import Repair
from ledes.formats.delimited.heading import Layout
from ledes.formats.fields import fits

Listed = dict[str, set[str]]
"""The names, written `Last, First`, under which an id is known."""


def proven(entries: Sequence[Entry], layout: Layout, client: Client | None, values: list[Repair]) -> list[Entry]:
    """Turn a name written first name first, where the roster or the file itself has its two parts; note each repair."""
    places = {field.bill: field.index for field in layout.fields}
    listed = _listed(entries, places, client)
    field = layout.fields[places["timekeeper.name"]]
    found: list[Entry] = []
    for entry in entries:
        was = entry.cells[field.index] if entry.sure else ""
        now = "" if not was or "," in was else _ordered(was, entry, places, listed)
        if not now or not fits(field, now):
            found.append(entry)
            continue
        values.append(Repair(rule="P002", row=entry.row, field=field.name, bill=entry.cells[1], was=was, now=now))
        found.append(replace(entry, cells=[*entry.cells[: field.index], now, *entry.cells[field.index + 1 :]]))
    return found


def _listed(entries: Sequence[Entry], places: dict[str, int], client: Client | None) -> Listed:
    known: Listed = {}
    for each in client.timekeepers if client else ():
        known.setdefault(each.id, set()).add(each.name)
    for entry in entries:
        if entry.sure and entry.cells[places["timekeeper.id"]]:
            person = entry.cells[places["timekeeper.id"]]
            known.setdefault(person, set()).add(entry.cells[places["timekeeper.name"]])
    return known


def _ordered(was: str, entry: Entry, places: dict[str, int], listed: Listed) -> str:
    """Give the name as it should be; nothing where no list has it, or where two differ."""
    names = set(listed.get(entry.cells[places["timekeeper.id"]], ()))
    if "timekeeper.last" in places:
        last, first = entry.cells[places["timekeeper.last"]], entry.cells[places["timekeeper.first"]]
        names.add(f"{last}, {first}")
    meant = {name for name in names if _turned(name) == was}
    return meant.pop() if len(meant) == 1 else ""


def _turned(name: str) -> str:
    """Write a name first name first; nothing for one that has not two parts."""
    last, comma, first = name.partition(", ")
    return f"{first} {last}" if comma and last and first and "," not in first else ""
