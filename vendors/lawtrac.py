"""Lawtrac's own portal (Mitratech), by hand; clients on Lawtrac that use Collaborati are reached through that.

All that stands here is confirmed by Mitratech's own pages, except what `unconfirmed` lists. Sources: `sources` below.
"""

from __future__ import annotations

from ledes.gateway.portal import Portal

VENDOR = Portal(
    key="lawtrac",
    name="Lawtrac (Mitratech)",
    formats=("1998b",),
    bills_per_file="many",
    before=("every fee line has a task code",),
    steps=("upload the file", "look at the invoice: it is Pending Approval"),
    notes=(
        "files with several invoices or several matters are taken",
        "a line above the approved rate is cut down to it; delete the invoice and correct it, or submit it as cut",
    ),
    unconfirmed=("its status words beside Pending Approval", "what is allowed of attachments"),
    words={"Pending Approval": "PENDING_CLIENT"},
    sources=(
        "Mitratech, Lawtrac: submitting invoices from Collaborati to Lawtrac",
        "Mitratech, Lawtrac solutions: line is over approved rate",
    ),
)
