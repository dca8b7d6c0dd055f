"""How old is what is open: by the date of the invoice, by the client's acceptance, by the day on which it was due."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from ledes import money
from ledes.reports import Answer, Asked, Figure, Option, Report
from ledes.show.sheet import COUNT, DATE, MONEY, TEXT, Column, Sheet

if TYPE_CHECKING:
    from ledes.ledger.reading import Reader
    from ledes.reports.invoices import Invoice
    from ledes.workspace import Workspace

INVOICE, ACCEPTANCE, DUE = "invoice", "acceptance", "due"
STARTS = (INVOICE, ACCEPTANCE, DUE)
ENDS = (30, 60, 90, 120)
NO_DAY, NOT_YET = 0, 1
"""Places of what has no such day, and of what is not due yet."""

BUCKETS = ("no day", "not yet", "to 30", "31 to 60", "61 to 90", "91 to 120", "over 120")


def day(invoice: Invoice, start: str) -> datetime.date | None:
    """Give the day from which an invoice's age counts; `None` where it is not accepted, or never said to be due."""
    return {INVOICE: invoice.date, ACCEPTANCE: invoice.accepted, DUE: invoice.due}[start]


def age(invoice: Invoice, start: str, today: datetime.date) -> int | None:
    """Count the days since then; less than nothing before it."""
    since = day(invoice, start)
    return None if since is None else (today - since).days


def bucket(invoice: Invoice, start: str, today: datetime.date) -> int:
    """Say into which of `BUCKETS` an invoice falls; on the day itself a bill is not overdue."""
    days = age(invoice, start, today)
    if days is None:
        return NO_DAY
    if days < 0 or (start == DUE and days == 0):
        return NOT_YET
    return 2 + sum(days > end for end in ENDS)


def _make(book: Reader, home: Workspace, asked: Asked) -> Answer:
    from ledes.reports.invoices import invoices, tables

    start = asked.options.get("from") or DUE
    found = [each for each in invoices(book, home, asked) if each.open != money.ZERO]
    rows = [((each.name, each.currency), _spread(each, start, asked.today)) for each in found]
    columns = [tables.amount(f"b{place}", title) for place, title in enumerate(BUCKETS)]
    last = (tables.amount("open", "Open"), tables.amount("cut", "of it cut"))
    whole = [
        (names, (*values, each.open, each.balance.disputed)) for (names, values), each in zip(rows, found, strict=True)
    ]
    by_client = tables.table("clients", f"By client, from {_words(start)}", (tables.CLIENT,), (*columns, *last), whole)
    sums = tables.by_currency(whole)
    return Answer(
        figures=tuple(Figure("Open", values[-2], MONEY, currency) for currency, values in sums.items()),
        tables=(by_client, _side_by_side(found, asked.today), _every(found, start, asked.today)),
        charts=tables.bars(f"Open by client, days from {_words(start)}", rows, BUCKETS, steps=True),
        notes=_notes(found),
    )


def _words(start: str) -> str:
    return {INVOICE: "the invoice date", ACCEPTANCE: "acceptance", DUE: "the due day"}[start]


def _spread(invoice: Invoice, start: str, today: datetime.date) -> tuple[Decimal, ...]:
    place = bucket(invoice, start, today)
    return tuple(invoice.open if each == place else money.ZERO for each in range(len(BUCKETS)))


def _side_by_side(found: list[Invoice], today: datetime.date) -> Sheet:
    """Set the three ways to count beside each other: their sums are the same."""
    from ledes.reports.invoices import tables

    columns = [tables.amount(start, f"From {_words(start)}", 16) for start in STARTS]
    rows = []
    for each in found:
        for place, start in enumerate(STARTS):
            values = tuple(each.open if place == other else money.ZERO for other in range(len(STARTS)))
            at = bucket(each, start, today)
            rows.append(((f"{at} {BUCKETS[at]}", each.currency), values))
    made = tables.table("starts", "The same money from each day", (Column("days", "Days", TEXT, 14),), columns, rows)
    # the number before the words kept the steps in their order
    return Sheet(
        key=made.key,
        title=made.title,
        columns=made.columns,
        rows=tuple((str(row[0])[2:], *row[1:]) for row in made.rows),
        totals=made.totals,
    )


COLUMNS = (
    Column("invoice", "Invoice", TEXT, 11),
    Column("client", "Client", TEXT, 24),
    Column("stage", "Money is", TEXT, 13),
    Column("date", "Invoice date", DATE, 11),
    Column("accepted", "Accepted", DATE, 11),
    Column("due", "Due", DATE, 11),
    Column("from_invoice", "Days from date", COUNT, 9),
    Column("from_acceptance", "from acceptance", COUNT, 11),
    Column("overdue", "from due day", COUNT, 9),
    Column("currency", "Currency", TEXT, 10),
    Column("billed", "Billed", MONEY, 13),
    Column("paid", "Paid", MONEY, 13),
    Column("written_off", "Written off", MONEY, 12),
    Column("open", "Open", MONEY, 13),
)


def _every(found: list[Invoice], start: str, today: datetime.date) -> Sheet:
    from ledes.reports.invoices.tables import Later

    def oldest(invoice: Invoice) -> tuple[datetime.date, str]:
        return day(invoice, start) or datetime.date.max, invoice.number

    return Sheet(
        key="invoices",
        title="Every open invoice, the oldest first",
        columns=COLUMNS,
        rows=Later(lambda: (_row(each, today) for each in sorted(found, key=oldest))),
        detail=True,
    )


def _row(each: Invoice, today: datetime.date) -> tuple[str | int | Decimal | datetime.date | None, ...]:
    ages = (age(each, start, today) for start in STARTS)
    sums = (each.balance.billed, each.balance.paid, each.balance.written_off, each.open)
    return (each.number, each.name, each.stage, each.date, each.accepted, each.due, *ages, each.currency, *sums)


def _notes(found: list[Invoice]) -> tuple[str, ...]:
    return tuple(_said(found))


def _said(found: list[Invoice]) -> Iterator[str]:
    yield "open is billed, less paid, less written off; what the client cut stays open until it is paid or written off"
    without = sum(each.due is None for each in found)
    if without:
        yield (
            f"of {without} open invoices no due day is known: the bill names none, and the client's profile no "
            "payment_days"
        )
    below = sum(each.open < money.ZERO for each in found)
    if below:
        yield f"{below} invoices are below zero: credit notes, or more came than was billed"


REPORT = Report(
    key="ageing",
    title="Ageing",
    summary="How old is what is open, by client: from the invoice date, from acceptance, or from the due day.",
    description=(
        "Every invoice of which something is open counts once, in the step that its age falls into. The second table "
        "sets the three ways to count beside each other, the last one lists every invoice with its three days. "
        "`--since` and `--until` limit the invoice dates."
    ),
    options=(Option("from", "The day from which an age counts.", STARTS, DUE),),
    make=_make,
)
