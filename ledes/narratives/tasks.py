"""The tasks of a narrative: what was done to what, each with a verb and an object of its own.

"Review and revise the lease" is one task, for both verbs share the object; so is a list of objects of one verb, a step
that continues the task ("and argued the motion"), and a purpose ("to prepare ..."). A clause of its own, or a verb in
the form of the first verb that has an object of its own, begins another.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ledes.narratives.clauses import clauses
from ledes.narratives.verbs import BASE, GERUND, NOUN, PAST, STEP, Form, Verb, forms
from ledes.narratives.wordlists import words as listed

_TOKEN = re.compile(r"[&,()\[\]:]|[tT]/[cC]|[wW]/|[A-Za-z]+(?:[-'’][A-Za-z]+)*(?:\.(?=\s))?|\d[\d.:/-]*")
JOINTS = frozenset({"and", "&", ",", "then", "or"})
PREPOSITIONS = listed("prepositions")
DETERMINERS = listed("determiners")
SUBJECT = listed("subject")
"""Words behind which a talk tells what it was about."""
BINDING, INTRANSITIVE = listed("binding"), listed("intransitive")
"""Prepositions that belong to verbs without an object of their own, and those verbs: confer with, respond to."""
_NO_OBJECT = PREPOSITIONS | DETERMINERS | JOINTS
COUNTS = frozenset({"exchange", "series", "number", "receipt"})
"""Words that may stand with `of` before what opens a clause: an exchange of mails."""
SAME = frozenset({"same", "it", "them", "this", "these"})
OBJECT_FIRST = frozenset({"draft", "review", "prepare", "manage", "research"})
"""Kinds of work that name what they are done to: a mail is drafted or reviewed, whereas file review is a review."""
AT_EVENTS = frozenset({"negotiate", "examine", "discuss", "argue", "present", "coordinate"})
CASES = listed("cases") | {"v", "v.", "vs", "vs."}
ENDS = frozenset({"(", ")", "[", "]", ":"})
QUOTED = 2
"""Words of an object that are quoted."""
FORERUNNERS = 3
"""Words that may stand before the verb or noun that opens a clause: `further telephone conference`."""


class Task(NamedTuple):
    """One task: its verb, the form it stands in, its clause, and the tokens of the clause from `start` to `end`.

    `tokens` are in small letters, `written` as they stand there.
    """

    verb: Verb
    tense: str
    clause: str
    tokens: tuple[str, ...]
    start: int
    end: int
    written: tuple[str, ...]

    @property
    def words(self) -> str:
        """Quote the verb with the first words of its object, as written."""
        return _shown(self)

    @property
    def rest(self) -> tuple[str, ...]:
        """Give the words of the clause from the verb on, as written."""
        return self.written[self.start :]


@functools.lru_cache(maxsize=2048)
def tasks(text: str) -> tuple[Task, ...]:
    """Find the tasks of a narrative, in their order.

    >>> [task.words for task in tasks("Reviewed complaint and drafted answer with defenses")]
    ['Reviewed complaint', 'drafted answer']
    >>> [task.words for task in tasks("Review and revise supply agreement, schedule and annexes")]
    ['Review and revise supply agreement']
    """
    return tuple(in_order(text))


def in_order(text: str) -> Iterator[Task]:
    """Find the tasks of a narrative one after the other: who has seen enough does not pay for the rest."""
    before: Task | None = None
    for clause in clauses(text):
        found = _in_clause(clause)
        if found and not (before and _continues(found[0], before.verb)):
            yield from found
            before = found[-1]


@functools.lru_cache(maxsize=1024)
def _in_clause(clause: str) -> tuple[Task, ...]:
    """Find the tasks of a clause as if none stood before it; several rules ask for those of one bill."""
    written = tuple(_TOKEN.findall(clause))
    words = tuple(" ".join(written).lower().split()) if clause.isascii() else _lowered(clause)
    first = _opening(words)
    if first < 0:
        return ()
    form = forms()[words[first]]
    tense = _tense(form, words, first)
    found = []
    start = first
    for at in (*_further(words, first, form, tense), len(words)):
        mark = forms()[words[start]]
        if start == first or not _within(mark.verb, form.verb):
            found.append(Task(mark.verb, _tense(mark, words, start), clause, words, start, at, written))
        start = at
    return tuple(found)


def _lowered(clause: str) -> tuple[str, ...]:
    return tuple(_TOKEN.findall(clause.lower().replace("’", "'")))


def _opening(words: Sequence[str]) -> int:
    """Find the word that opens a clause: a verb, or the last of the nouns that name the work; -1 where none does."""
    known = forms()
    for at, word in enumerate(words[: FORERUNNERS + 1]):
        form = known.get(word)
        if form is None:
            if (word in PREPOSITIONS and words[at - 1] not in COUNTS) or _past(word):
                return -1
            continue
        while not opens(form) and at + 1 < len(words):
            after = known.get(words[at + 1])
            if after is None or NOUN not in after.tenses:
                break
            at, form = at + 1, after
        return at
    return -1


def opens(form: Form) -> bool:
    """Say whether a word opens a clause, whatever follows: a verb, or a noun that names what the work is done to."""
    return NOUN not in form.tenses or form.verb.kind in OBJECT_FIRST


def _past(word: str) -> bool:
    """Say whether an unknown word is a verb in the past: what follows is its object then."""
    return word.endswith("ed") and word not in listed("continuing")


def _tense(form: Form, words: Sequence[str], at: int) -> str:
    """Tell in which form a verb stands: a noun where `of`, `with` or `re` follows and it can be one."""
    after = words[at + 1] if at + 1 < len(words) else ""
    if NOUN in form.tenses and (len(form.tenses) == 1 or after in PREPOSITIONS or not after):
        return NOUN
    return _likeliest(form.tenses)


@functools.cache
def _likeliest(tenses: frozenset[str]) -> str:
    return next(tense for tense in (PAST, GERUND, BASE, NOUN) if tense in tenses)


def _further(words: Sequence[str], first: int, lead: Form, tense: str) -> list[int]:
    """Find the words that open further tasks in a clause, behind an `and` or a comma."""
    known = forms()
    found: list[int] = []
    start = first
    for at in range(first + 2, len(words)):
        if words[at - 1] in JOINTS and words[at] in known:
            own = words[start + 1 : at]
            if any(map(_is_object, own)) and _begins(words, at, lead, tense, about=not SUBJECT.isdisjoint(own)):
                found.append(at)
                start = at
    return found


def _is_object(word: str) -> bool:
    form = forms().get(word)
    return word not in _NO_OBJECT and (form is None or NOUN in form.tenses)


def _begins(words: Sequence[str], at: int, lead: Form, tense: str, *, about: bool) -> bool:
    form = forms()[words[at]]
    if form.verb.kind == STEP:
        return False
    after = words[at + 1] if at + 1 < len(words) else ""
    if PAST in form.tenses and tense in {PAST, NOUN}:
        return _takes(form, words, at)
    if lead.verb.kind == "talk" and about:
        return False
    if NOUN in form.tenses and after == "of" and (tense == NOUN or form.verb.base != words[at]):
        return True
    if tense == GERUND:
        return GERUND in form.tenses and _takes(form, words, at)
    if tense == BASE and BASE in form.tenses:
        return _takes(form, words, at)
    return BASE in form.tenses and form.verb.thing is False and tense == NOUN and _takes(form, words, at)


def _takes(form: Form, words: Sequence[str], at: int) -> bool:
    """Say whether a verb has an object of its own behind it, and no word that points back."""
    after = words[at + 1] if at + 1 < len(words) else ""
    if not after or after in SAME:
        return False
    if after in PREPOSITIONS or after in JOINTS:
        return after in BINDING and form.verb.base in INTRANSITIVE
    return True


def _continues(task: Task, lead: Verb) -> bool:
    """Say whether a clause goes on with the task before: a step, on the same thing, at the event, through the cases."""
    verb, words, first = task.verb, task.tokens, task.start
    same = any(word in SAME for word in words[first + 1 : first + 3]) and len(words) <= first + 4
    cases = lead.kind == "research" and verb.kind == "review" and not CASES.isdisjoint(words[first:])
    return verb.kind == STEP or same or cases or _within(verb, lead)


def _within(verb: Verb, lead: Verb) -> bool:
    """Say whether a task goes on at an event or in a talk: who attends or meets also negotiates and examines there."""
    return lead.kind in {"attend", "talk"} and verb.base in AT_EVENTS


def _shown(task: Task) -> str:
    words, last, named = task.tokens, task.start, 0
    for at in range(task.start + 1, task.end):
        if words[at] in ENDS or named == QUOTED or (named and words[at] in PREPOSITIONS | JOINTS):
            break
        last = at
        named += words[at] not in JOINTS | PREPOSITIONS | DETERMINERS and words[at] not in forms()
    while last > task.start and words[last] in JOINTS:
        last -= 1
    first = task.start
    while task.tense == NOUN and first > 0 and words[first - 1] in forms():
        first -= 1
    spans = [match.span() for match in _TOKEN.finditer(task.clause)]
    return task.clause[spans[first][0] : spans[last][1]]
