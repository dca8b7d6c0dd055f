"""The verbs of time entries: their forms, what kind of work they name, and under which activity codes it may stand."""

from __future__ import annotations

import csv
import functools
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from ledes import schemas

BASE, PAST, GERUND, NOUN = "base", "past", "gerund", "noun"
STEP = "step"
"""The kind of verbs that mostly continue a task (identify, argue, confirm), and are one only where nothing precedes."""


class Verb(NamedTuple):
    """A verb: its base form, the kind of work, the activity codes that fit (empty: any), whether it is a thing too."""

    base: str
    kind: str
    codes: frozenset[str]
    thing: bool


class Form(NamedTuple):
    """A word as a form of a verb; `read` and `review` are several at once."""

    verb: Verb
    tenses: frozenset[str]


def inflect(base: str, irregular: str = "") -> tuple[tuple[str, str], ...]:
    """Give the forms of a verb with their tenses; `irregular` lists past and gerund where they are not regular.

    >>> inflect("notify")
    (('notify', 'base'), ('notified', 'past'), ('notifying', 'gerund'))
    >>> inflect("meet", "met meeting")
    (('meet', 'base'), ('met', 'past'), ('meeting', 'gerund'))
    """
    if irregular:
        forms = [(each, GERUND if each.endswith("ing") else PAST) for each in irregular.split()]
        return ((base, BASE), *forms)
    if base.endswith("e"):
        return ((base, BASE), (f"{base}d", PAST), (f"{base[:-1]}ing", GERUND))
    if base.endswith("y") and base[-2] not in "aeo":
        return ((base, BASE), (f"{base[:-1]}ied", PAST), (f"{base}ing", GERUND))
    return ((base, BASE), (f"{base}ed", PAST), (f"{base}ing", GERUND))


@functools.cache
def forms() -> Mapping[str, Form]:
    """Load every form of every verb, in small letters."""
    found: dict[str, Form] = {}
    with schemas.path("narrative-verbs.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            nouns = row["nouns"].split()
            verb = Verb(row["verb"], row["kind"], frozenset(row["codes"].split()), row["thing"] == "yes")
            said = () if row["irregular"] == "none" else inflect(row["verb"], row["irregular"])
            for word, tense in (*said, *((noun, NOUN) for noun in nouns)):
                known = found.get(word)
                found[word] = Form(verb, (known.tenses if known else frozenset()) | {tense})
    return MappingProxyType(found)
