"""Conferences within the firm: by name, by role, or by the activity code for them."""

from __future__ import annotations

import itertools
from typing import Literal

from ledes import money
from ledes.bill import Bill, Line
from ledes.finding import WARNING, Where
from ledes.narratives import phrases
from ledes.narratives.talks import talking, talks
from ledes.narratives.wordlists import words
from ledes.rules import Reports, rule, views

IN_FIRM = "A105"
"""Communicate (in firm), the activity code for talking within the firm."""

OF_ANOTHER = frozenset({"of", "at", "for"})


@rule(
    "N209",
    scope="client",
    fix="Write the time off, or bill one attendee.",
    reason="INTERNAL_CONFERENCE",
    severity=WARNING,
    catalogue=("NAR-INTERNAL",),
)
def internal_conference(bill: Bill, *, policy: Literal["none", "one"]) -> Reports:
    """Conferences within the firm are not billed (policy none), or by one attendee only (policy one).

    Told by activity code A105; by words such as internal or intraoffice; by a role within the firm (associate,
    paralegal, colleague); and by the name of somebody who worked on the bill. Not where somebody from outside took
    part. With policy one, who bills the same length on the same day for the same matter is another attendee.

    Source: CounselGO, line item adjustment codes; FDIC, outside counsel validation rules (interoffice conference).
    """
    people = _people(bill)
    known = views.narratives(bill)
    among = known.holding(people) | known.holding(words("inside")) | known.phrased(phrases.load("internal"))
    told = {text: said for text in among if (said := _inside(text, people))}
    attended: dict[tuple[object, ...], str] = {}
    for line in views.fees(bill):
        said = told.get(line.description) or _coded(line)
        if not said:
            continue
        meeting = (line.date, line.units, id(line.matter))
        person = line.timekeeper.id if line.timekeeper else ""
        if policy == "one" and attended.setdefault(meeting, person) == person:
            continue
        yield Where(line.row, "line.description", at_risk=line.amount), _message(line, said, policy)


def _message(line: Line, said: str, policy: str) -> str:
    if policy == "none":
        return f"{said} is a conference within the firm"
    hours = "" if line.units is None else f" of {money.text(line.units)} hours"
    return f"{said} is a conference within the firm{hours}, and another attendee bills it too"


def _coded(line: Line) -> str:
    return f"activity code {IN_FIRM}" if line.activity == IN_FIRM else ""


def _people(bill: Bill) -> frozenset[str]:
    """Collect the last names of who worked on the bill, in small letters."""
    lasts = {line.timekeeper.last for line in bill.lines if line.timekeeper is not None}
    return frozenset(name.lower() for name in lasts if len(name) > 1)


def _inside(text: str, people: frozenset[str]) -> str:
    """Quote the words that show a talk within the firm; empty where there is none, or somebody else took part."""
    inside, outside = words("inside"), words("outside")
    spoken = phrases.spoken(text)
    of_firm = not people.isdisjoint(spoken) or not inside.isdisjoint(spoken)
    for talk in talks(text) if of_firm and not talking().isdisjoint(spoken) else ():
        low = talk.task.tokens
        if outside.intersection(low):
            continue
        party = [word.lower().removesuffix("'s") for word in talk.party]
        named = people.intersection(party)
        role = next((at for at, word in enumerate(party) if word in inside), -1)
        elsewhere = role >= 0 and _of_another(low, party[role])
        if named or (role >= 0 and not elsewhere):
            quoted = talk.task.words
            return f"'{quoted}'" if quoted.lower().endswith(party[-1]) else f"'{quoted}' ({' '.join(talk.party)})"
    hit = phrases.load("internal").find(text)
    return f"'{hit}'" if hit else ""


def _of_another(clause: tuple[str, ...], role: str) -> bool:
    """Say whether a role is one in another organisation: a partner of the audit firm."""
    return any(word == role and after in OF_ANOTHER for word, after in itertools.pairwise(clause))
