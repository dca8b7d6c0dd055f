"""Who owes what, and where the money waits: by client, by matter, by the attorney who answers for it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ledes import money
from ledes.reports import Answer, Asked, Figure, Report
from ledes.show.sheet import MONEY, TEXT, Cell, Column, Sheet

if TYPE_CHECKING:
    from ledes.ledger.reading import Reader
    from ledes.reports.invoices import Invoice, Part
    from ledes.workspace import Workspace


def _make(book: Reader, home: Workspace, asked: Asked) -> Answer:
    from ledes.reports.invoices import invoices, tables

    found = [each for each in invoices(book, home, asked) if each.open != money.ZERO]
    clients = [
        ((each.name, each.currency), _sums(each, each.open, each.balance.disputed, asked.today)) for each in found
    ]
    matters = [
        ((each.name, part.matter, part.attorney, each.currency), _sums(each, part.amount, cut.amount, asked.today))
        for each in found
        for part, cut in _parts(each)
    ]
    attorneys = [((names[2], names[3]), values) for names, values in matters]
    stages = _columns()
    matter, attorney = Column("matter", "Matter", TEXT, 11), Column("attorney", "Attorney", TEXT, 18)
    sums = tables.by_currency(clients)
    return Answer(
        figures=tuple(
            Figure(title, values[place], MONEY, currency)
            for currency, values in sums.items()
            for place, title in ((0, "Open"), (6, "Overdue"))
        ),
        tables=(
            tables.table("clients", "By client", (tables.CLIENT,), stages, clients),
            tables.table("attorneys", "By attorney", (attorney,), stages, attorneys),
            tables.table("matters", "By matter", (tables.CLIENT, matter, attorney), stages, matters),
            _every(found),
        ),
        charts=(
            *tables.bars("Open by client", _staged(clients), STAGES),
            *tables.bars("Open by attorney", _staged(attorneys), STAGES),
        ),
        notes=(
            "cut is what the client took off, and what was neither paid since nor written off; the other four are the "
            "rest of what is open, by where it waits",
            "an invoice for several matters counts for each by what it asks for it",
        ),
    )


def _parts(each: Invoice) -> Iterator[tuple[Part, Part]]:
    """Share out over the matters of an invoice what is open of it, and what of that is cut."""
    return zip(each.parts(each.open), each.parts(each.balance.disputed), strict=True)


STAGES = ("not sent", "with the client", "turned down", "approved", "cut")


def _columns() -> tuple[Column, ...]:
    from ledes.reports.invoices import tables

    names = ("not_sent", "waiting", "turned_down", "approved", "cut")
    titles = ("Not sent", "With the client", "Turned down", "Approved", "Cut")
    stages = (tables.amount(name, title, 13) for name, title in zip(names, titles, strict=True))
    return (tables.amount("open", "Open"), *stages, tables.amount("overdue", "Overdue", 13))


def _sums(each: Invoice, part: Decimal, cut: Decimal, today: datetime.date) -> tuple[Decimal, ...]:
    """Give a part of an invoice by where it waits: what is cut, the rest where the invoice stands, what is overdue."""
    rest = money.minus(part, cut)
    late = each.due is not None and each.due < today
    waits = (rest if each.stage == stage else money.ZERO for stage in STAGES[:4])
    return (part, *waits, cut, part if late else money.ZERO)


def _staged(rows: Iterable[tuple[tuple[str, ...], tuple[Decimal, ...]]]) -> list[Any]:
    return [(names, values[1:6]) for names, values in rows]


COLUMNS = (
    Column("invoice", "Invoice", TEXT, 11),
    Column("client", "Client", TEXT, 24),
    Column("matter", "Matter", TEXT, 11),
    Column("attorney", "Attorney", TEXT, 18),
    Column("stage", "Money is", TEXT, 14),
    Column("currency", "Currency", TEXT, 10),
    Column("open", "Open", MONEY, 13),
    Column("cut", "of it cut", MONEY, 12),
)


def _every(found: list[Invoice]) -> Sheet:
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (each.number, each.name, part.matter, part.attorney, each.stage, each.currency, part.amount, cut.amount)
        for each in found
        for part, cut in _parts(each)
    )
    return Sheet(key="invoices", title="Every open invoice", columns=COLUMNS, rows=rows, detail=True)


REPORT = Report(
    key="outstanding",
    title="Outstanding",
    summary="What is open, by client, matter and attorney, and where it waits: not sent, with the client, turned down.",
    description=(
        "The attorney of a matter is the one that the client's profile names for it, else the firm's contact that the "
        "bill names. `--since` and `--until` limit the invoice dates."
    ),
    make=_make,
)
