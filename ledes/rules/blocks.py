"""Block billing: several tasks under one time."""

from __future__ import annotations

import functools
import re
from decimal import Decimal

from ledes import money
from ledes.bill import Bill
from ledes.finding import WARNING, Where
from ledes.money import ZERO
from ledes.narratives.phrases import runs
from ledes.narratives.tasks import Task, tasks
from ledes.narratives.verbs import forms
from ledes.rules import Reports, rule, texts, views

_JOINED = re.compile(r"[;,.&)\n\r]| and | then ")
_MAY_PART = re.compile(r"[;,.&)\n\r]|(?<![A-Za-z])(?:and|then|or)(?![A-Za-z])", re.IGNORECASE)
"""What ends a clause, or joins two tasks within one: between two such marks stands at most one task, and its verb."""
MARKS, JOINTS = b";,.&)\n\r", (b"and", b"then", b"or")
_OWN_TIME = re.compile(r"[(\[]\s*(\d*\.\d+|\d+(?=\s*h))\s*(?:h(?:ou)?rs?\.?|h)?\s*[)\]]", re.IGNORECASE)


@rule(
    "E250",
    scope="client",
    fix="Split the entry: one line for each task, with its own time.",
    reason="BLOCK_BILLING",
    severity=WARNING,
    catalogue=("ENT-BLOCK",),
)
def block_billing(bill: Bill, *, min_hours: Decimal, max_tasks: int) -> Reports:
    """An entry of more than `min_hours` hours holds at most `max_tasks` tasks.

    A task has its own verb and its own object. "Review and revise the lease", a list of objects of one verb, a step
    that continues the task and a purpose are one task. Tasks of the same verb alone are no block. Tasks with their own
    times in brackets that add up to the entry are allowed.

    Source: AECC, rates, fees and charges; The Hartford, billing guidelines; CounselGO, line item adjustment codes.
    """
    known: dict[str, tuple[Task, ...]] = {}
    for line in views.fees(bill):
        if line.units is None or line.units <= min_hours:
            continue
        found = known.get(line.description)
        if found is None:
            found = known[line.description] = _several(line.description, max_tasks)
        if len(found) <= max_tasks or (found and own_times(line.description) == line.units):
            continue
        quoted = texts.listed([task.words for task in found])
        said = f"{len(found)} tasks in one entry of {money.text(line.units)} hours: {quoted}"
        yield Where(line.row, "line.description"), said


def _several(text: str, most: int) -> tuple[Task, ...]:
    # most narratives are too plain for that many tasks, which bytes tell five times as fast as a pattern
    low = text.lower().encode("utf-8", "replace")
    if len(low) - len(low.translate(None, MARKS)) + sum(map(low.count, JOINTS)) < most:
        return ()
    parts = _MAY_PART.split(text)
    if len(parts) <= most or not _JOINED.search(text) or sum(map(_has_verb, parts)) <= most:
        return ()
    found = tasks(text)
    return found if len({task.verb.base for task in found}) > 1 else ()


def _has_verb(part: str) -> bool:
    """Say whether a part of a narrative may open a task: it has the letters of a verb."""
    return not _verbs().isdisjoint(runs(part))


@functools.cache
def _verbs() -> frozenset[str]:
    return frozenset(run for word in forms() for run in runs(word))


@functools.lru_cache(maxsize=2048)
def own_times(text: str) -> Decimal:
    """Add up the times that stand in brackets behind tasks; none where fewer than two do.

    >>> own_times("Research (0.8); draft letter [1.2 hrs]")
    Decimal('2.0')
    """
    found = _OWN_TIME.findall(text)
    return sum(map(Decimal, found), ZERO) if len(found) > 1 else ZERO
