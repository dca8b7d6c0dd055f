"""One week on a page: what went out, what came back, what was paid, where the money stands, what is due next."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from ledes import money
from ledes.reports import Answer, Asked, Figure, Report
from ledes.show.chart import COLUMNS, Chart, Series
from ledes.show.sheet import COUNT, DATE, MONEY, TEXT, Cell, Column, Sheet

if TYPE_CHECKING:
    from ledes.ledger.reading import Reader
    from ledes.reports.invoices import Invoice
    from ledes.workspace import Workspace

DAYS, AHEAD = 7, 14
"""Days that are looked back on, and days whose deadlines are listed."""

WEEKS = 8
"""Weeks that are drawn."""

BILLED, SENT, ACCEPTED, REDUCED, REJECTED, PAID, GIVEN_UP = (
    *("invoice dated", "reached the platform", "accepted in full", "accepted with cuts"),
    *("rejected or refused", "money came", "written off"),
)
KINDS = (BILLED, SENT, ACCEPTED, REDUCED, REJECTED, PAID, GIVEN_UP)


class Happening(NamedTuple):
    """Something that happened to an invoice on a day, with its amount: of the bill, of the approval, of the money."""

    day: datetime.date
    kind: str
    number: str
    client: str
    currency: str
    amount: Decimal


def _make(book: Reader, home: Workspace, asked: Asked) -> Answer:
    from ledes.reports.invoices import invoices

    until = asked.until or asked.today
    since = asked.since or until - datetime.timedelta(days=DAYS - 1)
    found = invoices(book, home, Asked(today=asked.today, client=asked.client))
    span = until - since + datetime.timedelta(days=1)
    back = min(since - span, until - datetime.timedelta(days=7 * WEEKS))
    moved = (invoice for invoice in found if _last(invoice) >= back)
    every = [*(each for invoice in moved for each in _happened(invoice)), *_rejected(book, home, asked)]
    now = [each for each in every if since <= each.day <= until]
    before = [each for each in every if since - span <= each.day < since]
    standing = _standing(found)
    due, late = _due(book, home, asked)
    return Answer(
        figures=(
            *(Figure("Open", row[1], MONEY, str(row[0])) for row in standing.rows),
            Figure("From", since, DATE),
            Figure("Until", until, DATE),
        ),
        tables=(_what(now, before), standing, due, _every(now)),
        charts=tuple(_drawn(every, until)),
        notes=(
            "the time before is as many days just before; rejections count each version of a bill, everything else "
            "each invoice once",
            *late,
        ),
    )


def _last(invoice: Invoice) -> datetime.date:
    """Give the last day on which anything happened to an invoice or its money."""
    each = invoice.receivable
    days = [payment.day for payment in each.payments] + [given_up.day for given_up in each.write_offs]
    more = (invoice.sent, invoice.accepted, each.reported.day if each.reported else None)
    return max((invoice.date, *days, *filter(None, more)))


def _happened(invoice: Invoice) -> Iterator[Happening]:
    from ledes.reports.statement import BILLED as DATED
    from ledes.reports.statement import WRITTEN_OFF, entries

    def happening(day: datetime.date, kind: str, amount: Decimal) -> Happening:
        return Happening(day, kind, invoice.number, invoice.name, invoice.currency, amount)

    total = invoice.submission.total
    yield happening(invoice.date, BILLED, total)
    if invoice.sent:
        yield happening(invoice.sent, SENT, total)
    if invoice.accepted:
        approved = invoice.balance.approved if invoice.balance.approved is not None else total
        yield happening(invoice.accepted, REDUCED if approved < total else ACCEPTED, approved)
    for each in entries(invoice):
        if each.what != DATED:
            yield happening(each.day, GIVEN_UP if each.what == WRITTEN_OFF else PAID, -each.amount)


def _rejected(book: Reader, home: Workspace, asked: Asked) -> Iterator[Happening]:
    """Yield the last rejection of every version of every invoice."""
    from ledes.payments.receivables import NOT_OWED
    from ledes.reports.invoices import TURNED_DOWN, history, named

    words = history(book)
    for each in book.submissions(client=asked.client):
        said = [word.day for word in words.get(each.id, ()) if word.kind == "REFUSED" or word.status in TURNED_DOWN]
        if said and each.delivery.environment != "test" and each.kind not in NOT_OWED:
            yield Happening(said[-1], REJECTED, each.invoice, named(home, each.client), each.currency, each.total)


def _what(now: Iterable[Happening], before: Iterable[Happening]) -> Sheet:
    """Count what happened, beside the same time before."""
    sums: dict[tuple[str, str], list[tuple[int, Decimal]]] = {}
    for place, some in enumerate((now, before)):
        for each in some:
            here = sums.setdefault((each.kind, each.currency), [(0, money.ZERO), (0, money.ZERO)])
            here[place] = (here[place][0] + 1, money.plus(here[place][1], each.amount))
    return Sheet(
        key="week",
        title="What happened",
        columns=(
            Column("what", "What", TEXT, 22),
            Column("currency", "Currency", TEXT, 10),
            Column("count", "Times", COUNT, 7),
            Column("amount", "Amount", MONEY, 14),
            Column("count_before", "Before: times", COUNT, 8),
            Column("amount_before", "Before: amount", MONEY, 14),
        ),
        rows=tuple(
            (kind, currency, *now_, *then)
            for (kind, currency), (now_, then) in sorted(
                sums.items(), key=lambda each: (KINDS.index(each[0][0]), each[0])
            )
        ),
    )


def _standing(found: Iterable[Invoice]) -> Sheet:
    """Say where the money waits, in each currency."""
    from ledes.reports.invoices import APPROVED, NOT_SENT, REJECTED, WAITING

    stages = (NOT_SENT, WAITING, REJECTED, APPROVED)
    sums: dict[str, dict[str, Decimal]] = {}
    for each in found:
        if each.open != money.ZERO:
            here = sums.setdefault(each.currency, dict.fromkeys(("open", *stages), money.ZERO))
            for name in ("open", each.stage):
                here[name] = money.plus(here[name], each.open)
    titles = ("Open", "Not sent", "With the client", "Turned down", "Approved")
    return Sheet(
        key="open",
        title="Where the money waits today",
        columns=(
            Column("currency", "Currency", TEXT, 10),
            *(
                Column(name.replace(" ", "_"), title, MONEY, 14)
                for name, title in zip(("open", *stages), titles, strict=True)
            ),
        ),
        rows=tuple((currency, *here.values()) for currency, here in sorted(sums.items())),
    )


def _due(book: Reader, home: Workspace, asked: Asked) -> tuple[Sheet, tuple[str, ...]]:
    """List the deadlines that come soon or have just passed, and count those that passed long ago."""
    from ledes.deadlines import near
    from ledes.deadlines.finding import deadlines

    rows: list[tuple[Cell, ...]] = []
    old = 0
    for each in near(deadlines(book, home, asked.today), asked.today, AHEAD):
        client = each.submission.client if each.submission else each.client
        if asked.client in {"", client}:
            left = each.left(asked.today)
            number = each.submission.invoice if each.submission else each.invoice
            old += left < -AHEAD
            if left >= -AHEAD:
                rows.append((each.day, left, each.what, client or each.account, number, each.step))
    late = (f"{old} deadlines passed more than {AHEAD} days ago: ledes due lists them",) if old else ()
    return _deadlines(rows), late


def _deadlines(rows: Iterable[tuple[Cell, ...]]) -> Sheet:
    return Sheet(
        key="due",
        title=f"Due within {AHEAD} days, or just passed",
        columns=(
            Column("day", "Day", DATE, 11),
            Column("left", "Days left", COUNT, 7),
            Column("what", "What", TEXT, 28),
            Column("whose", "Whose", TEXT, 20),
            Column("invoice", "Invoice", TEXT, 11),
            Column("step", "Next", TEXT, 40),
        ),
        rows=tuple(rows),
    )


def _every(now: Iterable[Happening]) -> Sheet:
    ordered = sorted(now, key=lambda each: (each.day, KINDS.index(each.kind), each.number))
    return Sheet(
        key="events",
        title="Everything that happened",
        columns=(
            Column("day", "Day", DATE, 11),
            Column("what", "What", TEXT, 22),
            Column("invoice", "Invoice", TEXT, 11),
            Column("client", "Client", TEXT, 24),
            Column("currency", "Currency", TEXT, 10),
            Column("amount", "Amount", MONEY, 14),
        ),
        rows=tuple((each.day, each.kind, each.number, each.client, each.currency, each.amount) for each in ordered),
        detail=True,
    )


def _drawn(every: Iterable[Happening], until: datetime.date) -> Iterator[Chart]:
    """Draw what reached the platforms and what came back week by week, a chart for each currency."""
    sums: dict[tuple[str, str, int], Decimal] = {}
    for each in every:
        back = (until - each.day).days // 7
        if each.kind in {SENT, PAID} and 0 <= back < WEEKS:
            key = (each.currency, each.kind, back)
            sums[key] = money.plus(sums.get(key, money.ZERO), each.amount)
    weeks = tuple(reversed(range(WEEKS)))
    labels = tuple(f"{until - datetime.timedelta(days=7 * back):%m-%d}" for back in weeks)
    for currency in sorted({key[0] for key in sums}):
        series = tuple(
            Series(name, tuple(sums.get((currency, kind, back), money.ZERO) for back in weeks))
            for kind, name in ((SENT, "sent"), (PAID, "paid"))
        )
        yield Chart(
            title="Sent and paid in the week that ends on", unit=currency, labels=labels, series=series, kind=COLUMNS
        )


REPORT = Report(
    key="weekly",
    title="Weekly summary",
    summary="One week on a page: what went out, what came back, what was paid, where the money waits, what is due.",
    description="The last seven days until today, or those of `--since` and `--until`, and as many days before them.",
    make=_make,
)
