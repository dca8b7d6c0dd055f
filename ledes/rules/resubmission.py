"""Bills that are sent again: under which number and file name, and appeals."""

from __future__ import annotations

import datetime
import functools
from pathlib import PurePath

from ledes.bill import Bill
from ledes.client import Client
from ledes.finding import NOTE, WARNING, Where
from ledes.rules import History, Reports, place, rule, unread
from ledes.rules.invoice import free

APPEAL = "appeal"


@rule(
    "S200",
    scope="client",
    fix="Give the corrected bill the number that the client wants, and submit it with --replaces.",
    reason="INVOICE_DUPLICATE",
    severity=NOTE,
    catalogue=("RES-SAME-NUM",),
)
def other_number_on_resending(bill: Bill, *, profile: Client) -> Reports:
    """A corrected bill bears the number that the client wants: the old one, or a new one.

    `number_on_resending` in the profile says which. Judged are bills that name the one that they replace.

    Source: Brightflag, resubmitting LEDES invoices (same); Collaborati, most common errors (new).
    """
    if bill.kind == "credit note":
        return
    for kind, number in bill.references:
        if kind == "replaces" and (bill.number == number) is (profile.number_on_resending == "new"):
            wanted = "a new number" if profile.number_on_resending == "new" else "its number"
            said = f"the bill '{bill.number}' replaces '{number}', the client wants {wanted} on a corrected bill"
            yield place.top(bill, "bill.number"), said


@rule(
    "S201",
    scope="client",
    fix="Submit it with --replaces and the id of the refused submission.",
    reason="INFO_ONLY",
    severity=NOTE,
    unless=("I010",),
    catalogue=("RES-SAME-NUM",),
)
def number_of_refused_bill(bill: Bill, *, profile: Client, history: History) -> Reports:
    """A number that was refused or rejected is used again only for the correction of that bill.

    Where the client wants corrections under the same number, this tells which submission is meant; where it wants a
    new one, I010 refuses the number.

    Source: Brightflag, resubmitting LEDES invoices; Legal Tracker, posting invoices.
    """
    used = history.under_number(bill.number)
    if used and profile.number_on_resending != "new" and all(map(free, used)):
        last = used[0]
        said = f"the number '{bill.number}' was {(last.status or last.state).lower()} on {last.at:%Y-%m-%d}"
        yield place.top(bill, "bill.number"), f"{said} (submission {last.id}), and a corrected bill keeps it"


@rule(
    "S202",
    scope="client",
    fix="Appeal in time; ask the client whether it still takes this one.",
    reason="INVOICE_TOO_OLD",
    severity=WARNING,
    catalogue=("RES-APPEAL",),
)
def late_appeal(bill: Bill, *, history: History, today: datetime.date, days: int) -> Reports:
    """An appeal comes soon after the client first processed the bill; `days` says how soon.

    The bill is the one that the appeal names, else the one under its number.

    Source: The Hartford, billing guidelines (60 days).
    """
    if bill.kind != APPEAL:
        return
    numbers = dict.fromkeys([*(each.id for each in bill.references if each.kind != "image"), bill.number])
    for number in numbers:
        heard = [each.reported.date() for each in history.under_number(number) if each.reported is not None]
        if heard and (today - min(heard)).days > days:
            said = f"the client answered on '{number}' on {min(heard)}, {(today - min(heard)).days} days ago"
            yield place.top(bill, "bill.date"), f"{said}; it takes appeals within {days}"
            return


@rule(
    "S203",
    scope="client",
    fix="Say of each line that is appealed why it should be paid after all, and answer the reason that was given.",
    reason="FIELD_REQUIRED",
    severity=WARNING,
    catalogue=("RES-APPEAL",),
)
def appeal_without_reason(bill: Bill) -> Reports:
    """Each line of an appeal says why it should be paid.

    Source: The Hartford, billing guidelines.
    """
    skipped = unread.rows(bill, "line.description")
    for line in bill.lines if bill.kind == APPEAL else ():
        if not line.description.strip() and line.row not in skipped:
            yield Where(line.row, "line.description"), "the appealed line gives no reason"


@functools.lru_cache(maxsize=64)
def _file(source: str) -> str:
    return PurePath(source).name


@rule(
    "S204",
    scope="client",
    fix="Give the corrected file another name, such as the old one with a 2 behind it.",
    reason="FILE_DUPLICATE",
    severity=WARNING,
    catalogue=("RES-FILE-NAME",),
)
def reused_file_name(bill: Bill, *, history: History, allowed: bool) -> Reports:
    """A file that is sent again has a new name.

    Runs where the profile sets `allowed`. Compared is the file in which the bill stands with the files under its
    number that were refused or rejected.

    Source: Brightflag, resubmitting LEDES invoices.
    """
    name = _file(bill.source)
    if allowed or not name:
        return
    for each in filter(free, history.under_number(bill.number)):
        if each.file_name == name:
            said = f"the file '{name}' was {(each.status or each.state).lower()} on {each.at:%Y-%m-%d}"
            yield place.top(bill, ""), f"{said} (submission {each.id})"
            return
