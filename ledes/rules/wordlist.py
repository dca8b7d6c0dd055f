"""Lists of words and phrases, found in narratives as whole words, whatever their capitals."""

from __future__ import annotations

import functools
import re


@functools.cache
def whole(words: tuple[str, ...]) -> re.Pattern[str]:
    """Make the pattern that finds any of these words or phrases; any blanks stand between the words of a phrase.

    >>> whole(("cite-check", "premium rate")).search("Cite-check of the brief").group()
    'Cite-check'
    >>> whole(("call",)).search("recall the terms") is None
    True
    """
    longest = sorted((r"\s+".join(map(re.escape, word.split())) for word in words if word.strip()), key=len)
    if not longest:
        return re.compile(r"(?!)")
    return re.compile(rf"(?<!\w)(?:{'|'.join(reversed(longest))})(?!\w)", re.IGNORECASE)
