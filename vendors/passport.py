"""Passport Collaboration Portal (Wolters Kluwer, formerly DataCert), by hand.

How the status of a file and of an invoice is shown is confirmed by the portal's own help. Which formats it takes is not
published; machines were let in with a certificate for each firm, in a way that is not published either. Sources:
`sources` below.
"""

from __future__ import annotations

from ledes.gateway.portal import Portal

VENDOR = Portal(
    key="passport",
    name="Passport Collaboration Portal (Wolters Kluwer)",
    steps=(
        "upload the file",
        "look at the file: Delivered means that the client company has received it",
        "look at the Approval Status page, where the client and your firm are enabled for it",
    ),
    notes=(
        "if only invoice number and matter number are shown, the invoice is stuck in the client's Error Manager, and "
        "only the client can mend it",
        "archiving the file hides its invoices",
        "a firm that is new to a client sends a test invoice first: use a test account",
    ),
    unconfirmed=(
        "which formats it takes: ask the client, and write format into its profile",
        "the words for what comes after Pending, and what is allowed of attachments",
    ),
    words={"Delivered": "DELIVERED_TO_CLIENT", "Pending": "PENDING_CLIENT"},
    sources=(
        "Wolters Kluwer, Collaboration Portal help on cp.datacert.com: viewing the approval status of a submitted "
        "invoice",
        "https://tymetrix.com/services/law-firm-onboarding-support",
    ),
)
