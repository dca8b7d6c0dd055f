"""Narratives that say nothing: no name, no document, no issue; talks without a party or a subject."""

from __future__ import annotations

import re

from ledes.bill import Bill
from ledes.finding import WARNING, Where
from ledes.narratives.talks import talking, talks
from ledes.narratives.wordlists import words
from ledes.rules import Reports, rule, texts, views, wordlist

_WORD = re.compile(r"[\w/&]+(?:[-'’][\w]+)*")


@rule(
    "N203",
    scope="client",
    fix="Say which document, person or issue the work was on.",
    reason="AUDIT_RULE",
    severity=WARNING,
    catalogue=("NAR-VAGUE",),
)
def vague_narrative(bill: Bill, *, max_words: int) -> Reports:
    """A short narrative names something specific: a person, a kind of document, an issue, an event.

    A narrative of at most `max_words` words is vague where each of its words says nothing by itself: attention to
    file, work on matter, review of documents, legal research, conference, follow up, various. The words are listed in
    `schemas/narrative-words.csv` (list vague); a name, a number or any other word makes the narrative specific.

    Source: The Hartford, billing guidelines; Texas ethics articles on billing; client guidelines.
    """
    among = views.narratives(bill).only(wordlist.runs_of(words("vague")))
    for line, said in texts.fees(bill, lambda text: _vague(text, max_words), among):
        yield Where(line.row, "line.description", at_risk=line.amount), f"'{said}' names nothing specific"


def _vague(text: str, most: int) -> str:
    found = _WORD.findall(text.lower())
    if not found or len(found) > most:
        return ""
    empty = words("vague")
    if any(word.replace("’", "'") not in empty for word in found):
        return ""
    if words("attending").intersection(found) and words("events").intersection(found):
        return ""
    if words("event_kinds").intersection(found) and words("court").intersection(found):
        return ""
    return text.strip()


@rule(
    "N204",
    scope="client",
    fix="Name the other party and what the call, mail, letter or meeting was about.",
    reason="AUDIT_RULE",
    severity=WARNING,
    catalogue=("NAR-COMM",),
)
def communication_half_told(bill: Bill, *, party: bool, subject: bool) -> Reports:
    """A call, mail, letter or meeting names the other party and the subject, as far as the client asks for them.

    The party follows `with`, `to` or `from`, or is the object of called, emailed and the like. The subject follows
    `re`, `regarding`, `about`, `on`, a purpose or a colon, or is what was sent. Events of courts and bodies are no
    talks: settlement and status conferences, hearings, creditors' meetings.

    Source: client guidelines; published billing procedures.
    """
    if not (party or subject):
        return
    among = views.narratives(bill).holding(talking())
    for line, said in texts.fees(bill, lambda text: _half_told(text, party, subject), among):
        yield Where(line.row, "line.description", at_risk=line.amount), said


def _half_told(text: str, party: bool, subject: bool) -> str:
    named = False
    for talk in talks(text):
        nobody = party and not talk.party and not (named and "follow-up" in talk.task.tokens[: talk.task.start])
        nothing, named = subject and not talk.subject, named or bool(talk.party)
        if nobody and nothing:
            return f"'{talk.task.words}' says neither with whom nor about what"
        if nobody or nothing:
            return f"'{talk.task.words}' does not say {'with whom' if nobody else 'about what'}"
    return ""
