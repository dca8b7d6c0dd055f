"""What rules may ask of earlier bills to one client: answered from the facts kept with each, never from payloads."""

from __future__ import annotations

import datetime
import functools
import itertools
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Row, Select

from ledes import facts, money
from ledes.earlier import Billed, BilledLine, BilledRate, Earlier, History, Shift, Spent
from ledes.facts.sums import UNDATED, Key, Sums
from ledes.ledger import moments, questions

if TYPE_CHECKING:
    from ledes.ledger.reading import Reader

T = TypeVar("T")
AT_ONCE = 400
"""Values that one question may name; databases take only so many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Past(History):
    """The earlier bills to a client, without tests and what was replaced or withdrawn.

    `besides` is the vendor and account that `under_number` leaves out: a bill that is being submitted there meets its
    own earlier submissions in the ledger itself, which tells a repeat from a clash. `without` are the numbers of bills
    that nothing else counts. What was refused or rejected counts nowhere but in `under_number`.
    """

    ledger: Reader
    client: str
    besides: tuple[str, str] | None = None
    without: frozenset[str] = frozenset()
    _known: dict[tuple[str, ...], Any] = field(default_factory=dict, repr=False, compare=False)

    def under_number(self, number: str) -> tuple[Earlier, ...]:
        """List the submissions under an invoice number, newest first."""
        return self._once(("number", number), lambda: self._under_number(number))

    def _under_number(self, number: str) -> tuple[Earlier, ...]:
        found = self._answers(questions.NUMBERED, number=number)
        return tuple(
            Earlier(
                id=str(row.id),
                state=row.state,
                status=row.status,
                at=moments.parse(row.created),
                reported=moments.parse(row.reported.partition(" ")[0]) if row.reported else None,
                file_name=row.file_name,
                payload=row.payload,
                date=_day(row.date or ""),
            )
            for row in found
            if (row.vendor, row.account) != self.besides
        )

    def apart(self, numbers: frozenset[str]) -> Past:
        """Give a history that leaves out bills by number in all but `under_number`."""
        return self if numbers == self.without else replace(self, without=numbers, _known={})

    def bills(self, matter: str) -> tuple[Billed, ...]:
        """List what earlier bills say of a matter, the newest first."""
        return self._once(("bills", matter), lambda: self._bills(matter))

    def rates(self, timekeeper: str) -> tuple[BilledRate, ...]:
        """List the rates at which a timekeeper was billed, the one used last first."""
        return self._once(("rates", timekeeper), lambda: self._rates(timekeeper))

    def hours(self, shifts: Iterable[Shift]) -> Mapping[Shift, Decimal]:
        """Give the hours that earlier bills hold for timekeepers on days."""
        wanted = frozenset(shifts)
        if not wanted:
            return MappingProxyType({})
        asked, found = self._known.get(("hours",), (None, None))
        if asked != wanted:
            # several rules ask the same of one bill
            found = self._hours(wanted)
            self._known["hours",] = (wanted, found)
        return MappingProxyType(found)

    def _hours(self, wanted: frozenset[Shift]) -> dict[Shift, Decimal]:
        days = [day.isoformat() for _, day in wanted]
        found: dict[Shift, Decimal] = {}
        for some in _parts({who for who, _ in wanted}):
            for row in self._rows(questions.HOURS, some=some, first=min(days), last=max(days)):
                shift = (row.timekeeper, datetime.date.fromisoformat(row.day))
                if shift in wanted:
                    found[shift] = money.plus(found.get(shift, money.ZERO), _amount(row.hours))
        return found

    def spent(
        self,
        matter: str = "",
        *,
        phase: str = "",
        since: datetime.date | None = None,
        until: datetime.date | None = None,
    ) -> Spent:
        """Add up what earlier bills hold."""
        read = (lambda: Sums(self._phase_fees(matter, phase))) if phase else (lambda: Sums(self._amounts(matter)))
        return self._once(("spent", matter, phase), read).spent(since, until)

    def lines(self, wanted: Mapping[int, Collection[datetime.date]]) -> Mapping[int, tuple[BilledLine, ...]]:
        """Find lines of earlier bills by their fingerprints and days."""
        days = [day.isoformat() for each in wanted.values() for day in each]
        found: dict[int, tuple[BilledLine, ...]] = {}
        for some in _parts(wanted if days else ()):
            for row in self._rows(questions.PRINTS, some=some, first=min(days), last=max(days)):
                line = BilledLine(row.invoice, row.line, _day(row.day), row.matter)
                if line.date in wanted[row.fingerprint]:
                    found[row.fingerprint] = (*found.get(row.fingerprint, ()), line)
        return MappingProxyType(found)

    def _once(self, key: tuple[str, ...], read: Callable[[], T]) -> T:
        """Ask the ledger once for what the next bills will want too."""
        if key not in self._known:
            self._known[key] = read()
        found: T = self._known[key]
        return found

    def _answers(self, question: Select[Any], **values: object) -> list[Row[Any]]:
        with self.ledger.asking() as connection:
            return list(connection.execute(question, {"client": self.client, **values}))

    def _rows(self, question: Select[Any], **values: object) -> Iterator[Row[Any]]:
        return (row for row in self._answers(question, **values) if row.invoice not in self.without)

    def _bills(self, matter: str) -> tuple[Billed, ...]:
        found = map(_billed, self._rows(questions.BILLS, matter=matter))
        return tuple(sorted(found, key=lambda each: (each.date or UNDATED, each.number), reverse=True))

    def _amounts(self, matter: str) -> Iterator[tuple[Key, Spent]]:
        rows = self._rows(questions.AMOUNTS_OF_MATTER, matter=matter) if matter else self._rows(questions.AMOUNTS)
        for row in rows:
            yield _key(row), Spent(_amount(row.fees), _amount(row.expenses), _amount(row.total))

    def _phase_fees(self, matter: str, phase: str) -> Iterator[tuple[Key, Spent]]:
        for key, task, fees in self._once(("tasks", matter), lambda: self._tasks(matter)):
            if phase in {task, facts.phase(task)}:
                yield key, Spent(fees=fees)

    def _tasks(self, matter: str) -> tuple[tuple[Key, str, Decimal], ...]:
        rows = self._rows(questions.TASKS_OF_MATTER, matter=matter) if matter else self._rows(questions.TASKS)
        return tuple((_key(row), row.task, _amount(row.fees)) for row in rows)

    def _rates(self, timekeeper: str) -> tuple[BilledRate, ...]:
        spans: dict[tuple[str, int, str], tuple[str, str]] = {}
        for row in self._rows(questions.RATES, timekeeper=timekeeper):
            key = (row.matter, row.rate, row.classification)
            first, last = spans.get(key, (row.first, row.last))
            spans[key] = (min(filter(None, (first, row.first)), default=""), max(last, row.last))
        found = [
            BilledRate(timekeeper, matter, _amount(rate), _day(first), _day(last), kind)
            for (matter, rate, kind), (first, last) in spans.items()
        ]
        return tuple(sorted(found, key=lambda each: (each.last or UNDATED, each.rate), reverse=True))


_amount = functools.lru_cache(maxsize=1 << 14)(money.from_ten_thousandths)


def _key(row: Row[Any]) -> Key:
    return Key(_day(row.date) or UNDATED, row.invoice, row.submission)


def _billed(row: Row[Any]) -> Billed:
    return Billed(
        number=row.invoice,
        matter=row.matter,
        date=_day(row.date),
        start=_day(row.start),
        end=_day(row.end),
        fees=_amount(row.fees),
        expenses=_amount(row.expenses),
        total=_amount(row.total),
        currency=row.currency,
        kind=row.kind,
        final=row.final,
        state=row.state,
        status=row.status,
    )


def _day(text: str) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


def _parts(values: Iterable[T]) -> Iterator[tuple[T, ...]]:
    rest = iter(values)
    while some := tuple(itertools.islice(rest, AT_ONCE)):
        yield some
