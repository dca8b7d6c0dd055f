"""A comparison of two e-bills as one self-contained page: no script, no network, fit to be printed."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from ledes.show import changes, differences
from ledes.show.pages import template

if TYPE_CHECKING:
    from ledes.diff import Compared, Difference
    from ledes.diff.lines import Changed
    from ledes.diff.parts import Value


class Row(NamedTuple):
    """One row of a table of changes: where, what, and both texts, or the pieces of a text that changed in itself."""

    where: str
    name: str
    before: str
    after: str
    moved: str
    runs: tuple[changes.Run, ...] = ()
    kind: str = "changed"


class Bill(NamedTuple):
    """One pair of bills on the page."""

    title: str
    rows: tuple[Row, ...]
    notes: tuple[str, ...]
    sums: tuple[tuple[str, ...], ...]


def page(found: Difference) -> str:
    """Write the page."""
    bills = [_bill(each) for each in found.bills if not each.equal]
    # Bytes of no encoding stand in texts as lone surrogates, which a page cannot hold.
    made: str = template("differences.html").render(found=found, bills=bills, counted=changes.counted)
    return made.encode("utf-8", "backslashreplace").decode("utf-8")


def _bill(compared: Compared) -> Bill:
    before, after = compared.before, compared.after
    if before is None or after is None:
        bill, what = (after, "added") if before is None else (before, "removed")
        number = bill.number if bill else ""
        return Bill(f"Invoice {number}: {what}", (), (), _sums(compared))
    renamed = f" → {after.number}" if before.number != after.number else ""
    grouped, alone = changes.groups(compared)
    rows = [_row(value.owner or "invoice", value) for value in compared.values]
    for each in compared.lines:
        rows += _line(each, alone.get(id(each), ()))
    for group in grouped:
        which = f"line{'s' if len(group.lines) > 1 else ''} {changes.spans(group.lines)}"
        rows.append(_row(f"{group.value.owner}, {which}".removeprefix(", "), group.value))
    notes = tuple(changes.renumbered(compared.renumbered))
    return Bill(f"Invoice {before.number}{renamed}", tuple(rows), notes, _sums(compared))


def _sums(compared: Compared) -> tuple[tuple[str, ...], ...]:
    return tuple((each.name, *changes.cells(each)) for each in compared.sums)


def _line(each: Changed, values: tuple[Value, ...]) -> list[Row]:
    where = f"line {changes.number(each.line)}"
    if each.kind == "changed":
        return [_row(where, value) for value in values]
    entry = differences.entry(each.line, narratives=True)
    texts: dict[str, Any] = {"before": entry, "after": ""} if each.kind == "removed" else {"before": "", "after": entry}
    return [Row(where, f"line {each.kind}", moved="", kind=each.kind, **texts)]


def _row(where: str, value: Value) -> Row:
    if value.path in changes.NARRATIVES:
        found = tuple(changes.runs(value.before, value.after))
        return Row(where, value.name, value.before, value.after, "", found)
    if value.difference is None:
        return Row(where, value.name, value.before, value.after, "")
    before, after = (changes.amount(Decimal(each)) for each in (value.before, value.after))
    return Row(where, value.name, before, after, changes.signed(value.difference))
