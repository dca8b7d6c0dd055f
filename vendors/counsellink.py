"""CounselLink (LexisNexis), by hand.

All that stands here is confirmed by LexisNexis' help for law firms, except what `unconfirmed` lists. The mail intake of
the service is for paper bills, not for e-bills. Sources: `sources` below.
"""

from __future__ import annotations

from ledes.gateway import Appealing, Attaching
from ledes.gateway.appealing import CUT, PAGES
from ledes.gateway.portal import Portal

VENDOR = Portal(
    key="counsellink",
    name="CounselLink (LexisNexis)",
    formats=("1998b", "98bi", "2000"),
    settings={"office": "office to import for"},
    before=(
        "the matter is assigned to your office and is not in Pending Resolution",
        "whoever imports is visible in that office",
        "the client's billing guidelines are accepted; otherwise the firm may be blocked",
    ),
    steps=(
        "open the Billing panel, choose +Import Invoice and the file, or drop the file there",
        "LEDES 1998B only: enter tax, currency and whether it is the final invoice, or check what the Office Profile "
        "filled in",
        "add the attachments: to the invoice, or to the charge that each belongs to",
        "wait for both automatic reviews (validation, then billing guidelines); a mail tells the outcome",
        "look at the Billing panel: the invoice stands neither under Inactive / Incomplete nor under Rejected by "
        "Billing Guidelines",
    ),
    notes=("do not mail an e-bill to the paper intake: it reads PDF, DOC, TXT and XLS as paper",),
    unconfirmed=("whether a corrected invoice keeps its number once the rejected one is deleted",),
    appealing=Appealing(
        form=PAGES,
        of=(CUT,),
        words="answer each cut in Collaborative Review, before payment; or ask for a second review",
    ),
    resubmitting="delete the rejected invoice there, then import one with the corrected charges only; or ask for a "
    "second review, or answer each cut in Collaborative Review before payment",
    words={
        "Action Required for Collaborative Review": "PENDING_VENDOR",
        "Inactive / Incomplete": "PENDING_VENDOR",
        "On Hold": "ON_HOLD",
        "Scheduled": "RECEIVED",
        "Rejected by Billing Guidelines": "REJECTED",
        "Rejected": "REJECTED",
    },
    attaching=Attaching(with_lines=True),
    sources=(
        "https://cllf.zendesk.com/hc/en-us/articles/39048430892179-Submitting-an-Invoice",
        "https://cllf.zendesk.com/hc/en-us/articles/39046695876755-Invoice-Workflow-Process",
        "https://cllf.zendesk.com/hc/en-us/articles/39410910113427-Fixing-Rejected-Invoices",
        "https://www.counsellink.net/help/lawfirm/Content/TOPICS1/home/home-panels-billing.htm",
        "https://support.lexisnexis.com/app/answers/answer_view/a_id/1084687",
        "http://support.lexisnexis.com/app/answers/answer_view/a_id/1086331",
    ),
)
