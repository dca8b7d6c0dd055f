"""Which line of one bill is which line of the other: by content first, so that renumbering is no cascade.

Lines that say the same are pairs, those of the same number before others. What is left is paired by what most lines
keep when they are corrected: day, timekeeper and narrative, or day, timekeeper and amount. The last are compared by
likeness; below `ENOUGH` a line was taken out and another added.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from operator import attrgetter

from ledes.bill import Line

ENOUGH = 0.5
"""Share of what two lines say that must agree, out of 1, for one to be the other corrected."""

MOST_PAIRS = 40_000
"""Pairs of lines whose likeness is looked at; beyond it only lines of one number are compared."""

Pair = tuple[Line | None, Line | None]
Key = Callable[[Line], Hashable]
Plain = Callable[[str], str]

_AGREEING = (
    ("date", 3.0),
    ("kind", 1.0),
    ("units", 0.5),
    ("rate", 0.5),
    ("amount", 1.0),
    ("task", 0.5),
    ("activity", 0.5),
    ("expense", 0.5),
)
_PERSON, _NARRATIVE, _NUMBER = 1.5, 5.0, 0.5
"""What lines of one bill have in common anyway, such as a round number of hours, weighs little."""

UNRELATED = 45
"""Likeness, out of 100, that any two sentences of one language have by their letters alone."""


def paired(before: Iterable[Line], after: Iterable[Line], plain: Plain) -> Iterator[Pair]:
    """Yield pairs in the order of the lines before; an added line comes after the line that it follows.

    `plain` brings texts of two formats into a form in which they can be equal.
    """
    old, new = list(before), list(after)
    partner: dict[int, int] = {}
    taken: set[int] = set()

    def pair(one: int, other: int) -> None:
        partner[one] = other
        taken.add(other)

    for key in _keys(plain):
        _by_key(old, new, key, partner, taken, pair)
    left = [place for place in range(len(old)) if place not in partner]
    free = [place for place in range(len(new)) if place not in taken]
    for one, other in _by_likeness(old, new, left, free, plain):
        pair(one, other)
    yield from _in_order(old, new, partner)


def _keys(plain: Plain) -> Iterator[Key]:
    """Give what two lines may share, the most first; each with the line's number before it is done without."""
    body = attrgetter("kind", "date", "units", "rate", "amount", "task", "activity", "expense")
    worth = attrgetter("kind", "date", "units", "amount", "expense")

    def person(line: Line) -> str:
        return line.timekeeper.id if line.timekeeper else ""

    def matter(line: Line) -> str:
        return (line.matter.firm_id or line.matter.client_id) if line.matter else ""

    plans: tuple[Key, ...] = (
        lambda line: (body(line), line.adjustment or 0, person(line), matter(line), plain(line.description)),
        lambda line: (line.kind, line.date, person(line), plain(line.description)),
        lambda line: (worth(line), person(line)),
    )
    for plan in plans:
        yield lambda line, plan=plan: (line.number, plan(line))  # type: ignore[misc]
        yield plan


def _by_key(
    old: list[Line],
    new: list[Line],
    key: Key,
    partner: dict[int, int],
    taken: set[int],
    pair: Callable[[int, int], None],
) -> None:
    waiting: dict[Hashable, list[int]] = {}
    for place, line in enumerate(new):
        if place not in taken:
            waiting.setdefault(key(line), []).append(place)
    if not waiting:
        return
    for each in waiting.values():
        each.reverse()
    for place, line in enumerate(old):
        if place not in partner and (places := waiting.get(key(line))):
            pair(place, places.pop())


def _by_likeness(
    old: list[Line], new: list[Line], left: list[int], free: list[int], plain: Plain
) -> Iterator[tuple[int, int]]:
    """Yield the likeliest pairs of what is left, each line once."""
    if not left or not free:
        return
    pairs: Iterable[tuple[int, int]]
    if len(left) * len(free) <= MOST_PAIRS:
        pairs = ((one, other) for one in left for other in free)
    else:
        numbered = {new[other].number: other for other in reversed(free)}
        pairs = ((one, numbered[old[one].number]) for one in left if old[one].number in numbered)
    scored = ((likeness(old[one], new[other], plain), one, other) for one, other in pairs)
    ranked = sorted(((score, one, other) for score, one, other in scored if score >= ENOUGH), key=_rank)
    used_old: set[int] = set()
    used_new: set[int] = set()
    for _, one, other in ranked:
        if one not in used_old and other not in used_new:
            used_old.add(one)
            used_new.add(other)
            yield one, other


def _rank(found: tuple[float, int, int]) -> tuple[float, int, int]:
    score, one, other = found
    return -score, abs(one - other), one


def likeness(one: Line, other: Line, plain: Plain = str) -> float:
    """Say how much of what two lines say agrees, from 0 to 1; what both leave blank says nothing."""
    whole = agreed = 0.0
    for name, weight in _AGREEING:
        first, second = getattr(one, name), getattr(other, name)
        if first or second:
            whole += weight
            agreed += weight if first == second else 0
    for first, second, weight in (
        (one.timekeeper and one.timekeeper.id, other.timekeeper and other.timekeeper.id, _PERSON),
        (one.number, other.number, _NUMBER),
    ):
        if first or second:
            whole += weight
            agreed += weight if first == second else 0
    if one.description or other.description:
        whole += _NARRATIVE
        agreed += _NARRATIVE * _alike(plain(one.description), plain(other.description))
    return agreed / whole if whole else 1.0


def _alike(one: str, other: str) -> float:
    """Say how much of their words two narratives share, from 0 to 1; words that were only added count little."""
    from rapidfuzz import fuzz

    near = max(fuzz.ratio(one, other), 0.9 * fuzz.token_set_ratio(one, other))
    return max(0.0, (near - UNRELATED) / (100 - UNRELATED))


def _in_order(old: list[Line], new: list[Line], partner: dict[int, int]) -> Iterator[Pair]:
    following: dict[int, list[int]] = {}
    origin = {other: one for one, other in partner.items()}
    before = -1
    for place in range(len(new)):
        if place in origin:
            before = origin[place]
        else:
            while before + 1 < len(old) and before + 1 not in partner:
                before += 1
            following.setdefault(before, []).append(place)
    for place in range(-1, len(old)):
        if place >= 0:
            yield old[place], new[partner[place]] if place in partner else None
        yield from ((None, new[other]) for other in following.get(place, ()))
