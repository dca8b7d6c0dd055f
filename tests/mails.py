"""Mails as platforms send them, made for tests."""

from __future__ import annotations

import datetime
from email.message import EmailMessage
from email.utils import format_datetime

from ledes.gateway import MailPattern

SENDER = "status@portal.example"

APPROVED = MailPattern(
    key="approved",
    sender="portal.example",
    subject=r"Invoice (?P<invoice>\S+) (?P<words>Approved|Rejected|Paid)",
    body=r"(?s)\A(?:.*?Reason: (?P<reason>[^\n]+))?(?:.*?Amount: (?P<amount>[\d.,]+) (?P<currency>[A-Z]{3}))?",
)
PASSED = MailPattern(
    key="passed",
    sender=SENDER,
    subject="Submission report",
    section=r"invoices were accepted:?(.*?)(?:invoices were rejected|\Z)",
    body=r"^(?P<invoice>[\w/-]+)$",
    words="Received",
)
FAILED = MailPattern(
    key="failed",
    sender=SENDER,
    subject="Submission report",
    section=r"invoices were rejected:?(.*)",
    body=r"^(?P<invoice>[\w/-]+)[\t:] ?(?P<reason>.+)$",
    words="Rejected",
)
BUDGET = MailPattern(key="budget", sender=SENDER, subject="^Budget approved", about_bills=False)
PATTERNS = (APPROVED, PASSED, FAILED, BUDGET)


def mail(
    subject: str,
    text: str = "See the portal.",
    *,
    at: datetime.datetime,
    sender: str = SENDER,
    html: str = "",
    results: str = "",
) -> bytes:
    """Write a mail with a plain text, or with HTML instead, or with both."""
    made = EmailMessage()
    if results:
        made["Authentication-Results"] = results
    made["From"] = f"Portal <{sender}>"
    made["To"] = "billing@firm.example"
    made["Subject"] = subject
    made["Date"] = format_datetime(at)
    made["Message-ID"] = f"<{abs(hash((subject, text, at)))}@portal.example>"
    if text:
        made.set_content(text)
    if html and text:
        made.add_alternative(html, subtype="html")
    elif html:
        made.set_content(html, subtype="html")
    return made.as_bytes()


REPORT = """Submission Report

The following invoices were accepted:
1001
1002

The following invoices were rejected:
1003: Invalid timekeeper
1004: Matter is closed
"""
