"""LawVu, by hand: bills go in at its pages, in batches.

Batches, the preferred format and that declines come by mail are confirmed by LawVu's help. Its REST interface lists
and changes invoices; that it can take a new one could not be confirmed, so nothing is sent there from here. Sources:
`sources` below.
"""

from __future__ import annotations

from ledes.gateway.portal import Portal

VENDOR = Portal(
    key="lawvu",
    name="LawVu",
    steps=("make a batch, upload the files to it, and the PDF copies", "submit the batch"),
    notes=("LEDES XML 2.0 is preferred; a PDF is taken too", "a decline is told by mail, with its reason"),
    unconfirmed=(
        "which other formats it takes",
        "its status words, the address from which its mails come, and what is allowed of attachments",
    ),
    sources=(
        "https://help.lawvu.com/en/articles/5102299-law-firms-article-3-submit-invoices-in-lawvu",
        "https://api-docs.lawvu.com",
    ),
)
