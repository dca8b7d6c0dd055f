"""How a file that is to be sent, with its bills, comes into the ledger."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, func, insert, select
from sqlalchemy.exc import IntegrityError

from ledes import money
from ledes.errors import LedgerError
from ledes.ledger import appending, attached, chain
from ledes.ledger.records import Entry, Parcel
from ledes.ledger.standing import COLUMNS, Standing
from ledes.ledger.tables import deliveries, submissions


class RecordedError(LedgerError):
    """Another run recorded the bill meanwhile."""


def delivery(connection: Connection, parcel: Parcel) -> tuple[int, str]:
    """Store a file and whom it goes to; give its id and our reference for it.

    The reference is made from the bills themselves, so that a vendor that recognises repeats does so even for a ledger
    that was lost. Raises `RecordedError` when there is one of the same bills already.
    """
    reference = _reference(connection, parcel)
    payload = appending.keep_bytes(connection, parcel.content)
    try:
        stored = connection.execute(
            insert(deliveries).values(
                reference=reference,
                vendor=parcel.vendor,
                account=parcel.account,
                environment=parcel.environment,
                client=parcel.client,
                file_name=parcel.file_name,
                format=parcel.format,
                payload=payload,
            )
        )
    except IntegrityError:
        raise _recorded(parcel.entries[0]) from None
    (id_,) = stored.inserted_primary_key or (0,)
    attached.keep(connection, id_, parcel.attachments or (), appending.keep_bytes)
    return id_, reference


def submission(
    connection: Connection, id_: int, reference: str, parcel: Parcel, entry: Entry, now: str
) -> tuple[int, dict[str, Any]]:
    """Store one bill of a delivery; give its id, and what its first event says.

    Raises `RecordedError` when a bill under its number is open already, and `ValueError` when its total has more than
    four decimals.
    """
    row: dict[str, Any] = {
        "delivery": id_,
        "vendor": parcel.vendor,
        "account": parcel.account,
        "environment": parcel.environment,
        "client": parcel.client,
        "invoice": entry.invoice,
        "kind": entry.kind,
        "digest": entry.digest,
        "whole": money.ten_thousandths(entry.total),
        "currency": entry.currency,
        "replaces": parcel.replaces,
        "created": now,
    }
    blank = {name: getattr(Standing(), name) for name in COLUMNS}
    free = {"events": 0, "head": "", "owner": "", "lease": "", "token": 0}
    try:
        stored = connection.execute(insert(submissions).values(**row, **blank, **free))
    except IntegrityError:
        raise _recorded(entry) from None
    (made,) = stored.inserted_primary_key or (0,)
    detail = {**row, "reference": reference, "payload": chain.content(parcel.content)}
    if files := attached.told(parcel.attachments or (), entry.invoice):
        detail[attached.TOLD] = files
    return made, detail


def _recorded(entry: Entry) -> RecordedError:
    return RecordedError(
        f"invoice {entry.invoice} was recorded by another run meanwhile", hint="look with ledes status"
    )


def _reference(connection: Connection, parcel: Parcel) -> str:
    """Make the key of a delivery: the same bills, for the same time, always get the same."""
    invoices = [entry.invoice for entry in parcel.entries]
    earlier = connection.execute(
        select(func.count())
        .select_from(submissions)
        .where(
            submissions.c.vendor == parcel.vendor,
            submissions.c.account == parcel.account,
            submissions.c.environment == parcel.environment,
            submissions.c.client == parcel.client,
            submissions.c.invoice.in_(invoices),
        )
    ).scalar_one()
    named = {
        "to": [parcel.vendor, parcel.account, parcel.environment, parcel.client],
        "bills": [[entry.invoice, entry.kind, entry.digest] for entry in parcel.entries],
        "earlier": earlier,
    }
    return f"ledes-{chain.content(chain.canonical(named).encode())[:24]}"
