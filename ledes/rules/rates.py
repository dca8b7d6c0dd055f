"""Rates per hour: agreed at all, not above what was agreed, and steady within a bill."""

from __future__ import annotations

from decimal import Decimal

from ledes import money
from ledes.bill import Bill, Line
from ledes.client import Client
from ledes.earlier import matter_number
from ledes.finding import WARNING, Where
from ledes.money import ZERO
from ledes.rules import Reports, agreements, labour, rule, texts, views, wordlist
from ledes.terms import rates
from ledes.terms.approvals import in_force

CEILINGS = {
    rates.CLASS: "the ceiling of the classification is",
    rates.EVERYBODY: "the rate for everybody is",
    rates.BLENDED: "the blended rate of the matter is",
}


@rule(
    "P011",
    scope="client",
    fix="Bill at the approved rate, or have the client approve the new one first.",
    reason="RATE_OVER_APPROVED",
    asks="timekeepers or rates",
    catalogue=("TK-RATE-MAX",),
)
def rate_above_approved(bill: Bill, *, profile: Client, tolerance: Decimal = ZERO, lower_ok: bool = True) -> Reports:
    """A fee is billed at no more than the rate that the client approved for that day and matter.

    Runs for timekeepers with approved rates. Of several rates that hold on a day, one for the matter counts before
    one for all matters, and then the one that began last. `tolerance` is an amount per hour. With `lower_ok = false` a
    rate below the approved one is told too.

    Source: client guidelines; CounselLink, exceeds the negotiated rate; Legal Tracker, timekeeper rate change.
    """
    for line, (most, _) in agreements.of(profile).fees(bill):
        if line.rate is None or line.timekeeper is None:
            continue
        if most is None or line.rate == most.rate or not rates.comparable(most, bill.currency):
            continue
        if line.rate > money.plus(most.rate, tolerance) or (line.rate < most.rate and not lower_ok):
            above = line.rate > most.rate
            yield (
                Where(
                    line.row,
                    "line.rate",
                    at_risk=rates.at_stake(line, line.rate, most.rate, bill.currency) if above else None,
                ),
                f"timekeeper '{line.timekeeper.id}' is billed at {money.text(line.rate)}, "
                f"approved is {money.text(most.rate)}",
            )


@rule(
    "P205",
    scope="client",
    fix="Have the client approve a rate from the first day of the work on.",
    reason="RATE_NOT_APPROVED",
    asks="timekeepers or rates",
    catalogue=("TK-RATE-APPROVED",),
)
def rate_not_approved(bill: Bill, *, profile: Client) -> Reports:
    """The client approved a rate for who worked, on the day of the work.

    Runs where the profile lists rates. A ceiling for the classification or one rate for everybody is a rate too. Who is
    not approved at all is told by P010.

    Source: Brightflag, common timekeeper rejection reasons; Legal Tracker, invoice audits; FDIC, validation rules.
    """
    if not profile.rates and all(each.rate is None for each in profile.timekeepers):
        return
    known = agreements.of(profile)
    if all(known.of(line) != agreements.NONE for line in known.firsts(bill)):
        return
    for line, agreed in known.fees(bill):
        person = line.timekeeper
        if agreed != agreements.NONE or person is None or not person.id or person.classification in labour.NOBODY:
            continue
        if not profile.timekeepers or in_force(profile.approvals(person.id), line.date, line.matter):
            said = f"no rate is approved for timekeeper '{person.id}' on {line.date or 'any day'}"
            yield Where(line.row, "line.rate", at_risk=line.amount), said


@rule(
    "P206",
    scope="client",
    fix="Bill one rate, or have the client approve the new one with its first day.",
    reason="RATE_NOT_APPROVED",
    severity=WARNING,
    catalogue=("TK-RATE-CONSTANT",),
)
def rate_changed_within_bill(bill: Bill, *, profile: Client, besides: tuple[str, ...] = ("A112",)) -> Reports:
    """A timekeeper is billed at one rate for a matter in one bill, unless the client approved a change between.

    Entries under the activity codes of `besides` (travel) and at a rate of zero are not compared.

    Source: client guidelines; legal bill review templates on one rate for each timekeeper.
    """
    changing = {each.person.id for each in labour.of(bill) if len(each.rates) > 1}
    first: dict[tuple[str, str], Line] = {}
    told: set[tuple[str, str, Decimal]] = set()
    for line in labour.entries(bill) if changing else ():
        person, rate = line.timekeeper, line.rate
        if person is None or person.id not in changing or not rate:
            continue
        if line.activity in besides:
            continue
        key = (person.id, matter_number(line.matter))
        before = first.setdefault(key, line)
        if rate == before.rate or (*key, rate) in told:
            continue
        told.add((*key, rate))
        if not _change_approved(profile, before, line):
            both = f"{money.text(before.rate or ZERO)} (row {before.row}) and at {money.text(rate)}"
            yield Where(line.row, "line.rate"), f"timekeeper '{person.id}' is billed at {both}"


@rule(
    "P210",
    scope="client",
    fix="Bill no more than the ceiling.",
    reason="RATE_OVER_APPROVED",
    asks="rates or matters.blended_rate",
    catalogue=("TK-RATE-CLASS-CAP",),
)
def rate_above_ceiling(bill: Bill, *, profile: Client, tolerance: Decimal = ZERO) -> Reports:
    """A fee is billed at no more than the ceiling of its classification, or the one rate for all.

    The ceilings are rates of the profile without a timekeeper, and the `blended_rate` of a matter. `tolerance` is an
    amount per hour.

    Source: outside counsel guidelines template, tilt.legal, appendix D.
    """
    known = agreements.of(profile)
    if all(known.of(line).ceiling is None for line in known.firsts(bill)):
        return
    for line, (own, most) in known.fees(bill):
        if (
            most is None
            or line.rate is None
            or line.timekeeper is None
            or line.rate <= money.plus(most.rate, tolerance)
            or not rates.comparable(most, bill.currency)
        ):
            continue
        # what lies above the person's own rate is at risk by P011 already
        rest = line.rate if own is None else min(line.rate, own.rate)
        yield (
            Where(
                line.row,
                "line.rate",
                at_risk=rates.at_stake(line, rest, most.rate, bill.currency) if rest > most.rate else None,
            ),
            f"timekeeper '{line.timekeeper.id}' is billed at {money.text(line.rate)}, "
            f"{CEILINGS[most.basis]} {money.text(most.rate)}",
        )


@rule(
    "P212",
    scope="client",
    fix="Bill the work at the agreed rate, without a surcharge.",
    reason="KEYWORD",
    severity=WARNING,
    catalogue=("TK-PREMIUM",),
)
def premium_charged(
    bill: Bill, *, allowed: bool, words: tuple[str, ...] = ("premium", "overtime", "surcharge")
) -> Reports:
    """No surcharge is billed for urgency, size or overtime.

    For clients that set `allowed = false`. `words` are found as whole words in the narratives of fees; a rate above the
    approved one is told by P011.

    Source: FDIC, validation rules; Law Department Management, unusual expenses.
    """
    if allowed:
        return
    among = views.narratives(bill).listing(words)
    for line, found in texts.fees(bill, wordlist.first(words), among):
        yield Where(line.row, "line.description"), f"the narrative speaks of '{found}'"


def _change_approved(profile: Client, before: Line, after: Line) -> bool:
    """Say whether the client's own rates differ between two lines of a person."""
    if before.timekeeper is None or after.timekeeper is None:
        return False
    old = rates.agreed(profile, before.timekeeper, before.matter, before.date)
    new = rates.agreed(profile, after.timekeeper, after.matter, after.date)
    return old is not None and new is not None and old.rate != new.rate
