"""A client's account: what was open, what was billed, paid and written off since, what is open now."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from ledes import money
from ledes.reports import Answer, Asked, Figure, Report
from ledes.show.chart import Chart, Series
from ledes.show.sheet import DATE, MONEY, TEXT, Cell, Column, Sheet

if TYPE_CHECKING:
    from ledes.ledger.reading import Reader
    from ledes.payments.balance import Balance
    from ledes.reports.invoices import Invoice
    from ledes.workspace import Workspace

BILLED, PAID, WENT_BACK, WRITTEN_OFF = "invoice", "payment", "payment went back", "written off"
REPORTED = "payment, as the platform reports"
MONTHS = 12
"""Months that are drawn."""

ORDER = {BILLED: 0, PAID: 1, REPORTED: 1, WENT_BACK: 2, WRITTEN_OFF: 3}


class Entry(NamedTuple):
    """A line of an account: `amount` is above zero where the client owes more by it."""

    day: datetime.date
    what: str
    invoice: str
    reference: str
    amount: Decimal


def entries(invoice: Invoice) -> Iterator[Entry]:
    """Yield what moved the account of one invoice until the day as of which it is told; it adds up to what is open."""
    each, until = invoice.receivable, invoice.until
    yield Entry(invoice.date, BILLED, invoice.number, "", each.submission.total)
    for payment in each.payments:
        if until is None or payment.day <= until:
            what = PAID if payment.amount >= 0 else WENT_BACK
            yield Entry(payment.day, what, invoice.number, payment.reference, -payment.amount)
    if each.reported is not None and (more := _beyond(invoice.balance)):
        yield Entry(each.reported.day, REPORTED, invoice.number, "", -more)
    for given_up in each.write_offs:
        if until is None or given_up.day <= until:
            yield Entry(given_up.day, WRITTEN_OFF, invoice.number, given_up.reason, -given_up.amount)


def _beyond(balance: Balance) -> Decimal:
    """Give the money that the platform reports and the firm has not noted."""
    return money.minus(balance.paid, balance.noted)


def _make(book: Reader, home: Workspace, asked: Asked) -> Answer:
    from ledes.reports.invoices import invoices, tables

    # what was billed before `--since` is in the balance that is carried forward
    every = Asked(today=asked.today, client=asked.client, until=asked.until)
    accounts: dict[tuple[str, str, str], list[Entry]] = {}
    for each in invoices(book, home, every, until=asked.until):
        accounts.setdefault((each.name, each.client, each.currency), []).extend(entries(each))
    sheets = [_account(key, some, asked) for key, some in sorted(accounts.items())]
    rows = [((key[0], key[2]), _sums(some, asked.since)) for key, some in accounts.items()]
    columns = [
        tables.amount(name, title)
        for name, title in (
            ("before", "Open before"),
            ("billed", "Billed"),
            ("paid", "Paid"),
            ("written_off", "Written off"),
            ("open", "Open"),
        )
    ]
    sums = tables.by_currency(rows)
    moved = {
        currency: [each for key, some in accounts.items() if key[2] == currency for each in some] for currency in sums
    }
    return Answer(
        figures=tuple(Figure("Open", values[-1], MONEY, currency) for currency, values in sums.items()),
        tables=(tables.table("accounts", "Accounts", (tables.CLIENT,), columns, rows), *sheets),
        charts=tuple(_drawn(currency, some, asked) for currency, some in moved.items()),
        notes=("no open invoice is left out because the client cut it: what was cut and is not written off is open",),
    )


def _sums(some: Iterable[Entry], since: datetime.date | None) -> tuple[Decimal, ...]:
    """Add an account up: open before, billed, paid, written off, open at the end."""
    before = billed = paid = given_up = money.ZERO
    for each in some:
        if since is not None and each.day < since:
            before = money.plus(before, each.amount)
        elif each.what == BILLED:
            billed = money.plus(billed, each.amount)
        elif each.what == WRITTEN_OFF:
            given_up = money.minus(given_up, each.amount)
        else:
            paid = money.minus(paid, each.amount)
    left = money.minus(money.plus(before, billed), money.plus(paid, given_up))
    return before, billed, paid, given_up, left


def _drawn(currency: str, some: Iterable[Entry], asked: Asked) -> Chart:
    """Draw what was billed, paid and written off in each of the last months that are asked for."""
    some, end = tuple(some), asked.until or asked.today
    first = f"{asked.since or min((each.day for each in some), default=end):%Y-%m}"
    months = (divmod(end.year * 12 + end.month - 1 - back, 12) for back in range(MONTHS))
    names = sorted(name for year, month in months if (name := f"{year}-{month + 1:02}") >= first)
    found = {name: [money.ZERO] * 3 for name in names}
    for each in some:
        if (sums := found.get(f"{each.day:%Y-%m}")) and (asked.since is None or each.day >= asked.since):
            place = 0 if each.what == BILLED else 2 if each.what == WRITTEN_OFF else 1
            sums[place] = money.plus(sums[place], each.amount if place == 0 else -each.amount)
    return Chart(
        title="Billed, paid and written off by month",
        unit=currency,
        labels=tuple(names),
        series=tuple(
            Series(name, tuple(found[month][place] for month in names))
            for place, name in enumerate(("billed", "paid", "written off"))
        ),
    )


COLUMNS = (
    Column("day", "Day", DATE, 11),
    Column("what", "What", TEXT, 24),
    Column("invoice", "Invoice", TEXT, 12),
    Column("reference", "Reference", TEXT, 18),
    Column("billed", "Billed", MONEY, 14),
    Column("received", "Received", MONEY, 14),
    Column("balance", "Balance", MONEY, 14),
)


def _account(key: tuple[str, str, str], some: Iterable[Entry], asked: Asked) -> Sheet:
    name, client, currency = key
    ordered = sorted(some, key=lambda each: (each.day, ORDER[each.what], each.invoice))
    balance, billed, received = money.ZERO, money.ZERO, money.ZERO
    rows: list[tuple[Cell, ...]] = []
    for each in ordered:
        if asked.since is not None and each.day < asked.since:
            balance = money.plus(balance, each.amount)
            continue
        if not rows and asked.since is not None:
            rows.append((asked.since, "carried forward", "", "", None, None, balance))
        balance = money.plus(balance, each.amount)
        owed = each.what == BILLED
        billed = money.plus(billed, each.amount) if owed else billed
        received = received if owed else money.minus(received, each.amount)
        sides = (each.amount, None) if owed else (None, -each.amount)
        rows.append((each.day, each.what, each.invoice, each.reference, *sides, balance))
    return Sheet(
        key=f"{client}-{currency}".lower(),
        title=f"{name}, {currency}",
        columns=COLUMNS,
        rows=tuple(rows),
        totals=((None, "open", "", "", billed, received, balance),),
        detail=not asked.client,
    )


REPORT = Report(
    key="statement",
    title="Statement of account",
    summary="Each client's account: open before, billed, paid, written off, open now, with every invoice and payment.",
    description=(
        "`--client` gives the account of one client, line by line; without it the lines of all accounts are printed "
        "with `--all`. `--since` carries forward what was open before that day, `--until` closes the account with it."
    ),
    make=_make,
)
