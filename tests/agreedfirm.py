"""A firm with one client that agreed to rates, discounts and budgets, e-bills to it, and a ledger of earlier ones."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

from ebills import FEE, file, record

from ledes import facts, ledger, workspace
from ledes.bill import Bill, Line, Matter, Timekeeper
from ledes.ledger.records import Entry, Parcel

FIRM = """[firm]
id = "12-3456789"
name = "Ashdown & Pell LLP"
"""

MERROW = """name = "Merrow Mills"
ids = ["C01"]
format = "1998b"
currency = "USD"
budget_steps = [80, 90]

[[timekeepers]]
id = "T1"
name = "Ashdown, Mira"
classification = "PARTNR"
rate = 340.00

[[timekeepers]]
id = "T2"
name = "Pell, Jonas"
classification = "ASSOC"
rate = 250.00

[[rates]]
classification = "ASSOC"
rate = 240.00

[matters."M-7"]
client_id = "CM-7"
name = "Mill race"
budget = 10000.00
fee_cap = 9500.00
phases = { L500 = 2000.00 }

[matters."M-8"]
client_id = "CM-8"
name = "Weir"
"""


def set_up(root: Path, more: str = "", **others: str) -> None:
    """Make the workspace; `more` is added to the client's profile, `others` are profiles by key."""
    (root / "clients").mkdir(parents=True)
    (root / "ledes.toml").write_text(FIRM, "utf-8")
    for key, profile in {"merrow": MERROW + more, **others}.items():
        (root / "clients" / f"{key}.toml").write_text(profile, "utf-8")


def line(number: int, who: str, hours: str, rate: str, **changes: str) -> dict[str, str]:
    """Make a fee without an adjustment: one of `Ashdown, Mira` (T1), `Pell, Jonas` (T2) or `Stray, Ida` (T9)."""
    names = {"T1": ("Ashdown, Mira", "PARTNR"), "T2": ("Pell, Jonas", "ASSOC"), "T9": ("Stray, Ida", "PARALG")}
    name, classification = names[who]
    amount = f"{Decimal(hours) * Decimal(rate):.2f}"
    return {
        "LINE_ITEM_NUMBER": str(number),
        "TIMEKEEPER_ID": who,
        "TIMEKEEPER_NAME": name,
        "TIMEKEEPER_CLASSIFICATION": classification,
        "LINE_ITEM_NUMBER_OF_UNITS": hours,
        "LINE_ITEM_UNIT_COST": rate,
        "LINE_ITEM_ADJUSTMENT_AMOUNT": "",
        "LINE_ITEM_TOTAL": amount,
        **changes,
    }


def e_bill(lines: Iterable[dict[str, str]], **changes: str) -> bytes:
    """Write lines as LEDES 1998B, with the total that they add up to."""
    found = list(lines)
    total = sum(Decimal(each["LINE_ITEM_TOTAL"]) for each in found)
    return file(*(record(FEE, **{"INVOICE_TOTAL": f"{total:.2f}", **each, **changes}) for each in found))


def sent(root: Path, number: str, fees: str, *, rate: str = "340.00", who: str = "T1", matter: str = "M-7") -> None:
    """Put a bill on record that was sent earlier: one fee of somebody on a task of L500."""
    amount = Decimal(fees)
    of = Matter(firm_id=matter)
    fee = Line(
        number="1",
        kind="F",
        matter=of,
        date=datetime.date(2026, 9, 14),
        units=amount / Decimal(rate),
        rate=Decimal(rate),
        amount=amount,
        task="L510",
        timekeeper=Timekeeper(id=who),
        description="Earlier work",
    )
    bill = Bill(
        number=number, date=datetime.date(2026, 10, 1), currency="USD", total=amount, matters=(of,), lines=(fee,)
    )
    entry = Entry(invoice=number, kind="invoice", digest=number, total=amount, currency="USD", facts=facts.of(bill))
    with ledger.writing(workspace.load(root).ledger_url) as book:
        book.record(
            Parcel(
                entries=(entry,),
                vendor="post",
                account="default",
                environment="production",
                client="merrow",
                file_name=f"{number}.txt",
                format="1998b",
                content=b"the bill",
            )
        )
