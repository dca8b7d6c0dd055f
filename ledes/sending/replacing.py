"""Corrected contents in the place of what was refused or rejected: when they may go, and what they change."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace

from ledes import formats, money
from ledes.bill import Bill, Line
from ledes.client import Client
from ledes.errors import LedgerError, RefusedError, UsageError
from ledes.formats import Reading
from ledes.ledger import states
from ledes.ledger.reading import Reader
from ledes.ledger.records import Parcel, Submission
from ledes.sending.parcels import Judged, judge, may_be_replaced, stands, untouched


def find(ledger: Reader, id_: int) -> Submission:
    """Give the submission that is to be replaced.

    Raises `UsageError` when there is none with that id.
    """
    for found in ledger.submissions(ids=(id_,)):
        return found
    raise UsageError(f"there is no submission {id_} to replace", hint="ledes status lists them with their ids")


def judge_replacing(ledger: Reader, parcel: Parcel, old: Submission, client: Client) -> Judged:
    """Say whether a parcel may take the place of a submission; one that did so before goes on.

    Raises `RefusedError` where it may not, `UsageError` where it is not one bill.
    """
    if len(parcel.entries) != 1:
        raise UsageError(
            f"{parcel.file_name} holds {len(parcel.entries)} bills, and --replaces takes one",
            hint="put the corrected bill into a file of its own",
        )
    (new,) = parcel.entries
    again = _successor(ledger, old)
    if again is not None and (again.invoice, again.digest) == (new.invoice, new.digest):
        return Judged(known=(again,))
    if again is not None and untouched(again):
        _number(new.invoice, old.invoice, client)
        return Judged(parcel=replace(parcel, replaces=old.id, withdraws=(again.id,)))
    if again is not None:
        raise RefusedError(
            f"submission {old.id} was replaced by submission {again.id} already",
            hint=f"see ledes history {again.invoice}; if that was rejected too: --replaces {again.id}",
        )
    if not may_be_replaced(old):
        raise RefusedError(
            f"submission {old.id} (invoice {old.invoice}) is {stands(old)} and may not be replaced",
            hint="only what was refused, or is FILE_ERROR or REJECTED, may be",
        )
    _same_way(parcel, old)
    _number(new.invoice, old.invoice, client)
    if new.invoice == old.invoice:
        return Judged(parcel=replace(parcel, replaces=old.id))
    judged = judge(ledger, parcel)
    if judged.known:
        raise RefusedError(
            f"invoice {new.invoice} is on record as submission {judged.known[0].id} already",
            hint="give the corrected bill a number that was never used",
        )
    return Judged(parcel=replace(judged.parcel or parcel, replaces=old.id))


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


def _number(new: str, old: str, client: Client) -> None:
    if client.number_on_resending == "new" and new == old:
        raise RefusedError(
            f"client {client.key} wants a new number on a corrected bill, and this one bears {new} again",
            hint="give the corrected bill a new invoice number",
        )
    if client.number_on_resending == "same" and new != old:
        raise RefusedError(
            f"client {client.key} wants the same number on a corrected bill: {old}, not {new}",
            hint=f'give the corrected bill the number {old}, or write number_on_resending = "new" into the profile',
        )


def changes(ledger: Reader, old: Submission, new: Bill) -> tuple[str, ...]:
    """Say in short what a corrected bill changes."""
    before = _sent(ledger, old)
    if before is None:
        return ("what was sent before cannot be read, so nothing can be compared",)
    return tuple(_differences(before, new)) or ("nothing: the contents are those that were sent before",)


def _sent(ledger: Reader, old: Submission) -> Bill | None:
    try:
        content = ledger.payload(old)
        form = formats.named(old.delivery.format)
    except (LedgerError, UsageError):
        return None
    bills = [each for each in form.read(io.BytesIO(content), "", Reading()) if isinstance(each, Bill)]
    return next((bill for bill in bills if bill.number == old.invoice), None)


def _differences(before: Bill, after: Bill) -> Iterator[str]:
    for name in ("number", "date", "start", "end", "description"):
        if getattr(before, name) != getattr(after, name):
            shown = "" if name == "description" else f": {getattr(before, name)} -> {getattr(after, name)}"
            yield f"{name}{shown}"
    if before.total != after.total and before.total is not None and after.total is not None:
        yield f"total: {money.text(before.total)} -> {money.text(after.total)}"
    old, new = _lines(before), _lines(after)
    counted = {
        "added": len(new.keys() - old.keys()),
        "taken out": len(old.keys() - new.keys()),
        "changed": sum(old[key] != new[key] for key in old.keys() & new.keys()),
    }
    for word, number in counted.items():
        if number:
            yield f"{number} line{'' if number == 1 else 's'} {word}"


def _lines(bill: Bill) -> dict[str, Line]:
    return {line.number or str(place): line for place, line in enumerate(bill.lines, 1)}
