"""Legal eXchange, also called Legal-X (Bottomline), by hand.

What must be set up there, and what `more info required` means, is confirmed by pages of eBillingHub, which connects to
it; Bottomline's own guide could not be read. Sources: `sources` below.
"""

from __future__ import annotations

from ledes.gateway.portal import Portal

VENDOR = Portal(
    key="legal_exchange",
    name="Legal eXchange / Legal-X (Bottomline)",
    settings={"location": "location code of the office"},
    before=(
        "the matter is reconciled: its Firm File Number there is LAW_FIRM_MATTER_ID; otherwise it says 'no match'",
        "the client's id stands under Firm Info, and all timekeepers are active there under the firm's ids",
        "a budget is entered and approved",
        "mails are switched on for this location and client; a firm with several offices needs location codes",
    ),
    steps=(
        "upload the file",
        "look at the invoice there: a mail that says 'more info required' tells no more; a person reads the issue and "
        "accepts the change or rejects it",
    ),
    unconfirmed=(
        "which formats it takes; LEDES 1998B in practice",
        "its other status words, and what is allowed of attachments",
    ),
    resubmitting="accept the change there, or correct the bill and send it again",
    words={"more info required": "PENDING_VENDOR"},
    sources=(
        "https://legal.ebillinghub.com/site_ver2/help/eBilling_Setup_on_Legal_eXchange.htm",
        "http://ebillinghub.com/news-ideas/questions/",
        "eBillingHub, question of the month: what 'more info required' from Bottomline means",
    ),
)
