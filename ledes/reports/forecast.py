"""What will be billed and what money will come, month by month with a range, and how wrong that would have been."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from ledes.money import half_up
from ledes.reports import CLIENT, Answer, Asked, Figure, Option, Report
from ledes.show.chart import LINES, Chart, Series
from ledes.show.sheet import MONEY, PERCENT, TEXT, Cell, Column, Sheet

if TYPE_CHECKING:
    from ledes.ledger.reading import Reader
    from ledes.reports.foreseen import Claim, Habits, Month
    from ledes.reports.foreseen.trial import Range, Trial
    from ledes.reports.invoices import Invoice
    from ledes.workspace import Workspace

SHOWN = 12
"""Months of the past beside which the months ahead are drawn."""

AHEAD = ("3", "6", "12")


class Outlook(NamedTuple):
    """What is foreseen in one currency: each month with its range, and how the past would have been foreseen."""

    currency: str
    claims: Sequence[Claim]
    months: Sequence[Month]
    bills: Sequence[Range]
    money: Sequence[Range]
    tried_bills: Sequence[Trial]
    tried_money: Sequence[Trial]


def claim(invoice: Invoice) -> Claim:
    """Take an invoice for an estimate: its bill, what came for it, what was given up."""
    from ledes.reports.foreseen import Claim, Paid
    from ledes.reports.statement import BILLED, WRITTEN_OFF, entries

    came: list[Paid] = []
    given_up: list[Paid] = []
    for each in entries(invoice):
        if each.what != BILLED:
            some = given_up if each.what == WRITTEN_OFF else came
            some.append(Paid(each.day, -each.amount))
    return Claim(
        client=invoice.client,
        currency=invoice.currency,
        date=invoice.date,
        billed=invoice.submission.total,
        paid=tuple(came),
        given_up=tuple(given_up),
    )


def _make(book: Reader, home: Workspace, asked: Asked) -> Answer:
    from ledes.reports import foreseen
    from ledes.reports.invoices import invoices

    every = [claim(each) for each in invoices(book, home, Asked(today=asked.today))]
    habits = foreseen.Habits(every, asked.today + datetime.timedelta(days=1))
    ahead = int(asked.options.get("months") or AHEAD[1])
    outlooks = [
        outlook
        for currency in sorted({each.currency for each in every})
        if (outlook := _outlook(currency, every, habits, asked, ahead)).claims
    ]
    return Answer(
        figures=tuple(_figures(outlooks)),
        tables=(
            _foreseen(outlooks),
            _past("money", "Money, foreseen and come", outlooks),
            _past("bills", BILLS, outlooks),
        ),
        charts=tuple(chart for each in outlooks for chart in _drawn(each)),
        notes=tuple(_notes(outlooks)),
    )


BILLS = "Billings, foreseen and made"


def _outlook(currency: str, every: Iterable[Claim], habits: Habits, asked: Asked, ahead: int) -> Outlook:
    from ledes.reports import foreseen
    from ledes.reports.foreseen import trial

    claims = [each for each in every if each.currency == currency and asked.client in {"", each.client}]
    start = asked.today + datetime.timedelta(days=1)
    coming = foreseen.months(start, ahead + 1)
    tried = trial.money(claims, asked.today)
    wrong = trial.error(tried) or Decimal(0)
    money = [trial.ranged(each, wrong) for each in foreseen.expected(claims, start, coming, habits)]
    monthly = trial.together(foreseen.billings(claims, start).values())
    made = trial.bills(claims, asked.today)
    usual = trial.ranged(monthly, trial.error(made) or Decimal(0))
    bills = [
        trial.Range(*(value * min(Decimal(1), Decimal((each.end - each.start).days) / 30) for value in usual))
        for each in coming
    ]
    return Outlook(currency, claims, coming, bills, money, made, tried)


def _whole(value: Decimal) -> Decimal:
    """Tell an estimate in whole units: more digits would claim too much."""
    return half_up(value, 0)


def _figures(outlooks: Iterable[Outlook]) -> Iterator[Figure]:
    from ledes.reports.foreseen import trial

    for each in outlooks:
        if len(each.money) > 1:
            low, mean, high = each.money[1]
            title = f"Money in {each.months[1].name}, between {_whole(low):,} and {_whole(high):,}"
            yield Figure(title, _whole(mean), MONEY, each.currency)
        wrong = trial.error(each.tried_money)
        if wrong is not None:
            title = f"Mean error of the last {len(each.tried_money)} months, {each.currency}"
            yield Figure(title, Decimal(f"{wrong:.3f}"), PERCENT)


RANGES = (
    ("bills", "Bills, low", "Bills", "Bills, high"),
    ("money", "Money, low", "Money", "Money, high"),
)


def _foreseen(outlooks: Iterable[Outlook]) -> Sheet:
    columns = [
        Column(f"{key}_{name}", title, MONEY, 13)
        for key, *titles in RANGES
        for name, title in zip(("low", "mean", "high"), titles, strict=True)
    ]
    rows: list[tuple[Cell, ...]] = []
    for each in outlooks:
        for place, (month, bills, money) in enumerate(zip(each.months, each.bills, each.money, strict=True)):
            name = month.name if place else f"rest of {month.name}"
            rows.append((name, each.currency, *map(_whole, bills), *map(_whole, money)))
    sums = [
        ("together", each.currency, None, _sum(each.bills), None, None, _sum(each.money), None) for each in outlooks
    ]
    return Sheet(
        key="foreseen",
        title="Month by month",
        columns=(Column("month", "Month", TEXT, 16), Column("currency", "Currency", TEXT, 10), *columns),
        rows=tuple(rows),
        totals=tuple(sums),
    )


def _sum(ranges: Iterable[Range]) -> Decimal:
    return sum((_whole(each.mean) for each in ranges), Decimal(0))


def _past(key: str, title: str, outlooks: Iterable[Outlook]) -> Sheet:
    rows: list[tuple[Cell, ...]] = []
    for each in outlooks:
        for trial in each.tried_money if key == "money" else each.tried_bills:
            # a part that rounds to nothing is written without a sign
            off = Decimal(f"{(trial.foreseen.mean - trial.came) / trial.came:.3f}") + 0 if trial.came > 0 else None
            values = (*map(_whole, trial.foreseen), _whole(trial.came))
            rows.append((trial.month.name, each.currency, *values, off, "yes" if trial.inside else "no"))
    return Sheet(
        key=key,
        title=title,
        columns=(
            Column("month", "Month", TEXT, 10),
            Column("currency", "Currency", TEXT, 10),
            Column("low", "Low", MONEY, 13),
            Column("mean", "Foreseen", MONEY, 13),
            Column("high", "High", MONEY, 13),
            Column("came", "Came", MONEY, 13),
            Column("error", "Off by", PERCENT, 9),
            Column("inside", "In range", TEXT, 9),
        ),
        rows=tuple(rows),
    )


def _drawn(each: Outlook) -> Iterator[Chart]:
    from ledes.reports import foreseen

    past = foreseen.before(each.months[0].start, SHOWN)
    for title, sums, ahead in (
        ("Money: came, and foreseen", foreseen.collected, each.money),
        ("Bills: made, and foreseen", foreseen.billed, each.bills),
    ):
        known = sums(each.claims)
        came = tuple(_whole(known.get(month.name, Decimal(0))) for month in past)
        # of this month only the rest is foreseen: drawn as a whole, it can be compared with the others
        there = [known.get(month.name, Decimal(0)) for month in each.months]
        low, mean, high = (
            tuple(_whole(so_far + one[place]) for so_far, one in zip(there, ahead, strict=True)) for place in range(3)
        )
        none = (None,) * len(past)
        yield Chart(
            title=title,
            unit=each.currency,
            labels=tuple(month.name for month in (*past, *each.months)),
            series=(Series("until now", (*came, *(None for _ in ahead))), Series("foreseen", (*none, *mean))),
            band=(*((None, None) for _ in past), *zip(low, high, strict=True)),
            kind=LINES,
        )


def _notes(outlooks: Sequence[Outlook]) -> Iterator[str]:
    yield (
        "money is foreseen bill by bill, from how long each client has taken so far; a client with few bills is taken "
        "to pay like the others; what is still to be billed is taken to be what the last six months brought"
    )
    yield "a range is where eight of ten months should lie, and no narrower than the estimate was wrong by in the past"
    if outlooks:
        yield "charts show this month as a whole: what is there already, and what is foreseen of the rest"
    tried = [one for each in outlooks for one in each.tried_money]
    if tried:
        yield (
            f"each of {len(tried)} months of the past was foreseen again from what was known on its first day: "
            f"{sum(one.inside for one in tried)} of them lay in the range that was told by the variance alone"
        )
    short = [each.currency for each in outlooks if not each.tried_money]
    if short:
        yield f"in {', '.join(short)} there are too few months of bills to try the estimate on the past"


REPORT = Report(
    key="forecast",
    title="Forecast",
    summary="What will be billed and what money will come, by month with a range, tried on the last six months.",
    description=(
        "From each client's own delays, week by week, with what is open now and what a month usually brings. The error "
        "that the same method would have made in the past is printed beside it. Currencies are never added together."
    ),
    takes=(CLIENT,),
    options=(Option("months", "Whole months ahead.", AHEAD, AHEAD[1]),),
    make=_make,
)
