"""Which bill of one file is which bill of the other, and what changed about it apart from its lines."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Iterator
from typing import Any

from ledes.bill import Bill, Matter, Timekeeper
from ledes.diff import lines, parts
from ledes.diff.parts import Forms, Unreadable, Value
from ledes.diff.words import UNREADABLE

APART = frozenset({"bill.lines", "bill.matters", "bill.timekeepers", "bill.unread"})
PARTIES = ("firm", "client", "taxed_party", "bill_to", "payer")

Pair = tuple[Bill | None, Bill | None]


def paired(before: Iterable[Bill], after: Iterable[Bill]) -> Iterator[Pair]:
    """Pair bills by number, and the last one left on each side where each file has no other, or both share a matter."""
    old, new = list(before), list(after)
    waiting: dict[str, list[int]] = {}
    for place, bill in enumerate(new):
        waiting.setdefault(bill.number, []).append(place)
    partner: dict[int, int] = {}
    for place, bill in enumerate(old):
        if places := waiting.get(bill.number):
            partner[place] = places.pop(0)
    left = [place for place in range(len(old)) if place not in partner]
    free = sorted(place for places in waiting.values() for place in places)
    if len(left) == len(free) == 1 and (len(old) == len(new) == 1 or _related(old[left[0]], new[free[0]])):
        partner[left[0]] = free.pop()
    for place, bill in enumerate(old):
        yield bill, new[partner[place]] if place in partner else None
    yield from ((None, new[place]) for place in free)


def _related(one: Bill, other: Bill) -> bool:
    shared = {matter.firm_id for matter in one.matters} & {matter.firm_id for matter in other.matters}
    return bool(shared - {""})


def values(before: Bill, after: Bill, forms: Forms) -> tuple[Value, ...]:
    """List what differs about two bills of a pair, apart from their lines."""
    own = tuple(parts.differences(_flat(before), _flat(after), forms))
    people = _unused(before, after, "timekeeper", operator.attrgetter("id"))
    cases = _unused(before, after, "matter", lines.matter_id)
    return (
        *own,
        *_torn(before, after),
        *(value for one, other in people for value in _person(one, other, forms)),
        *(value for one, other in cases for value in _matter(one, other, forms)),
    )


def _flat(bill: Bill) -> dict[str, Any]:
    found = {_short(path): value for path, value in parts.flat(bill, "bill", without=APART).items()}
    whole = [name for _, name in bill.unread if name.split(".")[0] in {"bill", *PARTIES}]
    return found | dict.fromkeys(whole, Unreadable())


def _short(path: str) -> str:
    """Name what belongs to a party as the rest of the program does: `firm.id`, not `bill.firm.id`."""
    rest = path.removeprefix("bill.")
    return rest if rest.split(".")[0] in PARTIES else path


def _torn(before: Bill, after: Bill) -> Iterator[Value]:
    """Tell the records that could not be read: whether they differ nobody knows."""
    for side, bill in enumerate((before, after)):
        for row in dict.fromkeys(row for row, name in bill.unread if name == "line"):
            texts = ("", UNREADABLE) if side else (UNREADABLE, "")
            yield Value(path="line", name=f"the record on row {row}", before=texts[0], after=texts[1])


def _unused(before: Bill, after: Bill, who: str, name: Any) -> Iterator[tuple[Any, Any]]:
    """Pair the entries of a list that no line points at; those of lines are compared with them."""
    sides = []
    for bill in (before, after):
        used = {id(getattr(line, who)) for line in bill.lines}
        known = [getattr(line, who) for line in bill.lines[:1]]
        entries = getattr(bill, f"{who}s")
        sides.append([each for each in entries if id(each) not in used and each not in known])
    old, new = sides
    for one in old:
        other = next((each for each in new if name(each) == name(one)), None)
        if other is not None:
            new.remove(other)
        yield one, other
    yield from ((None, other) for other in new)


def _person(before: Timekeeper | None, after: Timekeeper | None, forms: Forms) -> Iterator[Value]:
    if before is None or after is None:
        yield from _alone("timekeeper", before.id if before else "", after.id if after else "", forms)
    else:
        yield from lines.people(before, after, forms)


def _matter(before: Matter | None, after: Matter | None, forms: Forms) -> Iterator[Value]:
    if before is None or after is None:
        yield from _alone("matter", lines.matter_id(before), lines.matter_id(after), forms)
    else:
        yield from lines.matters(before, after, forms)


def _alone(who: str, before: str, after: str, forms: Forms) -> Iterator[Value]:
    if forms.holds(who, 0 if before else 1):
        yield Value(path=who, name=who, before=before, after=after)
