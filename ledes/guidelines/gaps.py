"""What a profile lacks, or says that cannot be meant: found without a bill."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from ledes import codes
from ledes.client import EVERY_CODE, Client, Rate
from ledes.errors import SetupError
from ledes.examination import plan
from ledes.finding import ERROR, NOTE, WARNING, Severity
from ledes.guidelines import mattergaps
from ledes.guidelines.mattergaps import Gap, named

if TYPE_CHECKING:
    from ledes.workspace import Workspace

SOON = datetime.timedelta(days=30)
OWN_CODES = {"tasks": "C003", "activities": "C004", "expenses": "C005"}
"""The rules whose option `also` says which codes are the client's own."""


def gaps(client: Client, today: datetime.date, home: Workspace | None = None) -> tuple[Gap, ...]:
    """Look a profile through: the worst first, otherwise in the order of the profile.

    An error cannot be meant; a warning leaves something unchecked; a note is worth knowing.
    """
    found = [
        *_way(client, home),
        *_terms(client, today),
        *_people(client, today),
        *_rates(client, today),
        *_codes(client),
        *_overlaps(client),
        *mattergaps.gaps(client, today),
        *_rules(client),
    ]
    return tuple(sorted(found, key=lambda each: -each.severity))


def _way(client: Client, home: Workspace | None) -> Iterator[Gap]:
    if not client.ids:
        yield Gap(WARNING, "ids", "names no CLIENT_ID", "without one, bills are checked only with --client")
    if not client.format:
        yield Gap(WARNING, "format", "is not there", "ask the client which LEDES version it takes")
    elif client.formats and client.format not in client.formats:
        fact = f"{client.format} is none of the formats that the client takes"
        yield Gap(ERROR, "format", fact, f"choose one of {', '.join(client.formats)}")
    if not client.currency and client.format != "98bi" and not client.format.startswith("xml"):
        yield Gap(WARNING, "currency", "is not there, and the format has no place for it", 'write currency = "USD"')
    if client.currency and not codes.known_currency(client.currency):
        yield Gap(ERROR, "currency", f"{client.currency} is no currency of ISO 4217", "write its code of three letters")
    if not client.vendor:
        yield Gap(NOTE, "vendor", "is not there: bills are made, not sent", "ledes vendors lists the platforms")
    elif home:
        try:
            home.account(client)
        except SetupError as error:
            yield Gap(ERROR, "vendor", error.message, error.hint)


def _terms(client: Client, today: datetime.date) -> Iterator[Gap]:
    until = client.guidelines_until
    if until and until < today:
        yield Gap(ERROR, "guidelines_until", f"was {until}", "accept the guidelines anew and write the new day")
    elif until and until < today + SOON:
        yield Gap(NOTE, "guidelines_until", f"is {until}, soon", "accept the guidelines anew before that day")


def _people(client: Client, today: datetime.date) -> Iterator[Gap]:
    groups = {person.id: client.approvals(person.id) for person in client.timekeepers}
    bare = [
        key
        for key, entries in groups.items()
        if not any(entry.rate is not None for entry in entries)
        and not client.rates_of(key)
        and not any(client.ceilings(entry.classification) or client.ceilings() for entry in entries)
    ]
    if bare:
        yield Gap(WARNING, "timekeepers", f"no rate is agreed for {named(bare)}", "ask the client for their rates")
    lapsed = [key for key, entries in groups.items() if all(entry.end and entry.end < today for entry in entries)]
    if lapsed:
        fact = f"the approval of {named(lapsed)} has ended"
        yield Gap(NOTE, "timekeepers", fact, "have them approved anew, or leave them out")
    known = {number for each in client.matters for number in (each.firm_id, each.client_id) if number}
    strange = {number for person in client.timekeepers for number in person.matters} - known
    if strange and known:
        fact = f"approvals name matters that the profile does not list: {named(sorted(strange))}"
        yield Gap(WARNING, "timekeepers", fact, "list the matters, or correct the numbers")
    classes = {each.classification for each in client.timekeepers} | {each.classification for each in client.rates}
    own = client.rules["P001"].options.get("also", ()) if "P001" in client.rules else ()
    if unknown := sorted(each for each in classes - {"", *own} if not codes.known_class(each)):
        fact = f"classifications that no list has: {named(unknown)}"
        yield Gap(WARNING, "timekeepers", fact, "correct them, or name them in [rules.P001] also")


def _rates(client: Client, today: datetime.date) -> Iterator[Gap]:
    owners: dict[str, list[Rate]] = {}
    for rate in client.rates:
        owners.setdefault(rate.timekeeper or rate.classification or "everybody", []).append(rate)
    lapsed = [key for key, entries in owners.items() if all(each.end and each.end < today for each in entries)]
    if lapsed:
        yield Gap(WARNING, "rates", f"the rates of {named(lapsed)} have ended", "add the rates that hold now")
    approved = {person.id for person in client.timekeepers}
    strange = sorted({rate.timekeeper for rate in client.rates if rate.timekeeper} - approved)
    if strange and approved:
        fact = f"rates are agreed for {named(strange)}, who are not approved"
        yield Gap(WARNING, "rates", fact, "add them to the timekeepers, or correct the ids")


def _codes(client: Client) -> Iterator[Gap]:
    kinds: tuple[tuple[str, Iterable[str], Callable[[str], bool]], ...] = (
        ("tasks", client.tasks, codes.known_task),
        ("activities", client.activities, codes.known_activity),
        (
            "expenses",
            client.expenses | ({each.code for each in client.expense_terms} - {EVERY_CODE}),
            codes.known_expense,
        ),
    )
    for kind, listed, known in kinds:
        rule = OWN_CODES[kind]
        own = client.rules[rule].options.get("also", ()) if rule in client.rules else ()
        if strange := sorted(code for code in set(listed) - set(own) if not known(code)):
            fact = f"codes that no published set has: {named(strange)}"
            yield Gap(WARNING, f"codes.{kind}", fact, f"correct them, or name the client's own in [rules.{rule}] also")
    if client.expenses and (
        strange := sorted({each.code for each in client.expense_terms} - client.expenses - {EVERY_CODE})
    ):
        unpaid = {each.code for each in client.expense_terms if each.banned}
        if left := [code for code in strange if code not in unpaid]:
            fact = f"terms are given for codes that codes.expenses does not have: {named(left)}"
            yield Gap(WARNING, "expenses", fact, "add the codes, or take their terms out")


def _overlaps(client: Client) -> Iterator[Gap]:
    """Name discounts of which two hold for one bill; that rates and expenses do not, their reader sees to."""
    for one, other in itertools.combinations(client.discounts, 2):
        shared = not one.matters or not other.matters or set(one.matters) & set(other.matters)
        first, second = sorted((one, other), key=lambda each: each.start or datetime.date.min)
        meet = (first.end or datetime.date.max) >= (second.start or datetime.date.min)
        if shared and meet and one.on == other.on:
            fact = f"two discounts on {one.on} hold for one bill"
            yield Gap(WARNING, "discounts", fact, "ask the client whether both are meant")


def _rules(client: Client) -> Iterator[Gap]:
    """Name rules that the profile sets and that still are not asked; and count the others by what they lack."""
    lists: dict[str, int] = {}
    unset = 0
    for rule, why in plan(client, ("client",)).unasked:
        _, listless, what = why.partition("lists no ")
        if rule.code in client.rules:
            yield Gap(WARNING, f"rules.{rule.name}", f"{rule.code} is set and not asked: {why}", "give what it needs")
        elif listless:
            lists[what] = lists.get(what, 0) + 1
        else:
            unset += 1
    if lists:
        parts = ", ".join(f"{what} ({count})" for what, count in lists.items())
        fact = f"some are not asked, for the profile has no {parts}"
        yield Gap(NOTE, "rules", fact, "ask the client whether it has any")
    if unset:
        fact = f"{unset} wait for a number or a choice of the client"
        yield Gap(NOTE, "rules", fact, f"ledes client explain {client.key} --all names them")


def worst(found: Iterable[Gap]) -> Severity | None:
    """Give the severity of the worst gap; `None` where there is none."""
    return max((each.severity for each in found), default=None)
