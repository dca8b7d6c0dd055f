"""Which value of a record belongs to which field, when there are too many or too few of them.

A pipe inside a narrative makes one value two; a forgotten or doubled separator shifts all that follow. The types of
the fields (dates, numbers, line types, lengths) usually leave one way only to put the values back: then it is taken
and told. Where two ways remain, nothing is guessed.
"""

from __future__ import annotations

from dataclasses import dataclass

from ledes.formats.fields import Field, fits

NEW_RUN = 4
"""Cost of one more place where something is missing, doubled or split; a single long run is likelier than two."""

EACH = 1
UNLIKELY = 2
"""Cost of a value that a field can hold but hardly means: a name of digits, an id of words, a due one left blank."""

TELLING = 4
"""Letters from which on a value that stands twice is taken for doubled rather than for chance."""

MOST_SURPLUS = 60
"""Values too many with which a record is still put back: the search grows with their square."""

Step = tuple[str, int]
Way = tuple[Step, ...]
States = dict[tuple[int, str], tuple[int, list[Way]]]
"""Cheapest ways by (values used, last step): at most two that lead to different records, for more are as bad."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """A way to put values into fields, and the fields that were missing, split by pipes or doubled."""

    cells: list[str]
    missing: tuple[int, ...]
    split: tuple[int, ...]
    doubled: tuple[int, ...]


def align(values: list[str], fields: tuple[Field, ...]) -> Alignment | None:
    """Put values into fields; `None` when no way fits, two fit equally well, or too many values are left over."""
    best = _search(values, fields) if len(values) - len(fields) <= MOST_SURPLUS else []
    if len(best) != 1:
        return None
    cells: list[str] = []
    missing, split, doubled = [], [], []
    for step, place in best[0]:
        if step == "put":
            cells.append(values[place])
        elif step == "miss":
            missing.append(len(cells))
            cells.append("")
        elif step == "join":
            cells[-1] = f"{cells[-1]}|{values[place]}"
            split.append(len(cells) - 1)
        else:
            doubled.append(len(cells) - 1)
    return Alignment(cells, tuple(missing), tuple(dict.fromkeys(split)), tuple(doubled))


def _search(values: list[str], fields: tuple[Field, ...]) -> list[Way]:
    """Find the cheapest ways, field by field."""
    short = len(fields) - len(values)
    states: States = {(0, "put"): (0, [()])}
    for column in range(len(fields) + 1):
        _absorb(states, values, fields, column, short)
        if column == len(fields):
            break
        states = _advance(states, values, fields[column], short)
        if not states:
            return []
    ends = [state for (used, _), state in states.items() if used == len(values)]
    if not ends:
        return []
    least = min(cost for cost, _ in ends)
    return _different([way for cost, ways in ends if cost == least for way in ways], values)


def _absorb(states: States, values: list[str], fields: tuple[Field, ...], column: int, short: int) -> None:
    """Let surplus values flow into the field before `column`: as text after a pipe, or as a value written twice."""
    if short >= 0 or column == 0:
        return
    before = fields[column - 1]
    for used, last in sorted(states):
        at = used
        cost, ways = states[(used, last)]
        while 0 < at < len(values) and at - used < -short:
            if before.type == "narrative" and last in {"put", "join"}:
                step = "join"
            elif values[at] == values[at - 1] and values[at]:
                step = "double"
            else:
                break
            sure = step == "double" and len(values[at]) >= TELLING
            cost += EACH + (0 if sure or at > used or last == step else NEW_RUN)
            ways = [(*way, (step, at)) for way in ways]
            at += 1
            _keep(states, (at, step), cost, ways, values)


def _advance(states: States, values: list[str], field: Field, short: int) -> States:
    onward: States = {}
    for (used, last), (cost, ways) in states.items():
        if used < len(values) and fits(field, values[used]):
            price = cost + (UNLIKELY if _unlikely(field, values[used]) else 0)
            _keep(onward, (used + 1, "put"), price, [(*way, ("put", used)) for way in ways], values)
        if short > 0:
            price = cost + EACH + (0 if last == "miss" else NEW_RUN)
            _keep(onward, (used, "miss"), price, [(*way, ("miss", used)) for way in ways], values)
    return onward


def _keep(states: States, key: tuple[int, str], cost: int, ways: list[Way], values: list[str]) -> None:
    known = states.get(key)
    if known is None or cost < known[0]:
        states[key] = (cost, _different(ways, values))
    elif cost == known[0]:
        states[key] = (cost, _different(known[1] + ways, values))


def _different(ways: list[Way], values: list[str]) -> list[Way]:
    """Keep at most two ways whose records differ; a blank here or a blank there is the same record."""
    seen: dict[tuple[str, ...], Way] = {}
    for way in ways:
        record: list[str] = []
        for step, place in way:
            if step == "put" or step == "miss":
                record.append(values[place] if step == "put" else "")
            elif step == "join":
                record[-1] += "|" + values[place]
        seen.setdefault(tuple(record), way)
        if len(seen) == 2:
            break
    return list(seen.values())


def _unlikely(field: Field, value: str) -> bool:
    if not value:
        return bool(field.required)
    if field.type not in {"text", "narrative"}:
        return False
    digits = value.replace(".", "").replace("-", "").isdigit()
    if field.bill in {"timekeeper.name", "line.description", "bill.description"}:
        return digits
    return " " in value and field.length <= 20
