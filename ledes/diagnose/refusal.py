"""What the ledger holds of a refusal: which submission, the vendor's words and cuts, and what may follow."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ledes import money
from ledes.bill import Bill
from ledes.diagnose.resubmission import NEW, Rule
from ledes.finding import Finding
from ledes.formats import Format, Reading
from ledes.ledger.records import Event, Submission
from ledes.ledger.states import CLOSED, IN_DOUBT, REFUSED
from ledes.rejections import Reason

RESENDABLE = frozenset({"REJECTED", "FILE_ERROR"})
TELLING = RESENDABLE | {"APPROVED_REDUCED", "SHORT_PAID", "ON_HOLD", "DISPUTED", "PENDING_VENDOR"}
"""Statuses that ask for an explanation; after a payment, the reduction before it does."""

HEARD = "HEARD"
"""Stands for the status of words that are in no event."""

PAID = frozenset({"PAID", "SENT_TO_AP"})


def telling(submission: Submission, events: Sequence[Event]) -> Event | None:
    """Pick the event that has to be explained: the refusal, or the report from which the client's status is."""
    if submission.state == REFUSED or submission.standing.refusal:
        said = [each for each in events if each.detail.get("words") or each.detail.get("refused")]
        return said[-1] if said else None
    wanted = {submission.status} & TELLING or ({"APPROVED_REDUCED"} if submission.status in PAID else set())
    reports = [each for each in events if each.kind == "STATUS" and each.detail.get("status") in wanted]
    return max(reports, key=lambda each: (each.detail.get("at") or each.at, each.seq), default=None)


def heard(words: str) -> Event:
    """Make an event of words that a person has and the ledger does not; it is recorded nowhere."""
    detail = {"words": HEARD, "status": HEARD, "text": words, "adjustments": []}
    return Event(submission=0, seq=0, at="", kind="STATUS", detail=detail, blob="", previous="", digest="")


def comes_back(submission: Submission, event: Event) -> bool:
    """Say whether the bill is to be corrected and sent again, as far as the vendor's word goes."""
    if submission.state in CLOSED:
        return False
    return submission.state == REFUSED or event.detail.get("status") in RESENDABLE | {HEARD}


def said(event: Event) -> Iterator[str]:
    """Yield what the vendor said, each text once: of the bill, then of its lines."""
    detail = event.detail
    texts = [detail.get("refused") or detail.get("text") or (detail.get("words") if event.kind != "STATUS" else "")]
    texts += [each.get("words") for each in _adjustments(event)]
    whole = texts[0] or ""
    yield from dict.fromkeys(each for each in texts if each and (each is texts[0] or each not in whole))


def reread(content: bytes, submission: Submission, form: Format) -> tuple[Bill | None, tuple[Finding, ...]]:
    """Read the bill again from the file that was sent, with what its reader found wrong."""
    items = list(form.read(io.BytesIO(content), submission.delivery.file_name, Reading()))
    bill = next((each for each in items if isinstance(each, Bill) and each.number == submission.invoice), None)
    found = [each for each in items if isinstance(each, Finding) and each.bill in ("", submission.invoice)]
    return bill, tuple(found)


def cuts(bill: Bill | None, event: Event) -> dict[str, tuple[str, ...]]:
    """Say, for each text of the vendor, by how much it changed which line."""
    told: dict[str, tuple[str, ...]] = {}
    rows = {line.number: line.row for line in bill.lines} if bill else {}
    for each in _adjustments(event):
        by = money.text(money.parse(each["amount"]))
        number, words = str(each.get("line")), str(each.get("words") or "")
        place = f"line {number}, row {rows[number]}" if number in rows else f"line {number}"
        told[words] = (*told.get(words, ()), f"{place}: changed by {by}")
    return told


def lines(event: Event) -> dict[str, frozenset[str]]:
    """Say, for each text of the vendor, of which line numbers it was said."""
    said_of: dict[str, frozenset[str]] = {}
    for each in _adjustments(event):
        words = str(each.get("words") or "")
        said_of[words] = said_of.get(words, frozenset()) | {str(each.get("line"))}
    return said_of


def _adjustments(event: Event) -> tuple[Mapping[str, Any], ...]:
    return tuple(event.detail.get("adjustments") or ())


def twins(submission: Submission, others: Iterable[Submission]) -> dict[str, tuple[str, ...]]:
    """Say what else the ledger holds under the same number."""
    facts = (
        f"submission {each.id} under this number, of {each.created[:10]}: {each.state}"
        + (f", {each.status}" if each.status else "")
        for each in others
        if each.id != submission.id
    )
    return {"INVOICE_DUPLICATE": tuple(facts)}


def follow(submission: Submission, event: Event, rule: Rule, reason: Reason | None, shown: bool) -> str:
    """Say which command comes next, by where the submission stands and on whose side the fault is."""
    status = event.detail.get("status", "")
    if submission.state == IN_DOUBT:
        return f"look whether the platform has the bill, then: ledes settle {submission.invoice} --help"
    if submission.state in CLOSED:
        return f"nothing: this submission is {submission.state}"
    if status == HEARD and submission.status not in RESENDABLE and submission.state != REFUSED:
        return (
            f"if it was rejected, note it, then correct it: ledes settle {submission.invoice} --status REJECTED "
            '--reason "its words"'
        )
    if status == "APPROVED_REDUCED" or submission.status in PAID:
        return f"accept the reduction, or draft an appeal: ledes appeal {submission.invoice}"
    if status not in RESENDABLE | {HEARD} and submission.state != REFUSED:
        return "answer the client on the platform, then: ledes track"
    if reason and reason.next == "none":
        return "nothing"
    name = submission.delivery.file_name
    number = "with a new invoice number" if rule.number == NEW else "under the same number"
    corrected = f"corrected{name[name.rfind('.') :] if '.' in name else '.txt'}"
    resend = f"ledes submit {corrected} --replaces {submission.id}"
    if reason and reason.key == "INVOICE_DUPLICATE":
        return f"ledes history {submission.invoice}; if it must be sent again, {number}: {resend}"
    if reason is None or (reason.next != "correct" and not shown):
        return f"once that is settled, send the bill again {number}: {resend}"
    return f"correct the bill and send it {number}: {resend}"


def standing(submission: Submission, event: Event | None = None) -> str:
    """Say in a sentence where the submission stands."""
    named_so = f"invoice {submission.invoice} (submission {submission.id}, client {submission.client})"
    if event is None:
        heard = f", the client's status is {submission.status}" if submission.status else ", no status yet"
        return f"{named_so} is {submission.state}{heard}: nothing was refused"
    at = str(event.detail.get("at") or event.at)[:10]
    status = event.detail.get("status", "")
    if status == "APPROVED_REDUCED":
        return f"{named_so} was approved with reductions on {at}{_amount(event.detail, submission)}"
    word = {"REJECTED": "rejected", "FILE_ERROR": "refused as a file", "ON_HOLD": "put on hold"}
    return f"{named_so} was {word.get(status, status.lower().replace('_', ' ') or 'refused at delivery')} on {at}"


def _amount(detail: Mapping[str, Any], submission: Submission) -> str:
    amount = detail.get("amount")
    if not isinstance(amount, int):
        return ""
    was, left = money.text(submission.total), money.text(money.from_ten_thousandths(amount))
    return f": {left} of {was} {submission.currency}"
