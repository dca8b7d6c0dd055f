"""A letter as plain text."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from ledes.letters import Letter
from ledes.show import sheet, table
from ledes.show.sheet import Sheet

WIDTH = 78
"""Characters to a line of a letter; mails break their lines where they are read."""

WIDEST = 100
"""Characters to a line of a table that is still read as one."""


def body(letter: Letter, width: int = 0) -> str:
    """Write what stands under the subject; a table is aligned with blanks, or row below row where it is too wide."""
    parts = [_wrapped(each, width) for each in letter.before]
    if letter.table is not None:
        parts.append("\n".join(lines(letter.table)))
    return "\n\n".join([*parts, *(_wrapped(each, width) for each in letter.after)]) + "\n"


def written(letter: Letter) -> bytes:
    """Write the whole letter as UTF-8."""
    return body(letter, WIDTH).encode()


def _wrapped(paragraph: str, width: int) -> str:
    if not width:
        return paragraph
    return "\n".join(textwrap.fill(line, width, break_long_words=False) for line in paragraph.split("\n"))


def lines(shown: Sheet) -> Iterator[str]:
    """Yield a table line by line, a rule above its sums."""
    headings = [column.title for column in shown.columns]
    rows = [*sheet.words(shown, shown.rows)]
    sums = [*sheet.words(shown, shown.totals)]
    made = list(table.plain(headings, [*rows, *sums], right=sheet.numeric(shown.columns)))
    if max(map(len, made)) > WIDEST:
        for line in (*table.cards(headings, rows), *table.cards(["", *headings[1:]], sums)):
            yield from textwrap.wrap(line, WIDTH, subsequent_indent="    ", break_long_words=False)
        return
    rule = "-" * max(map(len, made))
    yield from (made[0], rule, *made[1 : len(rows) + 1])
    if sums:
        yield rule
        yield from made[len(rows) + 1 :]
