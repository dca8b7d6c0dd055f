"""LSG Advocator, by hand.

That it takes LEDES at its pages, several files at once, was confirmed by an older guide; check it with the client.
Sources: `sources` below.
"""

from __future__ import annotations

from ledes.gateway.portal import Portal

VENDOR = Portal(
    key="advocator",
    name="LSG Advocator",
    steps=("upload the file; several may go at once", "look at the invoice there: it tells what became of it"),
    unconfirmed=(
        "which LEDES formats it takes: ask the client, and write format into its profile",
        "its status words, and what is allowed of attachments",
    ),
    sources=("https://cupdf.com/document/e-billing-55b0b43a2d42c.html",),
)
