"""Meals: only while somebody is away overnight, and with tips that the client pays."""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Iterable
from decimal import Decimal

from ledes import money
from ledes.bill import EXPENSE, Bill, Line
from ledes.earlier import matter_number
from ledes.finding import Where
from ledes.money import ZERO
from ledes.rules import Reports, journeys, rule, views

MEALS, AWAY = "E111", "E110"
HUNDRED = Decimal(100)
_TIP = re.compile(
    r"(?<!\w)(?:tip|tips|gratuity|gratuities)(?: of| at|:)? *[$£€]? ?(?P<after>\d{1,5}(?:\.\d{1,2})?)"
    r" ?(?P<pc>%|per ?cent)?"
    r"|[$£€]? ?(?P<before>\d{1,5}(?:\.\d{1,2})?) ?(?P<pc2>%|per ?cent)? (?:tip|gratuity)(?!\w)",
    re.I,
)


@rule(
    "K215",
    scope="client",
    fix="Take the meal off, or show the journey that it belongs to.",
    reason="EXPENSE_CAP",
    catalogue=("EXP-MEAL",),
)
def meal_without_overnight_travel(bill: Bill, *, days: int) -> Reports:
    """A meal (E111) was taken on a journey overnight.

    A journey shows as an expense under E110, or as a night's stay, of the same matter within `days` days of the meal.

    Source: FDIC, outside counsel validation rules (E111 goes to review); the rest is clients' own.
    """
    journeys_on: dict[str, set[int]] | None = None
    for line in views.expenses(bill):
        if line.expense != MEALS or line.date is None:
            continue
        if journeys_on is None:
            journeys_on = _journeys(bill.lines)
        away = journeys_on.get(matter_number(line.matter), set())
        if not away.intersection(_around(line.date, days)):
            yield (
                Where(line.row, "line.expense", at_risk=line.amount),
                f"a meal on {line.date} has no journey (E110) within {days} {'day' if days == 1 else 'days'}",
            )


def _around(day: datetime.date, days: int) -> range:
    return range(day.toordinal() - days, day.toordinal() + days + 1)


def _journeys(lines: Iterable[Line]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for line in lines:
        if line.kind == EXPENSE and line.date and (line.expense == AWAY or journeys.lodging(line.description)):
            found.setdefault(matter_number(line.matter), set()).add(line.date.toordinal())
    return found


@rule(
    "K217",
    scope="client",
    fix="Reduce the tip to what the client pays.",
    reason="EXPENSE_CAP",
    catalogue=("EXP-ALCOHOL",),
)
def tip_above_limit(bill: Bill, *, most_percent: Decimal) -> Reports:
    """A tip is no larger part of an expense than the client pays.

    `most_percent` is of the expense without the tip: 20 is 20 percent. Judged where the narrative states the tip, in
    money or as a percentage.

    Source: client guidelines (unconfirmed).
    """
    for line in views.expenses(bill):
        if line.amount is None or line.amount <= ZERO:
            continue
        stated = _tip(line.description)
        if stated is None:
            continue
        tip, in_percent = stated
        rest = money.minus(line.amount, tip)
        if not in_percent and rest <= ZERO:
            continue
        percent = tip if in_percent else HUNDRED * tip / rest
        if percent > most_percent:
            shown = money.text(money.half_up(percent, 1))
            over = None if in_percent else money.half_up(tip - rest * most_percent / HUNDRED, 2)
            yield (
                Where(line.row, "line.description", at_risk=over),
                f"the tip is {shown} percent, the client pays {money.text(most_percent)} percent",
            )


@functools.lru_cache(maxsize=4096)
def _tip(text: str) -> tuple[Decimal, bool] | None:
    """Find the tip that a narrative states, and whether in percent."""
    found = _TIP.search(text)
    if found is None:
        return None
    return money.parse(found["after"] or found["before"]), bool(found["pc"] or found["pc2"])
