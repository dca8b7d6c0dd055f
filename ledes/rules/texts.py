"""Narratives of fees, each text judged once however often it stands in a bill."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from ledes.bill import Bill, Line
from ledes.rules import views


def fees(bill: Bill, judge: Callable[[str], str], among: Iterable[str] | None = None) -> Iterator[tuple[Line, str]]:
    """Yield the fees whose narrative a judgment has something to say of, with what it says.

    `among` are the narratives that it may have something to say of, where that is known.
    """
    told: dict[str, str] = {}
    for text in views.narratives(bill).texts if among is None else among:
        if said := judge(text):
            told[text] = said
    for line in views.fees(bill) if told else ():
        if line.description in told:
            yield line, told[line.description]


def listed(quotes: list[str], most: int = 4) -> str:
    """Write quoted words one after another, and how many more there are.

    >>> listed(["drafted answer", "called client"], most=1)
    "'drafted answer' and 1 more"
    """
    shown = ", ".join(f"'{each}'" for each in quotes[:most])
    return shown if len(quotes) <= most else f"{shown} and {len(quotes) - most} more"
