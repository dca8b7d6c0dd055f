"""The bills of one run, as far as a rule may compare a bill with the others: facts and digests, never the bills.

A line takes some thirty bytes here, a bill some hundreds, so that a month of any size stays small; once all bills are
known, of most lines eight bytes are left.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple, TypeVar

from ledes import earlier, facts, money
from ledes.bill import Bill
from ledes.earlier import NOTHING, Billed, BilledLine, BilledRate, Foreseen, Shift, Spent
from ledes.facts.sums import UNDATED, Key, Sums, plus
from ledes.others.prints import Prints

SumOf = tuple[str, str, str]
"""A client's key, a matter's number (empty: all), a phase or task (empty: all)."""

T = TypeVar("T")
Held = dict[tuple[str, str], list[tuple[int, T]]]
"""By a client's key and a name: what bills hold under it, each with the bill's place in the run."""


class Known(NamedTuple):
    """A bill of the run: its place in it, its client's key, and where it stands among others."""

    place: int
    client: str
    key: Key


class Index:
    """Gathers the facts of bills, then answers for each what the others hold."""

    def __init__(self) -> None:
        self.numbers: Held[str] = {}
        self.matters: Held[Billed] = {}
        self.rates: Held[BilledRate] = {}
        self.hours: dict[Shift, Decimal] = {}
        self._shared: set[Shift] = set()
        self.prints: dict[str, Prints] = {}
        self._known: dict[tuple[str, int], Known] = {}
        self._keys: list[Key] = []
        self._named: dict[str, set[str]] = {}
        self._amounts: Held[Spent] = {}
        self._tasks: Held[tuple[tuple[str, Decimal], ...]] = {}
        self._sums: dict[SumOf, Sums | None] = {}
        self._foreseen: dict[str, Foreseen] = {}
        self._settled = False

    def add(self, source: str, ordinal: int, client: str, bill: Bill) -> None:
        """Take in a bill, the `ordinal`th of its source; `client` is the key of its client's profile, or empty.

        A bill that is known already is not taken in twice.
        """
        if (source, ordinal) in self._known:
            return
        self._change()
        place = len(self._keys)
        known = facts.of(bill)
        key = Key(known.date or UNDATED, known.number, place)
        self._known[source, ordinal] = Known(place, client, key)
        self._keys.append(key)
        self._add_hours(known.hours)
        if client:
            self.numbers.setdefault((client, bill.number), []).append((place, source))
            for each in known.matters:
                self.matters.setdefault((client, each.matter), []).append((place, each))
            for rate in known.rates:
                self.rates.setdefault((client, rate.timekeeper), []).append((place, rate))
            for matter, spent in _amounts(known).items():
                self._amounts.setdefault((client, matter), []).append((place, spent))
            for matter, fees in _by_task(known).items():
                self._tasks.setdefault((client, matter), []).append((place, fees))
            self.prints.setdefault(client, Prints()).add(place, bill.number, known.prints)
            named = self._named.setdefault(client, set())
            for own in bill.matters:
                # terms may be known under either
                named.update((own.firm_id, own.client_id))

    def _change(self) -> None:
        """Forget what was worked out for the bills that were there."""
        if self._settled:
            raise ValueError("an index takes in nothing once it is settled")
        self._sums.clear()
        self._foreseen.clear()

    def _add_hours(self, entries: Iterable[tuple[Shift, Decimal]]) -> None:
        """Add hours up; days of which two bills hold some are remembered, because few are asked of the others."""
        for shift, hours in entries:
            if shift in self.hours:
                self._shared.add(shift)
                hours = money.plus(self.hours[shift], hours)
            self.hours[shift] = hours

    def join(self, later: Index) -> None:
        """Take in the bills of files that another index was filled with, after those that are here.

        Files that are known already are not taken in twice.
        """
        if not later._known.keys().isdisjoint(self._known):
            return
        self._change()
        first = len(self._keys)
        self._keys += [key._replace(place=key.place + first) for key in later._keys]
        for name, each in later._known.items():
            place = each.place + first
            self._known[name] = Known(place, each.client, self._keys[place])
        self._shared |= later._shared
        self._add_hours(later.hours.items())
        for client, named in later._named.items():
            self._named.setdefault(client, set()).update(named)
        _append(self.numbers, later.numbers, first)
        _append(self.matters, later.matters, first)
        _append(self.rates, later.rates, first)
        _append(self._amounts, later._amounts, first)
        _append(self._tasks, later._tasks, first)
        for client, prints in later.prints.items():
            self.prints.setdefault(client, Prints()).join(prints, first)

    def settle(self) -> None:
        """Take in nothing more: work out what is asked for all bills together, and let go what no bill asks for.

        Done once before a large index is asked, or is packed for other processes.
        """
        for client, prints in self.prints.items():
            prints.settle()
            self._foreseen[client] = self._gathered(client)
        # a few hundred sums stand for all of them, in memory and where they are packed
        same: dict[str, Decimal] = {}
        self.hours = {shift: same.setdefault(str(hours := self.hours[shift]), hours) for shift in self._shared}
        self._shared.clear()
        self._settled = True

    @property
    def shared(self) -> Collection[Shift]:
        """Give the days of which two bills hold some hours."""
        return self.hours.keys() if self._settled else self._shared

    def invoices(self, client: str) -> frozenset[str]:
        """Name the invoice numbers of a client's bills in the run."""
        return self.foreseen(client).numbers

    def foreseen(self, client: str) -> Foreseen:
        """Gather what the rules will ask a client's history about the bills of this run; once for all its files."""
        if client not in self._foreseen:
            self._foreseen[client] = self._gathered(client)
        return self._foreseen[client]

    def _gathered(self, client: str) -> Foreseen:
        found = self.prints.get(client, Prints()).seen()
        named = self._named.get(client, set())
        days = sorted(found.days | {day for _, day in self.hours})
        return Foreseen(
            numbers=frozenset(number for key, number in self.numbers if key == client),
            matters=frozenset(matter for key, matter in self.matters if key == client) | named - {""},
            timekeepers=frozenset(who for who, _ in self.hours) | {who for key, who in self.rates if key == client},
            fingerprints=found.fingerprints,
            first=days[0] if days else None,
            last=days[-1] if days else None,
        )

    def beside(self, source: str, ordinal: int, bill: Bill) -> Beside | None:
        """Give what a rule may ask of the others while it examines a bill; `None` for one that was not taken in."""
        known = self._known.get((source, ordinal))
        return Beside(self, known, bill) if known else None

    def sums(self, of: SumOf) -> Sums | None:
        """Give the sums of a client's matter and phase; `None` where no bill holds any."""
        if of not in self._sums:
            client, matter, phase = of
            held = self._fees(client, matter, phase) if phase else self._amounts.get((client, matter), ())
            found = [(self._keys[place], spent) for place, spent in held]
            self._sums[of] = Sums(found) if found else None
        return self._sums[of]

    def _fees(self, client: str, matter: str, phase: str) -> Iterable[tuple[int, Spent]]:
        """Add up each bill's fees of a phase or task; done when asked, because few are asked for."""
        matters = (matter,) if matter else [number for whose, number in self._tasks if whose == client]
        found: dict[int, Spent] = {}
        for number in matters:
            for place, tasks in self._tasks.get((client, number), ()):
                fees = [amount for task, amount in tasks if phase in {task, facts.phase(task)}]
                if fees:
                    found[place] = plus(found.get(place, NOTHING), Spent(fees=money.total(fees)))
        return found.items()


def _append(held: Held[T], later: Held[T], first: int) -> None:
    for name, entries in later.items():
        held.setdefault(name, []).extend([(place + first, each) for place, each in entries])


def _amounts(known: facts.BillFacts) -> dict[str, Spent]:
    """Give what a bill holds by matter, and under the empty name in all."""
    found: dict[str, Spent] = {}
    for each in known.matters:
        spent = Spent(each.fees, each.expenses, each.total)
        for matter in {each.matter, ""}:
            found[matter] = plus(found[matter], spent) if matter in found else spent
    return found


def _by_task(known: facts.BillFacts) -> dict[str, tuple[tuple[str, Decimal], ...]]:
    """Give a bill's fees by matter and task, as plain tuples: those are packed in half the time of named ones."""
    found: dict[str, list[tuple[str, Decimal]]] = {}
    for each in known.tasks:
        found.setdefault(each.matter, []).append((each.task, each.fees))
    return {matter: tuple(fees) for matter, fees in found.items()}


class Beside(earlier.Others):
    """The other bills of a run, seen from one of them."""

    __slots__ = ("_again", "_bill", "_index", "_known", "_own_hours", "_prints")

    def __init__(self, index: Index, known: Known, bill: Bill) -> None:
        self._index = index
        self._known = known
        self._prints = index.prints.get(known.client) or Prints()
        self._bill = bill
        self._own_hours: Mapping[Shift, Decimal] | None = None
        self._again: Collection[str] | None = None

    def _others(self, held: Held[T], name: str) -> list[T]:
        entries = held.get((self._known.client, name), ())
        return [value for place, value in entries if place != self._known.place]

    def numbered(self, number: str) -> tuple[str, ...]:
        """List the sources of other bills to the client under an invoice number."""
        return tuple(self._others(self._index.numbers, number))

    def bills(self, matter: str) -> tuple[Billed, ...]:
        """List what the other bills to the client say of a matter, the newest first."""
        found = self._others(self._index.matters, matter)
        return tuple(sorted(found, key=lambda each: (each.date or UNDATED, each.number), reverse=True))

    def rates(self, timekeeper: str) -> tuple[BilledRate, ...]:
        """List the rates at which a timekeeper is billed to the client, the one used last first."""
        found = self._others(self._index.rates, timekeeper)
        return tuple(sorted(found, key=lambda each: each.last or UNDATED, reverse=True))

    def hours(self, shifts: Iterable[Shift]) -> Mapping[Shift, Decimal]:
        """Give the hours that the other bills of the run, whoever the client, hold for timekeepers on days."""
        shared = self._index.shared
        both = [shift for shift in shifts if shift in shared]
        if not both:
            return MappingProxyType({})
        if self._own_hours is None:
            self._own_hours = facts.hours(self._bill.lines)
        found: dict[Shift, Decimal] = {}
        for shift in both:
            whole, own = self._index.hours[shift], self._own_hours.get(shift, money.ZERO)
            if whole != own:
                found[shift] = money.minus(whole, own)
        return MappingProxyType(found)

    def spent(
        self,
        matter: str = "",
        *,
        phase: str = "",
        since: datetime.date | None = None,
        until: datetime.date | None = None,
    ) -> Spent:
        """Add up what the other bills to the client hold."""
        sums = self._index.sums((self._known.client, matter, phase))
        return sums.without(self._known.key, since, until) if sums else NOTHING

    def ahead(self, matter: str = "", *, since: datetime.date | None = None) -> Spent:
        """Add up what bills to the client hold that come before this one: by date, then by number."""
        sums = self._index.sums((self._known.client, matter, ""))
        return sums.ahead(self._known.key, since) if sums else NOTHING

    def again(self, bill: Bill) -> Collection[str] | None:
        """Name by their numbers the lines of the bill that may stand in another one of the run."""
        if bill is not self._bill:
            return None
        if self._again is None:
            self._again = self._prints.again(self._known.place)
        return self._again

    def lines(self, wanted: Mapping[int, Collection[datetime.date]]) -> Mapping[int, tuple[BilledLine, ...]]:
        """Find lines of the other bills to the client by their fingerprints and days."""
        found: dict[int, tuple[BilledLine, ...]] = {}
        # most lines stand in one bill only, whatever their day
        repeated = self._prints.twice().rows
        for each in [each for each in wanted if each in repeated]:
            for day in wanted[each]:
                if lines := self._prints.find(each, day, self._known.place):
                    found[each] = (*found.get(each, ()), *lines)
        return MappingProxyType(found)
