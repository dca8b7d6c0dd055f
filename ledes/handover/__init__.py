"""What a colleague has to know who takes over clients: open items, promises, deadlines, arrangements, on one page."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from ledes.client import Client
from ledes.deadlines import Deadline
from ledes.payments.chasing import Told
from ledes.payments.promises import Judged
from ledes.payments.receivables import Receivable
from ledes.proformas.waiting import Waiting
from ledes.terms.standing import Agreed


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An invoice of which something is open, or that has not reached the client: where it stands and what to do.

    `mine` says that it waits for the firm, not for the client. `due` is the day on which its money is due.
    """

    receivable: Receivable
    date: datetime.date | None
    due: datetime.date | None
    where: str
    step: str
    mine: bool

    def overdue(self, today: datetime.date) -> int:
        """Count the days since its money was due; 0 where it is not, or where nobody said when."""
        return max(0, (today - self.due).days) if self.due else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A matter with a budget or cap: how much of it is used, and who answers for the matter."""

    matter: str
    name: str
    attorney: str
    currency: str
    agreed: Agreed


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """What is open of a client's invoices in one currency; `ours` is the part of invoices that wait for the firm."""

    currency: str
    invoices: int
    billed: Decimal
    open: Decimal
    disputed: Decimal
    overdue: Decimal
    ours: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """One client: `arrangements` are labels and values out of its profile, `rates` those in force."""

    client: Client
    contact: str
    sums: tuple[Sum, ...]
    items: tuple[Item, ...]
    promises: tuple[Judged, ...]
    deadlines: tuple[Deadline, ...]
    proformas: tuple[Waiting, ...]
    notes: tuple[Told, ...]
    limits: tuple[Limit, ...]
    arrangements: tuple[tuple[str, str], ...]
    rates: tuple[str, ...]

    @property
    def name(self) -> str:
        """Give the client's name."""
        return self.client.name or self.client.key

    @property
    def todo(self) -> tuple[Item, ...]:
        """Give the items that wait for the firm."""
        return tuple(each for each in self.items if each.mine)

    @property
    def waiting(self) -> tuple[Item, ...]:
        """Give the items that wait for the client."""
        return tuple(each for each in self.items if not each.mine)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The page: the firm, the portfolio's name, the day; `accounts` are secrets of its accounts that end soon."""

    firm: str
    portfolio: str
    day: datetime.date
    covers: tuple[Cover, ...]
    accounts: tuple[Deadline, ...]

    @property
    def todo(self) -> int:
        """Count the items that wait for the firm."""
        return sum(len(each.todo) for each in self.covers)

    def deadlines(self) -> Iterator[Deadline]:
        """Yield the deadlines of all clients and accounts, the nearest first."""
        every = [*self.accounts, *(each for cover in self.covers for each in cover.deadlines)]
        yield from sorted(every, key=lambda each: (each.day, each.mark))
