"""Corridor / FirmManager (Mitratech), by hand.

All that stands here is confirmed by Mitratech's own pages, except what `unconfirmed` lists. Sources: `sources` below.
"""

from __future__ import annotations

from ledes.gateway import Attaching
from ledes.gateway.attaching import MEGABYTE
from ledes.gateway.portal import Portal

VENDOR = Portal(
    key="corridor",
    name="Corridor / FirmManager (Mitratech)",
    formats=("1998b", "98bi", "2000"),
    max_bytes=20 * MEGABYTE,
    bills_per_file="many",
    before=("CLIENT_ID is registered there, and the firm's tax number is the one that is held there",),
    steps=(
        "upload the file, one at a time; client, tax number, matter number, invoice number, total and date are checked "
        "at once",
        "upload the attachments under the names that they have here: ~invoice number~name is how Corridor finds the "
        "invoice",
        "submit what is Awaiting Submission",
        "look at the list: the invoice is Waiting for Import or In Process, not Import Error",
    ),
    notes=("a rejection is told by mail", "a file of several invoices is rejected as a whole only if all of them are"),
    unconfirmed=("an older text says 5 MB instead of 20 MB for a file",),
    duplicates="a number that was submitted before is refused, a rejected one too as long as the client keeps it",
    resubmitting="have the client delete the first one, or send the bill under a number with a suffix, such as 1234A",
    number="new",
    words={
        "Awaiting Submission": "PENDING_VENDOR",
        "Waiting for Import": "RECEIVED",
        "Import Error": "FILE_ERROR",
        "In Process": "PENDING_CLIENT",
        "Rejected": "REJECTED",
        "Posted": "SENT_TO_AP",
        "Paid": "PAID",
    },
    attaching=Attaching(naming="~{invoice}~{name}"),
    sources=(
        "Mitratech, Corridor help for firm submitters: submitting a LEDES file",
        "Mitratech, Corridor solutions: invoice status; invoice rejection, most common",
        "https://help.mitracloud.com/Corridor/FirmManager/firm/submitting_a_ledes_file.htm",
        "https://help.mitracloud.com/Corridor/FirmManager/common/invoices_status_page.htm",
    ),
)
