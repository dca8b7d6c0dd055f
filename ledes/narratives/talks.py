"""Calls, mails, letters and meetings in a narrative: with whom, and whether it says about what."""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

from ledes.narratives.tasks import Task, tasks
from ledes.narratives.verbs import BASE, GERUND, PAST, forms
from ledes.narratives.wordlists import words

TALKS = frozenset(
    {"call", "telephone", "phone", "email", "e-mail", "correspond", "confer", "meet", "speak", "discuss"}
    | {"communicate", "consult", "letter", "message", "write"}
)
DIRECT = frozenset({"call", "telephone", "phone", "email", "e-mail", "write"})
"""Verbs whose object is the other party: called Mr. Orme, emailed client."""

PURPOSES = frozenset({"go", "fix", "see", "ask", "set", "get", "determine", "resolve", "settle"})
"""Verbs that say what a talk was for, beside those of work."""
SHORTEST = 5
"""Letters that a word in -ing must have more of to be taken for a verb."""

ROLES = ("titles", "inside", "outside", "to_client", "to_counsel", "to_firm", "to_others")

_NAMED_AFTER = re.compile(r"(?::|\s[-–—])\s*\w")


class Talk(NamedTuple):
    """One talk: its task, who is named as the other party, and whether its subject is."""

    task: Task
    party: tuple[str, ...]
    subject: bool


@functools.lru_cache(maxsize=2048)
def talks(text: str) -> tuple[Talk, ...]:
    """Find the talks of a narrative; conferences and meetings of a court or a body are events, not talks.

    Asked of narratives that hold a word of `talking` only.

    >>> [(talk.party, talk.subject) for talk in talks("Call with Mr. Orme re lease; emails on closing; letter to bank")]
    [(('Mr', 'Orme'), True), ((), True), (('bank',), False)]
    """
    return tuple(talk for task in tasks(text) if (talk := talked(task)))


@functools.cache
def talking() -> frozenset[str]:
    """List the words of which a narrative with a talk holds one."""
    return frozenset(word for word, form in forms().items() if form.verb.base in TALKS)


@functools.lru_cache(maxsize=1024)
def talked(task: Task) -> Talk | None:
    """Read a task as a talk; `None` where it is none. Several rules ask for those of one bill."""
    base = task.verb.base
    if base not in TALKS and base != "attend":
        return None
    rest = [word.replace("’", "'").rstrip(".") for word in task.rest if word[0].isalnum()]
    if base == "attend" and [word.lower() for word in rest[1:3]] in (["conference", "call"], ["call"]):
        rest = rest[1:]
    elif base == "attend" or words("event_kinds").intersection(task.tokens[: task.start]):
        return None
    while rest and (rest[0] == "and" or ((form := forms().get(rest[0].lower())) and form.verb.base in TALKS)):
        rest = rest[1:]
    direct = base in DIRECT and task.tense in {PAST, BASE}
    party, about = _parted(rest, direct=direct)
    if base == "discuss" and task.tense != "noun":
        about = about or (bool(rest) and rest[0].lower() not in words("parties"))
    if not party:
        party = tuple(word for word in task.tokens[: task.start] if any(word in words(role) for role in ROLES[1:]))
    return Talk(task, party, about or bool(_NAMED_AFTER.search(task.clause)))


def _parted(rest: list[str], *, direct: bool) -> tuple[tuple[str, ...], bool]:
    """Part what follows a talk into the other party and what it was about."""
    party: list[str] = []
    inside, about = False, False
    for at, word in enumerate(rest):
        low = word.lower()
        after = rest[at + 1] if at + 1 < len(rest) else ""
        if _tells(low, after.lower()):
            return tuple(party or _later(rest[at + 1 :])), True
        if low == "with" and party and _is_more(after):
            return tuple(party), True
        if low in words("parties"):
            inside = True
        elif inside or direct:
            about = about or (direct and bool(party) and _is_more(word))
            party.append(word)
        else:
            about = about or low not in words("vague")
    return tuple(party), about


def _later(rest: list[str]) -> list[str]:
    """Find the other party behind the subject: discussed scope of work with surveyor."""
    for at, word in enumerate(rest[:-1]):
        if word.lower() in {"with", "w/"} and not _is_more(rest[at + 1]):
            return rest[at + 1 :]
    return []


def _tells(word: str, after: str) -> bool:
    """Say whether a word opens what a talk was about: `re`, `concerning`, `to prepare`, `demanding`."""
    if word in words("about"):
        return True
    if word == "to":
        return after in PURPOSES or (after in forms() and BASE in forms()[after].tenses)
    if word in forms():
        return forms()[word].tenses == {GERUND}
    return word.endswith("ing") and len(word) > SHORTEST and word not in words("to_counsel")


def _is_more(word: str) -> bool:
    """Say whether a word behind a party is what was sent or said, and no part of a name or role."""
    low = word.lower()
    return word.islower() and not any(low in words(role) for role in ROLES)
