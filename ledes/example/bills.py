"""Invented bills: a few lines each, for one matter and one month."""

from __future__ import annotations

import calendar
import datetime
import random
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from ledes import money
from ledes.bill import Bill, Line, Matter, Party, Timekeeper
from ledes.example import Payer, firm
from ledes.example.firm import PEOPLE

CENT = 2
TASKS = ("L110", "L120", "L160", "L210", "L310", "L330")
ACTIVITIES = ("A102", "A103", "A104", "A106")
EXPENSES = (("E107", "18.40"), ("E110", "64.25"), ("E112", "402.00"))
WORK = ("Review of documents", "Draft of a letter", "Call about next steps", "Research on a point of law")
TIMEKEEPERS = tuple(Timekeeper(id=each.id, name=each.name, classification=each.classification) for each in PEOPLE)
RATES = {each.id: each.rate for each in PEOPLE}


def months(today: datetime.date, count: int) -> list[tuple[datetime.date, datetime.date]]:
    """List the months before this one, the oldest first, by first and last day."""
    found = []
    last = today.replace(day=1) - datetime.timedelta(days=1)
    for _ in range(count):
        found.append((last.replace(day=1), last))
        last = last.replace(day=1) - datetime.timedelta(days=1)
    return found[::-1]


def bill(
    chance: random.Random, payer: Payer, number: str, span: tuple[datetime.date, datetime.date], today: datetime.date
) -> Bill:
    """Invent a bill for a month, dated some days after it, today at the latest."""
    start, end = span
    nth = chance.randrange(len(payer.attorneys))
    matter = Matter(firm_id=firm.matter_number(payer, nth), client_id=firm.client_matter(payer, nth))
    lines = tuple(_lines(chance, matter, start, end))
    return Bill(
        number=number,
        date=min(today, end + datetime.timedelta(days=chance.randint(3, 18))),
        start=start,
        end=end,
        currency=payer.currency,
        description="Invented bill, to try things out",
        total=money.total(each.amount or money.ZERO for each in lines),
        firm=Party(id="00-EXAMPLE", name=firm.NAME),
        client=Party(id=payer.number, name=payer.name),
        matters=(matter,),
        lines=lines,
    )


def _lines(chance: random.Random, matter: Matter, start: datetime.date, end: datetime.date) -> Iterator[Line]:
    days = calendar.monthrange(end.year, end.month)[1]
    for place in range(1, chance.randint(2, 5) + 1):
        day = start + datetime.timedelta(days=chance.randrange(days))
        if place > 1 and chance.random() < 0.15:
            code, price = chance.choice(EXPENSES)
            units, rate = Decimal(chance.randint(1, 3)), money.parse(price)
            yield _line(place, matter, day, units, rate, kind="E", expense=code, description="Costs as agreed")
        else:
            who = chance.choice(TIMEKEEPERS)
            units = Decimal(chance.randint(2, 60)).scaleb(-1)
            text = f"{chance.choice(WORK)} ({matter.client_id}, {day:%d.%m.}, {place})"
            line = _line(place, matter, day, units, RATES[who.id], kind="F", description=text)
            yield _by(line, who, chance.choice(TASKS), chance.choice(ACTIVITIES))


def _line(
    place: int,
    matter: Matter,
    day: datetime.date,
    units: Decimal,
    rate: Decimal,
    *,
    kind: str,
    description: str,
    expense: str = "",
) -> Line:
    amount = money.half_up(money.times(units, rate), CENT)
    return Line(
        number=str(place),
        kind=kind,
        matter=matter,
        date=day,
        units=units,
        rate=rate,
        amount=amount,
        total=amount,
        expense=expense,
        description=description,
    )


def _by(line: Line, who: Timekeeper, task: str, activity: str) -> Line:
    return replace(line, timekeeper=who, task=task, activity=activity)
