"""Facts of a bill, put into the ledger beside its submission."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Table, insert, select

from ledes import money
from ledes.facts import BillFacts
from ledes.ledger import facttables as tables
from ledes.ledger import linetables
from ledes.ledger.states import CLOSED
from ledes.ledger.tables import submissions

PLACES = 4


def keep(connection: Connection, submission: int, client: str, facts: BillFacts) -> None:
    """Store the facts of a bill, in the transaction that records it; those that are there already stay."""
    known = connection.execute(select(tables.billed.c.submission).where(tables.billed.c.submission == submission))
    if not known.first():
        _store(connection, _rows(submission, client, facts))
    _store(connection, _lines(submission, facts))


def rows(submission: int, client: str, facts: BillFacts) -> Iterator[tuple[Table, list[dict[str, Any]]]]:
    """Yield the rows of each table that hold the facts of a bill."""
    yield from _rows(submission, client, facts)
    yield from _lines(submission, facts)


def _store(connection: Connection, found: Iterator[tuple[Table, list[dict[str, Any]]]]) -> None:
    for table, rows in found:
        if rows:
            connection.execute(insert(table), rows)


def lacking(connection: Connection) -> tuple[int, ...]:
    """Name the submissions that were recorded before facts were kept, those that count for later bills."""
    terms = linetables.billed_terms.c.submission
    known = select(terms).where(terms == submissions.c.id).exists()
    asked = select(submissions.c.id).where(~known, submissions.c.state.not_in(CLOSED)).order_by(submissions.c.id)
    return tuple(connection.scalars(asked))


def _rows(submission: int, client: str, facts: BillFacts) -> Iterator[tuple[Table, list[dict[str, Any]]]]:
    of = {"submission": submission}
    bill = {**of, "client": client, "invoice": facts.number, "date": iso(facts.date)}
    yield tables.billed, _matters(bill, facts)
    yield (
        tables.task_fees,
        [{**of, "matter": each.matter, "task": each.task, "fees": whole(each.fees)} for each in facts.tasks],
    )
    rates = {
        (each.timekeeper, each.matter, each.classification, whole(each.rate)): {
            "first": iso(each.first),
            "last": iso(each.last),
        }
        for each in facts.rates
    }
    names = ("timekeeper", "matter", "classification", "rate")
    yield (
        tables.billed_rates,
        [{**of, **dict(zip(names, key, strict=True)), **days} for key, days in rates.items()],
    )
    yield (
        tables.hours,
        [{**of, "timekeeper": who, "day": iso(day), "hours": whole(units)} for (who, day), units in facts.hours],
    )
    yield (
        tables.prints,
        [
            {
                **of,
                "fingerprint": each.fingerprint,
                "place": place,
                "line": each.line,
                "day": iso(each.date),
                "matter": each.matter,
            }
            for place, each in enumerate(facts.prints)
        ],
    )


def _matters(bill: dict[str, Any], facts: BillFacts) -> list[dict[str, Any]]:
    """Give a row for each matter; a bill without one has a row all the same, so that it counts as known."""
    empty = {**bill, "matter": "", "start": "", "end": "", "fees": 0, "expenses": 0, "total": 0, "final": None}
    return [
        {
            **bill,
            "matter": each.matter,
            "start": iso(each.start),
            "end": iso(each.end),
            "fees": whole(each.fees),
            "expenses": whole(each.expenses),
            "total": whole(each.total),
            "final": each.final,
        }
        for each in facts.matters
    ] or [empty]


def _lines(submission: int, facts: BillFacts) -> Iterator[tuple[Table, list[dict[str, Any]]]]:
    of = {"submission": submission}
    matters = dict.fromkeys(each.matter for each in facts.matters) or {"": None}
    yield (
        linetables.billed_terms,
        [{**of, "matter": each, "due": iso(facts.due), "attorney": facts.attorneys.get(each, "")} for each in matters],
    )
    plain = ("line", "kind", "matter", "timekeeper", "name", "classification", "task", "activity", "expense")
    yield (
        linetables.worked_lines,
        [
            {
                **of,
                "place": place,
                **{name: getattr(each, name) for name in plain},
                "day": iso(each.date),
                **{name: whole(getattr(each, name)) for name in ("hours", "worked", "amount", "tax")},
            }
            for place, each in enumerate(facts.lines)
        ],
    )


def iso(day: datetime.date | None) -> str:
    """Write a day as the tables hold it."""
    return day.isoformat() if day else ""


def whole(amount: Decimal) -> int:
    """Give whole ten-thousandths, half up: facts serve comparison, the bill's own total is never rounded."""
    return money.ten_thousandths(money.half_up(amount, PLACES))
