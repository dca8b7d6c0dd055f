"""Staffing of events: how many people attended one, read one document, or did research without leave."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from ledes import money
from ledes.bill import Bill, Line
from ledes.earlier import matter_number
from ledes.finding import NOTE, WARNING, Where
from ledes.money import ZERO
from ledes.rules import Reports, gatherings, labour, rule, views
from ledes.rules.gatherings import Event

READ, RESEARCH = "A104", "A102"
MOST_COMPARED = 200
"""Events of one kind, matter and day that others are compared with; no day has more, and no bill takes for ever."""


@dataclass(slots=True, kw_only=True)
class _Gathering:
    """One event or document, the row where it first stands, and who took part."""

    row: int
    event: Event
    people: set[str] = field(default_factory=set)


@rule(
    "V200",
    scope="client",
    fix="Write off who need not have attended, or have the client agree to the team beforehand.",
    reason="AUDIT_RULE",
    severity=WARNING,
    catalogue=("EVT-ATTEND",),
)
def too_many_at_event(bill: Bill, *, most: int) -> Reports:
    """No more people attend one hearing, deposition, meeting or call than the client takes.

    `most` is counted for entries of one matter and day that tell of the same event: the kind, and three quarters of
    the words that tell it from others. What prepares an event, or travels to it, is not counted.

    Source: The Hartford, billing guidelines; beefed.ai, top billing guideline violations; LegalClarity, legal billing
    guidelines.
    """
    days: dict[tuple[str, datetime.date, str], dict[Event, _Gathering]] = {}
    for line, matter, day, person in _crowded(bill, most):
        for event in gatherings.events(line.description):
            known = days.setdefault((matter, day, event.kind), {})
            found = known.get(event)
            if found is None:
                some = itertools.islice(known.values(), MOST_COMPARED)
                found = next((each for each in some if gatherings.same_event(each.event, event)), None)
                found = found or _Gathering(row=line.row, event=event)
                known[event] = found
            found.people.add(person)
    for (_, day, kind), known in days.items():
        for found in {id(each): each for each in known.values()}.values():
            if len(found.people) > most:
                names = ", ".join(sorted(found.people))
                yield (
                    Where(found.row, "line.description"),
                    f"{len(found.people)} timekeepers ({names}) attended one {_called(kind)} on {day}, "
                    f"the client takes {most}",
                )


_Entry = tuple[Line, str, datetime.date, str]


def _crowded(bill: Bill, most: int) -> list[_Entry]:
    """List the entries that tell of an event, with their matter, day and person, where more people than that may meet.

    First those of days on which so many worked on a matter, then of these the ones whose kinds of events so many tell
    of: whether two of one kind are the same event takes the longest to say.
    """
    met: dict[tuple[str, datetime.date], list[_Entry]] = {}
    for line in labour.entries(bill):
        if line.timekeeper is not None and line.date is not None:
            entry = (line, matter_number(line.matter), line.date, line.timekeeper.id or line.timekeeper.name)
            met.setdefault(entry[1:3], []).append(entry)
    busy = [entries for entries in met.values() if len({who for *_, who in entries}) > most]
    among = views.narratives(bill).hinting(gatherings.leading) if busy else frozenset()
    found: list[_Entry] = []
    for entries in busy:
        kinds: dict[str, set[str]] = {}
        told = [(entry, gatherings.kinds(entry[0].description)) for entry in entries if entry[0].description in among]
        for (*_, who), held in told:
            for kind in held:
                kinds.setdefault(kind, set()).add(who)
        crowds = {kind for kind, people in kinds.items() if len(people) > most}
        found += [entry for entry, held in told if not crowds.isdisjoint(held)]
    return found


def _called(kind: str) -> str:
    return "meeting or call" if kind == "talk" else kind


@rule(
    "V201",
    scope="client",
    fix="Write off the repeated reading, or say what each reader did with the document.",
    reason="AUDIT_RULE",
    severity=NOTE,
    catalogue=("EVT-DUP-REVIEW",),
)
def document_read_by_several(bill: Bill, *, most: int) -> Reports:
    """No more people read the same document than the client takes.

    `most` is counted in one matter, for entries that begin with reading and name the same document by the same words.
    Masses of papers (emails, files, productions) are not judged.

    Source: client guidelines (unconfirmed).
    """
    readers: dict[tuple[str, frozenset[str]], dict[str, Line]] = {}
    reading = [line for line in views.fees(bill) if line.timekeeper and (not line.activity or line.activity == READ)]
    if len({id(line.timekeeper) for line in reading}) <= most:
        return
    for line in reading:
        person = line.timekeeper
        if person is not None and (words := gatherings.document(line.description)):
            readers.setdefault((matter_number(line.matter), words), {}).setdefault(person.id or person.name, line)
    for people in readers.values():
        if len(people) > most:
            line = next(iter(people.values()))
            yield (
                Where(line.row, "line.description"),
                f"{len(people)} timekeepers ({', '.join(sorted(people))}) read the same: '{line.description}'",
            )


@rule(
    "V202",
    scope="client",
    fix="Have the client approve the research beforehand, or write off what is above.",
    reason="AUDIT_RULE",
    severity=WARNING,
    catalogue=("EVT-RESEARCH",),
)
def research_over_limit(bill: Bill, *, hours: Decimal) -> Reports:
    """Research of one matter takes no more hours than the client pays without approval.

    `hours` is for one matter in one bill: the time under A102, and that of entries without an activity code that tell
    of legal research.

    Source: SMMJ, tips for legal billing guidelines; Markel, litigation management guidelines (limits unconfirmed).
    """
    spent: dict[str, Decimal] = {}
    first: dict[str, int] = {}
    for matter, line in _researched(bill):
        spent[matter] = money.plus(spent.get(matter, ZERO), line.units or ZERO)
        first.setdefault(matter, line.row)
    for matter, found in spent.items():
        if found > hours:
            yield (
                Where(first[matter], "line.units"),
                f"{money.text(found)} hours of research for matter {matter}, "
                f"above {money.text(hours)} the client approves beforehand",
            )


def _researched(bill: Bill) -> Iterator[tuple[str, Line]]:
    for line in labour.entries(bill):
        if line.units is None:
            continue
        if line.activity == RESEARCH or (not line.activity and gatherings.research(line.description)):
            yield matter_number(line.matter), line
