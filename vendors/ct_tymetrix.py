"""CT TyMetrix (the older platform for claims; Wolters Kluwer), by hand; its test results come by mail.

All that stands here was confirmed by older pages (2010 to 2018) of eBillingHub and CT TyMetrix; check it with the
client. How a test report lays out its invoices is not published: a line that begins with a number is taken for one,
and where it is not so, the mail waits for a person. Sources: `sources` below.
"""

from __future__ import annotations

from ledes.gateway import MailPattern
from ledes.gateway.portal import Portal

SENDER = "tymetrixbilling@tymetrix.com"
SUBJECT = r"^TyMetrix Invoice Submission"
PASSED = "Invoices that passed initial testing"
FAILED = "Invoices that failed testing"
NUMBER = r"^\W{0,3}(?P<invoice>[A-Za-z0-9/_.-]*\d[A-Za-z0-9/_.-]*)"

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
    words={"Passed initial testing": "PENDING_CLIENT", "Failed testing": "FILE_ERROR"},
    mail=(
        MailPattern(
            key="itp-pass",
            sender=SENDER,
            subject=SUBJECT,
            section=rf"{PASSED}:?(.*?)(?:{FAILED}|\Z)",
            body=rf"{NUMBER}(?:\t.*|\W*)$",
            words="Passed initial testing",
        ),
        MailPattern(
            key="itp-fail",
            sender=SENDER,
            subject=SUBJECT,
            section=rf"{FAILED}:?(.*?)(?:{PASSED}|\Z)",
            body=rf"{NUMBER}(?:\s*[\t:,-]\s*(?P<reason>\S.*))?$",
            words="Failed testing",
        ),
        MailPattern(key="budget", sender=SENDER, subject=r"^Budget Approved ", about_bills=False),
    ),
    sources=(
        "eBillingHub help, vendor pages and reading of vendors' mail (older than 2018)",
        "http://www.cttymetrix.com/ProductsAndServices/ebilling.aspx",
    ),
)
