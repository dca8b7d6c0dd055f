"""Acuity ELM (Mitratech), by hand.

The two steps and the two status words are confirmed by Mitratech's page for firm users; which formats it takes, and
what else it says of an invoice, is not published openly. Sources: `sources` below.
"""

from __future__ import annotations

from ledes.gateway.portal import Portal

VENDOR = Portal(
    key="acuity",
    name="Acuity ELM (Mitratech)",
    steps=(
        "upload the file",
        "read the results page; the same comes by mail: critical exceptions stop the invoice, others do not",
        "set the invoice from DRAFT to FOR APPROVAL: before that nobody sees it",
    ),
    unconfirmed=(
        "which formats it takes: ask the client, and write format into its profile",
        "the words for what comes after FOR APPROVAL, and what is allowed of attachments",
    ),
    words={"DRAFT": "PENDING_VENDOR", "FOR APPROVAL": "PENDING_CLIENT"},
    sources=("https://success.mitratech.com/Acuity/Quick_Tips/E-Billing/Firm_Users/Upload_Invoice",),
)
