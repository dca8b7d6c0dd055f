"""One slip of the pen in a good e-bill is told as one thing, whatever it drags along."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledes import specimens, validate
from ledes.formats.delimited.layouts import LEDES98BI, LEDES1998B
from ledes.formats.source import source

SLIPS = ("", "x?", "-630.01", "0", "1", "631.00", "0.01", "99999999")
"""Written over a number or a date, one after another."""

BILLS = {"1998b": ("T002", LEDES1998B), "98bi": ("X002", LEDES98BI)}
"""Good bills of a fee and an expense, by the codes of the specimens that they stand beside."""


def _cases() -> list[tuple[str, str, int]]:
    kinds = {"number", "date", "kind"}
    fields = [(key, field) for key, (_, layout) in BILLS.items() for field in layout.fields if field.type in kinds]
    return [(key, field.name, row) for key, field in fields for row in (3, 4)]


def _spoilt(key: str, name: str, row: int, slip: str) -> str:
    """Write a slip into one field of one row; what belongs to the invoice is written into all its rows."""
    code, layout = BILLS[key]
    good = specimens.find(code, "good")
    assert good is not None
    place = layout.names.index(name)
    lines = good.read_text("ascii").splitlines()
    for at in (3, 4) if name.startswith(("INVOICE", "BILLING")) else (row,):
        cells = lines[at - 1].removesuffix("[]").split("|")
        lines[at - 1] = "|".join((*cells[:place], slip, *cells[place + 1 :])) + "[]"
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(("key", "name", "row"), _cases())
def test_one_slip_is_told_as_one_thing(key: str, name: str, row: int, tmp_path: Path) -> None:
    path = tmp_path / "bill.txt"
    for slip in SLIPS:
        path.write_text(_spoilt(key, name, row, slip), "ascii")
        with source(str(path)) as opened:
            report = validate.check(opened)
        told = {case.finding.rule for case in report.cases}
        assert len(told) <= 1, (slip, sorted(told))
