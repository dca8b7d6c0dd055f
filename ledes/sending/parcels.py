"""From a written e-bill to what the ledger records of it, and what the ledger says of it already."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ledes import formats, money
from ledes.bill import Bill
from ledes.client import Client
from ledes.errors import Exit, LedesError, RefusedError, SetupError
from ledes.facts import worked
from ledes.formats import billjson
from ledes.gateway import Account, Capabilities
from ledes.ledger import states
from ledes.ledger.reading import Reader
from ledes.ledger.records import Attached, Entry, Parcel, Submission

SENDABLE_AGAIN = frozenset({"FILE_ERROR", "REJECTED"})
"""Statuses after which corrected contents may replace a submission."""


class AmountError(LedesError):
    """The total of a bill cannot be kept as it stands: it is missing, too fine, or in no currency."""

    exit = Exit.FINDINGS


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What is to be done with a parcel: record it, or go on with what is on record already."""

    parcel: Parcel | None = None
    known: tuple[Submission, ...] = ()


def entry(bill: Bill, currency: str) -> Entry:
    """Give what the ledger records of a bill; `currency` is the profile's, for formats without one.

    Raises `AmountError` where the total is missing, has more than four decimals, or is in no currency.
    """
    if bill.total is None:
        raise AmountError(f"invoice {bill.number} has no total", hint="state the total in the input")
    try:
        money.ten_thousandths(bill.total)
    except ValueError:
        raise AmountError(
            f"the total of invoice {bill.number}, {money.text(bill.total)}, has more than four decimals",
            hint="correct the total; it is never rounded",
        ) from None
    if not (bill.currency or currency):
        raise AmountError(
            f"the total of invoice {bill.number} is in no currency",
            hint='write currency = "USD", or whichever it is, into the client\'s profile',
        )
    return Entry(
        invoice=bill.number,
        kind=bill.kind,
        digest=billjson.digest(bill),
        total=bill.total,
        currency=bill.currency or currency,
        facts=worked.kept(bill),
    )


def fits(parcel: Parcel, can: Capabilities) -> None:
    """Make sure that a vendor takes a file of this form and size.

    Raises `SetupError` where it does not.
    """
    if can.formats and parcel.format not in can.formats:
        raise SetupError(
            f"vendor {parcel.vendor} does not take {parcel.format}",
            hint=f"write one of {', '.join(can.formats)} as format into the profile of {parcel.client}",
        )
    if can.max_bytes is not None and len(parcel.content) > can.max_bytes:
        raise RefusedError(
            f"{parcel.file_name} has {len(parcel.content):,} bytes; {parcel.vendor} takes {can.max_bytes:,} at most",
            hint="split the bill",
        )
    if len(parcel.entries) > 1 and can.bills_per_file != "many":
        raise SetupError(
            f"{parcel.file_name} holds {len(parcel.entries)} bills; {parcel.vendor} takes one in a file",
            hint=f'write bills_per_file = "one" under [representation] into the profile of {parcel.client}',
        )


def confirmed(client: Client, form: str) -> None:
    """Make sure that a file of an experimental form is sent only where the profile says so.

    Raises `SetupError` where it does not.
    """
    if formats.named(form).experimental and not client.experimental:
        raise SetupError(
            f"{formats.named(form).title} is an experiment, and the profile of {client.key!r} does not allow one",
            hint=f"write experimental = true into clients/{client.key}.toml, and begin with a test account",
        )


def make(
    *,
    name: str,
    form: str,
    content: bytes,
    client: str,
    account: Account,
    entries: Iterable[Entry],
    attachments: tuple[Attached, ...] | None = None,
) -> Parcel:
    """Address a file to a vendor account, with what goes along."""
    return Parcel(
        vendor=account.vendor,
        account=account.name,
        environment=account.environment,
        client=client,
        file_name=name,
        format=form,
        content=content,
        entries=tuple(entries),
        attachments=attachments,
    )


def judge(ledger: Reader, parcel: Parcel) -> Judged:
    """Say whether a parcel is new, or what the ledger has of it.

    Contents that changed before anything left replace the old ones. Tests may be sent again when they changed.
    Raises `RefusedError` where bills of it were sent with other contents, or in another file.
    """
    standing = {each.invoice: _open(ledger, parcel, each) for each in parcel.entries}
    there = {number: each for number, each in standing.items() if each is not None}
    if not there:
        return Judged(parcel=parcel)
    same = [each for each in parcel.entries if each.invoice in there and there[each.invoice].digest == each.digest]
    other = [each for each in same if not same_attachments(ledger, parcel, there[each.invoice])]
    if len(same) == len(parcel.entries) and not other:
        return Judged(known=tuple(there.values()))
    void = _void(ledger, parcel, tuple(there.values()))
    if void is not None:
        replaced = next((each.replaces for each in void if each.replaces is not None), None)
        kept = parcel.attachments if parcel.attachments is not None else kept_attachments(ledger, void, parcel)
        withdraws = tuple(each.id for each in void)
        return Judged(parcel=replace(parcel, attachments=kept, replaces=replaced, withdraws=withdraws))
    for each in parcel.entries:
        old = there.get(each.invoice)
        if old is not None and each not in same:
            raise RefusedError(_other_contents(old, "contents"), hint=_way_out(old))
        if old is not None and each in other:
            raise RefusedError(_other_contents(old, "attachments"), hint=_other_way_out(old))
    raise RefusedError(
        f"{parcel.file_name} holds invoice {same[0].invoice}, which is on record as submission "
        f"{there[same[0].invoice].id}, beside others that are not",
        hint="take it out of the file: what was sent is never sent again",
    )


def withdrawn(ledger: Reader, parcel: Parcel) -> Submission | None:
    """Give the submission of one of the bills, as it is, that a person withdrew last; `None` where there is none."""
    to = (parcel.vendor, parcel.account, parcel.environment)
    for each in parcel.entries:
        found = ledger.submissions(invoices=(each.invoice,), client=parcel.client, to=to)
        last = next((one for one in reversed(found) if one.kind == each.kind), None)
        if last is None or last.state != states.WITHDRAWN or last.digest != each.digest:
            continue
        if ledger.events(last.id)[-1].detail.get("person"):
            return last
    return None


def same_attachments(ledger: Reader, parcel: Parcel, old: Submission) -> bool:
    """Say whether a bill has the attachments that are on record; where nothing is said of any, it has."""
    if parcel.attachments is None:
        return True
    recorded = {each for each in ledger.attachments(old.delivery.id) if each.invoice == old.invoice}
    return recorded == {each for each in parcel.attachments if each.invoice == old.invoice}


def kept_attachments(ledger: Reader, void: tuple[Submission, ...], parcel: Parcel) -> tuple[Attached, ...] | None:
    """Give what was to go along with bills that never left, for those that take their place."""
    numbers = {each.invoice for each in parcel.entries}
    found = [each for id_ in {each.delivery.id for each in void} for each in ledger.attachments(id_)]
    kept = [replace(each, content=ledger.blob(each.sha256)) for each in found if each.invoice in numbers]
    return tuple(kept) or None


def _open(ledger: Reader, parcel: Parcel, each: Entry) -> Submission | None:
    to = (parcel.vendor, parcel.account, parcel.environment)
    found = ledger.submissions(invoices=(each.invoice,), client=parcel.client, to=to, open_only=True)
    return next((one for one in found if one.kind == each.kind), None)


def _void(ledger: Reader, parcel: Parcel, there: tuple[Submission, ...]) -> tuple[Submission, ...] | None:
    """Name the submissions that the parcel may take the place of; `None` where one of them has to stand."""
    numbers = {each.invoice for each in parcel.entries}
    void: dict[int, Submission] = {}
    for each in there:
        if untouched(each):
            whole = ledger.submissions(delivery=each.delivery.id, open_only=True)
            if {member.invoice for member in whole} <= numbers:
                void |= {member.id: member for member in whole}
                continue
        if parcel.environment == "test" and each.state in {states.DELIVERED, states.REFUSED}:
            void[each.id] = each
            continue
        return None
    return tuple(void.values())


def untouched(each: Submission) -> bool:
    """Say whether surely nothing of a submission is at the vendor; what a person was to upload may be there."""
    return each.state == states.READY and not each.standing.doubtful


def _other_contents(old: Submission, what: str) -> str:
    was = "recorded" if old.state in states.UNSENT else "sent"
    return f"invoice {old.invoice} was {was} as submission {old.id} with other {what}, and is {stands(old)}"


def _if_not_uploaded(old: Submission) -> str:
    name = f"ledes settle '#{old.id}'"
    there = f"{name} --delivered --reference R"
    return f"if nobody uploaded it: {name} --withdrawn, then submit again; if somebody did: {there}"


def _other_way_out(old: Submission) -> str:
    if old.state == states.WAITING_UPLOAD:
        return _if_not_uploaded(old)
    if may_be_replaced(old):
        return f"to send the bill again with these: ledes submit INPUT --replaces {old.id}"
    return "add them on the platform, where it still takes any; here a bill goes once"


def _way_out(old: Submission) -> str:
    if old.state == states.WAITING_UPLOAD:
        return _if_not_uploaded(old)
    if may_be_replaced(old):
        return f"to send the corrected bill: ledes submit INPUT --replaces {old.id}"
    return f"see ledes history {old.invoice}; a bill may be replaced once it was refused or rejected"


def stands(old: Submission) -> str:
    """Name where a submission stands: the client's status where there is one, else our state."""
    return old.status or old.state


def may_be_replaced(old: Submission) -> bool:
    """Say whether corrected contents may take a submission's place."""
    return old.state == states.REFUSED or (old.state == states.DELIVERED and old.status in SENDABLE_AGAIN)
