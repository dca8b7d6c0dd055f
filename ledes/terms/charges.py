"""What a bill asks for each person's hours, beside what the client agreed to pay for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from ledes import facts, money
from ledes.bill import FEE, Bill, Line, Timekeeper
from ledes.client import Client
from ledes.earlier import NOTHING, History, matter_number
from ledes.money import ZERO
from ledes.terms import approvals, rates
from ledes.terms.rates import Agreed

ABOVE = "above the agreed rate"
BELOW = "below the agreed rate"
UNLISTED = "not on the client's list"
UNRATED = "no agreed rate"
NEW_RATE = "rate not billed before"
NEW_PERSON = "person not billed before"
OTHER_CURRENCY = "agreed in another currency"

DISPUTED = frozenset({ABOVE, BELOW, UNLISTED, UNRATED})
"""Marks of what the client would refuse or cut; the other ones are worth a look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leeway:
    """What a client lets pass, as options of its rules: amounts per hour above a person's rate, and above a ceiling.

    Without `lower_ok` a rate below the agreed one is wrong too.
    """

    personal: Decimal = ZERO
    ceiling: Decimal = ZERO
    lower_ok: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """What a bill asks for one person's work on one matter at one rate, and what was agreed for those days.

    `billed` is per hour; `None` where the lines state no rate. `personal` and `ceiling` are the agreed rates.
    `hours` leave out flat fees; `amount` is before tax. `at_stake` is what the hours cost above the agreed rate, or
    the whole amount of a person whom the client did not approve, or for whom no rate is agreed. `seen` are the rates
    at which the person was billed before, the one used last first. `row` is that of the first line.
    """

    matter: str
    person: Timekeeper
    row: int
    lines: int
    billed: Decimal | None
    personal: Agreed | None
    ceiling: Agreed | None
    hours: Decimal
    amount: Decimal
    at_stake: Decimal
    marks: tuple[str, ...]
    seen: tuple[Decimal, ...] = ()

    @property
    def agreed(self) -> Agreed | None:
        """Give the most that the client pays for an hour."""
        return rates.lower(self.personal, self.ceiling)

    @property
    def difference(self) -> Decimal | None:
        """Give what is billed per hour above the agreed rate; below zero where it is less, `None` without both."""
        if self.billed is None or self.agreed is None or OTHER_CURRENCY in self.marks:
            return None
        return money.minus(self.billed, self.agreed.rate)


class _Key(NamedTuple):
    matter: str
    id: str
    name: str
    classification: str
    billed: Decimal | None
    personal: Agreed | None
    ceiling: Agreed | None
    listed: bool


@dataclass(slots=True)
class _Sums:
    person: Timekeeper
    row: int
    lines: int = 0
    hours: Decimal = ZERO
    amount: Decimal = ZERO
    at_stake: Decimal = ZERO
    marks: dict[str, None] = field(default_factory=dict)


def charges(bill: Bill, profile: Client, history: History, leeway: Leeway) -> tuple[Charge, ...]:
    """Gather the fees of a bill by matter, person and rate; fees that name nobody are left out.

    Whether a rate is new is asked only of clients to whom something was billed before.
    """
    found: dict[_Key, _Sums] = {}
    for key, line, person in _sorted(bill, profile):
        sums = found.setdefault(key, _Sums(person, line.row))
        sums.lines += 1
        sums.amount = money.plus(sums.amount, line.amount or ZERO)
        if facts.timed(line) and line.units is not None:
            sums.hours = money.plus(sums.hours, line.units)
        _judge(line, key, sums, profile, bill.currency, leeway)
    past = history if history.spent() != NOTHING else None
    return tuple(_charge(key, sums, past) for key, sums in found.items())


def nameless(bill: Bill) -> int:
    """Count the fees of a bill that name nobody: there is no rate to compare theirs with."""
    return sum(line.kind == FEE and line.timekeeper is None for line in bill.lines)


def agrees_to_rates(profile: Client) -> bool:
    """Say whether a profile lists rates for people, classes or everybody."""
    return bool(profile.rates) or any(each.rate is not None for each in profile.timekeepers)


def _sorted(bill: Bill, profile: Client) -> Iterator[tuple[_Key, Line, Timekeeper]]:
    """Give each fee of somebody, with what was agreed for it; the same is asked once for each person, matter, day."""
    known: dict[tuple[object, ...], tuple[Agreed | None, Agreed | None, bool]] = {}
    for line in bill.lines:
        person, matter, day = line.timekeeper, line.matter, line.date
        if line.kind != FEE or person is None:
            continue
        number = matter_number(matter)
        asked = (person.id, person.classification, number, matter.client_id if matter else "", day)
        if asked not in known:
            holding = approvals.in_force(profile.approvals(person.id), day, matter)
            known[asked] = (
                rates.personal(profile, person.id, matter, day),
                rates.ceiling(profile, person.classification, matter, day),
                bool(holding) or not profile.timekeepers or not person.id,
            )
        personal, ceiling, listed = known[asked]
        key = _Key(number, person.id, person.name, person.classification, line.rate, personal, ceiling, listed)
        yield key, line, person


def _judge(line: Line, key: _Key, sums: _Sums, profile: Client, currency: str, leeway: Leeway) -> None:
    """Mark what is wrong with a line, and add what it puts at stake."""
    excess = _excess(line, key, sums, currency, leeway)
    if not key.listed:
        sums.marks[UNLISTED] = None
    elif _unrated(key, profile):
        sums.marks[UNRATED] = None
    else:
        sums.at_stake = money.plus(sums.at_stake, excess)
        return
    sums.at_stake = money.plus(sums.at_stake, line.amount or ZERO)


def _unrated(key: _Key, profile: Client) -> bool:
    if not key.id or key.classification in facts.NOBODY or not agrees_to_rates(profile):
        return False
    return key.personal is None and key.ceiling is None


def _excess(line: Line, key: _Key, sums: _Sums, currency: str, leeway: Leeway) -> Decimal:
    """Give what a line asks above the person's rate, and what of the rest lies above the ceiling."""
    excess, rest = ZERO, line.rate
    for most, allowed in ((key.personal, leeway.personal), (key.ceiling, leeway.ceiling)):
        if most is None or line.rate is None or rest is None:
            continue
        if not rates.comparable(most, currency):
            sums.marks[OTHER_CURRENCY] = None
        elif line.rate > money.plus(most.rate, allowed):
            sums.marks[ABOVE] = None
            if rest > most.rate:
                excess = money.plus(excess, rates.at_stake(line, rest, most.rate, currency) or ZERO)
        elif most is key.personal and line.rate < most.rate and not leeway.lower_ok:
            sums.marks[BELOW] = None
        rest = min(rest, most.rate)
    return excess


def _charge(key: _Key, sums: _Sums, past: History | None) -> Charge:
    marks = list(sums.marks)
    seen: tuple[Decimal, ...] = ()
    if past is not None and key.id and key.billed and key.classification not in facts.NOBODY:
        seen = tuple(dict.fromkeys(each.rate for each in past.rates(key.id) if each.rate > ZERO))
        if key.billed not in seen:
            marks.append(NEW_RATE if seen else NEW_PERSON)
    return Charge(
        matter=key.matter,
        person=sums.person,
        row=sums.row,
        lines=sums.lines,
        billed=key.billed,
        personal=key.personal,
        ceiling=key.ceiling,
        hours=sums.hours,
        amount=sums.amount,
        at_stake=sums.at_stake,
        marks=tuple(marks),
        seen=seen,
    )
