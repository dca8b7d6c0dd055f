"""Which characters a target can hold, and what stands in their place: punctuation and blanks only, and never unsaid.

The table is `schemas/replacements.csv`. A letter has no replacement: that it cannot be held is a loss.
"""

from __future__ import annotations

import csv
import functools
import unicodedata
from collections.abc import Mapping, Sequence

from ledes import schemas
from ledes.finding import NOTE, fault

RESERVED = {"|": "/", "[": "(", "]": ")"}
"""What a delimited format cannot hold in any encoding."""

UNHELD = "?"
"""Stands for a letter that the target cannot hold and whose loss was allowed, when it has no plain form."""


@fault(
    "F020",
    layer="bytes",
    fix="Nothing; this is what was written.",
    reason="INFO_ONLY",
    severity=NOTE,
)
def replaced_character(shown: str, by: str) -> str:
    """A text is written as it was read, save for punctuation and blanks that the target cannot hold.

    Source: the table schemas/replacements.csv; the reserved characters of LEDES 1998B.
    """
    return f"{shown} was written as {by!r}" if by else f"{shown} was left out"


@functools.cache
def replacements() -> Mapping[str, str]:
    """Read the published table: a character, and what is written in its place."""
    with schemas.path("replacements.csv").open(newline="", encoding="utf-8") as stream:
        return {chr(int(row["code"][2:], 16)): row["replacement"] for row in csv.DictReader(stream)}


class Wording:
    """Texts for one target: `put` gives a text as it can be written; what had to change is asked for apart."""

    def __init__(self, encoding: str) -> None:
        self.encoding = encoding
        self.table = replacements()

    def plain(self, text: str) -> bool:
        """Say whether a text can be written as it is."""
        if not text:
            return True
        safe = text.isprintable() and "|" not in text and "[" not in text and "]" not in text
        return safe and (text.isascii() or self._held(text)) and text[0] != " " and text[-1] != " "

    def all_plain(self, texts: Sequence[str]) -> bool:
        """Say whether all of many texts can be written as they are; joined they are looked at in a few steps."""
        whole = "|".join(texts)
        if not whole.isascii():
            return all(map(self.plain, texts))
        if not whole.isprintable() or "[" in whole or "]" in whole or whole.count("|") >= max(len(texts), 1):
            return False
        return not (whole.startswith(" ") or whole.endswith(" ") or "| " in whole or " |" in whole)

    def put(self, text: str) -> str:
        """Give the text as it is written."""
        return text if self.plain(text) else "".join(map(self._one, text)).strip()

    def changes(self, text: str) -> list[tuple[str, str]]:
        """List what `put` replaces: the character with its name, and what is written instead."""
        if self.plain(text):
            return []
        odd = [letter for letter in dict.fromkeys(text) if self._one(letter) != letter]
        found = [(shown(letter), self._one(letter)) for letter in odd if letter in self.table or letter in RESERVED]
        if text != text.strip():
            found.append(("blanks around the text", ""))
        return found

    def lost(self, text: str) -> list[str]:
        """List the letters of a text that the target cannot hold."""
        if self.plain(text):
            return []
        known = RESERVED.keys() | self.table.keys()
        return [letter for letter in dict.fromkeys(text) if letter not in known and self._one(letter) != letter]

    def _held(self, text: str) -> bool:
        try:
            text.encode(self.encoding)
        except UnicodeEncodeError:
            return False
        return True

    def _one(self, letter: str) -> str:
        if letter in RESERVED:
            return RESERVED[letter]
        if letter.isprintable() and (letter.isascii() or self._held(letter)):
            return letter
        if letter in self.table:
            return self.table[letter]
        base = unicodedata.normalize("NFKD", letter).encode("ascii", "ignore").decode("ascii")
        return base if base.isalnum() else UNHELD


def shown(letter: str) -> str:
    """Show a character with its name, as messages do."""
    name = unicodedata.name(letter, "").lower() or f"U+{ord(letter):04X}"
    return f"'{letter}' {name}" if letter.isprintable() else name
