"""TyMetrix 360 (Wolters Kluwer ELM Solutions): e-bills go in by mail, acknowledgements come back by mail.

What is confirmed, all of it by old pages (2010 to 2018) and to be checked with the client: bills are taken by upload or
by mail, in LEDES 1998B and 2000 (cttymetrix.com, "eBilling"); a bill mailed stays open until the acknowledgement comes
(eBillingHub help, "Track CT TyMetrix 360 Invoices"); senders, subjects and marks of the mails below (eBillingHub help
on reading vendors' mail). Unconfirmed: the address that bills are mailed to, which is the setting `to`; how a testing
report lays out its invoices. A line that holds a number alone, or one and a reason, is taken for one; where it is not
so, the mail waits for a person.

Beforehand, at the platform: the user that gets mail subscribes to "Invoice related Documents Updated", "Invoice
Reviewer Changed" and "Matter Invoice Status Changed"; CLIENT_MATTER_ID is the platform's matter ID. The account's
settings are those of `ledes.gateway.mail`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ledes.gateway import Capabilities, MailPattern
from ledes.gateway.mail import CAME_BACK, WORDS, ByMail

ADMINISTRATOR = "Administrator@tymetrix360.com"
BILLING = "tymetrixbilling@tymetrix.com"

TESTED = r"^TyMetrix Invoice Testing: Invoice Submission Report"
PASSED = "The following invoices were accepted"
FAILED = "The following invoices were rejected due to the following:"

SUBMITTED = r"^TyMetrix Invoice Submission"
LEGACY_PASSED = "Invoices that passed initial testing"
LEGACY_FAILED = "Invoices that failed testing"

NUMBER = r"^\W{0,3}(?:invoice(?: number| no\.?)?:?\s*)?(?P<invoice>[A-Za-z0-9/_.-]*\d[A-Za-z0-9/_.-]*)"
ONLY = NUMBER + r"(?:\t.*|\W*)$"
WITH_REASON = NUMBER + r"(?:\s*[\t:,-]\s*(?P<reason>\S.*))?$"

REVIEWED = r"CT TyMetrix 360 Invoice Review Notification: (?P<invoice>\S+) "


def _part(begin: str, end: str) -> str:
    """Give a pattern of what stands between a mark and another, or the end."""
    return f"{begin}:?(.*?)(?:{end}|\\Z)"


class TyMetrix360(ByMail):
    """Mails bills to the platform."""

    key = "tymetrix360"
    name = "TyMetrix 360"
    can = Capabilities(attach=True, formats=("1998b", "2000"))
    words: Mapping[str, str] = MappingProxyType(
        {
            "Accepted in testing": "PENDING_CLIENT",
            "Rejected in testing": "FILE_ERROR",
            "Approved": "APPROVED",
            "Rejected": "REJECTED",
            **WORDS,
        }
    )
    mail = (
        MailPattern(
            key="t360-itp-pass",
            sender=ADMINISTRATOR,
            subject=TESTED,
            section=_part(PASSED, FAILED),
            body=ONLY,
            words="Accepted in testing",
        ),
        MailPattern(
            key="t360-itp-fail",
            sender=ADMINISTRATOR,
            subject=TESTED,
            section=_part(FAILED, PASSED),
            body=WITH_REASON,
            words="Rejected in testing",
        ),
        MailPattern(key="t360-approved", sender=ADMINISTRATOR, subject=REVIEWED + "Approved", words="Approved"),
        MailPattern(key="t360-rejected", sender=ADMINISTRATOR, subject=REVIEWED + "Rejected", words="Rejected"),
        MailPattern(
            key="tymetrix-itp-pass",
            sender=BILLING,
            subject=SUBMITTED,
            section=_part(LEGACY_PASSED, LEGACY_FAILED),
            body=ONLY,
            words="Accepted in testing",
        ),
        MailPattern(
            key="tymetrix-itp-fail",
            sender=BILLING,
            subject=SUBMITTED,
            section=_part(LEGACY_FAILED, LEGACY_PASSED),
            body=WITH_REASON,
            words="Rejected in testing",
        ),
        MailPattern(key="tymetrix-budget", sender=BILLING, subject=r"^Budget Approved ", about_bills=False),
        CAME_BACK,
    )


VENDOR = TyMetrix360()
