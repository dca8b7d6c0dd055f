"""LegalPrecision / Examen, by hand.

The formats and the two numbers that it wants are confirmed by older pages of eBillingHub, which connects to it; check
them with the client. Examen's own format is not written here. Sources: `sources` below.
"""

from __future__ import annotations

from ledes.gateway.portal import Portal

VENDOR = Portal(
    key="legal_precision",
    name="LegalPrecision / Examen",
    formats=("1998b", "2000"),
    before=("the bill states both the File Number and the Matter Number of the client",),
    steps=("upload the file", "look at the inbox there: it tells what became of the invoice"),
    unconfirmed=("its status words, and what is allowed of attachments", "whether older pages still hold"),
    sources=("eBillingHub help, vendor pages (read in November 2026, older than 2018)",),
)
