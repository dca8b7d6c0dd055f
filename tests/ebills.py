"""LEDES files in view: a good record in either format, and files made of changed ones."""

from __future__ import annotations

import io
from collections.abc import Iterable

from ledes.bill import Bill
from ledes.finding import Finding
from ledes.formats import Reading, named
from ledes.formats.delimited.heading import Layout
from ledes.formats.delimited.layouts import LEDES98BI, LEDES1998B

FEE = {
    "INVOICE_DATE": "20261105",
    "INVOICE_NUMBER": "1001",
    "CLIENT_ID": "C01",
    "LAW_FIRM_MATTER_ID": "M-7",
    "INVOICE_TOTAL": "630.00",
    "BILLING_START_DATE": "20261001",
    "BILLING_END_DATE": "20261031",
    "INVOICE_DESCRIPTION": "Services in October",
    "LINE_ITEM_NUMBER": "1",
    "EXP/FEE/INV_ADJ_TYPE": "F",
    "LINE_ITEM_NUMBER_OF_UNITS": "2.00",
    "LINE_ITEM_ADJUSTMENT_AMOUNT": "-70",
    "LINE_ITEM_TOTAL": "630.00",
    "LINE_ITEM_DATE": "20261012",
    "LINE_ITEM_TASK_CODE": "L510",
    "LINE_ITEM_ACTIVITY_CODE": "A102",
    "TIMEKEEPER_ID": "T1",
    "LINE_ITEM_DESCRIPTION": "Research the question of set-off for the reply",
    "LAW_FIRM_ID": "12-3456789",
    "LINE_ITEM_UNIT_COST": "350",
    "TIMEKEEPER_NAME": "Ashdown, Mira",
    "TIMEKEEPER_CLASSIFICATION": "PARTNR",
    "CLIENT_MATTER_ID": "CM-7",
}
EXPENSE = {
    **FEE,
    "EXP/FEE/INV_ADJ_TYPE": "E",
    "LINE_ITEM_NUMBER_OF_UNITS": "1",
    "LINE_ITEM_ADJUSTMENT_AMOUNT": "",
    "LINE_ITEM_TASK_CODE": "",
    "LINE_ITEM_ACTIVITY_CODE": "",
    "LINE_ITEM_EXPENSE_CODE": "E110",
    "TIMEKEEPER_ID": "",
    "TIMEKEEPER_NAME": "",
    "TIMEKEEPER_CLASSIFICATION": "",
    "LINE_ITEM_DESCRIPTION": "Train fare",
    "LINE_ITEM_UNIT_COST": "630.00",
}
TAXED = {
    **FEE,
    "INVOICE_TOTAL": "756.00",
    "LINE_ITEM_TOTAL": "756.00",
    "MATTER_NAME": "Set-off",
    "INVOICE_TAX_TOTAL": "126.00",
    "INVOICE_NET_TOTAL": "630.00",
    "INVOICE_CURRENCY": "GBP",
    "TIMEKEEPER_LAST_NAME": "Ashdown",
    "TIMEKEEPER_FIRST_NAME": "Mira",
    "ACCOUNT_TYPE": "O",
    "LAW_FIRM_NAME": "Example & Sample LLP",
    "LAW_FIRM_COUNTRY": "GBR",
    "CLIENT_NAME": "Widgets Ltd",
    "LINE_ITEM_TAX_RATE": "0.2",
    "LINE_ITEM_TAX_TOTAL": "126.00",
    "LINE_ITEM_TAX_TYPE": "VAT",
}


def record(values: dict[str, str], layout: Layout = LEDES1998B, **changes: str) -> str:
    """Write one record; the keys of changes are field names with `_` for `/`."""
    renamed = {name.replace("/", "_"): name for name in layout.names}
    known = {**values, **{renamed[name]: value for name, value in changes.items()}}
    return "|".join(known.get(name, "") for name in layout.names) + "[]"


def file(*records: str, layout: Layout = LEDES1998B, end: str = "\n") -> bytes:
    """Write a file with its first line and header."""
    return "".join(line + end for line in (layout.first_line, layout.header, *records)).encode()


def read(content: bytes, key: str = "1998b") -> tuple[list[Bill], list[Finding]]:
    """Read a file; give its bills and its findings."""
    items = list(named(key).read(io.BytesIO(content), "test", Reading()))
    return [item for item in items if isinstance(item, Bill)], [item for item in items if isinstance(item, Finding)]


def said(findings: Iterable[Finding]) -> list[tuple[str, int, str]]:
    """Give code, row and field of each finding."""
    return [(finding.rule, finding.row, finding.field) for finding in findings]


INTERNATIONAL = LEDES98BI
