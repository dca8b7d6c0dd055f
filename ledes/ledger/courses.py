"""What reports over many bills ask of the ledger: days, matters, words of clients, lines; each in one question."""

from __future__ import annotations

import datetime
import functools
import itertools
import json
import operator
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Select, func, select

from ledes.ledger import moments, rows
from ledes.ledger.facttables import billed
from ledes.ledger.linetables import billed_terms, worked_lines
from ledes.ledger.reading import Reader
from ledes.ledger.records import Event
from ledes.ledger.tables import blobs, events

T = TypeVar("T")

SENT = ("RECEIPT", "UPLOADED", "FINALIZED", "CONFIRMED", "SETTLED_DELIVERED")
"""Events after which a bill is with the client's platform."""

AT_ONCE = 900
"""Submissions that one question names; databases take only so many."""


class Facts(NamedTuple):
    """The date, the end of the billing period and the due day of a bill, `None` where it names none."""

    date: datetime.date | None
    end: datetime.date | None
    due: datetime.date | None


class Share(NamedTuple):
    """What a bill asks for one matter, in ten-thousandths; `attorney` is whom it names, if anybody."""

    matter: str
    attorney: str
    fees: int
    expenses: int
    total: int


class Word(NamedTuple):
    """What happened to a submission on a day, by the vendor's time where it says one; `kind` is that of the event.

    `detail` is there for a word of the client alone.
    """

    submission: int
    seq: int
    kind: str
    day: datetime.date
    moment: str
    status: str
    amount: int | None
    detail: Mapping[str, Any]


class Line(NamedTuple):
    """A line of a bill: for whom, by whom, under which code; hours and amounts in ten-thousandths."""

    submission: int
    matter: str
    timekeeper: str
    name: str
    task: str
    expense: str
    hours: int
    worked: int
    amount: int
    tax: int


def facts(book: Reader) -> Mapping[int, Facts]:
    """Give the days of every bill, by submission."""
    return book.once("facts", lambda: _facts(book))


def _facts(book: Reader) -> Mapping[int, Facts]:
    ends = func.max(billed.c.end).label("end")
    dated = select(billed.c.submission, func.max(billed.c.date).label("date"), ends).group_by(billed.c.submission)
    dues = select(billed_terms.c.submission, func.max(billed_terms.c.due)).group_by(billed_terms.c.submission)
    with book.asking() as connection:
        due = {id_: _day(day) for id_, day in connection.execute(dues).all()}
        found = connection.execute(dated).all()
    return {id_: Facts(_day(date), _day(end), due.get(id_)) for id_, date, end in found}


def shares(book: Reader) -> Mapping[int, tuple[Share, ...]]:
    """Give the matters of every bill, by submission."""
    return book.once("shares", lambda: _shares(book))


def _shares(book: Reader) -> Mapping[int, tuple[Share, ...]]:
    named = select(billed_terms.c.submission, billed_terms.c.matter, billed_terms.c.attorney)
    named = named.where(billed_terms.c.attorney != "")
    columns = (billed.c[name] for name in ("submission", "matter", "fees", "expenses", "total"))
    asked = select(*columns).order_by(billed.c.submission, billed.c.matter)
    found: dict[int, tuple[Share, ...]] = {}
    with book.asking() as connection:
        attorneys = {(id_, matter): name for id_, matter, name in connection.execute(named).all()}
        bills = connection.execute(asked).all()
    for id_, matter, *sums in bills:
        share = Share(matter, attorneys.get((id_, matter), ""), *sums)
        found[id_] = (*found[id_], share) if id_ in found else (share,)
    return found


def words(book: Reader, *kinds: str) -> Iterator[Word]:
    """Yield events of some kinds by submission, in the order in which they count: the vendor's time, then arrival."""
    names = ("submission", "seq", "kind", "at", "detail")
    asked = select(*(events.c[name] for name in names)).where(events.c.kind.in_(kinds))
    with book.asking() as connection:
        found = connection.execute(asked.order_by(events.c.submission, events.c.seq)).all()
    for _, some in itertools.groupby(itertools.starmap(_word, found), key=operator.itemgetter(0)):
        yield from sorted(some, key=_ORDER)


def _word(submission: int, seq: int, kind: str, at: str, text: str) -> Word:
    # of the others, when they happened is enough
    detail = json.loads(text) if kind == "STATUS" else {}
    moment = (detail.get("at") if kind == "STATUS" else "") or at
    amount = detail.get("amount")
    known = amount if isinstance(amount, int) else None
    return Word(submission, seq, kind, moments.day(moment), moment, detail.get("status") or "", known, detail)


_ORDER = operator.attrgetter("moment", "seq")


def first_versions(book: Reader) -> Mapping[int, int]:
    """Name the first version of every submission: itself, or what it took the place of, by way of all between."""
    first: dict[int, int] = {}
    for each in book.submissions():
        first[each.id] = each.id if each.replaces is None else first.get(each.replaces, each.replaces)
    return first


def lines(book: Reader) -> Iterator[Line]:
    """Yield every line of every bill, by submission and in order."""
    asked = select(*(worked_lines.c[name] for name in Line._fields))
    with book.asking() as connection:
        asked = asked.order_by(worked_lines.c.submission, worked_lines.c.place)
        for some in connection.execute(asked).partitions(rows.AT_ONCE):
            yield from map(Line._make, some)


def numbered(book: Reader, ids: Iterable[int]) -> Mapping[tuple[int, str], Line]:
    """Give single lines of some bills, by submission and number; the first of those that share one."""
    found: dict[tuple[int, str], Line] = {}
    for some in _parts(sorted(ids)):
        asked: Select[Any] = select(worked_lines.c.line, *(worked_lines.c[name] for name in Line._fields))
        asked = asked.where(worked_lines.c.submission.in_(some)).order_by(worked_lines.c.place)
        with book.asking() as connection:
            for row in connection.execute(asked):
                found.setdefault((row[1], row[0]), Line._make(row[1:]))
    return found


def events_of(book: Reader, ids: Iterable[int]) -> Mapping[int, tuple[Event, ...]]:
    """Give all that happened to some submissions, in order."""
    found: dict[int, list[Event]] = {}
    for some in _parts(sorted(ids)):
        with book.asking() as connection:
            for event in rows.happened(connection, events.c.submission.in_(some)):
                found.setdefault(event.submission, []).append(event)
    return {id_: tuple(each) for id_, each in found.items()}


def contents(book: Reader, digests: Iterable[str]) -> Mapping[str, bytes]:
    """Give the bytes of some digests, as far as they are there; all of them are in memory then."""
    found: dict[str, bytes] = {}
    for some in _parts(sorted(set(digests))):
        with book.asking() as connection:
            asked = select(blobs.c.sha256, blobs.c.bytes).where(blobs.c.sha256.in_(some))
            found |= {digest: bytes(content) for digest, content in connection.execute(asked)}
    return found


def _parts(some: list[T]) -> Iterator[tuple[T, ...]]:
    for start in range(0, len(some), AT_ONCE):
        yield tuple(some[start : start + AT_ONCE])


@functools.lru_cache(maxsize=4096)
def _day(text: str) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None
