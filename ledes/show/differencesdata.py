"""A comparison of two e-bills as a program reads it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ledes import money

if TYPE_CHECKING:
    from ledes.bill import Line
    from ledes.diff import Compared, Difference
    from ledes.diff.parts import Value

_AMOUNTS = ("units", "rate", "adjustment", "amount")


def as_data(found: Difference) -> dict[str, Any]:
    """Give a comparison in the shape of `schemas/diff.schema.json`; absent is null."""
    return {
        "before": found.before,
        "after": found.after,
        "equal": found.equal,
        "bills": [_bill_data(each) for each in found.bills],
        "unheld": [{"format": each.title, "names": list(each.names)} for each in found.unheld],
        "reworded": found.reworded,
    }


def _bill_data(compared: Compared) -> dict[str, Any]:
    before, after = compared.before, compared.after
    kind = "added" if before is None else "removed" if after is None else "equal" if compared.equal else "changed"
    return {
        "kind": kind,
        "before": before.number if before else None,
        "after": after.number if after else None,
        "values": [_value_data(each) for each in compared.values],
        "lines": [
            {
                "kind": each.kind,
                "before": _line_data(each.before),
                "after": _line_data(each.after),
                "values": [_value_data(value) for value in each.values],
            }
            for each in compared.lines
        ],
        "renumbered": [{"before": one, "after": other} for one, other in compared.renumbered],
        "sums": [
            {
                "name": each.name,
                "before": _plain(each.before),
                "after": _plain(each.after),
                "difference": _plain(each.difference),
            }
            for each in compared.sums
        ],
    }


def _value_data(value: Value) -> dict[str, Any]:
    return {
        "path": value.path,
        "name": value.name,
        "owner": value.owner or None,
        "before": value.before or None,
        "after": value.after or None,
        "difference": _plain(value.difference),
    }


def _line_data(line: Line | None) -> dict[str, Any] | None:
    if line is None:
        return None
    return {
        "number": line.number,
        "row": line.row or None,
        "kind": line.kind or None,
        "timekeeper": (line.timekeeper.id if line.timekeeper else "") or None,
        "date": line.date.isoformat() if line.date else None,
        **{name: _plain(getattr(line, name)) for name in _AMOUNTS},
        "description": line.description or None,
    }


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else money.text(value)
