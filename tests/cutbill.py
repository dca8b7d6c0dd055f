"""A bill of three lines over 1890.00 that a client may cut, in the ledger of a firm."""

from __future__ import annotations

from typing import Any

from ebills import FEE, file, record
from receiving import Firm

LINES = tuple(
    record(
        FEE,
        INVOICE_TOTAL="1890.00",
        LINE_ITEM_NUMBER=str(number),
        LINE_ITEM_DESCRIPTION=f"Research of question {number}",
        CLIENT_ID="CL",
    )
    for number in (1, 2, 3)
)
CUTS = (
    {"line": "2", "amount": "-100.00", "words": "Timekeeper rate exceeds the negotiated rate of 300.00/hr"},
    {"line": "3", "amount": "-630.00", "words": "ADMIN - Administrative/Clerical"},
)


def bill(firm: Firm, **other: Any) -> int:
    """Put the bill into the ledger, delivered."""
    return firm.bill("1001", "1890.00", content=file(*LINES), **other)


def cut(firm: Firm, amount: str = "1160.00", **more: Any) -> int:
    """Put it there with two lines cut."""
    id_ = bill(firm)
    firm.status(id_, "APPROVED_REDUCED", amount, adjustments=list(CUTS), channel="api", **more)
    return id_
