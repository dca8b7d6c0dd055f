"""A narrative cut where a writer begins something new: semicolons, ends of sentences, numbered points, line breaks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ledes.narratives.wordlists import words

ABBREVIATIONS = words("abbreviations")
"""Words behind which a full stop ends no sentence."""

_CUT = re.compile(
    r"[\r\n]"
    r"|(?<![\w.(])(?:\(?\d{1,2}\)|\d{1,2}\.(?=\s+[A-Za-z]))"
    r"|(?<=[\w)\]])\.\s+(?=[A-Z(])"
    r"|\sthen\s(?=[a-z])",
    re.ASCII,
)
_NEVER_CUT = re.compile(
    r"[^.\r\n)t]*(?:(?:t(?!hen\s)|\.(?!\s)|(?<!\d)\.(?!\s+[A-Z(])|(?<!\d)\))[^.\r\n)t]*)*", re.ASCII
)
STRAY = " \t.,-"
_LAST_WORD = re.compile(r"([A-Za-z]+)$")


def clauses(text: str) -> Iterator[str]:
    """Cut a narrative into its clauses.

    >>> list(clauses("Call with Dr. Vance re dose. Draft letter; (1) research standing"))
    ['Call with Dr. Vance re dose', 'Draft letter', 'research standing']
    """
    # a semicolon always cuts, and most of what stands between two of them has no other mark
    for piece in text.split(";"):
        for each in (piece,) if _NEVER_CUT.fullmatch(piece) else _cut(piece):
            if part := each.strip(STRAY):
                yield part


def _cut(text: str) -> list[str]:
    found, start = [], 0
    for cut in _CUT.finditer(text):
        if cut[0][0] == "." and _abbreviated(text[start : cut.start()]):
            continue
        found.append(text[start : cut.start()])
        start = cut.end()
    found.append(text[start:])
    return found


def _abbreviated(before: str) -> bool:
    last = _LAST_WORD.search(before)
    return last is not None and (len(last[1]) == 1 or last[1].lower() in ABBREVIATIONS)
