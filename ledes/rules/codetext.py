"""Codes against narratives: what an activity or task code says, and what the words say."""

from __future__ import annotations

import csv
import functools
import itertools
import re
from collections.abc import Mapping
from types import MappingProxyType

from ledes import codes, schemas
from ledes.bill import Bill
from ledes.finding import NOTE, Where
from ledes.narratives.talks import talked
from ledes.narratives.tasks import JOINTS, Task, in_order, opens, tasks
from ledes.narratives.verbs import forms
from ledes.narratives.wordlists import words
from ledes.rules import Reports, rule, texts, views

ANY_TASK = frozenset({"research", "talk", "work"})
"""Kinds of work that stand under any task: a question is researched or discussed for a deposition, too."""
BY_PARTY = {"to_firm": "A105", "to_client": "A106", "to_counsel": "A107", "to_others": "A108"}
"""Which activity code is for talking with whom."""
TALKING = frozenset(BY_PARTY.values())
WRITTEN = frozenset({"email", "e-mail", "letter", "correspond", "message"})
RESEARCH, DRAFTING = "A102", "A103"


@rule(
    "E255",
    scope="client",
    fix="Use the code that says what was done, or reword the narrative.",
    reason="ACTIVITY_CODE_UNKNOWN",
    severity=NOTE,
    catalogue=("ENT-CODE-TEXT",),
)
def code_unlike_narrative(bill: Bill, *, activities: bool, tasks: bool) -> Reports:
    """The activity code and the task code of a fee say what its narrative says.

    `activities` compares the activity with the verbs: each may stand under the codes that
    `schemas/narrative-verbs.csv` gives it; who was talked with decides between A105 and A108. Told where none of the
    entry's tasks fits. `tasks` asks for a word of the task, such as deposition for L330, by
    `schemas/narrative-tasks.csv`. Codes and verbs that are not listed are not judged.

    Source: UTBMS activity and litigation codes; guides to UTBMS coding name such mismatches.
    """
    known: dict[tuple[str, str, str], tuple[str, str]] = {}
    for line in views.fees(bill):
        if not line.description:
            continue
        key = (line.task if tasks else "", line.activity if activities else "", line.description)
        said = known.get(key)
        if said is None:
            said = known[key] = _mismatch(*key)
        if said[0]:
            yield Where(line.row, said[0]), said[1]


def _mismatch(task: str, activity: str, text: str) -> tuple[str, str]:
    if activity and (quoted := activity_unlike(activity, text)):
        return "line.activity", f"{_named(activity)}, the narrative says {quoted}"
    if task and (quoted := task_unlike(task, text)):
        return "line.task", f"{_named(task)}, the narrative says {quoted}"
    return "", ""


def _named(code: str) -> str:
    known = codes.find(code)
    return f"{code} is '{known[0].name}'" if known and known[0].name else f"the code is {code}"


def activity_unlike(activity: str, text: str) -> str:
    """Quote the tasks of a narrative where each has its codes and none has this one; empty otherwise."""
    if activity not in _judged() or activity in _plain(text):
        return ""
    for task in in_order(text):
        allowed = _codes(task)
        if not allowed or activity in allowed:
            return ""
    return texts.listed([task.words for task in tasks(text)])


@functools.cache
def _judged() -> frozenset[str]:
    return frozenset().union(*(form.verb.codes for form in forms().values()))


def _plain(text: str) -> frozenset[str]:
    """Say under which activity codes a narrative may stand by the verb that it begins with, whatever follows."""
    word = text.partition(" ")[0].lower()
    form = forms().get(word) if word.isalpha() else None
    return form.verb.codes - TALKING if form is not None and opens(form) else frozenset()


def _codes(task: Task) -> frozenset[str]:
    """Say under which activity codes a task may stand; empty where none is known."""
    found = _of_verbs(task)
    if task.verb.kind == "review" and words("cases").intersection(task.tokens):
        return found | {RESEARCH}
    if found & TALKING:
        return found - TALKING | _talking(task)
    if DRAFTING in found and (note := _drafted_note(task)):
        return found | note
    return found


def _of_verbs(task: Task) -> frozenset[str]:
    """Collect the codes of a task's verbs: reviewed and revised may be either."""
    found = task.verb.codes
    own = task.tokens[task.start : task.end]
    if JOINTS.isdisjoint(own):
        return found
    for before, word in itertools.pairwise(own):
        form = forms().get(word)
        if before in JOINTS and word not in JOINTS:
            if form is None or task.tense not in form.tenses:
                break
            found |= form.verb.codes
    return found


def _talking(task: Task) -> frozenset[str]:
    """Tell with whom a talk was, by the roles that it names; any code of talking where it names none."""
    talk = talked(task)
    opening = task.tokens[: task.start + 2]
    named = {*opening, *(word.lower() for word in talk.party)} if talk else set(task.tokens)
    return _of_parties(named)


def _of_parties(named: set[str] | frozenset[str]) -> frozenset[str]:
    """Say which codes of talking fit the roles among some words; any where there is none."""
    return frozenset([code for role, code in BY_PARTY.items() if not named.isdisjoint(words(role))]) or TALKING


def _drafted_note(task: Task) -> frozenset[str]:
    for word in task.tokens[task.start + 1 : task.start + 4]:
        form = forms().get(word)
        if form is not None and form.verb.base in WRITTEN:
            return _of_parties(frozenset(task.tokens))
    return frozenset()


@functools.cache
def _task_words() -> Mapping[str, re.Pattern[str]]:
    with schemas.path("narrative-tasks.csv").open(encoding="utf-8", newline="") as stream:
        rows = {row["code"]: "|".join(row["stems"].split()) for row in csv.DictReader(stream)}
    return MappingProxyType({code: re.compile(rf"\b(?:{stems.lower()})") for code, stems in rows.items()})


def task_unlike(task: str, text: str) -> str:
    """Quote a narrative's tasks where no word of it is one of the task code's; empty otherwise."""
    wanted = _task_words().get(task)
    if wanted is None or wanted.search(text.lower()):
        return ""
    if all(each.verb.kind in ANY_TASK for each in in_order(text)):
        return ""
    return texts.listed([each.words for each in tasks(text)])
