"""A bill with findings of many kinds in a workspace of its own, and the files that a check of it writes."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from ebills import EXPENSE, FEE, file, record

from ledes.__main__ import main

FIRM = '[firm]\nid = "12-3456789"\nname = "Example & Sample LLP"\n'
CLIENT = """name = "Widgets Ltd"
ids = ["C01"]
format = "1998b"
currency = "USD"

[[timekeepers]]
id = "T1"
name = "Ashdown, Mira"
classification = "PARTNR"
rate = 300.00

[[timekeepers]]
id = "T2"
name = "Pell, Ivo"
classification = "ASSOC"
rate = 200.00

[rules]
rate-above-approved = "reduce"
entry-too-long = { level = "reduce", most = 5 }
"""
SECOND = {"TIMEKEEPER_ID": "T2", "TIMEKEEPER_NAME": "Pell, Ivo", "TIMEKEEPER_CLASSIFICATION": "ASSOC"}


def line(number: int, hours: str, rate: str, **more: str) -> str:
    total = f"{Decimal(hours) * Decimal(rate):.2f}"
    return record(
        {
            **FEE,
            "INVOICE_TOTAL": "4430.00",
            "LINE_ITEM_NUMBER": str(number),
            "LINE_ITEM_NUMBER_OF_UNITS": hours,
            "LINE_ITEM_UNIT_COST": rate,
            "LINE_ITEM_ADJUSTMENT_AMOUNT": "0",
            "LINE_ITEM_TOTAL": total,
            "LINE_ITEM_DATE": f"202610{number:02}",
            **more,
        }
    )


LINES = (
    line(1, "2.00", "350", LINE_ITEM_DESCRIPTION="Review the lease"),
    line(2, "6.00", "300", LINE_ITEM_DESCRIPTION="Prepare the hearing"),
    line(3, "1.00", "350", LINE_ITEM_DESCRIPTION='=HYPERLINK("http://a.example","x")'),
    line(4, "1.00", "350", LINE_ITEM_DESCRIPTION="Telephone call with the court"),
    line(5, "5.00", "230", LINE_ITEM_DESCRIPTION="<script>alert(1)</script>", **SECOND),
    record(
        {**EXPENSE, "INVOICE_TOTAL": "4430.00", "LINE_ITEM_NUMBER": "6"},
        LINE_ITEM_UNIT_COST="80.00",
        LINE_ITEM_TOTAL="80.00",
        LINE_ITEM_DESCRIPTION="@fare",
    ),
)
"""Two rates too high (one of them on three lines), one entry too long, texts that want to be more than texts."""


OUTS = ("--csv", "out/f.csv", "--xlsx", "out/f.xlsx", "--html", "out/f.html")


def written(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Check the bill and write all three files; give their folder."""
    monkeypatch.chdir(folder)
    (folder / "ledes.toml").write_text(FIRM)
    (folder / "clients").mkdir()
    (folder / "clients" / "widgets.toml").write_text(CLIENT)
    (folder / "bill.txt").write_bytes(file(*LINES))
    assert main(["validate", "bill.txt", *OUTS]) == 1
    return folder / "out"
