"""How a change is put before the eye: what several lines share, what of a text is new, amounts with their sign."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ledes.bill import Line
    from ledes.diff import Compared, Sum
    from ledes.diff.lines import Changed
    from ledes.diff.parts import Value

NARRATIVES = frozenset({"line.description", "bill.description"})
KEPT_WORDS = 4
"""Words around a change that are shown of a long text."""

_WORD = re.compile(r"\s+|\w+|[^\w\s]")


class Run(NamedTuple):
    """A piece of a text: `same`, `removed` or `added`."""

    kind: str
    text: str


class Group(NamedTuple):
    """One change that stands on several lines."""

    value: Value
    lines: tuple[str, ...]


def groups(compared: Compared) -> tuple[tuple[Group, ...], dict[int, tuple[Value, ...]]]:
    """Part what several lines share from what each line has for itself, the latter by the id of the changed line."""
    found: dict[tuple[str, str, str, str], list[tuple[Changed, Value]]] = {}
    for each in compared.lines:
        for value in each.values:
            found.setdefault((value.owner, value.path, value.before, value.after), []).append((each, value))
    shared: list[Group] = []
    together: set[tuple[int, str, str]] = set()
    for cases in found.values():
        value = cases[0][1]
        common = value.difference is None and value.path not in NARRATIVES
        if value.owner or (common and len(cases) > 1):
            shared.append(Group(value, tuple(number(each.line) for each, _ in cases)))
            together.update((id(each), value.owner, value.path) for each, _ in cases)
    alone = {
        id(each): tuple(value for value in each.values if (id(each), value.owner, value.path) not in together)
        for each in compared.lines
    }
    return tuple(shared), alone


def number(line: Line) -> str:
    """Name a line by its number, else by its row."""
    return line.number or f"on row {line.row}"


def runs(before: str, after: str) -> tuple[Run, ...]:
    """Part two texts into what stayed, what went and what came, word by word."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    found: list[Run] = []
    for kind, start, end, begin, stop in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Run("same", "".join(old[start:end])))
            continue
        if end > start:
            found.append(Run("removed", "".join(old[start:end])))
        if stop > begin:
            found.append(Run("added", "".join(new[begin:stop])))
    return tuple(found)


def shortened(found: tuple[Run, ...]) -> Iterator[Run]:
    """Leave out the middle of what stayed the same, where it is long."""
    for place, run in enumerate(found):
        words = run.text.split(" ")
        first, last = place == 0, place == len(found) - 1
        if run.kind != "same" or len(words) <= 2 * KEPT_WORDS + 2:
            yield run
            continue
        head = "" if first else " ".join(words[:KEPT_WORDS]) + " "
        tail = "" if last else " " + " ".join(words[-KEPT_WORDS:])
        yield Run("same", f"{head}...{tail}")


def renumbered(pairs: tuple[tuple[str, str], ...]) -> Iterator[str]:
    """Tell new numbers once, as runs of lines that moved together."""
    runs_: list[list[tuple[str, str]]] = []
    for pair in pairs:
        if runs_ and _follows(runs_[-1][-1], pair):
            runs_[-1].append(pair)
        else:
            runs_.append([pair])
    if len(runs_) > 4:
        yield f"{counted(len(pairs), 'line')} renumbered"
        return
    told = [f"{spans(a for a, _ in span)} -> {spans(b for _, b in span)}" for span in runs_]
    if told:
        yield f"renumbered: line{'s' if len(pairs) > 1 else ''} {', '.join(told)}"


def _follows(before: tuple[str, str], after: tuple[str, str]) -> bool:
    pairs = zip(before, after, strict=True)
    return all(one.isdecimal() and other.isdecimal() and int(other) == int(one) + 1 for one, other in pairs)


def spans(numbers: Iterable[str]) -> str:
    """Write numbers of lines, those that follow each other as a span.

    >>> spans(["3", "5", "6", "7", "9"])
    '3, 5-7, 9'
    """
    found: list[list[str]] = []
    for number in numbers:
        if found and _follows((found[-1][-1],) * 2, (number,) * 2):
            found[-1].append(number)
        else:
            found.append([number])
    parts = (", ".join(span) if len(span) < 3 else f"{span[0]}-{span[-1]}" for span in found)
    return ", ".join(parts)


def cells(each: Sum) -> tuple[str, str, str]:
    """Give the three amounts of a row of the money summary as they are shown."""
    moved = "" if each.difference is None else signed(each.difference) if each.difference else "0"
    return amount(each.before) or "unreadable", amount(each.after) or "unreadable", moved


def amount(value: Decimal | None) -> str:
    """Write an amount in its digits, thousands grouped; nothing for an absent one."""
    return "" if value is None else format(value, ",f")


def signed(value: Decimal) -> str:
    """Write what was gained with a plus, what was lost with a minus."""
    return f"{'+' if value > 0 else ''}{amount(value)}"


def counted(many: int, noun: str) -> str:
    """Put a number before its noun."""
    return f"{many:,} {noun}{'' if many == 1 else 's'}"
