"""The practice portal on a real socket, and small bills to send to it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from ledes.gateway import Account, Package
from ledes.sandbox import serve

HEADINGS = (
    "INVOICE_DATE|INVOICE_NUMBER|CLIENT_ID|LAW_FIRM_MATTER_ID|INVOICE_TOTAL|BILLING_START_DATE|BILLING_END_DATE|"
    "INVOICE_DESCRIPTION|LINE_ITEM_NUMBER|EXP/FEE/INV_ADJ_TYPE|LINE_ITEM_NUMBER_OF_UNITS|"
    "LINE_ITEM_ADJUSTMENT_AMOUNT|LINE_ITEM_TOTAL|LINE_ITEM_DATE|LINE_ITEM_TASK_CODE|LINE_ITEM_EXPENSE_CODE|"
    "LINE_ITEM_ACTIVITY_CODE|TIMEKEEPER_ID|LINE_ITEM_DESCRIPTION|LAW_FIRM_ID|LINE_ITEM_UNIT_COST|TIMEKEEPER_NAME|"
    "TIMEKEEPER_CLASSIFICATION|CLIENT_MATTER_ID[]"
)


def content(
    number: str = "1001", rate: str = "300.00", total: str = "450.00", who: str = "TK1", matter: str = "M-9"
) -> bytes:
    """One bill with one line of an hour and a half, in LEDES 1998B."""
    line = (
        f"20261101|{number}|CL|F-1|{total}|20261001|20261031|For services|1|F|1.50|0.00|{total}|20261003|L110||A101|"
        f"{who}|Review of pleadings|12-3456789|{rate}|Doe, Ann|PT|{matter}[]"
    )
    return "\n".join(("LEDES1998B[]", HEADINGS, line)).encode() + b"\n"


def package(reference: str = "ref-1", **bill: str) -> Package:
    made = content(**bill)
    number = bill.get("number", "1001")
    return Package(
        reference=reference,
        invoices=(number,),
        client="cl",
        file_name=f"{number}.txt",
        content=made,
        sha256=hashlib.sha256(made).hexdigest(),
        format="1998b",
    )


class Practice:
    """A portal on a real socket, its journal, and an account at it."""

    def __init__(self, running: serve.Running, journal: Path) -> None:
        self.account = Account(vendor="sandbox", url=running.url, secret=running.token)
        self.journal = journal

    def lines(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.journal.read_text().splitlines()]
