"""A narrative cut where a writer begins something new: semicolons, ends of sentences, numbered points, line breaks."""

from __future__ import annotations

import re

from ledes.narratives.wordlists import words

ABBREVIATIONS = words("abbreviations")
"""Words behind which a full stop ends no sentence."""

_CUT = re.compile(
    r"[;\r\n]"
    r"|(?<![\w.(])(?:\(?\d{1,2}\)|\d{1,2}\.(?=\s+[A-Za-z]))"
    r"|(?<=[\w)\]])\.\s+(?=[A-Z(])"
    r"|\sthen\s(?=[a-z])",
    re.ASCII,
)
_NEVER_CUT = re.compile(r"(?:[^;.\r\n)t]|t(?!hen\s)|\.(?![\s]))*")
_MARKS = (".", ";", ")", "\n", "\r")
STRAY = " \t.,-"
_LAST_WORD = re.compile(r"([A-Za-z]+)$")


def clauses(text: str) -> list[str]:
    """Cut a narrative into its clauses.

    >>> clauses("Call with Dr. Vance re dose. Draft letter; (1) research standing")
    ['Call with Dr. Vance re dose', 'Draft letter', 'research standing']
    """
    plain = "then" not in text and not any(mark in text for mark in _MARKS)
    if plain or _NEVER_CUT.fullmatch(text):
        return [whole] if (whole := text.strip(STRAY)) else []
    found, start = [], 0
    for cut in _CUT.finditer(text):
        if cut[0][0] == "." and _abbreviated(text[start : cut.start()]):
            continue
        found.append(text[start : cut.start()])
        start = cut.end()
    found.append(text[start:])
    return [part for each in found if (part := each.strip(STRAY))]


def _abbreviated(before: str) -> bool:
    last = _LAST_WORD.search(before)
    return last is not None and (len(last[1]) == 1 or last[1].lower() in ABBREVIATIONS)
