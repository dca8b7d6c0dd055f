"""DirectInvoice (CT TyMetrix), by hand.

Its two status words, and that it keeps nothing of what fails, were confirmed by an older page of eBillingHub; check
them with the client. Sources: `sources` below.
"""

from __future__ import annotations

from ledes.gateway.portal import Portal

VENDOR = Portal(
    key="direct_invoice",
    name="DirectInvoice (CT TyMetrix)",
    steps=(
        "upload the file",
        "look at the invoice: if it is Under Review it came; if it is not there at all, it failed the automatic review",
    ),
    notes=("an invoice that fails the automatic review is not kept: correct it and upload it again",),
    unconfirmed=(
        "which formats it takes: ask the client, and write format into its profile",
        "what is allowed of attachments",
    ),
    words={"Under Review": "PENDING_CLIENT", "Approved": "APPROVED"},
    sources=("https://legal.ebillinghub.com/site_ver2/help/Access_the_Connectivity_Page_for_DirectInvoice.htm",),
)
