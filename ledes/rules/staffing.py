"""Staffing: classifications that a client pays, how many people work, and at which level."""

from __future__ import annotations

from decimal import Decimal

from ledes import money
from ledes.bill import Bill
from ledes.client import Client
from ledes.earlier import matter_number
from ledes.finding import NOTE, WARNING, Where
from ledes.money import ZERO
from ledes.rules import Reports, labour, rule, texts, views, wordlist

PARTNERS = ("PARTNR", "PT")
"""Partner, in the list of timekeeper classifications of 2014 and in the one before."""

ROUTINE = ("cite-check", "cite check", "Bates", "summarize deposition", "summarise deposition")
HUNDRED = Decimal(100)


@rule(
    "P201",
    scope="client",
    fix="Use a classification that the client pays, or have the client allow this one.",
    reason="TIMEKEEPER_CLASS",
    catalogue=("TK-CLASS",),
)
def classification_not_allowed(bill: Bill, *, allowed: tuple[str, ...]) -> Reports:
    """Who worked has a classification that the client pays.

    `allowed` lists the codes, as written in the bill. A missing classification is told by E007.

    Source: client guidelines; LEDES timekeeper classification codes, Rev August 2014.
    """
    taken = frozenset(allowed)
    for line in views.fees(bill):
        person = line.timekeeper
        if person is not None and person.classification and person.classification not in taken:
            yield (
                Where(line.row, "timekeeper.classification", at_risk=line.amount),
                f"the client does not list the classification '{person.classification}' of timekeeper '{person.id}'",
            )


@rule(
    "P202",
    scope="client",
    fix="Take the time off, or have the client approve this person first.",
    reason="TIMEKEEPER_CLASS",
    catalogue=("TK-CLASS", "TK-FIRST-YEAR"),
)
def classification_not_paid(bill: Bill, *, banned: tuple[str, ...]) -> Reports:
    """Nobody worked whose classification the client does not pay, such as trainees and interns.

    `banned` lists the codes, such as TRANEE and LGLINT.

    Source: client guidelines; LEDES timekeeper classification codes, Rev August 2014.
    """
    refused = frozenset(banned)
    for line in views.fees(bill):
        person = line.timekeeper
        if person is not None and person.classification in refused:
            yield (
                Where(line.row, "timekeeper.classification", at_risk=line.amount),
                f"the client does not pay for the classification '{person.classification}' of timekeeper '{person.id}'",
            )


@rule(
    "P203",
    scope="client",
    fix="Give each timekeeper one classification.",
    reason="TIMEKEEPER_CLASS",
    catalogue=("TK-CLASS",),
)
def two_classifications_for_one_timekeeper(bill: Bill) -> Reports:
    """A timekeeper has one classification in a bill.

    Flat fees (FLTFEE) and adjustments (ADJSMT) beside it are no second one.

    Source: client guidelines; LEDES timekeeper classification codes, Rev August 2014.
    """
    first: dict[str, str] = {}
    said: dict[int, str] = {}
    for line in views.fees(bill):
        person = line.timekeeper
        if person is None or not person.id or not person.classification:
            continue
        if id(person) not in said:
            said[id(person)] = ""
            if person.classification not in labour.NOBODY:
                known = first.setdefault(person.id, person.classification)
                if known != person.classification:
                    both = f"'{known}' and '{person.classification}'"
                    said[id(person)] = f"timekeeper '{person.id}' is classified as {both}"
        if said[id(person)]:
            yield Where(line.row, "timekeeper.classification"), said[id(person)]


@rule(
    "P213",
    scope="client",
    fix="Take the time off, or have the client approve this lawyer first.",
    reason="TIMEKEEPER_NOT_AUTHORIZED",
    asks="timekeepers",
    catalogue=("TK-FIRST-YEAR",),
)
def lawyer_too_junior(bill: Bill, *, profile: Client, years: int) -> Reports:
    """A lawyer has been admitted for as many years as the client asks for.

    `years` are counted from the year of admission in the client's list to the year of the work: 1 leaves out the work
    of the year of admission itself. People without a year of admission are not judged.

    Source: client guidelines (widespread, no exact text read).
    """
    admitted: dict[str, int | None] = {}
    for line in views.fees(bill):
        person = line.timekeeper
        if person is None or line.date is None:
            continue
        if person.id not in admitted:
            admitted[person.id] = _admitted(profile, person.id)
        since = admitted[person.id]
        if since is not None and line.date.year - since < years:
            yield (
                Where(line.row, "timekeeper.id", at_risk=line.amount),
                f"timekeeper '{person.id}' was admitted in {since} and worked in {line.date.year}, "
                f"the client asks for {years} {'year' if years == 1 else 'years'}",
            )


def _admitted(profile: Client, timekeeper: str) -> int | None:
    """Give the year of admission that the last entry of the client's list states."""
    years = (each.admitted for each in reversed(profile.approvals(timekeeper)))
    return next((year for year in years if year is not None), None)


@rule(
    "P214",
    scope="client",
    fix="Write off the people who did little, or agree on the team with the client.",
    reason="AUDIT_RULE",
    severity=WARNING,
    catalogue=("TK-MAX-COUNT",),
)
def too_many_timekeepers(bill: Bill, *, most: int) -> Reports:
    """No more people work for a matter than the client takes.

    `most` is counted for each matter of the bill.

    Source: client guidelines (unconfirmed).
    """
    people: dict[str, set[str]] = {}
    rows: dict[str, int] = {}
    for line in labour.entries(bill):
        person, matter = line.timekeeper, line.matter
        if person is not None and person.id and matter is not None:
            number = matter_number(matter)
            people.setdefault(number, set()).add(person.id)
            rows.setdefault(number, line.row)
    for number, team in people.items():
        if len(team) > most:
            yield (
                Where(rows[number], "timekeeper.id"),
                f"{len(team)} timekeepers worked on matter {number}, the client takes {most}",
            )


@rule(
    "P215",
    scope="client",
    fix="Write the time off, or say in the narrative why this person was needed.",
    reason="AUDIT_RULE",
    severity=WARNING,
    catalogue=("TK-MAX-COUNT",),
)
def drive_by_timekeeper(bill: Bill, *, least: Decimal) -> Reports:
    """Whoever works on a bill works long enough to be of use.

    `least` is in hours, for one timekeeper in the whole bill.

    Source: client guidelines (unconfirmed).
    """
    for each in labour.of(bill):
        if ZERO < each.hours < least:
            yield (
                Where(each.row, "line.units"),
                f"timekeeper '{each.person.id}' has {money.text(each.hours)} hours in the whole bill, "
                f"the client expects {money.text(least)}",
            )


@rule(
    "P216",
    scope="client",
    fix="Have the work done at the level that it needs.",
    reason="AUDIT_RULE",
    severity=NOTE,
    catalogue=("TK-RATIO",),
)
def partner_share_too_high(
    bill: Bill, *, most_percent: Decimal, classifications: tuple[str, ...] = PARTNERS
) -> Reports:
    """Partners do no larger part of the hours than the client takes.

    `most_percent` is of all hours of the bill: 40 is 40 percent. `classifications` are the codes of partners.

    Source: AECC, Article V; beefed.ai, top billing guideline violations.
    """
    labours = labour.of(bill)
    hours = money.total(each.hours for each in labours)
    partners = [each for each in labours if each.person.classification in classifications]
    theirs = money.total(each.hours for each in partners)
    if hours > ZERO and money.times(theirs, HUNDRED) > money.times(most_percent, hours):
        percent = money.half_up(HUNDRED * theirs / hours, 1)
        yield (
            Where(partners[0].row, "timekeeper.classification"),
            f"partners have {money.text(theirs)} of {money.text(hours)} hours ({money.text(percent)} percent), "
            f"the client takes {money.text(most_percent)} percent",
        )


@rule(
    "P217",
    scope="client",
    fix="Bill routine work at the rate of the level that does it.",
    reason="AUDIT_RULE",
    severity=NOTE,
    catalogue=("TK-RATIO",),
)
def partner_on_routine_work(
    bill: Bill, *, words: tuple[str, ...] = ROUTINE, classifications: tuple[str, ...] = PARTNERS
) -> Reports:
    """Routine work is not done by a partner.

    `words` are words and phrases of routine work, found as whole words; `classifications` are the codes of partners.

    Source: AECC, Article V; beefed.ai, top billing guideline violations.
    """
    among = views.narratives(bill).listing(words)
    for line, found in texts.fees(bill, wordlist.first(words), among):
        person = line.timekeeper
        if person is not None and person.classification in classifications:
            yield Where(line.row, "line.description"), f"partner '{person.id}' billed routine work: '{found}'"
