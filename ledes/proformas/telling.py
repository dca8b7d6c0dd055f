"""Proformas as rows of a table, and as data for programs."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from ledes import money
from ledes.proformas import Proforma
from ledes.proformas.book import Change
from ledes.proformas.taking import Outcome
from ledes.proformas.waiting import Waiting
from ledes.show import billwords

HEADINGS = ("proforma", "client", "matter", "amount", "", "stands", "with", "since", "days")
NUMBERS = frozenset({"amount", "days"})


def row(each: Waiting, today: datetime.date) -> tuple[str, ...]:
    """Give a proforma as a row under `HEADINGS`."""
    of = each.proforma
    amount = "" if of.amount is None else billwords.grouped(of.amount)
    where = f"{each.where}, late" if each.late(today) and each.where != "late" else each.where
    whose = of.client or f"{of.client_said} (unknown)".strip()
    return (
        *(of.number, whose, of.matter, amount, of.currency if amount else "", where, each.holder),
        *(each.since.isoformat(), str(each.days(today))),
    )


def sums(found: Sequence[Waiting]) -> Iterator[str]:
    """Say how much waits with whom, in each currency; amounts that no list states are counted apart."""
    for holder in dict.fromkeys(each.holder for each in sorted(found, key=lambda each: each.holder)):
        ours = [each.proforma for each in found if each.holder == holder]
        parts = []
        for currency in sorted({each.currency for each in ours if each.amount is not None}):
            amounts = [each.amount for each in ours if each.currency == currency and each.amount is not None]
            parts.append(f"{billwords.grouped(money.total(amounts))} {currency}".strip())
        many = "1 proforma" if len(ours) == 1 else f"{len(ours)} proformas"
        yield f"with {holder}: {many}{', ' + ', '.join(parts) if parts else ''}"


def as_data(each: Waiting, today: datetime.date) -> dict[str, Any]:
    """Give a proforma in the shape of `schemas/proformas.schema.json`."""
    bill = each.submission
    return {
        **stated(each.proforma),
        "where": each.where,
        "holder": each.holder,
        "since": each.since.isoformat(),
        "days": each.days(today),
        "late": each.late(today),
        "out": each.out,
        "bill": None if bill is None else {"id": bill.id, "invoice": bill.invoice, "state": bill.state},
    }


def stated(each: Proforma) -> dict[str, Any]:
    """Give what a list states of a proforma."""
    return {
        "number": each.number,
        "status": each.status,
        "words": each.words or None,
        "client": each.client or None,
        "client_said": each.client_said or None,
        "matter": each.matter or None,
        "attorney": each.attorney or None,
        "partner": each.partner or None,
        "amount": _amount(each.amount),
        "currency": each.currency or None,
        "drafted": _day(each.drafted),
        "start": _day(each.start),
        "end": _day(each.end),
        "due": _day(each.due),
        "invoice": each.invoice or None,
    }


def change(each: Change) -> dict[str, Any]:
    """Give one entry of a proforma's history."""
    return {"at": each.at.isoformat(), "source": each.source, **stated(each.proforma)}


def history(known: Sequence[Change]) -> Iterator[tuple[str, ...]]:
    """Yield how a proforma stood as rows: the day of the list, the status, with whom, the amount, the list."""
    for each in known:
        of = each.proforma
        amount = "" if of.amount is None else f"{billwords.grouped(of.amount)} {of.currency}".strip()
        day = (of.since or each.at.astimezone().date()).isoformat()
        yield day, of.status.replace("_", " "), of.holder, amount, of.words, each.source


def outcome(came: Outcome) -> Iterator[str]:
    """Say what came of a list."""
    counts = (
        (len(came.new), "new"),
        (len(came.changed), "changed"),
        (len(came.unlisted), "no longer listed"),
        (came.same, "as before"),
    )
    yield ", ".join(f"{count} {word}" for count, word in counts if count) or "the list is empty"
    for before, now in came.changed:
        if (before.status, before.holder) != (now.status, now.holder):
            yield f"  {now.number}: {_standing(before)}, now {_standing(now)}"


def outcome_data(came: Outcome) -> dict[str, Any]:
    """Give what came of a list as data."""
    return {
        "new": [each.number for each in came.new],
        "changed": [now.number for _, now in came.changed],
        "unlisted": [each.number for each in came.unlisted],
        "same": came.same,
        "strange": [each.number for each in came.strange],
        "faults": [{"row": each.row, "column": each.column or None, "fact": each.fact} for each in came.faults],
    }


def _standing(each: Proforma) -> str:
    return f"{each.status.replace('_', ' ')} ({each.holder})"


def _amount(amount: Decimal | None) -> str | None:
    return None if amount is None else money.text(amount)


def _day(day: datetime.date | None) -> str | None:
    return day.isoformat() if day else None
