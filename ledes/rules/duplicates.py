"""Entries that were billed already: in the same bill, told in other words, in an earlier bill, in one of the run."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from operator import attrgetter

from ledes import money
from ledes.bill import Bill, Line
from ledes.earlier import BilledLine, Facts, History, Others
from ledes.errors import SetupError
from ledes.facts import fingerprint, normal
from ledes.finding import NOTE, WARNING, Where
from ledes.kept import kept
from ledes.narratives.likeness import alike, content, digits
from ledes.rules import Reports, rule, views

KEYS: Mapping[str, Callable[[Line], object]] = {
    "date": attrgetter("date"),
    "timekeeper": lambda line: line.timekeeper.id if line.timekeeper else "",
    "units": attrgetter("units"),
    "rate": attrgetter("rate"),
    "amount": attrgetter("amount"),
    "task": attrgetter("task"),
    "activity": attrgetter("activity"),
    "description": lambda line: normal(line.description),
}
SHOWN = 60
"""Characters of a narrative that are quoted."""
WINDOW = 50
"""Entries of a person's day that one is compared with; more stand only in made-up bills."""

TAKE_OFF = "Take the repeated line off, or say in the narrative how the work differs."


def quote(text: str) -> str:
    """Quote a narrative, cut where it is long."""
    text = " ".join(text.split())
    return f"'{text}'" if len(text) <= SHOWN else f"'{text[:SHOWN].rstrip()}...'"


@rule("E252", scope="client", fix=TAKE_OFF, reason="LINE_DUPLICATE", severity=WARNING, catalogue=("ENT-DUP",))
def duplicate_entry(bill: Bill, *, keys: tuple[str, ...] = ("date", "timekeeper", "units", "description")) -> Reports:
    """No fee stands twice in a matter of the bill.

    Fees are the same where all `keys` are: date, timekeeper, units, rate, amount, task, activity, description.
    Narratives are compared in small letters without punctuation. The same narrative by two people is a joint event.

    Source: Collaborati, duplicate line items; Legal Tracker, duplicate line items audit (amount, task code, date).
    """
    if unknown := [key for key in keys if key not in KEYS]:
        raise SetupError(f"rule E252 knows no key {unknown[0]!r}", hint=f"its keys are {', '.join(KEYS)}")
    for group in _alike(bill, keys):
        first: dict[str, Line] = {}
        for line in group:
            text = normal(line.description) if "description" in keys else ""
            known = first.setdefault(text, line)
            if known is not line and line.description:
                said = f"the entry stands already in row {known.row}: {quote(line.description)}"
                yield Where(line.row, "line.description", at_risk=line.amount), said


def _groups(fees: Iterable[Line], key: Callable[[Line], tuple[object, ...]]) -> Iterator[list[Line]]:
    """Gather fees that have a key in common, within a matter; fees alone are left out."""
    found: dict[tuple[object, ...], list[Line]] = {}
    for line in fees:
        found.setdefault((id(line.matter), *key(line)), []).append(line)
    return (group for group in found.values() if len(group) > 1)


@kept
def _shifts(bill: Bill) -> tuple[list[Line], ...]:
    """Gather the fees of one person, day and matter, where there are several."""
    return tuple(_groups(views.fees(bill), lambda line: (line.timekeeper.id if line.timekeeper else "", line.date)))


def _alike(bill: Bill, keys: tuple[str, ...]) -> Iterator[list[Line]]:
    """Gather fees that have these keys in common, but for the narrative."""
    cheap = [KEYS[key] for key in keys if key != "description"]
    several = itertools.chain.from_iterable(_shifts(bill)) if {"timekeeper", "date"} <= set(keys) else views.fees(bill)
    return _groups(several, lambda line: tuple([key(line) for key in cheap]))


@rule("E253", scope="client", fix=TAKE_OFF, reason="LINE_DUPLICATE", severity=WARNING, catalogue=("ENT-DUP",))
def nearly_duplicate_entry(bill: Bill, *, similarity: Decimal) -> Reports:
    """No person bills the same work of a day twice in slightly other words.

    `similarity` is the least likeness of two narratives, from 0 to 1, such as 0.9. Endings, little words and spelling
    do not count; other numbers, names and things make other work. What is the same to the letter and the hour is told
    by E252.

    Source: Collaborati, duplicate line items; the measure of likeness is ours.
    """
    if not 0 < similarity <= 1:
        raise SetupError(
            f"the similarity of rule E253 is {money.text(similarity)}, which no two narratives reach or all do",
            hint="write a part above 0 and up to 1, such as 0.9 for nine tenths",
        )
    for group in _shifts(bill):
        before: list[tuple[Line, bytes]] = []
        for line in group:
            if not line.description:
                continue
            # narratives with the same digits are few, and only they need be taken apart
            mine = digits(line.description)
            same = (other for other, its in before if its == mine)
            known = next((other for other in same if _tells_same(other, line, similarity)), None)
            if known is None:
                before = [*before[1 - WINDOW :], (line, mine)]
            elif line.units != known.units or normal(line.description) != normal(known.description):
                said = f"{quote(line.description)} is nearly the same as row {known.row}, {quote(known.description)}"
                yield Where(line.row, "line.description", at_risk=line.amount), said


def _tells_same(one: Line, other: Line, similarity: Decimal) -> bool:
    return alike(content(one.description), content(other.description), similarity)


@rule("E256", scope="client", fix=TAKE_OFF, reason="LINE_DUPLICATE", severity=NOTE, catalogue=("ENT-DUP",))
def repeated_entry(bill: Bill, *, days: int) -> Reports:
    """No person bills the same hours under the same narrative again within some days.

    `days` is how far apart two such entries must be. Entries of one day are told by E252.

    Source: ours, after the audits of duplicate line items that look at neighbouring days.
    """
    for group in _groups(views.fees(bill), lambda line: (line.timekeeper.id if line.timekeeper else "", line.units)):
        last: dict[str, tuple[datetime.date, int]] = {}
        for line in sorted((line for line in group if line.date), key=lambda line: line.date or datetime.date.min):
            if line.date is None or not line.description:
                continue
            text = normal(line.description)
            known = last.get(text)
            if known and 0 < (line.date - known[0]).days <= days:
                said = f"{quote(line.description)} with the same hours stands in row {known[1]}, dated {known[0]}"
                yield Where(line.row, "line.description", at_risk=line.amount), said
            last[text] = (line.date, line.row)


@rule(
    "E254",
    scope="client",
    fix="Take the line off: it was billed already.",
    reason="LINE_DUPLICATE",
    catalogue=("ENT-DUP",),
)
def entry_billed_before(bill: Bill, *, history: History) -> Reports:
    """No fee was billed to the client before: same timekeeper, day, hours and narrative.

    Looked up in the ledger, whatever the matter. Bills that were refused, rejected or replaced do not count.

    Source: Collaborati, duplicate line items (across invoices).
    """
    yield from _elsewhere(bill, history, "was billed before")


@rule(
    "E257",
    scope="client",
    fix="Leave the line in one of the bills.",
    reason="LINE_DUPLICATE",
    catalogue=("ENT-DUP",),
)
def entry_in_two_bills(bill: Bill, *, others: Others) -> Reports:
    """No fee stands in two bills of a run: same timekeeper, day, hours and narrative.

    Source: Collaborati, duplicate line items (across invoices).
    """
    yield from _elsewhere(bill, others, "stands in another bill of this run too")


def _prints(lines: Iterable[Line]) -> dict[int, list[Line]]:
    """Give dated lines by their fingerprints."""
    prints: dict[int, list[Line]] = {}
    for line in lines:
        if line.date and (found := fingerprint(line)) is not None:
            prints.setdefault(found, []).append(line)
    return prints


def _elsewhere(bill: Bill, facts: Facts, what: str) -> Reports:
    again = facts.again(bill)
    prints = _prints(line for line in views.fees(bill) if again is None or line.number in again)
    days = {found: {line.date for line in same if line.date} for found, same in prints.items()}
    for found, known in facts.lines(days).items():
        for line in prints[found]:
            same = next((each for each in known if each.date == line.date), None)
            if same is not None:
                yield Where(line.row, "line.description", at_risk=line.amount), _told(line, same, what)


def _told(line: Line, same: BilledLine, what: str) -> str:
    hours = f"{money.text(line.units)} hours of " if line.units is not None else ""
    return f"{hours}{quote(line.description)} on {line.date} {what}, in invoice '{same.number}', line {same.line}"
