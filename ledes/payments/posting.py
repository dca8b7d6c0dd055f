"""Bills that were sent and not posted in the finance system, and bills that it posted and nobody sent."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from ledes import money
from ledes.ledger import states
from ledes.ledger.reading import Reader
from ledes.ledger.records import Submission
from ledes.payments import receivables, sheets
from ledes.payments.finance import Finance
from ledes.workspace import Workspace

SENT = frozenset({states.DELIVERED, states.UPLOADED, states.IN_DOUBT})
"""States in which a bill is, or may be, at the client's platform."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """A bill on one side or both: what was sent, what was posted, the day, and the row of the list.

    `why` says how it stands here where it was not sent.
    """

    invoice: str
    client: str = ""
    sent: Decimal | None = None
    posted: Decimal | None = None
    currency: str = ""
    day: datetime.date | None = None
    row: int | None = None
    why: str = ""


@dataclass(slots=True, kw_only=True)
class Comparison:
    """What was sent and not posted, posted and not sent, and posted otherwise than sent; how many agree."""

    not_posted: list[Posting] = field(default_factory=list)
    not_sent: list[Posting] = field(default_factory=list)
    different: list[Posting] = field(default_factory=list)
    equal: int = 0
    faults: list[sheets.Fault] = field(default_factory=list)


def compare(
    book: Reader,
    home: Workspace,
    path: Path,
    finance: Finance,
    *,
    client: str = "",
    since: datetime.date | None = None,
) -> Comparison:
    """Compare what was sent since a day with a list of posted invoices, by number and, where it is stated, client.

    Raises `InputError` for what is no table, or has no column of invoice numbers.
    """
    found = Comparison()
    clients = {name: each.key for each in home.clients.values() for name in (each.key, *each.ids)}
    here = [each for each in book.submissions(client=client) if receivables.counts(each)]
    numbers: dict[str, list[Submission]] = {}
    for each in here:
        numbers.setdefault(each.invoice, []).append(each)
    met: set[int] = set()
    for entry in sheets.read(path, finance, finance.posted, ("invoice",)):
        try:
            if isinstance(entry, sheets.Fault):
                raise entry
            row = _row(entry, clients)
        except sheets.Fault as fault:
            found.faults.append(fault)
            continue
        if not row.invoice or (client and row.client not in {"", client}):
            continue
        mine = [each for each in numbers.get(row.invoice, ()) if row.client in {"", each.client}]
        met |= {each.id for each in mine}
        _sort(found, row, mine)
    late = [each for each in here if each.state in SENT and each.id not in met and _since(each, since)]
    found.not_posted = [_sent(each) for each in late]
    return found


def _row(entry: sheets.Entry, clients: Mapping[str, str]) -> Posting:
    said = entry.text("client")
    return Posting(
        invoice=entry.text("invoice"),
        client=clients.get(said, said),
        posted=entry.amount("total"),
        currency=entry.text("currency").upper(),
        day=entry.day("day"),
        row=entry.row,
    )


def _sort(found: Comparison, row: Posting, mine: list[Submission]) -> None:
    sent = [each for each in mine if each.state in SENT]
    if not sent:
        why = f"it is {mine[-1].state} here" if mine else "it is not on record here"
        found.not_sent.append(_posted(row, mine[-1] if mine else None, why))
    elif any(_agrees(row, each) for each in sent):
        found.equal += 1
    else:
        found.different.append(_posted(row, sent[-1], ""))


def _agrees(row: Posting, each: Submission) -> bool:
    return row.posted in {None, each.total} and row.currency in {"", each.currency}


def _posted(row: Posting, each: Submission | None, why: str) -> Posting:
    return Posting(
        invoice=row.invoice,
        client=each.client if each else row.client,
        sent=each.total if each and not why else None,
        posted=row.posted,
        currency=row.currency or (each.currency if each else ""),
        day=row.day,
        row=row.row,
        why=why,
    )


def _sent(each: Submission) -> Posting:
    day = datetime.date.fromisoformat(each.created[:10])
    return Posting(invoice=each.invoice, client=each.client, sent=each.total, currency=each.currency, day=day)


def _since(each: Submission, since: datetime.date | None) -> bool:
    return since is None or datetime.date.fromisoformat(each.created[:10]) >= since


def as_data(each: Posting) -> dict[str, Any]:
    """Give a bill of a comparison in the shape of `schemas/balances.schema.json`."""
    return {
        "invoice": each.invoice,
        "client": each.client or None,
        "sent": None if each.sent is None else money.text(each.sent),
        "posted": None if each.posted is None else money.text(each.posted),
        "currency": each.currency or None,
        "day": each.day.isoformat() if each.day else None,
        "row": each.row,
        "why": each.why or None,
    }
