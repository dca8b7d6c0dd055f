"""What a client's profile says of an expense: the entry that holds for its code, its day and its place."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from typing import NamedTuple

from ledes.bill import EXPENSE, EXPENSE_ADJUSTMENT, Line
from ledes.client import EVERY_CODE, Client, ExpenseTerms
from ledes.rules import wordlist

OF_EXPENSES = frozenset({EXPENSE, EXPENSE_ADJUSTMENT})


class Stated(NamedTuple):
    """Those entries of a profile that state one thing, by code, and those for every code."""

    by_code: dict[str, tuple[ExpenseTerms, ...]]
    every: tuple[ExpenseTerms, ...]

    def of(self, line: Line) -> ExpenseTerms | None:
        """Give the entry that holds for a line: of its code before every code, for its place before all places.

        Of several that hold, the one that began last counts.
        """
        if not line.expense:
            return None
        listed = self.by_code.get(line.expense)
        return (_holding(listed, line) if listed else None) or (_holding(self.every, line) if self.every else None)


def stating(profile: Client, pick: Callable[[ExpenseTerms], object]) -> Stated | None:
    """Keep the entries of the profile for which `pick` gives something; `None` where none does."""
    found: dict[str, tuple[ExpenseTerms, ...]] = {}
    for each in profile.expense_terms:
        said = pick(each)
        if said is not None and said is not False:
            found[each.code] = (*found.get(each.code, ()), each)
    every = found.pop(EVERY_CODE, ())
    return Stated(found, every) if found or every else None


def _holding(terms: Iterable[ExpenseTerms], line: Line) -> ExpenseTerms | None:
    best: ExpenseTerms | None = None
    for each in terms:
        if line.date is not None:
            if each.start is not None and line.date < each.start:
                continue
            if each.end is not None and each.end < line.date:
                continue
        if each.place and not _names(each.place, line.description, line.locality):
            continue
        if best is None or _rank(each) > _rank(best):
            best = each
    return best


def _rank(each: ExpenseTerms) -> tuple[bool, int]:
    return bool(each.place), each.start.toordinal() if each.start else 0


@functools.lru_cache(maxsize=4096)
def _names(place: str, text: str, locality: str) -> bool:
    return wordlist.whole((place,)).search(f"{text}\n{locality}") is not None
