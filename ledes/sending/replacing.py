"""Corrected contents in the place of what was refused or rejected: when they may go, and what they change."""

from __future__ import annotations

import io
from dataclasses import replace

from ledes import diff, formats
from ledes.bill import Bill
from ledes.client import Client
from ledes.convert import Output
from ledes.errors import LedgerError, RefusedError, UsageError
from ledes.formats import Reading
from ledes.gateway import Adapter
from ledes.ledger import states
from ledes.ledger.reading import Reader
from ledes.ledger.records import Parcel, Submission
from ledes.sending import naming
from ledes.sending.parcels import (
    Judged,
    judge,
    kept_attachments,
    may_be_replaced,
    same_attachments,
    stands,
    untouched,
)
from ledes.show import differences

MOST_CHANGES = 20
"""Changes of a corrected bill that are told one by one."""


def find(ledger: Reader, id_: int) -> Submission:
    """Give the submission that is to be replaced.

    Raises `UsageError` when there is none with that id.
    """
    for found in ledger.submissions(ids=(id_,)):
        return found
    raise UsageError(f"there is no submission {id_} to replace", hint="ledes status lists them with their ids")


def judge_replacing(
    ledger: Reader, parcel: Parcel, old: Submission, client: Client, adapter: Adapter | None = None
) -> Judged:
    """Say whether a parcel may take the place of a submission; one that did so before goes on.

    Where the client's profile does not say which number a corrected bill bears, the platform's rule holds.

    Raises `RefusedError` where it may not, `UsageError` where it is not one bill.
    """
    if len(parcel.entries) != 1:
        raise UsageError(
            f"{parcel.file_name} holds {len(parcel.entries)} bills, and --replaces takes one",
            hint="put the corrected bill into a file of its own",
        )
    (new,) = parcel.entries
    again = _successor(ledger, old)
    if again is not None:
        return _judge_again(ledger, parcel, old, again, client, adapter)
    if not may_be_replaced(old):
        raise RefusedError(
            f"submission {old.id} (invoice {old.invoice}) is {stands(old)} and may not be replaced",
            hint="only what was refused, or is FILE_ERROR or REJECTED, may be",
        )
    _same_way(parcel, old)
    naming.allowed(adapter, new.invoice, old.invoice, client)
    if new.invoice == old.invoice:
        return Judged(parcel=replace(parcel, replaces=old.id))
    judged = judge(ledger, parcel)
    if judged.known:
        raise RefusedError(
            f"invoice {new.invoice} is on record as submission {judged.known[0].id} already",
            hint="give the corrected bill a number that was never used",
        )
    return Judged(parcel=replace(judged.parcel or parcel, replaces=old.id))


def _judge_again(
    ledger: Reader, parcel: Parcel, old: Submission, again: Submission, client: Client, adapter: Adapter | None
) -> Judged:
    """Judge a parcel whose place was taken by another one: it may be that one, or follow it where nothing left."""
    (new,) = parcel.entries
    if again.state == states.WITHDRAWN:
        _same_way(parcel, old)
        naming.allowed(adapter, new.invoice, old.invoice, client)
        return Judged(parcel=replace(parcel, replaces=old.id))
    if _same(ledger, parcel, again):
        return Judged(known=(again,))
    if untouched(again):
        naming.allowed(adapter, new.invoice, old.invoice, client)
        kept = parcel.attachments if parcel.attachments is not None else kept_attachments(ledger, (again,), parcel)
        return Judged(parcel=replace(parcel, attachments=kept, replaces=old.id, withdraws=(again.id,)))
    raise RefusedError(f"submission {old.id} was replaced by submission {again.id} already", hint=_instead_of(again))


def _instead_of(again: Submission) -> str:
    if again.state == states.WAITING_UPLOAD:
        return f"if nobody uploaded that one: ledes settle '#{again.id}' --withdrawn, then submit again"
    return f"see ledes history {again.invoice}; if that was rejected too: --replaces {again.id}"


def _same(ledger: Reader, parcel: Parcel, again: Submission) -> bool:
    (new,) = parcel.entries
    same = (again.invoice, again.digest) == (new.invoice, new.digest)
    return same and same_attachments(ledger, parcel, again)


def _successor(ledger: Reader, old: Submission) -> Submission | None:
    if old.state != states.REPLACED:
        return None
    found = [each for each in ledger.submissions(client=old.client) if each.replaces == old.id]
    # Contents that changed before they left were withdrawn; the last one is what took the place.
    return found[-1] if found else None


def _same_way(parcel: Parcel, old: Submission) -> None:
    new = (parcel.client, parcel.vendor, parcel.account, parcel.environment)
    to = old.delivery
    if new != (to.client, to.vendor, to.account, to.environment):
        raise RefusedError(
            f"submission {old.id} went to {to.client} through {to.vendor} {to.account} ({to.environment}), this bill "
            f"goes to {parcel.client} through {parcel.vendor} {parcel.account} ({parcel.environment})",
            hint="name the submission that this bill corrects",
        )


def left_behind(ledger: Reader, old: Submission, parcel: Parcel) -> tuple[str, ...]:
    """Say that what is replaced had attachments and its successor has none, which may be meant or forgotten."""
    before = [each.name for each in ledger.attachments(old.delivery.id) if each.invoice == old.invoice]
    if not before or parcel.attachments:
        return ()
    number = parcel.entries[0].invoice
    return (f"invoice {number} goes without the attachments that submission {old.id} had: {', '.join(before)}",)


def changes(ledger: Reader, old: Submission, output: Output) -> tuple[str, ...]:
    """Say what a corrected bill changes, line by line: all but narratives in full, of those only that they changed."""
    before = _bill(_payload(ledger, old), old.delivery.format, old.invoice)
    after = _bill(output.content, output.format, output.bills[0].number)
    if before is None or after is None:
        return ("what was sent before cannot be read, so nothing can be compared",)
    forms = (formats.named(old.delivery.format), formats.named(output.format))
    found = tuple(differences.sentences(diff.compare(before, after, forms), narratives=False))
    more = (
        (f"and {len(found) - MOST_CHANGES} more changes, which ledes diff shows",) if len(found) > MOST_CHANGES else ()
    )
    return (*found[:MOST_CHANGES], *more) or ("nothing: the contents are those that were sent before",)


def _payload(ledger: Reader, old: Submission) -> bytes:
    try:
        return ledger.payload(old)
    except LedgerError:
        return b""


def _bill(content: bytes, key: str, number: str) -> Bill | None:
    try:
        form = formats.named(key)
    except UsageError:
        return None
    bills = [each for each in form.read(io.BytesIO(content), "", Reading()) if isinstance(each, Bill)]
    return next((bill for bill in bills if bill.number == number), None)
