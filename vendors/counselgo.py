"""CounselGO (SimpleLegal, Onit), by hand.

All that stands here is confirmed by CounselGO's help, except what `unconfirmed` lists. The REST interface that exists
is the client's. Sources: `sources` below.
"""

from __future__ import annotations

from ledes.gateway import Appealing, Attaching
from ledes.gateway.portal import Portal

VENDOR = Portal(
    key="counselgo",
    name="CounselGO (SimpleLegal, Onit)",
    formats=("1998b", "98bi"),
    before=("a matter that is new there needs LAW_FIRM_MATTER_ID and an invoice description, which becomes its name",),
    steps=(
        "upload the file, and the PDF copy with it: it is found by the invoice number in its name",
        "on the review page set currency, matter and notes",
        "a corrected bill: tick Resubmission and pick the rejected one under Link to Rejected Invoice",
        "choose Everything Reviewed, Submit All Invoices; what is submitted cannot be recalled",
        "look at the invoice: Processing/Submitted becomes Received, or Invalid if the virus scan or the file failed",
    ),
    appealing=Appealing(words="it goes to the reviewer, who is named in the subject of the mail, outside the system"),
    unconfirmed=(
        "whether a corrected invoice keeps its number",
        "the words for approved and paid invoices",
        "the address from which its mails come",
    ),
    resubmitting="link it to the rejected invoice; as often as needed",
    words={
        "Processing/Submitted": "RECEIVED",
        "Invalid": "FILE_ERROR",
        "Received": "PENDING_CLIENT",
        "On Hold": "ON_HOLD",
        "Rejected": "REJECTED",
    },
    attaching=Attaching(naming="{invoice}-{name}"),
    sources=(
        "https://counselgo.zendesk.com/hc/en-us/articles/360052557513-Submitting-a-LEDES-Invoice",
        "https://counselgo.zendesk.com/hc/en-us/articles/16541308684823-Resubmitting-a-Rejected-Invoice-LEDES",
        "https://counselgo.zendesk.com/hc/en-us/articles/115003240133-Invoice-Statuses-in-CounselGO",
    ),
)
