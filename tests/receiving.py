"""A firm that waits for money: bills that stand where a test says, without a platform."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from ebills import FEE, file, record

from ledes import facts, ledger, money, workspace
from ledes.bill import Bill
from ledes.ledger.records import Entry, Parcel, Submission
from ledes.ledger.writing import Ledger
from ledes.payments import receivables
from ledes.payments.receivables import Receivable
from ledes.workspace import Workspace

TODAY = datetime.date(2026, 11, 30)
NOON = datetime.datetime(2026, 11, 30, 12, tzinfo=datetime.UTC)

SETUP = """[firm]
id = "12-3456789"
name = "Ashdown & Pell LLP"
[firm.contact]
first = "Lena"
last = "Harrowgate"
email = "billing@ashdown.example"
"""
MERROW = """name = "Merrow Mills"
ids = ["CL"]
format = "1998b"
vendor = "post"
currency = "USD"
payment_days = 30
[client.contact]
first = "Nils"
last = "Ahrens"
email = "ap@merrow.example"
"""
TARN = """name = "Tarn Tools"
ids = ["TT", "T-2"]
format = "1998b"
vendor = "post"
currency = "EUR"
"""


def day(number: int, month: int = 11) -> datetime.date:
    return datetime.date(2026, month, number)


class Firm:
    """A workspace and its ledger; bills are put into it as if they had been sent."""

    def __init__(self, root: Path, *, url: str = "") -> None:
        self.root = root
        for folder in ("clients", "inbox", "outbox", "receipts"):
            (root / folder).mkdir(parents=True)
        (root / "ledes.toml").write_text(SETUP + (f'[ledger]\nurl = "{url}"\n' if url else ""), "utf-8")
        (root / "clients" / "merrow.toml").write_text(MERROW, "utf-8")
        (root / "clients" / "tarn.toml").write_text(TARN, "utf-8")

    @property
    def home(self) -> Workspace:
        return workspace.load(self.root)

    def writing(self) -> Any:
        return ledger.writing(self.home.ledger_url, clock=lambda: NOON)

    def reading(self) -> Any:
        return ledger.reading(self.home.ledger_url, clock=lambda: NOON)

    def bill(self, number: str = "1001", total: str = "1000.00", **other: Any) -> int:
        """Put a bill into the ledger, delivered; `dated`, `currency`, `client`, `kind`, `replaces` may be said."""
        with self.writing() as book:
            return self.sent(book, number, total, **other)

    def sent(self, book: Ledger, number: str, total: str, **other: Any) -> int:
        dated = other.pop("dated", day(1, 10))
        entry = Entry(
            invoice=number,
            kind=other.pop("kind", "invoice"),
            digest=f"{number}-{total}-{other.get('replaces')}",
            total=Decimal(total),
            currency=other.pop("currency", "USD"),
            facts=facts.of(Bill(number=number, date=dated, start=dated, end=dated)),
        )
        changed = record(FEE, INVOICE_NUMBER=number)
        stated: dict[str, Any] = {
            "vendor": "post",
            "account": "default",
            "environment": "production",
            "client": "merrow",
            "file_name": f"{number}.txt",
            "format": "1998b",
            "content": file(changed),
            **other,
        }
        (made,) = book.record(Parcel(entries=(entry,), **stated))
        book.note([made.id], "ATTEMPT")
        book.note([made.id], "RECEIPT", {"reference": f"P-{made.id}"})
        return made.id

    def status(self, id_: int, status: str, amount: str = "", at: datetime.date = TODAY, **more: Any) -> None:
        """Let the platform say where a bill stands."""
        whole = money.ten_thousandths(Decimal(amount)) if amount else None
        said = {"status": status, "words": status.title(), "at": f"{at}T09:00:00.000000Z", "amount": whole, **more}
        with self.writing() as book:
            book.note([id_], "STATUS", {"text": "", "adjustments": [], "channel": "vendor", **said})

    def receivable(self, id_: int = 1) -> Receivable:
        with self.reading() as book:
            return receivables.of(book, book.submission(id_))

    def submissions(self) -> tuple[Submission, ...]:
        with self.reading() as book:
            found: tuple[Submission, ...] = book.submissions()
        return found

    def csv(self, name: str, *lines: str) -> Path:
        path = self.root / name
        path.write_text("\n".join((*lines, "")), "utf-8")
        return path
