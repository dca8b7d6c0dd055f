"""What the ledger knows of proformas: how each stands now, and how it stood before."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from ledes import money
from ledes.ledger import clientbook, moments
from ledes.ledger.reading import Reader
from ledes.proformas import Proforma

KIND = "PROFORMA"
DAYS = ("since", "drafted", "start", "end", "due")
TEXTS = (
    *("number", "status", "words", "client_said", "matter", "attorney", "partner"),
    *("currency", "invoice"),
)


class Change(NamedTuple):
    """How a proforma stood from a moment on, and the list that said so."""

    at: datetime.datetime
    proforma: Proforma
    source: str


def changes(book: Reader, number: str = "") -> Mapping[str, tuple[Change, ...]]:
    """List how each proforma stood, or one of them, in order; by number."""
    found: dict[str, list[Change]] = {}
    for event in clientbook.listed(book, None, KIND):
        if not number or event.detail["number"] == number:
            change = Change(moments.parse(event.at), _read(event.client, event.detail), event.detail["source"])
            found.setdefault(change.proforma.number, []).append(change)
    return {name: tuple(sorted(some, key=lambda each: each.at)) for name, some in found.items()}


def proformas(book: Reader) -> tuple[Proforma, ...]:
    """Give every proforma as it stands now, each with a day since when."""
    return tuple(current(each) for each in changes(book).values())


def current(known: Sequence[Change]) -> Proforma:
    """Give how a proforma stands now; where no list says since when, it is the first import that showed it so."""
    last = known[-1].proforma
    if last.since is not None:
        return last
    first = known[-1]
    for each in reversed(known):
        if (each.proforma.status, each.proforma.holder) != (last.status, last.holder):
            break
        first = each
    return replace(last, since=first.at.astimezone().date())


def kept(proforma: Proforma, source: str) -> dict[str, Any]:
    """Give what the ledger keeps of a proforma, beside its client."""
    days = {name: getattr(proforma, name) for name in DAYS}
    return {
        **{name: getattr(proforma, name) for name in TEXTS},
        **{name: day.isoformat() if day else "" for name, day in days.items()},
        "amount": None if proforma.amount is None else money.ten_thousandths(proforma.amount),
        "source": source,
    }


def _read(client: str, detail: Mapping[str, Any]) -> Proforma:
    days = {name: datetime.date.fromisoformat(detail[name]) if detail[name] else None for name in DAYS}
    amount = detail["amount"]
    texts = {name: str(detail[name]) for name in TEXTS}
    more: dict[str, Any] = {**texts, **days}
    return Proforma(client=client, amount=None if amount is None else money.from_ten_thousandths(amount), **more)


def named(found: Iterable[Proforma]) -> Mapping[str, Proforma]:
    """Key proformas by their numbers."""
    return {each.number: each for each in found}
