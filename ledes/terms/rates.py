"""The rate that a client agreed to for a person, a matter and a day."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from ledes import codes, money
from ledes.bill import Line, Matter, Timekeeper
from ledes.client import ApprovedTimekeeper, Client, Rate

PERSON, CLASS, EVERYBODY, BLENDED = "timekeeper", "classification", "everybody", "blended"


class Agreed(NamedTuple):
    """An agreed rate per hour, what it rests on, and since when; `currency` is ISO 4217, empty where nothing says."""

    rate: Decimal
    basis: str
    start: datetime.date | None
    currency: str


def agreed(profile: Client, person: Timekeeper, matter: Matter | None, day: datetime.date | None) -> Agreed | None:
    """Give the most that the client pays for an hour of somebody: the person's rate, or a lower ceiling.

    `None` where the profile agrees to no rate on that day.
    """
    return lower(personal(profile, person.id, matter, day), ceiling(profile, person.classification, matter, day))


def lower(own: Agreed | None, most: Agreed | None) -> Agreed | None:
    """Give the person's rate, or the ceiling where that is lower; either may be missing."""
    if own is None or most is None:
        return own or most
    return most if most.rate < own.rate else own


def personal(profile: Client, person: str, matter: Matter | None, day: datetime.date | None) -> Agreed | None:
    """Give the rate agreed for a timekeeper: one for the matter before one for all, the table before the roster.

    Of several that hold, the one that began last counts; without a day, the highest.
    """
    numbers = _numbers(matter)
    rates = [each for each in profile.rates_of(person) if _holds(each, day)]
    listed = [each for each in profile.approvals(person) if each.rate is not None and _holds(each, day)]
    for group in (
        [each for each in rates if each.matter and each.matter in numbers],
        [each for each in listed if each.matters and numbers.intersection(each.matters)],
        [each for each in rates if not each.matter],
        [each for each in listed if not each.matters],
    ):
        if found := _last(profile, group, PERSON, day):
            return found
    return None


def ceiling(profile: Client, classification: str, matter: Matter | None, day: datetime.date | None) -> Agreed | None:
    """Give the lowest rate that holds whoever works: of the classification, for everybody, or blended for the matter.

    A ceiling for the matter takes the place of one for all matters.
    """
    numbers = _numbers(matter)
    found: list[Agreed] = []
    for basis, key in ((CLASS, classification), (EVERYBODY, "")):
        if basis == CLASS and not key:
            continue
        rates = [each for each in profile.ceilings(key) if _holds(each, day)]
        own = [each for each in rates if each.matter and each.matter in numbers]
        group = own or [each for each in rates if not each.matter]
        if holds := _last(profile, group, basis, day):
            found.append(holds)
    terms = profile.terms(matter)
    if terms and terms.blended_rate is not None:
        found.append(Agreed(terms.blended_rate, BLENDED, None, terms.currency or profile.currency))
    return min(found, key=lambda each: each.rate, default=None)


def comparable(agreed: Agreed, currency: str) -> bool:
    """Say whether a bill's currency (empty: not stated) is that of an agreed rate."""
    return not currency or not agreed.currency or currency == agreed.currency


def at_stake(line: Line, rate: Decimal, most: Decimal, currency: str) -> Decimal | None:
    """Give what a line asks for its hours at one rate above another, in minor units; `None` where it has no hours."""
    if line.units is None or line.fixed:
        return None
    return money.half_up(money.times(line.units, money.minus(rate, most)), codes.minor_units(currency))


def _numbers(matter: Matter | None) -> frozenset[str]:
    return frozenset({matter.firm_id, matter.client_id} - {""}) if matter else frozenset()


def _holds(each: Rate | ApprovedTimekeeper, day: datetime.date | None) -> bool:
    if day is None:
        return True
    return (each.start is None or each.start <= day) and (each.end is None or day <= each.end)


def _last(
    profile: Client, group: Iterable[Rate | ApprovedTimekeeper], basis: str, day: datetime.date | None
) -> Agreed | None:
    found = [
        Agreed(each.rate, basis, each.start, (each.currency if isinstance(each, Rate) else "") or profile.currency)
        for each in group
        if each.rate is not None
    ]
    if day is None:
        return max(found, key=lambda each: each.rate, default=None)
    return max(found, key=lambda each: each.start or datetime.date.min, default=None)
