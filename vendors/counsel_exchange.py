"""Counsel Exchange (Onit Unity), by hand.

All that stands here is confirmed by Onit's help, which says that there is no interface for firms, except what
`unconfirmed` lists. Sources: `sources` below.
"""

from __future__ import annotations

from ledes.gateway.portal import Portal

VENDOR = Portal(
    key="counsel_exchange",
    name="Counsel Exchange (Onit Unity)",
    formats=("1998b", "98bi", "xml2.1"),
    settings={"office": "billing office to choose"},
    before=(
        "legal entity, tax number and address of the client in a 98BI file are those of the Billing Authorization",
    ),
    steps=(
        "choose billing office and currency, and upload the file; the session ends after 120 minutes",
        "look at LEDES History: it shows how the upload went, not how the invoice fares",
        "open the invoice: enter VAT and add the attachments where needed",
        "a corrected bill: use Link to a Related Invoice",
        "choose Submit: a saved invoice is not submitted",
    ),
    unconfirmed=("XML 2.1: one page lists it, another announces XML as coming soon",),
    resubmitting="link it to the related invoice",
    words={"Received": "RECEIVED", "On Hold": "ON_HOLD", "Approved": "APPROVED"},
    sources=(
        "https://onit.screenstepslive.com/a/2058270-uploading-a-ledes-file-to-counsel-exchange",
        "https://onit.screenstepslive.com/a/2072832-counsel-exchange-for-unity-faqs",
        "https://onit.screenstepslive.com/a/2027191-fixing-rejected-ledes-invoice-files-due-to-mismatched-legal-entity",
    ),
)
