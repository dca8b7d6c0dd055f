"""What goes along with an e-bill: read, checked against what the platform allows, made ready to be recorded."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from ledes.bill import Bill
from ledes.client import Client
from ledes.delivery import cleaned
from ledes.errors import InputError, SetupError
from ledes.gateway import Adapter, Attachment
from ledes.gateway.attaching import Fault, extension, faults, named
from ledes.ledger.records import Attached, Parcel
from ledes.sending.beside import Loose
from ledes.sending.gathering import AttachmentError, Given

LARGEST = 100_000_000
"""In bytes; no platform that states a limit takes as much."""


def packed(given: Given, bills: Iterable[Bill], adapter: Adapter) -> tuple[Attached, ...] | None:
    """Read and check what goes along with the bills of one e-bill; `None` where nothing was said of any of them.

    Raises `AttachmentError` for what the platform would not take, `SetupError` where it takes nothing at all from
    here, `InputError` for a file that cannot be read.
    """
    told = [bill for bill in bills if bill.number in given.files]
    if not told:
        return None
    ready: list[Attachment] = []
    for bill in told:
        files = [named(_read(each, bill.number), adapter.attaching) for each in given.files[bill.number]]
        if files:
            _check(files, bill, adapter)
        ready += files
    return tuple(_attached(each) for each in ready)


def complete(parcel: Parcel, client: Client) -> None:
    """Make sure that each bill of a parcel has with it what the client's profile asks for.

    Raises `AttachmentError` where it does not.
    """
    for entry in parcel.entries:
        has = {extension(each.name) for each in parcel.attachments or () if each.invoice == entry.invoice}
        missing = [each for each in client.attachments if each not in has]
        if missing:
            kinds = " and no ".join(f".{each}" for each in missing)
            raise AttachmentError(
                f"invoice {entry.invoice} goes with no {kinds}, and client {client.key} wants one with each bill",
                hint=f"put it into <input>.attachments/{cleaned(entry.invoice)}/, or give it with --attach",
            )


def _check(files: list[Attachment], bill: Bill, adapter: Adapter) -> None:
    if not adapter.can.attach:
        count = "an attachment" if len(files) == 1 else f"{len(files)} attachments"
        raise SetupError(
            f"{adapter.name} takes no attachments from here, and invoice {bill.number} has {count}",
            hint="take them away here, and add them on the platform",
        )
    found = [*faults(files, adapter.attaching), *_homeless(files, bill)]
    if found:
        raise AttachmentError(
            f"invoice {bill.number}: {'; '.join(fault.fact for fault in found)}",
            hint="; ".join(dict.fromkeys(fault.way_out for fault in found)),
        )


def _homeless(files: list[Attachment], bill: Bill) -> Iterator[Fault]:
    # A bill whose lines have no numbers yet gets them in order when it is written.
    lines = {line.number for line in bill.lines if line.number} or {str(n) for n in range(1, len(bill.lines) + 1)}
    for each in files:
        if each.line and each.line not in lines:
            yield Fault(
                f"{each.name} is given for line {each.line}, which the bill does not have", "correct the line's number"
            )


def _read(file: Loose, invoice: str) -> Attachment:
    try:
        if file.path.stat().st_size > LARGEST:
            raise AttachmentError(f"{file.path.name} has more than {LARGEST:,} bytes", hint="make it smaller")
        content = file.path.read_bytes()
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        raise InputError(f"{file.path.name} cannot be read: {why}", hint="check the rights of the file") from error
    digest = hashlib.sha256(content).hexdigest()
    return Attachment(
        name=file.path.name, content=content, sha256=digest, invoice=invoice, line=file.line, kind=file.kind
    )


def _attached(file: Attachment) -> Attached:
    return Attached(
        name=file.name,
        invoice=file.invoice,
        line=file.line,
        kind=file.kind,
        size=len(file.content),
        sha256=file.sha256,
        content=file.content,
    )
