"""Whether the client takes the bill at all: its format, and the guidelines that the firm has to have accepted."""

from __future__ import annotations

import datetime

from ledes.bill import Bill
from ledes.client import Client
from ledes.rules import Reports, place, rule


@rule(
    "I206",
    scope="client",
    fix="Convert the bill into a format that the client takes: ledes convert.",
    reason="FILE_FORMAT",
    asks="formats",
    catalogue=("INV-FORMAT",),
)
def format_not_taken(bill: Bill, *, profile: Client, form: str) -> Reports:
    """A bill is in a format that the client takes.

    Runs where the profile lists `formats`; files that are still to be converted are not judged.

    Source: SimpleLegal, submitting a LEDES invoice; Brightflag, vendor help; Legal Tracker, posting invoices.
    """
    if form not in profile.formats and form != profile.format:
        taken = ", ".join(dict.fromkeys(each for each in (profile.format, *profile.formats) if each))
        yield place.top(bill, ""), f"the bill is in the format {form}, the client takes {taken}"


@rule(
    "I214",
    scope="client",
    fix="Accept the client's guidelines on its platform, then set `guidelines_until` in the profile.",
    reason="GUIDELINES_NOT_ACCEPTED",
    asks="guidelines_until",
    catalogue=("INV-GUIDE-ACCEPTED",),
)
def guidelines_not_accepted(bill: Bill, *, profile: Client, today: datetime.date) -> Reports:
    """The firm has accepted the client's guidelines for the day on which the bill is sent.

    Source: CounselLink, billing guidelines.
    """
    until = profile.guidelines_until
    if until is not None and today > until:
        yield place.top(bill, "bill.date"), f"the client's guidelines were accepted until {until}, today is {today}"
