"""Chipping: one task broken into many small entries."""

from __future__ import annotations

import functools
from decimal import Decimal

from ledes import money
from ledes.bill import Bill, Line
from ledes.finding import NOTE, Where
from ledes.narratives.likeness import Content, content
from ledes.narratives.verbs import forms
from ledes.narratives.wordlists import words
from ledes.rules import Reports, rule, views

SHARED = 0.75
"""The part of the words of the shorter narrative that two entries on one thing share."""
ON_ALL = frozenset({"again", "begin", "finish", "complete", "more", "receive", "reply", "response"})
"""Words that say how a task was cut up, and not what it was on."""


@rule(
    "E251",
    scope="client",
    fix="Merge the small entries into the task that they belong to.",
    reason="CHIPPING",
    severity=NOTE,
    catalogue=("ENT-CHIP",),
)
def chipped_task(bill: Bill, *, count: int, each: Decimal) -> Reports:
    """Nobody bills `count` or more entries of at most `each` hours on one thing on one day.

    Entries are on one thing where they share three quarters of the words that name it, without verbs and words that
    say nothing; other numbers make other things. Minimum increments add up against the client.

    Source: CounselGO, line item adjustment codes (chipping).
    """
    days: dict[tuple[object, ...], list[Line]] = {}
    for line in views.fees(bill):
        if line.units is not None and 0 < line.units <= each and line.timekeeper:
            days.setdefault((line.timekeeper.id, line.date, id(line.matter)), []).append(line)
    for lines in days.values():
        for chips in _clusters(lines) if len(lines) >= count else ():
            if len(chips) >= count:
                at_risk = money.total(line.amount for line in chips[1:] if line.amount is not None)
                yield Where(chips[0].row, "line.units", at_risk=at_risk), _told(chips)


def _clusters(lines: list[Line]) -> list[list[Line]]:
    """Put entries on one thing together, each with the first that it shares enough with."""
    found: list[tuple[Content, list[Line]]] = []
    for line in lines:
        mine = thing(line.description)
        for first, chips in found:
            if _shared(first, mine):
                chips.append(line)
                break
        else:
            found.append((mine, [line]))
    return [chips for _, chips in found]


@functools.lru_cache(maxsize=2048)
def thing(text: str) -> Content:
    """Take from a narrative what it was on: the words that are no verbs and say something.

    >>> sorted(thing("Further email to client re lease renewal").distinct)
    ['lease', 'renewal']
    """
    said, verbs = content(text), {form.verb.base for form in forms().values()}
    left = tuple(word for word in said.words if word not in verbs | words("vague") | ON_ALL)
    return Content(left, frozenset(left), said.numbers)


def _shared(one: Content, other: Content) -> bool:
    least = min(len(one.distinct), len(other.distinct))
    return least > 0 and one.numbers == other.numbers and len(one.distinct & other.distinct) >= SHARED * least


def _told(chips: list[Line]) -> str:
    shared = frozenset.intersection(*(thing(line.description).distinct for line in chips))
    named = " ".join(word for word in thing(chips[0].description).words if word in shared)
    hours = money.text(money.total(line.units for line in chips if line.units is not None))
    rows = ", ".join(str(line.row) for line in chips)
    return f"{len(chips)} small entries on '{named}' on {chips[0].date}, {hours} hours in all: rows {rows}"
