"""Apperio, by hand: LEDES uploads of firms that are enabled for them.

The upload and the client's three answers are confirmed by Apperio's help. The feed of work in progress, a CSV with
columns agreed between firm and Apperio, is another thing and not sent from here. Sources: `sources` below.
"""

from __future__ import annotations

from ledes.gateway.portal import Portal

VENDOR = Portal(
    key="apperio",
    name="Apperio",
    before=("the firm is enabled for LEDES uploads",),
    steps=(
        "find the invoice, which Apperio knows from the firm's data feed: it is Pending until its file is there",
        "upload the file to it, and the PDF where the client wants one",
    ),
    notes=("the client approves, rejects or queries the invoice there; Apperio itself rejects nothing",),
    unconfirmed=(
        "which LEDES formats it takes",
        "the words for the client's answers",
        "what is allowed of attachments",
    ),
    words={"Pending": "PENDING_VENDOR"},
    sources=(
        "https://support.apperio.com/hc/en-gb/articles/18991151046941-How-to-Upload-a-LEDES-Invoice",
        "https://apperio.com/blog/apperio-law-firms-faqs",
    ),
)
