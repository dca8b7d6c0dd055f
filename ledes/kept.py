"""What many rules ask of the same bill, found once and kept while rules are asked of that bill."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar

from ledes.bill import Bill

P = ParamSpec("P")
T = TypeVar("T")

MOST = 64
"""Bills of which an answer is kept where nobody says `forget`."""

_answers: list[dict[Any, Any]] = []


def kept(find: Callable[Concatenate[Bill, P], T]) -> Callable[Concatenate[Bill, P], T]:
    """Keep what a function gives for a bill, and for what else it is given.

    Both are known by identity: comparing or hashing a bill costs more than most rules. They are held for as long as
    the answer is, so that nothing else can come to have their identity.
    """
    known: dict[int | tuple[int, ...], tuple[T, Bill, tuple[Any, ...], dict[str, Any]]] = {}
    _answers.append(known)

    @functools.wraps(find)
    def ask(bill: Bill, /, *beside: P.args, **named: P.kwargs) -> T:
        key = (id(bill), *map(id, beside), *map(id, named.values())) if beside or named else id(bill)
        found = known.get(key)
        if found is None:
            if len(known) >= MOST:
                known.clear()
            found = known[key] = (find(bill, *beside, **named), bill, beside, named)
        return found[0]

    return ask


def forget() -> None:
    """Let go all answers, and the bills with them."""
    for known in _answers:
        known.clear()
