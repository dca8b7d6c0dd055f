"""Collaborati (Mitratech; the front end of TeamConnect, eCounsel and Lawtrac), by hand.

All that stands here is confirmed by Mitratech's own pages, except what `unconfirmed` lists. A REST interface exists for
the client's side only. Sources: `sources` below.
"""

from __future__ import annotations

from ledes.gateway import Appealing, Attaching
from ledes.gateway.appealing import CUT, E_BILL, REJECTED
from ledes.gateway.attaching import MEGABYTE
from ledes.gateway.portal import Portal

VENDOR = Portal(
    key="collaborati",
    name="Collaborati (Mitratech)",
    formats=("1998b", "98bi", "2000", "xml2.0", "xml2.1"),
    bills_per_file="many",
    settings={"office": "billing office to choose", "invoice_type": "invoice type to choose"},
    before=("CLIENT_ID is the Internal Client Code that Collaborati shows for the client",),
    steps=(
        "choose the invoice type (Standard, Credit Note or Accrual) and the billing office",
        "leave 'submit directly without previewing' off where there are attachments",
        "upload the file, and wait until it is no longer Processing Invoices",
        "File Error, or Ready to Submit, with Errors: read the errors, for those invoices are left out",
        "add the attachments; none can be added once the invoice is Pending Client Approval",
        "submit the invoices: an upload alone submits nothing",
        "look at the invoice: it is Waiting for Client to Accept; if that lasts more than a few hours, something is "
        "wrong",
    ),
    notes=(
        "for clients on Lawtrac: LEDES 1998B only",
        "Export All Invoice Details to CSV gives the statuses of all invoices; the headings are not published, so map "
        "them in the workspace",
    ),
    unconfirmed=(
        "whether 20 MB is for one attachment or for all of an invoice: all is assumed",
        "the full list of file types for attachments; pdf, csv, txt, rtf, doc, docx, xls, xlsx, ods and odt are on it",
    ),
    duplicates="an invoice number is unique in the firm, for a year from the invoice date; a rejected one counts",
    resubmitting="give the corrected invoice a new number",
    number="new",
    deletes_after=60,
    appealing=Appealing(
        form=E_BILL,
        most=1,
        of=(CUT, REJECTED),
        suffix=" appeal",
        fixed=("units", "rate"),
        changeable=("description", "attachments"),
        words="only where the client has Appeals Invoicing on; the original cannot be deleted any more",
    ),
    words={
        "Processing Invoices": "RECEIVED",
        "Ready to Submit": "PENDING_VENDOR",
        "Ready to Submit, with Errors": "PENDING_VENDOR",
        "File Error": "FILE_ERROR",
        "Pending File Submission": "PENDING_VENDOR",
        "Waiting for Client to Accept": "RECEIVED",
        "Waiting for Client Retrieval": "RECEIVED",
        "Pending Client Approval": "PENDING_CLIENT",
        "Pending Approval": "PENDING_CLIENT",
        "Approved": "APPROVED",
        "Rejected": "REJECTED",
        "Error": "FILE_ERROR",
        "Paid": "PAID",
    },
    attaching=Attaching(total_bytes=20 * MEGABYTE, unique_names=True),
    sources=(
        "Mitratech, Collaborati user guides: upload a LEDES file; attach documents to an uploaded invoice; supported "
        "attachment file types; appeal an invoice; most common Collaborati errors",
        "Mitratech, Collaborati user help: how do I check on the status of my invoices; troubleshooting uploaded "
        "invoices",
        "Mitratech, Lawtrac: submitting invoices from Collaborati to Lawtrac",
        "https://success.mitratech.com/Collaborati",
    ),
)
