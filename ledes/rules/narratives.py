"""Narratives by their form: how long they are, which listed words and which characters they hold."""

from __future__ import annotations

import re
from typing import Literal

from ledes.bill import EXPENSE, FEE, Bill
from ledes.finding import WARNING, Where
from ledes.rules import Reports, rule, views, wordlist

OF_WORK = frozenset({FEE, EXPENSE})
CODECS = {"ASCII": "ascii", "ANSI": "cp1252"}
_SEPARATOR = re.compile(r"[|\x00-\x1f\x7f]")


@rule(
    "N201",
    scope="client",
    fix="Say what was done, to what and why.",
    reason="FIELD_REQUIRED",
    catalogue=("NAR-EMPTY",),
)
def short_narrative(bill: Bill, *, words: int, characters: int = 0) -> Reports:
    """The narrative of a fee or expense has at least as many words and characters as the client asks for.

    Blanks at either end do not count. A fee without any narrative is told by E002.

    Source: client guidelines; published billing procedures ask for a narrative on each line, the numbers are the
    client's.
    """
    for line in bill.lines:
        text = line.description.strip()
        if line.kind not in OF_WORK or (not text and line.kind == FEE):
            continue
        if len(text.split(None, words)) < words:
            count = len(text.split())
            said = f"the narrative has {count} {_plural('word', count)}, the client wants {words}: '{text}'"
            yield Where(line.row, "line.description"), said
        elif len(text) < characters:
            said = f"the narrative has {len(text)} characters, the client wants {characters}: '{text}'"
            yield Where(line.row, "line.description"), said


def _plural(word: str, count: int) -> str:
    return word if count == 1 else f"{word}s"


@rule(
    "N202",
    scope="client",
    fix="Shorten the narrative, or split the entry.",
    reason="DESCRIPTION_TOO_LONG",
    catalogue=("NAR-LONG",),
)
def overlong_narrative(bill: Bill, *, characters: int) -> Reports:
    """A narrative is no longer than the client's platform takes.

    What is longer than the format allows is told by F002.

    Source: Brightflag, LEDES invoice errors (1024 characters).
    """
    for line in bill.lines:
        if len(line.description) > characters:
            said = f"the narrative has {len(line.description)} characters, the client takes {characters}"
            yield Where(line.row, "line.description"), said


@rule(
    "N205",
    scope="client",
    fix="Write the work off if it is what the word says; reword the narrative if the word is only incidental.",
    reason="KEYWORD",
    severity=WARNING,
    catalogue=("NAR-KEYWORDS",),
)
def listed_word(bill: Bill, *, words: tuple[str, ...], kinds: tuple[str, ...] = (FEE,)) -> Reports:
    """A narrative holds none of the words that the client lists.

    Whole words and phrases, whatever their capitals. `kinds` are the line types that are looked at (F, E, IF, IE).

    Source: FDIC, outside counsel validation rules (words in fee narratives that go to review); Collaborati,
    disallowed description keywords.
    """
    pattern, wanted = wordlist.whole(words), frozenset(kinds)
    known: dict[str, str] = dict.fromkeys(views.narratives(bill).texts, "")
    known |= {text: _held(pattern, text) for text in views.narratives(bill).listing(words)}
    if wanted == {FEE} and not any(known.values()):
        return
    for line in bill.lines:
        if line.kind not in wanted:
            continue
        said = known.get(line.description)
        if said is None:
            said = known[line.description] = _held(pattern, line.description)
        if said:
            where = Where(line.row, "line.description", at_risk=line.amount)
            yield where, f"the narrative holds {said}, which the client lists"


def _held(pattern: re.Pattern[str], text: str) -> str:
    return " and ".join(dict.fromkeys(f"'{hit[0]}'" for hit in pattern.finditer(text)))


@rule(
    "N211",
    scope="client",
    fix="Write the character in a way that the client's platform takes.",
    reason="FILE_FORMAT",
    catalogue=("NAR-CHARS",),
)
def character_not_taken(bill: Bill, *, charset: Literal["ASCII", "ANSI"]) -> Reports:
    """A narrative holds only characters that the client's platform takes: no pipe, tab, line break or other character.

    Source: Collaborati, user guide, invoices (character sets; no pipe, tab or line break in a field).
    """
    for line in bill.lines:
        if found := _strange(line.description, charset):
            what = f"'{found}' (U+{ord(found):04X})" if found.isprintable() else f"the character U+{ord(found):04X}"
            yield Where(line.row, "line.description"), f"the narrative holds {what}, the client takes {charset} text"


def _strange(text: str, charset: str) -> str:
    """Find the first character that is not taken; empty where all are."""
    if text.isascii() and text.isprintable() and "|" not in text:
        return ""
    if (separator := _SEPARATOR.search(text)) is not None:
        return separator[0]
    try:
        text.encode(CODECS[charset])
    except UnicodeEncodeError as error:
        return text[error.start]
    return ""
