"""Statements of account and reminders: what of a client's bills is open, due and to be asked for, as letters."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ledes import letters, money
from ledes.bill import Address, Contact
from ledes.client import Client
from ledes.ledger import courses, states
from ledes.ledger.reading import Reader
from ledes.letters import Letter
from ledes.payments import promises, receivables, telling
from ledes.payments.balance import Balance
from ledes.payments.receivables import Receivable
from ledes.show import billwords
from ledes.show.sheet import DATE, MONEY, Column, Sheet
from ledes.workspace import Workspace

TURNED_DOWN = frozenset({"FILE_ERROR", "REJECTED"})
STATEMENT, REMINDER = "statement", "reminder"
MOST_LEVELS = 9

PLACE = ("line1", "line2", "line3", "city", "region", "postcode", "country")

COLUMNS = (
    Column("invoice", "Invoice"),
    Column("date", "Date", DATE),
    Column("due", "Due", DATE),
    Column("billed", "Billed", MONEY),
    Column("paid", "Paid", MONEY),
    Column("credited", "Credited", MONEY),
    Column("open", "Open", MONEY),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An invoice on a statement, with its balance on that day, its date, and when it is due (`None`: nobody said)."""

    receivable: Receivable
    balance: Balance
    date: datetime.date
    due: datetime.date | None

    def overdue(self, day: datetime.date) -> int:
        """Count the days since it was due; zero where it is not overdue."""
        return max(0, (day - self.due).days) if self.due else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What a client owes in one currency; `level` is how often it was asked for with this letter."""

    client: str
    currency: str
    items: tuple[Item, ...]
    level: int = 0


def items(book: Reader, home: Workspace, client: str, day: datetime.date) -> tuple[Item, ...]:
    """List the invoices of a client (no key: of all) that it has, and of which something was open at the end of a day.

    Which of them it has, and what it approved, is as far as that is known now.
    """
    facts = courses.facts(book)
    found = []
    for each in receivables.ordered(receivables.receivables(book, client)):
        submission = each.submission
        balance = each.on(day)
        if submission.state != states.DELIVERED or submission.status in TURNED_DOWN or not balance.open:
            continue
        known = facts.get(submission.id) or courses.Facts(None, None, None)
        date = known.date or datetime.date.fromisoformat(submission.created[:10])
        if date > day:
            continue
        profile = home.clients.get(each.client)
        days = profile.payment_days if profile else None
        due = known.due or (date + datetime.timedelta(days) if days is not None else None)
        found.append(Item(receivable=each, balance=balance, date=date, due=due))
    return tuple(found)


def accounts(found: Iterable[Item]) -> tuple[Account, ...]:
    """Gather items into one account a client and currency."""
    grouped: dict[tuple[str, str], list[Item]] = {}
    for each in found:
        grouped.setdefault((each.receivable.client, each.receivable.currency), []).append(each)
    return tuple(
        Account(client=client, currency=currency, items=_by_date(some))
        for (client, currency), some in sorted(grouped.items())
    )


def reminders(
    book: Reader, home: Workspace, today: datetime.date, *, client: str = "", every: int = 14, after: int = 0
) -> tuple[Account, ...]:
    """Gather what is to be reminded of: overdue for more than `after` days, owed and not in dispute.

    Left out is what an agency collects, what was promised for a day that has not passed, and what a reminder was
    drafted of in the last `every` days.
    """
    waiting = {
        (each.promise.client, each.promise.invoice)
        for each in promises.judged(book, today, client)
        if each.state == promises.OPEN
    }
    grouped: dict[tuple[str, str, int], list[Item]] = {}
    for each in items(book, home, client, today):
        of = each.receivable
        promised = {(of.client, of.invoice), (of.client, "")} & waiting
        recent = any((today - day).days < every for day in of.reminded)
        if each.overdue(today) > after and each.balance.owed > 0 and not (of.agency or promised or recent):
            level = _level(home, len(of.reminded) + 1)
            grouped.setdefault((of.client, of.currency, level), []).append(each)
    return tuple(
        Account(client=key, currency=currency, items=_by_date(some), level=level)
        for (key, currency, level), some in sorted(grouped.items())
    )


def _level(home: Workspace, wanted: int) -> int:
    """Give the level of the next reminder: the highest that there is a template for."""
    known = [
        level
        for level in range(1, min(wanted, MOST_LEVELS) + 1)
        if level == 1 or letters.known(home.root, f"{REMINDER}-{level}")
    ]
    return max(known)


def letter(home: Workspace, account: Account, day: datetime.date, *, mail: bool = False) -> Letter:
    """Write the statement or the reminder of an account, for a mail or for a letter on paper.

    Raises `SetupError` where the template is wrong.
    """
    name = f"{REMINDER}-{account.level}" if account.level else STATEMENT
    return letters.compose(home.root, name, _values(home, account, day, mail), table(account))


def table(account: Account) -> Sheet:
    """Lay the invoices out; a reminder asks for what is owed only, a statement shows all that is open."""
    full = [_row(each, bool(account.level)) for each in account.items]
    columns = tuple(each._replace(title="Not asked") if each.name == "credited" else each for each in COLUMNS)
    columns = columns if account.level else COLUMNS
    shown = [place for place, column in enumerate(columns) if _needed(column.name, place, full)]
    total = [*(None for _ in COLUMNS[:-1]), open_of(account)]
    sums: list[Any] = ["Total", *total[1:]]
    return Sheet(
        title="Open invoices",
        columns=tuple(columns[place] for place in shown),
        rows=tuple(tuple(row[place] for place in shown) for row in full),
        totals=(tuple(sums[place] for place in shown),),
    )


def _needed(name: str, place: int, rows: Iterable[tuple[Any, ...]]) -> bool:
    """Say whether a column tells anything: nobody needs one of credits where there are none."""
    return name not in {"due", "credited"} or any(row[place] for row in rows)


def _row(each: Item, reminder: bool) -> tuple[Any, ...]:
    balance, currency = each.balance, each.receivable.currency
    owed = balance.owed if reminder else balance.open
    credited = money.minus(money.minus(balance.billed, balance.paid), owed)
    amounts = (balance.billed, balance.paid, credited, owed)
    return each.receivable.invoice, each.date, each.due, *(telling.full(amount, currency) for amount in amounts)


def open_of(account: Account) -> Decimal:
    """Add up what an account asks for."""
    balances = (each.balance for each in account.items)
    amount = money.total(each.owed if account.level else each.open for each in balances)
    return telling.full(amount, account.currency)


def overdue_of(account: Account, day: datetime.date) -> Decimal:
    """Add up what is overdue of an account."""
    late = (each.balance for each in account.items if each.overdue(day))
    return telling.full(money.total(each.owed for each in late), account.currency)


def _values(home: Workspace, account: Account, day: datetime.date, mail: bool) -> Mapping[str, Any]:
    count = len(account.items)
    overdue = overdue_of(account, day)
    firm = home.firm
    place = firm.address if firm.remit_address == Address() else firm.remit_address
    return {
        "firm": {
            "name": firm.name,
            "address": "\n".join(billwords.address(place)),
            "contact": _person(firm.contact),
            "email": firm.contact.email,
            "phone": firm.contact.phone,
        },
        "client": addressee(home.clients.get(account.client), account.client),
        "today": day.isoformat(),
        "currency": account.currency,
        "open": billwords.grouped(open_of(account)),
        "overdue": billwords.grouped(overdue) if overdue else "",
        "count": count,
        "invoices": "1 invoice" if count == 1 else f"{count} invoices",
        "level": account.level,
        "mail": mail,
    }


def addressee(client: Client | None, key: str) -> Mapping[str, str]:
    """Say how a client is written to: name, address, contact, salutation and mail address, as its profile has them."""
    given = client.representation.given if client else {}
    parts = {part: given.get(f"client.contact.{part}", "") for part in ("first", "last", "email")}
    person = " ".join(filter(None, (parts["first"], parts["last"])))
    address = Address(**{part: given.get(f"client.address.{part}", "") for part in PLACE})
    return {
        "key": key,
        "name": (client.name if client else "") or key,
        "address": "\n".join(billwords.address(address)),
        "contact": person,
        "salutation": f"Dear {person}," if person else "Dear Sir or Madam,",
        "email": parts["email"],
    }


def _person(contact: Contact) -> str:
    return " ".join(filter(None, (contact.first, contact.last)))


def _by_date(found: Iterable[Item]) -> tuple[Item, ...]:
    return tuple(sorted(found, key=lambda each: (each.date, each.receivable.invoice)))


def undated(found: Iterable[Item]) -> Iterator[Item]:
    """Yield what nobody can call overdue, because neither the bill nor the profile says when it is due."""
    yield from (each for each in found if each.due is None and each.balance.owed > 0)
