"""Proformas: drafts of bills in the billing system, with whom each lies and since when, until its bill is out."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal

DRAFTED = "drafted"
WITH_PARTNER = "with_partner"
RETURNED = "returned"
FINALIZED = "finalized"
LATE = "late"
BILLED = "billed"
CANCELLED = "cancelled"
UNLISTED = "unlisted"

STATUSES = (DRAFTED, WITH_PARTNER, RETURNED, FINALIZED, LATE, BILLED, CANCELLED)
"""What a billing system's words may mean; `unlisted` is ours, for what a whole list no longer names."""

OVER = frozenset({CANCELLED, UNLISTED})
READ = frozenset({WITH_PARTNER, LATE})
"""It lies with whoever reads it before it becomes a bill."""

BILLING = "billing"
"""Stands for the people who make bills, where a proforma lies with none of those it names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proforma:
    """A proforma as the last list states it.

    `client` is the key of a profile, empty where `client_said` is no client that the workspace knows. `amount` is in
    `currency`, before tax or with it as the billing system has it. `words` is the status as written there. `since` is
    the day from which it stands so; where the list does not say, the day of the first import that showed it so.
    `start` and `end` are the period that it bills, `due` the day by which it should be back, `invoice` the number of
    its bill where the list knows that.
    """

    number: str
    status: str
    words: str = ""
    client: str = ""
    client_said: str = ""
    matter: str = ""
    attorney: str = ""
    partner: str = ""
    amount: Decimal | None = None
    currency: str = ""
    since: datetime.date | None = None
    drafted: datetime.date | None = None
    start: datetime.date | None = None
    end: datetime.date | None = None
    due: datetime.date | None = None
    invoice: str = ""

    @property
    def holder(self) -> str:
        """Name with whom it lies: the partner, else the attorney, while one reads it, otherwise billing."""
        if self.status in READ:
            return self.partner or self.attorney or "the partner"
        return BILLING
