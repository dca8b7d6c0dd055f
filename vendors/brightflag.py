"""Brightflag, by hand.

All that stands here is confirmed by Brightflag's help for vendors, except what `unconfirmed` lists. Sources: `sources`
below.
"""

from __future__ import annotations

from ledes.gateway.portal import Portal

VENDOR = Portal(
    key="brightflag",
    name="Brightflag",
    formats=("1998b", "98bi"),
    extensions=("txt",),
    before=("timekeepers are approved under exactly the names and ids of the bill; others are taken for new people",),
    steps=(
        "upload the file",
        "choose matter, contact and currency, and correct what is shown as an error",
        "add the PDF, the attachments and the budget phase where the client asks for them; a PDF that was added cannot "
        "be taken away again",
        "tick the invoice and choose Submit Selected: before that it is not submitted",
    ),
    notes=("a rejected invoice's cuts can be downloaded as a spreadsheet",),
    unconfirmed=("the headings of that spreadsheet: map them in the workspace",),
    duplicates="a number that is there is taken only as the revision of a draft, and a file only under a new name",
    resubmitting="keep the invoice number, give the file another name (done here), and pick the original draft when "
    "asked",
    number="same",
    new_file_name=True,
    words={
        "Pending": "PENDING_CLIENT",
        "Approved": "APPROVED",
        "Rejected": "REJECTED",
        "Sent to AP": "SENT_TO_AP",
        "Paid": "PAID",
        "On-Hold": "ON_HOLD",
        "Awaiting Details": "PENDING_VENDOR",
    },
    sources=(
        "https://vendorhelp.brightflag.com/hc/en-us/articles/20537579904285-How-to-Correctly-Format-your-LEDES-File",
        "https://help.brightflag.com/hc/en-us/articles/18283810765725-Invoice-Statuses-in-Brightflag",
        "https://help.brightflag.com/hc/en-us/articles/16694252043933-Resubmitting-LEDES-Invoices-for-Vendors",
    ),
)
