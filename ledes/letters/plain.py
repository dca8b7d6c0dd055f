"""A letter as plain text."""

from __future__ import annotations

from collections.abc import Iterator

from ledes.letters import Letter
from ledes.show import sheet, table
from ledes.show.sheet import Sheet


def body(letter: Letter) -> str:
    """Write what stands under the subject; the table is aligned with blanks."""
    parts = [*letter.before]
    if letter.table is not None:
        parts.append("\n".join(lines(letter.table)))
    return "\n\n".join([*parts, *letter.after]) + "\n"


def written(letter: Letter) -> bytes:
    """Write the whole letter as UTF-8."""
    return f"{letter.subject}\n\n{body(letter)}".encode()


def lines(shown: Sheet) -> Iterator[str]:
    """Yield a table line by line, a rule above its sums."""
    headings = [column.title for column in shown.columns]
    rows = [*sheet.words(shown, shown.rows)]
    sums = [*sheet.words(shown, shown.totals)]
    made = list(table.plain(headings, [*rows, *sums], right=sheet.numeric(shown.columns)))
    rule = "-" * max(map(len, made))
    yield from (made[0], rule, *made[1 : len(rows) + 1])
    if sums:
        yield rule
        yield from made[len(rows) + 1 :]
