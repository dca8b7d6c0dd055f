"""Xakia, by hand.

The engagement and the guidelines that have to be ticked are confirmed by Xakia's help; which formats it takes, and its
status words, are not published openly. Sources: `sources` below.
"""

from __future__ import annotations

from ledes.gateway.portal import Portal

VENDOR = Portal(
    key="xakia",
    name="Xakia",
    before=("the matter has an engagement: fee type, currency and estimate",),
    steps=(
        "upload the bill to the engagement, as a draft or final invoice",
        "tick each of the client's billing guidelines to confirm that it is kept",
        "submit the invoice",
    ),
    unconfirmed=(
        "which formats it takes: ask the client, and write format into its profile",
        "its status words, and what is allowed of attachments",
    ),
    sources=("https://support.xakiatech.com/hc/en-us/articles/15405253375895-Billing-Guidelines-on-invoices",),
)
