"""Narratives of fees, each text judged once however often it stands in a bill."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ledes.bill import FEE, Bill, Line


def fees(bill: Bill, judge: Callable[[str], str]) -> Iterator[tuple[Line, str]]:
    """Yield the fees whose narrative a judgment has something to say of, with what it says."""
    known: dict[str, str] = {}
    for line in bill.lines:
        text = line.description
        if line.kind != FEE or not text:
            continue
        said = known.get(text)
        if said is None:
            said = known[text] = judge(text)
        if said:
            yield line, said


def listed(quotes: list[str], most: int = 4) -> str:
    """Write quoted words one after another, and how many more there are.

    >>> listed(["drafted answer", "called client"], most=1)
    "'drafted answer' and 1 more"
    """
    shown = ", ".join(f"'{each}'" for each in quotes[:most])
    return shown if len(quotes) <= most else f"{shown} and {len(quotes) - most} more"
