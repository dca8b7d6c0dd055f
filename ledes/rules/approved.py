"""People whom one client approved, as its profile lists them."""

from __future__ import annotations

import datetime
import functools

from ledes.bill import Bill, Line, Timekeeper
from ledes.client import Client
from ledes.earlier import matter_number
from ledes.finding import WARNING, Where
from ledes.rules import Reports, agreements, rule, views
from ledes.terms.approvals import in_force


@rule(
    "P010",
    scope="client",
    fix="Have the client approve the timekeeper, or bill under an approved id.",
    reason="TIMEKEEPER_NOT_AUTHORIZED",
    asks="timekeepers",
    catalogue=("TK-APPROVED",),
)
def timekeeper_not_approved(bill: Bill, *, profile: Client) -> Reports:
    """Who worked was approved by the client for that day and that matter.

    Runs where the profile lists approved timekeepers. Ids are compared as written; one that is nearly right, and a
    person who is approved under another id, are pointed out.

    Source: client guidelines; Legal Tracker, new timekeeper; Collaborati, timekeeper not authorized.
    """
    agreed = agreements.of(profile)
    if not any(line.timekeeper and line.timekeeper.id and _unapproved(line, profile) for line in agreed.firsts(bill)):
        return
    span = agreed.span
    approved: set[tuple[str, int, int]] = set()
    known: dict[tuple[str, datetime.date | None, int], str] = {}
    for line in views.fees(bill):
        if line.timekeeper is None or not line.timekeeper.id:
            continue
        always = (line.timekeeper.id, span(line.date), id(line.matter))
        if always in approved:
            continue
        key = (line.timekeeper.id, line.date, id(line.matter))
        said = known.get(key)
        if said is None:
            said = known[key] = _unapproved(line, profile)
        if not said:
            approved.add(always)
        else:
            yield Where(line.row, "timekeeper.id", at_risk=line.amount), said


def _unapproved(line: Line, profile: Client) -> str:
    person = line.timekeeper
    if person is None:
        return ""
    approvals = profile.approvals(person.id)
    if not approvals:
        return f"timekeeper '{person.id}' is not on the client's list{_meant(person.id, person.name, profile)}"
    if in_force(approvals, line.date, line.matter):
        return ""
    holding = in_force(approvals, line.date, None)
    if holding:
        matters = ", ".join(dict.fromkeys(number for each in holding for number in each.matters))
        said = f"approved for the matters {matters}, the line is of matter {matter_number(line.matter)}"
        return f"timekeeper '{person.id}' is {said}"
    spans = " and ".join(f"{each.start or 'the beginning'} to {each.end or 'further notice'}" for each in approvals)
    return f"timekeeper '{person.id}' is approved for {spans}, the line is dated {line.date}"


def _meant(id: str, name: str, profile: Client) -> str:  # noqa: A002 - the word of the trade
    for each in profile.timekeepers:
        if _bare(each.id) == _bare(id):
            return f", '{each.id}' is"
    for each in profile.timekeepers:
        if name and set(_words(each.name)) == set(_words(name)):
            return f", '{each.name}' is under the id '{each.id}'"
    return ""


def _bare(id: str) -> str:  # noqa: A002 - the word of the trade
    return "".join(letter for letter in id.casefold() if letter.isalnum()).lstrip("0")


def _words(name: str) -> list[str]:
    return name.casefold().replace(",", " ").split()


@rule(
    "P200",
    scope="client",
    fix="Write the name as the client holds it.",
    reason="TIMEKEEPER_NAME_FORMAT",
    severity=WARNING,
    asks="timekeepers",
    catalogue=("TK-NAME",),
)
def name_unlike_approved(bill: Bill, *, profile: Client) -> Reports:
    """A timekeeper's name is spelt as the client holds it, in the same order.

    Runs for approved timekeepers whose name the profile lists. Capitals and blanks make no difference.

    Source: Brightflag, common timekeeper rejection reasons.
    """
    known: dict[int, str] = {}
    for key, person in views.people(bill).items():
        names = [each.name for each in profile.approvals(person.id) if each.name]
        if person.name and names and not any(_spelt(each) == _spelt(person.name) for each in names):
            known[key] = f"timekeeper '{person.id}' is named '{person.name}', the client holds '{names[-1]}'"
    for line in views.fees(bill) if known else ():
        if said := known.get(id(line.timekeeper)):
            yield Where(line.row, "timekeeper.name"), said


@functools.lru_cache(maxsize=4096)
def _spelt(name: str) -> str:
    return " ".join(name.casefold().replace(",", ", ").split())


@rule(
    "P204",
    scope="client",
    fix="Use the classification that the client holds, or have the client change it.",
    reason="TIMEKEEPER_CLASS",
    asks="timekeepers",
    catalogue=("TK-CLASS",),
)
def classification_unlike_approved(bill: Bill, *, profile: Client) -> Reports:
    """A timekeeper's classification is the one that the client holds on that day.

    Runs for approved timekeepers whose classification the profile lists; codes are compared as written. Where no
    approval holds on the day, P010 says so.

    Source: client guidelines; LEDES timekeeper classification codes, Rev August 2014.
    """
    agreed = agreements.of(profile)
    known: dict[tuple[int, int], str] = {}
    for line in agreed.firsts(bill):
        if line.timekeeper is not None:
            known[id(line.timekeeper), agreed.span(line.date)] = _unlike(line.timekeeper, line.date, profile)
    for line in views.fees(bill) if any(known.values()) else ():
        if said := known.get((id(line.timekeeper), agreed.span(line.date))):
            yield Where(line.row, "timekeeper.classification"), said


def _unlike(person: Timekeeper, day: datetime.date | None, profile: Client) -> str:
    """Say how a classification differs from those that the client holds on a day; nothing where it does not."""
    holding = in_force(profile.approvals(person.id), day, None)
    held = dict.fromkeys(each.classification for each in holding if each.classification)
    if not person.classification or not held or person.classification in held:
        return ""
    both = f"'{person.classification}', the client holds '{next(reversed(held))}'"
    return f"timekeeper '{person.id}' is classified as {both}"
