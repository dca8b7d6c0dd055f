"""Notices in words for a mail or a file, and as data for a program."""

from __future__ import annotations

import datetime
import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

from ledes.gateway.letter import Letter
from ledes.notices import Notice
from ledes.setup.noticing import MailTo


def subject(found: Sequence[Notice]) -> str:
    """Give one line that says how much there is to do.

    >>> subject([])
    'ledes: nothing needs a person'
    """
    counted = Counter(each.why for each in found)
    return "ledes: " + (", ".join(f"{count} {why}" for why, count in counted.items()) or "nothing needs a person")


def text(found: Iterable[Notice], firm: str, now: datetime.datetime) -> str:
    """Write notices in plain text, grouped by what they are about, each with what to do."""
    lines = [f"{firm}: what needs a person, {now.astimezone():%Y-%m-%d %H:%M}"]
    for why, group in groupby(found, key=attrgetter("why")):
        lines += ["", why.capitalize()]
        for each in group:
            about = f"{each.invoice} ({each.client}): " if each.invoice else ""
            lines += [f"  {about}{each.fact}", f"    next: {each.step}"]
    return "\n".join(lines) + "\n"


def letter(found: Sequence[Notice], firm: str, way: MailTo, now: datetime.datetime) -> Letter:
    """Write notices as a mail; its Message-ID is made from what it says and when."""
    body = text(found, firm, now)
    mark = hashlib.sha256(f"{now.isoformat()} {body}".encode()).hexdigest()[:32]
    made = EmailMessage(policy=SMTP)
    made["From"], made["To"], made["Subject"] = way.sender, ", ".join(way.to), subject(found)
    made["Date"] = format_datetime(now.astimezone(datetime.UTC).replace(microsecond=0))
    name = f"notice-{mark}@{way.sender.rpartition('@')[2]}"
    made["Message-ID"] = f"<{name}>"
    # Answering machines leave alone what says so (RFC 3834).
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(body)
    return Letter(sender=way.sender, recipients=way.to, name=name, content=made.as_bytes())


def data(found: Iterable[Notice], firm: str, now: datetime.datetime) -> dict[str, Any]:
    """Give notices in the shape of `schemas/notices.schema.json`."""
    return {
        "firm": firm,
        "at": now.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "notices": [
            {"why": each.why, "invoice": each.invoice, "client": each.client, "fact": each.fact, "next": each.step}
            for each in found
        ],
    }
