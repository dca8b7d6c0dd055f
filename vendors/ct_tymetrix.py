"""CT TyMetrix (the older platform for claims; Wolters Kluwer), by hand.

All that stands here was confirmed by older pages of eBillingHub and CT TyMetrix; check it with the client. Sources:
`sources` below.
"""

from __future__ import annotations

from ledes.gateway.portal import Portal

VENDOR = Portal(
    key="ct_tymetrix",
    name="CT TyMetrix (claims)",
    formats=("1998b",),
    before=("CLIENT_MATTER_ID is the claim number",),
    steps=("upload the file", "wait for the mail with the result of the first automatic tests"),
    notes=(
        "what passed goes to the client as a file on Tuesdays at 7:00 Eastern time",
        "approvals are shown at the portal only",
    ),
    unconfirmed=("whether these older rules still hold", "what is allowed of attachments"),
    sources=(
        "eBillingHub help, vendor pages (older than 2018)",
        "http://www.cttymetrix.com/ProductsAndServices/ebilling.aspx",
    ),
)
