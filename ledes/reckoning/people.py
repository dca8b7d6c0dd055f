"""Rates of timekeepers: on the person in XML's summary, on the line alone in the delimited formats."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

from ledes.bill import FEE, Bill, Line, Timekeeper
from ledes.lines import altered
from ledes.reckoning import Note


def with_rates(bill: Bill) -> tuple[Bill, tuple[Note, ...]]:
    """Give each timekeeper the rate of its fees; one who worked at several rates comes once for each."""
    made: dict[tuple[int, Decimal], Timekeeper] = {}
    by_keeper: dict[int, list[Timekeeper]] = {}

    def at_rate(line: Line) -> Line:
        keeper = line.timekeeper
        if keeper is None or keeper.rate is not None or line.kind != FEE or line.rate is None:
            return line
        key = (id(keeper), line.rate)
        if key not in made:
            made[key] = dataclasses.replace(keeper, rate=line.rate)
            by_keeper.setdefault(id(keeper), []).append(made[key])
        return altered(line, timekeeper=made[key])

    lines = tuple(map(at_rate, bill.lines))
    if not made:
        return bill, ()
    lines = tuple(_of_expense(line, by_keeper) for line in lines)
    keepers = dict.fromkeys(each for keeper in bill.timekeepers for each in by_keeper.get(id(keeper), [keeper]))
    several = sum(len(entries) > 1 for entries in by_keeper.values())
    what = "timekeepers are listed with the rates of their fees"
    what += f"; {several} of them worked at several rates and come once for each" if several else ""
    return dataclasses.replace(bill, lines=lines, timekeepers=tuple(keepers)), (Note(0, "timekeeper.rate", what),)


def _of_expense(line: Line, by_keeper: dict[int, list[Timekeeper]]) -> Line:
    """Let an expense of somebody whose fees have a rate name the same entry."""
    entries = by_keeper.get(id(line.timekeeper), [])
    return altered(line, timekeeper=entries[0]) if entries else line


def without_rates(bill: Bill) -> Bill:
    """Take the rate from each timekeeper whose fees all have it, and make entries that become equal one."""
    others = {
        id(line.timekeeper)
        for line in bill.lines
        if line.kind == FEE and line.timekeeper is not None and line.rate != line.timekeeper.rate
    }
    worked = {id(line.timekeeper) for line in bill.lines if line.kind == FEE}
    one: dict[Timekeeper, Timekeeper] = {}
    known: dict[int, Timekeeper] = {}

    def plain(keeper: Timekeeper) -> Timekeeper:
        if id(keeper) not in known:
            is_plain = id(keeper) in worked - others
            changed = dataclasses.replace(keeper, rate=None) if is_plain else keeper
            known[id(keeper)] = one.setdefault(changed, changed)
        return known[id(keeper)]

    if not any(keeper.rate is not None for keeper in bill.timekeepers):
        return bill
    keepers = tuple(dict.fromkeys(map(plain, bill.timekeepers)))
    lines = tuple(altered(line, timekeeper=plain(line.timekeeper)) if line.timekeeper else line for line in bill.lines)
    return dataclasses.replace(bill, timekeepers=keepers, lines=lines)
