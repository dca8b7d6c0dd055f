"""Travel: time on the way at its share of the rate, entries of its own, and what a journey may cost."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Literal

from ledes import money
from ledes.bill import EXPENSE, Bill, Line
from ledes.client import Client
from ledes.finding import WARNING, Where
from ledes.money import ZERO
from ledes.rules import Reports, journeys, labour, rule, views, wordlist
from ledes.terms import rates

BILLABLE_TRAVEL, TRAVEL_TASK, LOCAL_TRAVEL = "A112", "B195", "E109"
HUNDRED = Decimal(100)


@rule(
    "R200",
    scope="client",
    fix="Bill travel time at the share that the client pays, and work on the way in an entry of its own.",
    reason="RATE_OVER_APPROVED",
    catalogue=("TRV-RATE",),
)
def travel_time_above_share(
    bill: Bill, *, profile: Client, percent: Decimal, by: Literal["rate", "hours"] = "rate"
) -> Reports:
    """Travel time costs no more than the client's share of the full rate.

    `percent` 50 is half, 0 is never paid. The full rate is the approved one, else the highest that the timekeeper has
    on this bill for other work; where neither is known, nothing is told. What counts is the amount: a lower rate, or a
    discount on the line. With `by = "hours"` the hours are to be reduced: the amount is compared with the hours that
    the narrative states. Travel is known by A112, B195, or the narrative.

    Source: 10 CFR 719.43 (50 percent); Delaware Bankruptcy Court, Local Rule 2016-2 (unconfirmed).
    """
    fulls: dict[tuple[int, int, datetime.date | None], Decimal | None] = {}
    highest: dict[str, Decimal] | None = None
    for line in _travels(bill):
        person = line.timekeeper
        if person is None or not line.units or not line.amount:
            continue
        key = (id(person), id(line.matter), line.date)
        if key not in fulls:
            approved = rates.agreed(profile, person, line.matter, line.date)
            if approved is None and highest is None:
                highest = _highest(bill)
            fulls[key] = approved.rate if approved else (highest or {}).get(person.id)
        said = _above(line, fulls[key], percent, by)
        if said:
            yield Where(line.row, "line.rate", at_risk=said[0]), said[1]


def _ways(bill: Bill) -> dict[str, str]:
    """Give the narratives of fees that tell of time on the way, with the part of each that does."""
    among = views.narratives(bill).hinting(journeys.hinting)
    return {text: way for text in among if (way := journeys.travelling(text))}


def _travels(bill: Bill) -> list[Line]:
    """List the fees for travelling."""
    ways = _ways(bill)
    return [
        line
        for line in views.fees(bill)
        if line.activity == BILLABLE_TRAVEL
        or line.task == TRAVEL_TASK
        or (line.description in ways and labour.timed(line))
    ]


def _highest(bill: Bill) -> dict[str, Decimal]:
    """Give the highest rate of each timekeeper for other work than travelling."""
    found: dict[str, Decimal] = {}
    rows = {id(line) for line in _travels(bill)}
    for line in views.fees(bill):
        person, rate = line.timekeeper, line.rate
        if person is None or rate is None or id(line) in rows:
            continue
        if rate > found.get(person.id, ZERO):
            found[person.id] = rate
    return found


def _above(line: Line, full: Decimal | None, percent: Decimal, by: str) -> tuple[Decimal, str] | None:
    """Word how much a line of travel time is above its share, with the money at stake; `None` where it is not."""
    if line.amount is None or line.units is None or (full is None and percent):
        return None
    hours = line.units
    if by == "hours":
        hours = journeys.hours(line.description) or line.units
    paid = money.WIDE.divide(money.times(money.times(full or ZERO, hours), percent), HUNDRED)
    if line.amount <= money.half_up(paid, 2):
        return None
    over = money.minus(line.amount, money.half_up(paid, 2))
    if not percent:
        return over, f"travel time is billed at {money.text(line.amount)}, the client does not pay for it"
    share = f"{money.text(percent)} percent of {money.text(full or ZERO)} an hour"
    at = f"{money.text(line.amount)} for {money.text(hours)} hours"
    return over, f"travel time is billed at {at}, the client pays {share}"


@rule(
    "R201",
    scope="client",
    fix="Bill the journey in an entry of its own.",
    reason="BLOCK_BILLING",
    severity=WARNING,
    catalogue=("TRV-SEPARATE",),
)
def travel_mixed_with_work(bill: Bill) -> Reports:
    """Travelling is an entry of its own, not mixed with work.

    Told where one part of a narrative travels and another works; the purpose of a journey is no work.

    Source: 10 CFR 719.43.
    """
    ways = _ways(bill)
    for line in views.fees(bill) if ways else ():
        way = ways.get(line.description)
        if way is None:
            continue
        if work := journeys.working(line.description):
            yield Where(line.row, "line.description"), f"one entry travels ('{way}') and works ('{work}')"


@rule(
    "R202",
    scope="client",
    fix="Reduce the fare to that of the class which the client pays.",
    reason="EXPENSE_CAP",
    catalogue=("TRV-CLASS",),
)
def class_of_travel_above_limit(bill: Bill, *, most: Literal["economy", "premium economy", "business"]) -> Reports:
    """A fare is of no higher class than the client pays.

    `most` is the highest class that is paid. A fare that names no class is not judged; an upgrade that names none
    counts as above economy. What the fare of the lower class would have been a bill does not tell.

    Source: client guidelines (widespread, no exact text read).
    """
    limit = journeys.CABINS.index(most)
    for line in bill.lines:
        cabin = journeys.cabin(line.description) if line.kind == EXPENSE else ""
        if cabin and journeys.CABINS.index(cabin) > limit:
            said = "an upgrade or premium economy" if cabin == journeys.PREMIUM_ECONOMY else f"{cabin} class"
            yield Where(line.row, "line.description"), f"a fare is {said}, the client pays {most}"


@rule(
    "R203",
    scope="client",
    fix="Take the expense off.",
    reason="EXPENSE_CAP",
    catalogue=("TRV-LOCAL",),
)
def local_travel_not_paid(bill: Bill, *, paid: bool, words: tuple[str, ...] = ()) -> Reports:
    """Local travel and commuting are not billed.

    For clients that set `paid = false`: every expense under E109 is told. `words` are the client's own for local
    travel under another code, such as commuting.

    Source: FDIC, outside counsel validation rules (E109 not allowed).
    """
    if paid:
        return
    pattern = wordlist.whole(words)
    for line in views.expenses(bill):
        if line.expense == LOCAL_TRAVEL:
            yield Where(line.row, "line.expense", at_risk=line.amount), "the client does not pay for local travel"
        elif words and (found := pattern.search(line.description)):
            yield (
                Where(line.row, "line.description", at_risk=line.amount),
                f"the client does not pay for local travel: '{found.group()}'",
            )
