"""Which submission a vendor's report is about, whether it is new, and what it proves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ledes import money
from ledes.gateway import Adapter, StatusEvent
from ledes.ledger import chain, moments, states
from ledes.ledger.records import Event, Submission

NOT_RELEASED = frozenset({"", "RECEIVED", "FILE_ERROR", "PENDING_VENDOR"})
"""What a vendor may say of a bill that was uploaded and still has to be released."""

LARGEST = 2**63 - 1
"""The largest whole number that a ledger's column takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """The submissions that a report is about, and whether it named them by a reference of the delivery."""

    submissions: tuple[Submission, ...] = ()
    by_reference: bool = False


def match(report: StatusEvent, known: Sequence[Submission]) -> Match:
    """Find the submissions of a vendor that a report is about; none where it could be several."""
    if report.reference:
        named = [each for each in known if report.reference in {each.delivery.reference, each.standing.receipt or None}]
        fitting = [each for each in named if each.invoice == report.invoice] if report.invoice else named
        if fitting or len(named) == 1:
            return Match(submissions=tuple(fitting or named), by_reference=True)
        if named:
            return Match()
    found = _by_number(report, known)
    return Match(submissions=(found,)) if found else Match()


def _by_number(report: StatusEvent, known: Sequence[Submission]) -> Submission | None:
    """Find the one submission that bears the number, of several under it the last that was there at the time."""
    fitting = [each for each in known if report.invoice and each.invoice == report.invoice]
    if len({(each.client, each.kind, each.delivery.account) for each in fitting}) != 1:
        return None
    if report.at is not None:
        moment = moments.text(report.at)
        fitting = [each for each in fitting if each.created <= moment] or fitting[:1]
    return fitting[-1]


def proof(report: StatusEvent, status: str, found: Match, known: Sequence[Submission]) -> str:
    """Name the event by which a report proves, or makes likely, that a bill we do not count as delivered is there.

    Our own reference proves it. So does the number of a bill whose attempt is in doubt, or that a person was to
    upload, where no other submission ever bore it and the report is younger. The number of a bill that surely never
    left means that somebody else sent it: a person has to look before anything is sent.
    """
    first = found.submissions[0]
    if found.by_reference:
        if first.state == states.UPLOADED and status in NOT_RELEASED:
            return ""
        return "CONFIRMED" if states.allowed("CONFIRMED", first.state) else ""
    alone = sum(each.invoice == first.invoice for each in known) == 1
    younger = report.at is None or not first.standing.tried or moments.text(report.at) >= first.standing.tried
    if first.state == states.IN_DOUBT and not first.standing.appeared:
        return "CONFIRMED" if alone and younger else ""
    if first.state == states.WAITING_UPLOAD:
        return "CONFIRMED" if alone else ""
    return "APPEARED" if first.state == states.READY and alone else ""


def fingerprint(report: StatusEvent) -> str:
    """Digest what a report says, to know it again when the vendor repeats it."""
    said = {
        "reference": report.reference,
        "invoice": report.invoice,
        "words": report.words,
        "at": moments.text(report.at) if report.at else "",
        "amount": "" if report.amount is None else money.text(report.amount),
        "currency": report.currency,
        "text": report.text,
        "adjustments": [[each.line, money.text(each.amount), each.words] for each in report.adjustments],
    }
    return chain.content(chain.canonical(said).encode())


def is_new(report: StatusEvent, mark: str, earlier: Sequence[Event], reports: int) -> bool:
    """Say whether a report is not on record yet.

    One without a moment is compared with the last on record when it is the only one that the vendor gives of the
    bill (`reports`): then it is the present status, which may return to what it was.
    """
    marks = [event.detail.get("fingerprint") for event in earlier if event.kind == "STATUS"]
    if report.at is None and reports == 1:
        return not marks or marks[-1] != mark
    return mark not in marks


def detail(report: StatusEvent, adapter: Adapter, submission: Submission, mark: str) -> dict[str, Any]:
    """Give what the ledger keeps of a report; the status is empty where the adapter does not know the word."""
    whole = _whole(report, submission)
    return {
        "words": report.words,
        "status": _status(report, adapter, submission),
        "at": moments.text(report.at) if report.at else "",
        "amount": whole,
        "stated": "" if report.amount is None else f"{money.text(report.amount)} {report.currency}".strip(),
        "text": report.text,
        "adjustments": [
            {"line": each.line, "amount": money.text(each.amount), "words": each.words} for each in report.adjustments
        ],
        "channel": report.channel,
        "fingerprint": mark,
    }


def meaning(words: str, adapter: Adapter) -> str | None:
    """Give our status for a vendor's word, capitals or not; `None` where the adapter does not know the word."""
    if words in adapter.words:
        return adapter.words[words]
    return next((status for word, status in adapter.words.items() if word.casefold() == words.casefold()), None)


def _whole(report: StatusEvent, submission: Submission) -> int | None:
    """Give the amount in ten-thousandths, where it is in the currency of the bill and can be kept exactly."""
    if report.amount is None or report.currency not in {"", submission.currency}:
        return None
    try:
        whole = money.ten_thousandths(report.amount)
    except ValueError:
        return None
    return whole if abs(whole) <= LARGEST else None


def _status(report: StatusEvent, adapter: Adapter, submission: Submission) -> str:
    """Map the vendor's word; an approval that takes something off is a reduced one, whatever its word."""
    status = report.status or meaning(report.words, adapter) or ""
    whole = _whole(report, submission)
    cut = any(each.amount < 0 for each in report.adjustments) or (whole is not None and whole < submission.whole)
    return "APPROVED_REDUCED" if status == "APPROVED" and cut else status
