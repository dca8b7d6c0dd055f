"""Which characters XML can hold: all but control characters; what stands in their place is said like elsewhere."""

from __future__ import annotations

import functools
import re

from ledes.formats.wording import UNHELD, replacements, shown


@functools.cache
def _unheld() -> re.Pattern[str]:
    """Give the pattern of what XML cannot hold, made when it is first asked for: it takes long, and few texts do."""
    return re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Wording:
    """Texts for XML: `put` gives a text as it can be written; what had to change is asked for apart."""

    def __init__(self) -> None:
        self.table = replacements()

    def plain(self, text: str) -> bool:
        """Say whether a text can be written as it is."""
        if text.isascii() and text.isprintable():
            return not text or (text[0] != " " and text[-1] != " ")
        return not _unheld().search(text) and text == text.strip()

    def put(self, text: str) -> str:
        """Give the text as it is written."""
        return text if self.plain(text) else _unheld().sub(lambda found: self._one(found[0]), text).strip()

    def changes(self, text: str) -> list[tuple[str, str]]:
        """List what `put` replaces: the character with its name, and what is written instead."""
        found = [(shown(letter), self._one(letter)) for letter in dict.fromkeys(_unheld().findall(text))]
        if text != text.strip():
            found.append(("blanks around the text", ""))
        return found

    def lost(self, text: str) -> list[str]:
        """List the characters of a text that neither XML nor the table of replacements has."""
        return [letter for letter in dict.fromkeys(_unheld().findall(text)) if letter not in self.table]

    def _one(self, letter: str) -> str:
        return self.table.get(letter, UNHELD)
