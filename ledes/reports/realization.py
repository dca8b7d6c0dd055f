"""What of the work becomes money: worked, billed, accepted, approved, paid, by person, code and client."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ledes import money
from ledes.reports import Answer, Asked, Figure, Report
from ledes.show.chart import BARS, COLUMNS, Chart, Series, largest
from ledes.show.sheet import MONEY, NUMBER, PERCENT, TEXT, Cell, Column, Sheet

if TYPE_CHECKING:
    from ledes.ledger.reading import Reader
    from ledes.reports.invoices import Invoice
    from ledes.reports.realized import Realized
    from ledes.workspace import Workspace

HOURS, WORKED, BILLED, TURNED, UNDECIDED, ACCEPTED, CUT, APPROVED, PAID = range(9)
"""Places of the sums (`ledes.reports.realized.NAMES`)."""

SUMS = (
    Column("hours", "Hours", NUMBER, 9),
    Column("worked", "Worked", MONEY, 14),
    Column("billed", "Billed", MONEY, 14),
    Column("turned_down", "Turned down", MONEY, 12),
    Column("undecided", "Not decided", MONEY, 12),
    Column("accepted", "Accepted", MONEY, 14),
    Column("cut", "Cut", MONEY, 12),
    Column("approved", "Approved", MONEY, 14),
    Column("paid", "Paid", MONEY, 14),
    Column("short", "Approved, not paid", MONEY, 16),
    Column("realized", "Approved of accepted", PERCENT, 12),
    Column("collected", "Paid of approved", PERCENT, 11),
)


def _make(book: Reader, home: Workspace, asked: Asked) -> Answer:
    from ledes.reports.invoices import invoices
    from ledes.reports.realized import realized

    found = invoices(book, home, asked)
    parts = list(realized(book, found))
    sums = _added((_names(each), each.sums) for each in parts)
    clients = _table("clients", "By client", "Client", sums, 0)
    people = _table("people", "By timekeeper", "Timekeeper", sums, 1)
    codes = _table("codes", "By task or expense", "Code", sums, 2)
    figures = (
        figure
        for row in clients.totals
        for figure in (
            Figure("Approved of what was accepted", row[-2], PERCENT, str(row[1])),
            Figure("Approved, not paid", row[-3], MONEY, str(row[1])),
        )
    )
    return Answer(
        figures=tuple(each for each in figures if each.value is not None),
        tables=(clients, people, codes, _short(found), _every(parts)),
        charts=(*_steps(clients), *_worst(people, "timekeeper"), *_worst(codes, "code")),
        notes=(
            "worked is units x rate before any discount of the bill; billed includes tax, which has a row of its own",
            "what the client cut is taken from the lines that it named; the rest of a cut, and what was paid, is "
            "shared out by what is left of each line",
        ),
    )


def _who(each: Realized) -> str:
    return _named(each.timekeeper, each.name) or ("(expenses)" if each.code else "(adjustments)")


@functools.lru_cache(maxsize=4096)
def _named(timekeeper: str, name: str) -> str:
    return " ".join(part for part in (timekeeper, name) if part)


Names = tuple[str, ...]
Sums = Mapping[Names, Sequence[int]]
"""Sums by the names that they stand under; the last is the currency."""


def _names(each: Realized) -> Names:
    """Name the client, the person, the code and the currency of a part."""
    invoice = each.invoice
    return invoice.name, _who(each), each.code or "(no code)", invoice.currency


def _added(some: Iterable[tuple[Names, Sequence[int]]]) -> Sums:
    """Add up what stands under the same names."""
    groups: dict[Names, list[Sequence[int]]] = {}
    for names, values in some:
        groups.setdefault(names, []).append(values)
    return {names: [sum(column) for column in zip(*rows, strict=True)] for names, rows in groups.items()}


def _table(key: str, title: str, head: str, parts: Sums, place: int) -> Sheet:
    """Make the table of one of the names (`_names`)."""
    sums = _added(((names[place], names[-1]), values) for names, values in parts.items())
    together = _added((names[-1:], values) for names, values in sums.items())
    return Sheet(
        key=key,
        title=title,
        columns=(Column("name", head, TEXT, 24), Column("currency", "Currency", TEXT, 10), *SUMS),
        rows=tuple((*names, *_cells(values)) for names, values in sorted(sums.items())),
        totals=tuple(("together", *names, *_cells(values)) for names, values in sorted(together.items())),
    )


def _cells(values: Sequence[int]) -> tuple[Cell, ...]:
    amounts = [money.from_ten_thousandths(each) for each in values]
    short = money.from_ten_thousandths(values[APPROVED] - values[PAID])
    return (*amounts, short, _share(values[APPROVED], values[ACCEPTED]), _share(values[PAID], values[APPROVED]))


def _share(part: int, whole: int) -> Decimal | None:
    if whole <= 0:
        return None
    return money.half_up(money.ROUNDING.divide(Decimal(part), Decimal(whole)), 3)


def _short(found: Iterable[Invoice]) -> Sheet:
    """List the invoices of which less was approved or paid than was billed, the largest loss first."""
    rows: list[tuple[Any, ...]] = []
    for each in found:
        balance = each.balance
        approved = balance.approved if balance.approved is not None else balance.billed
        missing = money.minus(approved, balance.paid) if each.submission.status == "SHORT_PAID" else money.ZERO
        if each.decided and (balance.cut or missing > 0):
            sums = (balance.billed, balance.cut, approved, balance.paid, max(missing, money.ZERO), balance.written_off)
            rows.append((each.number, each.name, each.date, each.currency, *sums))
    rows.sort(key=lambda row: (row[3], -money.plus(row[5], row[8]), row[0]))
    names = ("billed", "cut", "approved", "paid", "short", "written_off")
    titles = ("Billed", "Cut", "Approved", "Paid", "Short paid", "Written off")
    return Sheet(
        key="short",
        title="Invoices that were cut or short paid",
        columns=(
            Column("invoice", "Invoice", TEXT, 11),
            Column("client", "Client", TEXT, 24),
            Column("date", "Date", "date", 11),
            Column("currency", "Currency", TEXT, 10),
            *(Column(name, title, MONEY, 13) for name, title in zip(names, titles, strict=True)),
        ),
        rows=tuple(rows),
        detail=True,
    )


def _every(parts: Iterable[Realized]) -> Sheet:
    from ledes.reports.invoices.tables import Later

    return Sheet(
        key="parts",
        title="Every part of every invoice",
        columns=(
            Column("invoice", "Invoice", TEXT, 11),
            Column("client", "Client", TEXT, 24),
            Column("matter", "Matter", TEXT, 11),
            Column("timekeeper", "Timekeeper", TEXT, 20),
            Column("code", "Code", TEXT, 12),
            Column("currency", "Currency", TEXT, 10),
            *SUMS[:9],
        ),
        rows=Later(
            lambda: (
                (
                    *(
                        each.invoice.number,
                        each.invoice.name,
                        each.matter,
                        _who(each),
                        each.code,
                        each.invoice.currency,
                    ),
                    *map(money.from_ten_thousandths, each.sums),
                )
                for each in parts
            )
        ),
        detail=True,
    )


STEPS = ((WORKED, "worked"), (BILLED, "billed"), (ACCEPTED, "accepted"), (APPROVED, "approved"), (PAID, "paid"))


def _steps(clients: Sheet) -> Iterable[Chart]:
    """Draw how the money melts on its way, a chart for each currency."""
    for row in clients.totals:
        values = tuple(row[2 + place] for place, _ in STEPS)
        yield Chart(
            title="From work to money",
            unit=str(row[1]),
            labels=tuple(name for _, name in STEPS),
            series=(Series("amount", tuple(each if isinstance(each, Decimal) else None for each in values)),),
            kind=COLUMNS,
        )


def _worst(sheet: Sheet, what: str) -> Iterable[Chart]:
    """Draw by whom or what most was cut, a chart for each currency."""
    for currency in sorted({str(row[1]) for row in sheet.rows}):
        cuts = [(str(row[0]), row[2 + CUT]) for row in sheet.rows if row[1] == currency]
        kept = largest((name, (cut,)) for name, cut in cuts if isinstance(cut, Decimal) and cut > 0)
        yield Chart(
            title=f"Cut by {what}",
            unit=currency,
            labels=tuple(name for name, _ in kept),
            series=(Series("cut", tuple(values[0] for _, values in kept)),),
            kind=BARS,
        )


REPORT = Report(
    key="realization",
    title="Realization",
    summary="What of the work becomes money: worked, billed, accepted, approved, paid, by timekeeper, code and client.",
    description=(
        "Every line of every bill is followed to what the client approved and paid for it. The parts add up to the "
        "invoices, which are listed with `--all`. `--since` and `--until` limit the invoice dates."
    ),
    make=_make,
)
