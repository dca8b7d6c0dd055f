"""What a journey costs by the mile and by the night."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal

from ledes import money
from ledes.bill import Bill, Line
from ledes.client import Client
from ledes.errors import SetupError
from ledes.finding import Where
from ledes.money import ZERO
from ledes.rules import Reports, expenseterms, journeys, rule, views

ONE = Decimal(1)


@rule(
    "R204",
    scope="client",
    fix="Bill the miles at the rate that the client pays.",
    reason="EXPENSE_CAP",
    catalogue=("TRV-MILE",),
)
def mileage_above_rate(bill: Bill, *, rates: Mapping[str, Decimal]) -> Reports:
    """A mile by car costs no more than the official rate of its day.

    `rates` holds the price of a mile (or kilometre) by the first day on which it held:
    {"2025-01-01" = 0.70, "2026-01-01" = 0.72}. Miles are the units, or those that the narrative states where the
    line has one unit. Mileage before the first day is not judged.

    Source: client guidelines (unconfirmed); 48 CFR 31.205-46.
    """
    steps = _steps(rates)
    for line in views.expenses(bill):
        if line.date is None or line.amount is None or not journeys.mileage(line.description):
            continue
        price = next((price for first, price in steps if first <= line.date), None)
        count = _count(line, journeys.miles(line.description))
        if price is None or not count:
            continue
        over = money.minus(line.amount, money.half_up(money.times(price, count), 2))
        if over > ZERO:
            yield (
                Where(line.row, "line.rate", at_risk=over),
                f"{money.text(count)} miles come to {money.text(line.amount)}, "
                f"the client pays {money.text(price)} a mile",
            )


def _steps(rates: Mapping[str, Decimal]) -> list[tuple[datetime.date, Decimal]]:
    try:
        found = [(datetime.date.fromisoformat(day), Decimal(price)) for day, price in rates.items()]
    except (ValueError, TypeError, ArithmeticError):
        raise SetupError(
            "the rates of rule R204 are not prices by day", hint='write { "2026-01-01" = 0.72 }: first day, price'
        ) from None
    return sorted(found, reverse=True)


def _count(line: Line, stated: Decimal | int | None) -> Decimal | None:
    """Give the units of a line, or what the narrative states where the line has one unit or none."""
    if stated and (line.units is None or line.units == ONE):
        return Decimal(stated)
    return line.units


@rule(
    "R205",
    scope="client",
    fix="Reduce the hotel to what the client pays a night.",
    reason="EXPENSE_CAP",
    asks="expense_terms.unit_price",
    catalogue=("TRV-CAPS",),
)
def hotel_above_ceiling(bill: Bill, *, profile: Client) -> Reports:
    """A night in a hotel costs no more than the client's ceiling for that place.

    The ceiling is the price of a unit in the profile's entry for the expense code, with `place` for a city. Nights
    are the units, or those that the narrative states where the line has one unit; else it counts as one night.

    Source: 10 CFR 719.43, which points to 48 CFR 31.205-46.
    """
    terms = expenseterms.stating(profile, lambda each: each.unit_price)
    if terms is None:
        return
    for line in views.expenses(bill):
        if line.amount is None or not journeys.lodging(line.description):
            continue
        agreed = terms.of(line)
        nights = _count(line, journeys.nights(line.description)) or ONE
        if agreed is None or agreed.unit_price is None:
            continue
        over = money.minus(line.amount, money.times(agreed.unit_price, nights))
        if over > ZERO:
            stay = "night" if nights == ONE else "nights"
            place = f" in {agreed.place}" if agreed.place else ""
            yield (
                Where(line.row, "line.total", at_risk=over),
                f"{money.text(nights)} {stay}{place} come to {money.text(line.amount)}, "
                f"the client pays {money.text(agreed.unit_price)} a night",
            )
