"""How long a bill takes: from the work to its invoice, to the platform, to the client's word, to the money."""

from __future__ import annotations

import datetime
import statistics
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from ledes.reports import Answer, Asked, Figure, Report
from ledes.show.chart import BARS, LINES, MOST, Chart, Series
from ledes.show.sheet import COUNT, DATE, NUMBER, TEXT, Cell, Column, Sheet

if TYPE_CHECKING:
    from ledes.ledger.reading import Reader
    from ledes.reports.invoices import Invoice
    from ledes.workspace import Workspace


class Step(NamedTuple):
    """A way from one moment of an invoice to another."""

    key: str
    title: str
    start: Callable[[Invoice], datetime.date | None]
    end: Callable[[Invoice], datetime.date | None]

    def days(self, invoice: Invoice) -> int | None:
        """Count the days; `None` where one of the moments has not come, or is not known."""
        start, end = self.start(invoice), self.end(invoice)
        return None if start is None or end is None else (end - start).days


STEPS = (
    Step("billing", "Period to invoice", lambda each: each.end, lambda each: each.date),
    Step("sending", "Invoice to platform", lambda each: each.date, lambda each: each.sent),
    Step("answer", "Platform to first word", lambda each: each.sent, lambda each: each.answered),
    Step("acceptance", "Platform to acceptance", lambda each: each.sent, lambda each: each.accepted),
    Step("payment", "Acceptance to money", lambda each: each.accepted, lambda each: each.settled),
    Step("whole", "Invoice to money", lambda each: each.date, lambda each: each.settled),
)
WHOLE = STEPS[-1]


def known(step: Step, some: Iterable[Invoice]) -> list[int]:
    """List the days that a step took, for the invoices that have taken it."""
    return [days for each in some if (days := step.days(each)) is not None]


def _median(days: Sequence[int]) -> Decimal | None:
    return Decimal(f"{statistics.median(days):.1f}") if days else None


def _most(days: Sequence[int]) -> int | None:
    """Give the days within which nine of ten did it."""
    return sorted(days)[max(0, -(-9 * len(days) // 10) - 1)] if days else None


def _make(book: Reader, home: Workspace, asked: Asked) -> Answer:
    from ledes.reports.invoices import invoices

    found = invoices(book, home, asked)
    steps = tuple(_step(each, found) for each in STEPS)
    median = _median(known(WHOLE, found))
    clients = _groups("clients", "By client", "Client", found, lambda each: each.name)
    months = _groups("months", "By month of the invoice", "Month", found, lambda each: f"{each.date:%Y-%m}")
    return Answer(
        figures=(Figure("From invoice to money, half of all within", median, NUMBER, "days"),) if median else (),
        tables=(
            Sheet(key="steps", title="All bills", columns=OF_STEPS, rows=steps),
            clients,
            _groups("vendors", "By platform", "Platform", found, lambda each: each.vendor),
            months,
            _every(found),
        ),
        charts=(_by_name(clients), _over_time(months)),
        notes=(
            "a step counts for the bills that have taken it: those that still wait are left out, so that the newest "
            "months look faster than they will be",
            "money is there on the day on which the last of what is owed came; numbers by name are medians",
        ),
    )


OF_STEPS = (
    Column("step", "Step", TEXT, 24),
    Column("bills", "Bills", COUNT, 7),
    Column("median", "Median", NUMBER, 8),
    Column("mean", "Mean", NUMBER, 8),
    Column("most", "9 of 10 within", COUNT, 10),
    Column("longest", "Longest", COUNT, 9),
)


def _step(step: Step, found: Iterable[Invoice]) -> tuple[Cell, ...]:
    days = known(step, found)
    mean = Decimal(f"{statistics.fmean(days):.1f}") if days else None
    return (step.title, len(days), _median(days), mean, _most(days), max(days, default=None))


def _groups(key: str, title: str, head: str, found: Iterable[Invoice], name: Callable[[Invoice], str]) -> Sheet:
    groups: dict[str, list[Invoice]] = {}
    for each in found:
        groups.setdefault(name(each), []).append(each)
    return Sheet(
        key=key,
        title=title,
        columns=(
            Column("name", head, TEXT, 24),
            Column("bills", "Bills", COUNT, 7),
            *(Column(each.key, each.title, NUMBER, 12) for each in STEPS),
            Column("most", "9 of 10 paid within", COUNT, 11),
        ),
        rows=tuple(
            (each, len(some), *(_median(known(step, some)) for step in STEPS), _most(known(WHOLE, some)))
            for each, some in sorted(groups.items())
        ),
    )


def _by_name(sheet: Sheet) -> Chart:
    """Draw how long each client takes to accept and then to pay, the slowest first."""
    every = [row for row in sheet.rows if row[5] is not None or row[6] is not None]
    rows = sorted(every, key=lambda row: -((_number(row[5]) or 0) + (_number(row[6]) or 0)))[:MOST]
    said = "" if len(rows) == len(every) else f": the {len(rows)} slowest of {len(every)} clients"
    return Chart(
        title=f"Median days to acceptance, and from there to the money{said}",
        labels=tuple(str(row[0]) for row in rows),
        series=(
            Series("to acceptance", tuple(_number(row[5]) for row in rows)),
            Series("to the money", tuple(_number(row[6]) for row in rows)),
        ),
        kind=BARS,
        stacked=True,
        unit="days",
    )


def _over_time(sheet: Sheet) -> Chart:
    return Chart(
        title="Median days by month of the invoice",
        labels=tuple(str(row[0]) for row in sheet.rows),
        series=(
            Series("invoice to money", tuple(_number(row[7]) for row in sheet.rows)),
            Series("platform to acceptance", tuple(_number(row[5]) for row in sheet.rows)),
        ),
        kind=LINES,
        unit="days",
    )


def _number(cell: Cell) -> Decimal | None:
    return cell if isinstance(cell, Decimal) else None


def _every(found: Iterable[Invoice]) -> Sheet:
    return Sheet(
        key="invoices",
        title="Every invoice",
        columns=(
            Column("invoice", "Invoice", TEXT, 11),
            Column("client", "Client", TEXT, 24),
            *(Column(name, title, DATE, 11) for name, title in MOMENTS),
            *(Column(each.key, each.title, COUNT, 11) for each in STEPS),
        ),
        rows=tuple(
            (
                each.number,
                each.name,
                *(each.end, each.date, each.sent, each.answered, each.accepted, each.settled),
                *(step.days(each) for step in STEPS),
            )
            for each in found
        ),
        detail=True,
    )


MOMENTS = (
    ("end", "Period ends"),
    ("date", "Invoice"),
    ("sent", "On platform"),
    ("answered", "First word"),
    ("accepted", "Accepted"),
    ("settled", "Money"),
)

REPORT = Report(
    key="days",
    title="Days between the moments",
    summary="How long bills take from the work to the invoice, to the platform, to acceptance and to the money.",
    description=(
        "Days are those of the calendar, from the first version of a bill to the acceptance and payment of its last. "
        "`--since` and `--until` limit the invoice dates."
    ),
    make=_make,
)
