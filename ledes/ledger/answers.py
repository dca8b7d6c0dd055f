"""What the ledger answers about earlier bills to one client: many things at once, as values."""

from __future__ import annotations

import datetime
import functools
import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from sys import intern
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Row, Select

from ledes import money
from ledes.earlier import Billed, BilledLine, BilledRate, Earlier, Shift, Spent
from ledes.facts.sums import UNDATED, Key
from ledes.ledger import moments, questions
from ledes.ledger.place import Asking

T = TypeVar("T")
Rows = dict[object, Sequence[Any]]
"""What the ledger said, by question and what was asked; for one client."""

AT_ONCE = 1000
"""Values that one question names; databases take only so many."""

amount = money.from_ten_thousandths


class Fee(NamedTuple):
    """Fees of an earlier bill under a task code."""

    key: Key
    task: str
    fees: Decimal


@dataclass(frozen=True, slots=True)
class Answers:
    """Puts questions about a client's bills; those numbered `without` are left out of all answers but `numbered`.

    Histories of one client that differ in what they leave out may share `rows`: what the ledger said is then kept.
    """

    ledger: Asking
    client: str
    without: frozenset[str]
    rows: Rows | None = None

    def numbered(self, numbers: Iterable[str]) -> dict[str, tuple[tuple[tuple[str, str], Earlier], ...]]:
        """List submissions by invoice number, newest first, each with the vendor and account that it went to."""
        found: dict[str, tuple[tuple[tuple[str, str], Earlier], ...]] = {}
        for row in self._some(questions.NUMBERED, numbers):
            entry = ((row.vendor, row.account), _earlier(row))
            found[row.invoice] = (*found.get(row.invoice, ()), entry)
        return found

    def bills(self, matters: Iterable[str]) -> dict[str, tuple[Billed, ...]]:
        """List what bills say of matters, the newest first."""
        found: dict[str, list[Billed]] = {}
        for row in self._counting(questions.BILLS, matters):
            found.setdefault(row[2], []).append(_billed(*row))
        return {matter: tuple(sorted(each, key=_newest, reverse=True)) for matter, each in found.items()}

    def amounts(self) -> Iterator[tuple[Key, Spent]]:
        """Give the sums of every bill and matter."""
        for invoice, submission, date, *sums in self._kept(questions.AMOUNTS):
            fees, expenses, total = map(amount, sums)
            yield Key(_day(date) or UNDATED, invoice, submission), Spent(fees, expenses, total)

    def tasks(self, matter: str = "") -> Iterator[Fee]:
        """Give the fees by task, of a matter or of all."""
        rows = self._counting(questions.TASKS_OF_MATTERS, (matter,)) if matter else self._kept(questions.TASKS)
        return (Fee(_key(row), row.task, amount(row.fees)) for row in rows)

    def rates(self, timekeepers: Iterable[str]) -> dict[str, tuple[BilledRate, ...]]:
        """List the rates at which people were billed, the one used last first, with the days of their use."""
        spans: dict[tuple[str, str, int, str], tuple[str, str]] = {}
        for _, who, matter, rate, kind, first, last in self._counting(questions.RATES, timekeepers):
            known = spans.get((who, matter, rate, kind))
            if known:
                first = known[0] if known[0] and not "" < first < known[0] else first
                last = max(last, known[1])
            # every row has texts of its own, and most say the same
            spans[intern(who), intern(matter), rate, intern(kind)] = (first, last)
        found: dict[str, list[BilledRate]] = {}
        for (who, matter, rate, kind), (first, last) in spans.items():
            found.setdefault(who, []).append(BilledRate(who, matter, amount(rate), _day(first), _day(last), kind))
        return {who: tuple(sorted(each, key=_used, reverse=True)) for who, each in found.items()}

    def hours(self, timekeepers: Iterable[str], first: datetime.date, last: datetime.date) -> dict[Shift, Decimal]:
        """Add up the hours of people on each day of a span."""
        span = {"first": first.isoformat(), "last": last.isoformat()}
        found: dict[Shift, Decimal] = {}
        for _, who, day, worked in self._counting(questions.HOURS, timekeepers, **span):
            shift = (who, datetime.date.fromisoformat(day))
            found[shift] = money.plus(found.get(shift, money.ZERO), amount(worked))
        return found

    def dated(self, first: datetime.date, last: datetime.date) -> bool:
        """Say whether there are lines of a span of days."""
        span = {"first": first.isoformat(), "last": last.isoformat()}
        return bool(self._rows(questions.DATED, **span))

    def lines(
        self, fingerprints: Iterable[int], first: datetime.date, last: datetime.date
    ) -> dict[int, tuple[BilledLine, ...]]:
        """Find lines with fingerprints, dated in a span of days."""
        span = {"first": first.isoformat(), "last": last.isoformat()}
        found: dict[int, list[BilledLine]] = {}
        for row in self._counting(questions.PRINTS, fingerprints, **span):
            line = BilledLine(row.invoice, row.line, _day(row.day), row.matter)
            found.setdefault(row.fingerprint, []).append(line)
        return {each: tuple(lines) for each, lines in found.items()}

    # rows are taken apart by their place, which is what costs least: the invoice number comes first
    def _kept(self, question: Select[Any], **values: object) -> Iterator[Any]:
        return (row for row in self._rows(question, **values) if row[0] not in self.without)

    def _counting(self, question: Select[Any], some: Iterable[object], **values: object) -> Iterator[Any]:
        return (row for row in self._some(question, some, **values) if row[0] not in self.without)

    def _some(self, question: Select[Any], some: Iterable[object], **values: object) -> Iterator[Any]:
        for part in _parts(some):
            yield from self._rows(question, some=part, **values)

    def _rows(self, question: Select[Any], **values: object) -> Sequence[Any]:
        key = _key_of(question, **values)
        if self.rows is not None and key in self.rows:
            return self.rows[key]
        with self.ledger.asking() as connection:
            found = connection.execute(question, {"client": self.client, **values}).all()
        if self.rows is not None:
            self.rows[key] = found
        return found


def rates_of_all(ledger: Asking, clients: Iterable[str]) -> dict[str, Rows]:
    """Give what the ledger says of the rates to each client, in one question.

    Rates are kept by person, and one who works for all clients would be looked up for each of them again.
    """
    found: dict[str, dict[str, list[Any]]] = {client: {} for client in clients}
    with ledger.asking() as connection:
        for invoice, client, who, *rest in connection.execute(questions.RATES_OF_ALL).all():
            if client in found:
                found[client].setdefault(who, []).append((invoice, who, *rest))
    return {
        client: {_key_of(questions.RATES, some=(who,)): each for who, each in people.items()}
        for client, people in found.items()
    }


def _key_of(question: Select[Any], **values: object) -> object:
    return id(question), *values.items()


def _earlier(row: Row[Any]) -> Earlier:
    return Earlier(
        id=str(row.id),
        state=row.state,
        status=row.status,
        at=moments.parse(row.created),
        reported=moments.parse(row.reported.partition(" ")[0]) if row.reported else None,
        file_name=row.file_name,
        payload=row.payload,
        date=_day(row.date or ""),
    )


def _billed(
    invoice: str, _: int, matter: str, date: str, start: str, end: str, fees: int, expenses: int, total: int, *rest: Any
) -> Billed:
    final, currency, kind, state, status = rest
    return Billed(
        number=invoice,
        matter=matter,
        date=_day(date),
        start=_day(start),
        end=_day(end),
        fees=amount(fees),
        expenses=amount(expenses),
        total=amount(total),
        currency=currency,
        kind=kind,
        final=final,
        state=state,
        status=status,
    )


def _newest(each: Billed) -> tuple[datetime.date, str]:
    return each.date or UNDATED, each.number


def _used(each: BilledRate) -> tuple[datetime.date, Decimal, str, str]:
    # by all that tells two apart, so that a file and a server give them in one order
    return each.last or UNDATED, each.rate, each.matter, each.classification


def _key(row: Row[Any]) -> Key:
    return Key(_day(row.date) or UNDATED, row.invoice, row.submission)


@functools.lru_cache(maxsize=4096)
def _day(text: str) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


def _parts(values: Iterable[T]) -> Iterator[tuple[T, ...]]:
    rest = iter(values)
    while some := tuple(itertools.islice(rest, AT_ONCE)):
        yield some
