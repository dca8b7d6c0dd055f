"""What changed between two e-bills, in the words of the trade: for people, and for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from ledes.show import changes, table
from ledes.show.changes import NARRATIVES, Group

if TYPE_CHECKING:
    from ledes.bill import Line
    from ledes.diff import Compared, Difference, Sum
    from ledes.diff.lines import Changed
    from ledes.diff.parts import Value

LONGEST = 70
"""Characters of a narrative that name an added or removed line."""


def text(found: Difference) -> Iterator[str]:
    """Yield the lines that a person reads: bill by bill what changed, then the sums of money."""
    for compared in found.bills:
        yield from _bill(compared)
    for unheld in found.unheld:
        yield f"not compared: {unheld.title} has no place for {', '.join(unheld.names)}"
    if found.reworded:
        yield f"not counted: {changes.counted(found.reworded, 'text')} with other punctuation, by the published table"
    if found.equal:
        yield f"{found.before} and {found.after} hold the same"


def _bill(compared: Compared) -> Iterator[str]:
    before, after = compared.before, compared.after
    if compared.equal:
        return
    if before is None or after is None:
        bill, what = (after, "added") if before is None else (before, "removed")
        assert bill is not None  # noqa: S101 - one of the two is there
        lines = changes.counted(len(bill.lines), "line")
        yield f"invoice {bill.number} {what}: {lines}, total {changes.amount(bill.total) or 'unreadable'}"
        return
    renamed = f" -> {after.number}" if after.number != before.number else ""
    yield f"invoice {before.number}{renamed}"
    yield from (f"  {line}" for line in sentences(compared))
    yield from (f"  {line}" for line in _summary(compared.sums))


def sentences(compared: Compared, *, narratives: bool = True) -> Iterator[str]:
    """Tell what changed about a bill, one sentence each; without `narratives`, that a text changed and not how."""
    for value in compared.values:
        owner = f"{value.owner}: " if value.owner else ""
        yield f"{owner}{_told(value, narratives=narratives)}"
    grouped, alone = changes.groups(compared)
    for each in compared.lines:
        yield from _line(each, alone.get(id(each), ()), narratives=narratives)
    for group in grouped:
        yield _group(group, compared)
    yield from changes.renumbered(compared.renumbered)


def _line(each: Changed, values: tuple[Value, ...], *, narratives: bool) -> Iterator[str]:
    if each.kind != "changed":
        yield f"line {changes.number(each.line)} {each.kind}: {entry(each.line, narratives=narratives)}"
        return
    if values:
        moved = each.before and each.after and each.after.number != each.before.number and each.after.number
        now = f" (now {moved})" if moved else ""
        told = ", ".join(_told(value, narratives=narratives) for value in _narratives_last(values))
        yield f"line {changes.number(each.line)}{now}: {told}"


def _narratives_last(values: Iterable[Value]) -> list[Value]:
    return sorted(values, key=lambda value: value.path in NARRATIVES)


def _group(group: Group, compared: Compared) -> str:
    value = group.value
    every = compared.before is not None and len(group.lines) == len(compared.before.lines)
    which = f"line{'s' if len(group.lines) > 1 else ''} {changes.spans(group.lines)}"
    if value.owner:
        return f"{value.owner}{'' if every else f' on {which}'}: {_told(value, narratives=True)}"
    return f"{value.name} of {which}: {_quoted(value.before)} -> {_quoted(value.after)}"


def _told(value: Value, *, narratives: bool) -> str:
    """Word one value: amounts of a line by what they moved, texts by what is new in them."""
    if value.path in NARRATIVES:
        return f"{value.name} changed" + (f": {_marked(value)}" if narratives else "")
    if value.difference is None:
        return f"{value.name} {_quoted(value.before)} -> {_quoted(value.after)}"
    before, after = changes.amount(Decimal(value.before)), changes.amount(Decimal(value.after))
    if value.path == "line.amount":
        return f"{value.name} {changes.signed(value.difference)} ({before} -> {after})"
    moved = f" ({changes.signed(value.difference)})" if value.path.startswith("bill.") else ""
    return f"{value.name} {before} -> {after}{moved}"


def _quoted(shown: str) -> str:
    plain = _printable(shown)
    return "(blank)" if not plain else f'"{plain}"' if " " in plain and not plain.startswith("(") else plain


def _printable(shown: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in shown)


def _marked(value: Value) -> str:
    import click

    marks = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
    colours = {"removed": "red", "added": "green"}
    pieces = []
    for run in changes.shortened(changes.runs(value.before, value.after)):
        plain = marks[run.kind].format(_printable(run.text))
        pieces.append(click.style(plain, fg=colours[run.kind]) if run.kind in colours else plain)
    return "".join(pieces)


def entry(line: Line, *, narratives: bool) -> str:
    """Name a line that was added or taken out by what it says; its narrative in its first words."""
    person = line.timekeeper.id if line.timekeeper else ""
    worked = line.units is not None and line.rate is not None
    made = f"{changes.amount(line.units)} x {changes.amount(line.rate)}" if worked else ""
    total = f"total {changes.amount(line.amount)}" if line.amount is not None else "total unreadable"
    words = _printable(line.description) if narratives else ""
    words = words if len(words) <= LONGEST else f"{words[:LONGEST].rstrip()} ..."
    code = line.expense or line.task
    day = line.date.isoformat() if line.date else ""
    parts = (line.kind, day, person, code, made, total, f'"{words}"' if words else "")
    return ", ".join(part for part in parts if part)


def _summary(sums: tuple[Sum, ...]) -> Iterator[str]:
    headings = ["", "before", "after", "difference"]
    rows = [[each.name, *changes.cells(each)] for each in sums]
    yield from table.plain(headings, rows, right=frozenset(headings[1:]))
