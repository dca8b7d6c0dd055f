"""What rules may ask of earlier bills to one client: answered from the facts kept with each, never from payloads."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import ColumnElement, Row, Select, select

from ledes import facts, money
from ledes.earlier import Billed, BilledLine, BilledRate, Earlier, History, Shift, Spent
from ledes.facts.sums import UNDATED, Key, Sums
from ledes.ledger import facttables as tables
from ledes.ledger import moments
from ledes.ledger.states import CLOSED, REFUSED
from ledes.ledger.tables import submissions

if TYPE_CHECKING:
    from ledes.ledger.reading import Reader

T = TypeVar("T")
NOT_TAKEN = ("REJECTED", "FILE_ERROR")
"""What a client says of a bill that then counts for nothing: what is on it will be billed again."""

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
        found = self.ledger.submissions(invoices=(number,), client=self.client, open_only=True)
        counting = [
            each
            for each in reversed(found)
            if each.delivery.environment != "test" and (each.delivery.vendor, each.delivery.account) != self.besides
        ]
        days = self._dates([each.id for each in counting])
        return tuple(
            Earlier(
                id=str(each.id),
                state=each.state,
                status=each.status,
                at=moments.parse(each.created),
                reported=_moment(each.standing.reported),
                file_name=each.delivery.file_name,
                payload=each.delivery.payload,
                date=days.get(each.id),
            )
            for each in counting
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
        table = tables.hours
        days = [day.isoformat() for _, day in wanted]
        found: dict[Shift, Decimal] = {}
        for some in _parts({who for who, _ in wanted}):
            spans = (table.c.timekeeper.in_(some), table.c.day.between(min(days), max(days)))
            for row in self._rows(table, table.c.timekeeper, table.c.day, table.c.hours, where=spans):
                shift = (row.timekeeper, datetime.date.fromisoformat(row.day))
                if shift in wanted:
                    hours = money.from_ten_thousandths(row.hours)
                    found[shift] = money.plus(found.get(shift, money.ZERO), hours)
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

    def lines(
        self, fingerprints: Iterable[int], *, since: datetime.date | None = None, until: datetime.date | None = None
    ) -> Mapping[int, tuple[BilledLine, ...]]:
        """Find lines of earlier bills by their fingerprints."""
        table = tables.prints
        span: list[ColumnElement[bool]] = []
        if since or until:
            days = (since or UNDATED, until or datetime.date.max)
            span = [table.c.day.between(*(day.isoformat() for day in days))]
        found: dict[int, tuple[BilledLine, ...]] = {}
        columns = (table.c.fingerprint, table.c.line, table.c.day, table.c.matter)
        for some in _parts(set(fingerprints)):
            for row in self._rows(table, *columns, where=(table.c.fingerprint.in_(some), *span)):
                line = BilledLine(row.invoice, row.line, _day(row.day), row.matter)
                found[row.fingerprint] = (*found.get(row.fingerprint, ()), line)
        return MappingProxyType(found)

    def _once(self, key: tuple[str, ...], read: Callable[[], T]) -> T:
        """Ask the ledger once for what the next bills will want too."""
        if key not in self._known:
            self._known[key] = read()
        found: T = self._known[key]
        return found

    def _rows(
        self, table: Any, *columns: ColumnElement[Any], where: Iterable[ColumnElement[bool]]
    ) -> Iterator[Row[Any]]:
        """Read facts of the client's bills that count, each with its invoice number."""
        asked: Select[Any] = (
            select(submissions.c.invoice, submissions.c.state, submissions.c.status, *columns)
            .join(table, table.c.submission == submissions.c.id)
            .where(
                submissions.c.client == self.client,
                submissions.c.environment != "test",
                submissions.c.state.not_in((*CLOSED, REFUSED)),
                submissions.c.status.not_in(NOT_TAKEN),
                *where,
            )
        )
        with self.ledger.asking() as connection:
            for row in connection.execute(asked):
                if row.invoice not in self.without:
                    yield row

    def _bills(self, matter: str) -> tuple[Billed, ...]:
        table = tables.billed
        names = ("matter", "date", "start", "end", "fees", "expenses", "total", "final")
        columns = (*(table.c[name] for name in names), submissions.c.currency, submissions.c.kind)
        where = (table.c.client == self.client, table.c.matter == matter)
        found = [_billed(row) for row in self._rows(table, *columns, where=where)]
        return tuple(sorted(found, key=lambda each: (each.date or UNDATED, each.number), reverse=True))

    def _amounts(self, matter: str) -> Iterator[tuple[Key, Spent]]:
        table = tables.billed
        where = [table.c.client == self.client, *([table.c.matter == matter] if matter else [])]
        columns = (table.c.submission, table.c.date, table.c.fees, table.c.expenses, table.c.total)
        for row in self._rows(table, *columns, where=where):
            amounts = map(money.from_ten_thousandths, (row.fees, row.expenses, row.total))
            yield Key(_day(row.date) or UNDATED, row.invoice, row.submission), Spent(*amounts)

    def _phase_fees(self, matter: str, phase: str) -> Iterator[tuple[Key, Spent]]:
        for key, task, fees in self._once(("tasks", matter), lambda: self._tasks(matter)):
            if phase in {task, facts.phase(task)}:
                yield key, Spent(fees=fees)

    def _tasks(self, matter: str) -> tuple[tuple[Key, str, Decimal], ...]:
        table, whole = tables.task_fees, tables.billed
        where = [
            whole.c.submission == table.c.submission,
            whole.c.matter == table.c.matter,
            whole.c.client == self.client,
            *([whole.c.matter == matter] if matter else []),
        ]
        columns = (table.c.submission, whole.c.date, table.c.task, table.c.fees)
        return tuple(
            (
                Key(_day(row.date) or UNDATED, row.invoice, row.submission),
                row.task,
                money.from_ten_thousandths(row.fees),
            )
            for row in self._rows(table, *columns, where=where)
        )

    def _rates(self, timekeeper: str) -> tuple[BilledRate, ...]:
        table = tables.billed_rates
        names = ("timekeeper", "matter", "rate", "first", "last", "classification")
        spans: dict[tuple[str, int, str], tuple[str, str]] = {}
        for row in self._rows(table, *(table.c[name] for name in names), where=(table.c.timekeeper == timekeeper,)):
            key = (row.matter, row.rate, row.classification)
            first, last = spans.get(key, (row.first, row.last))
            spans[key] = (min(filter(None, (first, row.first)), default=""), max(last, row.last))
        found = [
            BilledRate(timekeeper, matter, money.from_ten_thousandths(rate), _day(first), _day(last), kind)
            for (matter, rate, kind), (first, last) in spans.items()
        ]
        return tuple(sorted(found, key=lambda each: (each.last or UNDATED, each.rate), reverse=True))

    def _dates(self, ids: list[int]) -> dict[int, datetime.date | None]:
        table = tables.billed
        if not ids:
            return {}
        with self.ledger.asking() as connection:
            asked = select(table.c.submission, table.c.date).where(table.c.submission.in_(ids))
            return {row.submission: _day(row.date) for row in connection.execute(asked)}


def _billed(row: Row[Any]) -> Billed:
    fees, expenses, total = map(money.from_ten_thousandths, (row.fees, row.expenses, row.total))
    return Billed(
        number=row.invoice,
        matter=row.matter,
        date=_day(row.date),
        start=_day(row.start),
        end=_day(row.end),
        fees=fees,
        expenses=expenses,
        total=total,
        currency=row.currency,
        kind=row.kind,
        final=row.final,
        state=row.state,
        status=row.status,
    )


def _day(text: str) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


def _moment(reported: str) -> datetime.datetime | None:
    return moments.parse(reported.partition(" ")[0]) if reported else None


def _parts(values: Iterable[T]) -> Iterator[tuple[T, ...]]:
    rest = iter(values)
    while some := tuple(itertools.islice(rest, AT_ONCE)):
        yield some
