"""What is not out yet, at whom it lies and since when: proformas, and bills that have not left the firm."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ledes import money
from ledes.reports import CLIENT, Answer, Asked, Figure, Report
from ledes.show.chart import BARS, Chart, Series, largest
from ledes.show.sheet import COUNT, DATE, MONEY, TEXT, Column, Sheet

if TYPE_CHECKING:
    from ledes.ledger.reading import Reader
    from ledes.proformas.waiting import Waiting
    from ledes.workspace import Workspace


def _make(book: Reader, home: Workspace, asked: Asked) -> Answer:
    from ledes.proformas.waiting import waiting
    from ledes.reports.invoices import named

    found = waiting(book, home, asked.client)
    late = sum(each.late(asked.today) for each in found)
    holders = _sums("holders", "At whom", "With", [(each.holder, each) for each in found], asked.today)
    places = _sums("places", "How they stand", "Stands", [(_stands(each), each) for each in found], asked.today)
    return Answer(
        figures=(
            Figure("Not out yet", len(found), COUNT),
            Figure("Late", late, COUNT),
            *(Figure("Worth", amount, MONEY, currency) for currency, amount in sorted(_worth(found).items())),
        ),
        tables=(holders, places, _every(found, home, asked.today, named)),
        charts=_drawn(holders),
        notes=(
            "amounts are those of the billing system's list; a proforma without an amount counts, but adds nothing",
            "`ledes proformas` takes in a new list and shows how one proforma came to stand where it does",
        ),
    )


def _stands(each: Waiting) -> str:
    return "billed, not sent" if each.submission is not None else each.where


def _worth(found: Iterable[Waiting]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for each in found:
        if each.proforma.amount is not None:
            key = each.proforma.currency
            sums[key] = money.plus(sums.get(key, money.ZERO), each.proforma.amount)
    return sums


def _sums(key: str, title: str, head: str, named: list[tuple[str, Waiting]], today: datetime.date) -> Sheet:
    from ledes.reports.invoices import tables

    rows: list[Any] = [
        ((name, each.proforma.currency), (1, int(each.late(today)), each.proforma.amount or money.ZERO))
        for name, each in named
    ]
    made = tables.table(
        key,
        title,
        (Column("name", head, TEXT, 22),),
        (tables.count("count", "Proformas", 10), tables.count("late", "Late", 7), tables.amount("amount", "Amount")),
        rows,
    )
    oldest = {
        (name, each.proforma.currency): min(other.since for word, other in named if word == name)
        for name, each in named
    }
    columns = (*made.columns, Column("oldest", "Oldest since", DATE, 12))
    return Sheet(
        key=made.key,
        title=made.title,
        columns=columns,
        rows=tuple((*row, oldest[str(row[0]), str(row[1])]) for row in made.rows),
        totals=tuple((*row, None) for row in made.totals),
    )


def _every(found: Iterable[Waiting], home: Workspace, today: datetime.date, named: Any) -> Sheet:
    return Sheet(
        key="proformas",
        title="What is not out yet, the longest waiting first",
        columns=(
            Column("proforma", "Proforma", TEXT, 12),
            Column("client", "Client", TEXT, 24),
            Column("matter", "Matter", TEXT, 11),
            Column("stands", "Stands", TEXT, 20),
            Column("holder", "With", TEXT, 16),
            Column("since", "Since", DATE, 11),
            Column("days", "Days", COUNT, 6),
            Column("late", "Late", TEXT, 6),
            Column("currency", "Currency", TEXT, 10),
            Column("amount", "Amount", MONEY, 13),
        ),
        rows=tuple(
            (
                *(each.proforma.number, _client(each, home, named), each.proforma.matter, each.where, each.holder),
                *(each.since, each.days(today), "late" if each.late(today) else ""),
                *(each.proforma.currency, each.proforma.amount),
            )
            for each in found
        ),
    )


def _client(each: Waiting, home: Workspace, named: Any) -> str:
    return str(named(home, each.proforma.client)) if each.proforma.client else f"{each.proforma.client_said} (unknown)"


def _drawn(holders: Sheet) -> tuple[Chart, ...]:
    charts = []
    for currency in sorted({str(row[1]) for row in holders.rows}):
        ours = [(str(row[0]), row[4]) for row in holders.rows if row[1] == currency]
        kept = largest((name, (amount,)) for name, amount in ours if isinstance(amount, Decimal) and amount > 0)
        labels, values = tuple(name for name, _ in kept), tuple(sums[0] for _, sums in kept)
        charts.append(
            Chart(
                title="Not out yet, at whom",
                unit=currency,
                labels=labels,
                series=(Series("amount", values),),
                kind=BARS,
            )
        )
    return tuple(charts)


REPORT = Report(
    key="proformas",
    title="Proforma status",
    summary="What is not out yet, at whom it lies and since when.",
    description="Proformas as the billing system's last list has them, and the bills made of them that were not sent.",
    takes=(CLIENT,),
    make=_make,
)
