"""A generated firm: three years of invented bills and what became of them, in a workspace that sends nothing."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from decimal import Decimal

from ledes import money
from ledes.bill import Bill
from ledes.ledger.bulk import Happening

INVOICES = 20_000
CLIENTS = 40
PLATFORMS = 12
MONTHS = 36
SEED = 1
MARK = "EX-"
"""What every invoice number of the firm begins with, so that nobody takes one for a real bill."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payer:
    """An invented client: its platform, how often it is billed, and how it decides and pays.

    `lag` and `spread` are days from the bill's date to the money, `rejects`, `cuts` and `short` parts of its bills.
    `by_books`: payments are noted by the firm; otherwise the platform reports them. `accruals`: it wants them monthly.
    """

    key: str
    name: str
    number: str
    vendor: str
    currency: str
    weight: int
    lag: int
    spread: int
    rejects: float
    cuts: float
    short: float
    terms: int
    by_books: bool
    accruals: bool
    attorneys: tuple[str, ...]
    """Who answers for each of its matters."""


@dataclass(slots=True, kw_only=True)
class Invented:
    """An invoice as it was invented, and what it came to: what reports over the firm must find.

    `happened` holds the events of each version after it was recorded, with its moment. `rejected` are the words of
    each rejection. `approved` is `None` while the client has not said.
    """

    payer: Payer
    number: str
    bill: Bill
    kind: str = "invoice"
    happened: list[tuple[datetime.datetime, list[Happening]]] = field(default_factory=list)
    rejected: list[str] = field(default_factory=list)
    approved: Decimal | None = None
    paid: Decimal = money.ZERO
    written_off: Decimal = money.ZERO

    @property
    def billed(self) -> Decimal:
        """Give the total of the bill."""
        return self.bill.total or money.ZERO

    @property
    def open(self) -> Decimal:
        """Give what is still to come."""
        return money.minus(money.minus(self.billed, self.paid), self.written_off)
