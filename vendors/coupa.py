"""Coupa, by hand in the Coupa Supplier Portal (CSP).

Coupa has no place of its own for LEDES. That an invoice needs a purchase order or a contract, and the status words
below, are confirmed by Coupa's and its customers' pages; that the e-bill goes along as an attachment is our advice.
Coupa's cXML is not spoken from here. Sources: `sources` below.
"""

from __future__ import annotations

from ledes.gateway.portal import Portal

VENDOR = Portal(
    key="coupa",
    name="Coupa Supplier Portal",
    settings={"contract": "contract or purchase order to invoice against"},
    before=("the customer has given a purchase order or a contract to invoice against",),
    steps=(
        "make an invoice against the purchase order or contract, with the number and the total of the e-bill",
        "add the e-bill and its attachments to it",
        "submit it; Invalid means that it did not go in",
    ),
    unconfirmed=(
        "how a customer wants a LEDES bill: ask; the e-bill as an attachment is our advice",
        "the exact words for invoices that are processed, voided or paid; customers add words of their own",
    ),
    duplicates="an Abandoned invoice does not come back: its successor needs a new number",
    resubmitting="a Disputed invoice is edited there; an Abandoned one is made anew under a new number",
    words={
        "Draft": "PENDING_VENDOR",
        "Invalid": "FILE_ERROR",
        "Pending Approval": "PENDING_CLIENT",
        "Approved": "APPROVED",
        "Disputed": "DISPUTED",
        "Rejected": "REJECTED",
        "Abandoned": "REJECTED",
    },
    sources=(
        "Coupa, product documentation for suppliers: invoices in the CSP; cXML invoices",
        "https://www.tronox.com/ufaq/what-does-the-status-of-my-invoice-mean/",
    ),
)
