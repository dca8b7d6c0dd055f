"""SAP Business Network (Ariba), by hand.

It has no place of its own for LEDES. That outcomes come as cXML StatusUpdateRequest, and that some never come, is
confirmed by SAP's support notes; cXML is not spoken from here. Sources: `sources` below.
"""

from __future__ import annotations

from ledes.gateway.portal import Portal

VENDOR = Portal(
    key="ariba",
    name="SAP Business Network (Ariba)",
    settings={"contract": "contract or purchase order to invoice against"},
    steps=(
        "make the invoice there, with the number and the total of the e-bill",
        "add the e-bill and its attachments to it",
        "submit it",
    ),
    notes=(
        "with S/4HANA Cloud a rejection in the customer's workflow never reaches the network: silence proves nothing",
    ),
    unconfirmed=("how a customer wants a LEDES bill: ask", "its status words, and what is allowed of attachments"),
    sources=(
        "https://support.ariba.com/item/view/KB0406666_en",
        "https://userapps.support.sap.com/sap/support/knowledge/en/3733461",
    ),
)
