"""What happened to a bill, event by event, in sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ledes import money
from ledes.ledger import moments
from ledes.ledger.records import Event, Submission
from ledes.show import remarks

Detail = Mapping[str, Any]


def _created(detail: Detail) -> str:
    total = money.text(money.from_ten_thousandths(detail["whole"]))
    replaces = f", in the place of submission {detail['replaces']}" if detail.get("replaces") else ""
    return f"recorded for {detail['client']}: {total} {detail['currency']}{replaces}{_attached(detail)}"


def _attached(detail: Detail) -> str:
    files = [f"{each['name']} (line {each['line']})" if each["line"] else each["name"] for each in _files(detail)]
    return f"; with {', '.join(files)}" if files else ""


def _files(detail: Detail) -> Sequence[Mapping[str, Any]]:
    found: Sequence[Mapping[str, Any]] = detail.get("attachments", ())
    return found


def _withdrawn(detail: Detail) -> str:
    if not detail.get("person"):
        return "withdrawn: other contents took its place"
    return f"a person withdrew it: {detail['reason']}" if detail.get("reason") else "a person withdrew it"


def _with(sentence: str, key: str) -> Callable[[Detail], str]:
    return lambda detail: f"{sentence}: {detail[key]}" if detail.get(key) else sentence


def _doubt(detail: Detail) -> str:
    if detail.get("refused"):
        return f"refused, which may mean that an earlier attempt came: {detail['refused']}"
    return _with("whether it came is in doubt", "seen")(detail)


def _looked(detail: Detail) -> str:
    person = "; a person has to look" if detail.get("person") else ""
    page = f" at {detail['page']}" if detail.get("page") else ""
    return f"asked the vendor: {detail['answer']}{person}{page if person else ''}"


WAYS: Mapping[str, str] = {
    "person": "a person noted ",
    "mail": "by mail: ",
    "export": "in an export: ",
    "ack": "acknowledged: ",
}
"""How a status came that no interface gave."""


def _status(detail: Detail) -> str:
    said = f"{detail['words']} ({detail['status']})" if detail.get("status") else f"{detail['words']} (not known)"
    amount = f", {detail['stated']}" if detail.get("stated") else ""
    if not amount and detail.get("amount") is not None:
        amount = f", {money.text(money.from_ten_thousandths(detail['amount']))}"
    cuts = [f"line {each['line']}: {each['amount']} {each['words']}".strip() for each in detail.get("adjustments", ())]
    text = f": {detail['text']}" if detail.get("text") else ""
    when = f" on {detail['at'][:10]}" if detail.get("at") else ""
    who = WAYS.get(detail.get("channel", ""), "")
    return f"{who}{said}{when}{amount}{text}{'; ' if cuts else ''}{'; '.join(cuts)}"


SENTENCES: Mapping[str, Callable[[Detail], str]] = {
    "CREATED": _created,
    "PARKED": lambda _: "laid out in the outbox for a person to upload",
    "WITHDRAWN": _withdrawn,
    "REPLACED": lambda _: "replaced by corrected contents",
    "ATTEMPT": lambda _: "sending",
    "NOT_SENT": _with("nothing left", "seen"),
    "BUSY": _with("the vendor asked to come back later; not before", "not_before"),
    "RECEIPT": _with("delivered; the vendor's reference", "reference"),
    "UPLOADED": _with("uploaded, not yet released; the vendor's reference", "reference"),
    "REFUSED": _with("refused", "words"),
    "DOUBT": _doubt,
    "LOST": _with("whether it came is in doubt", "seen"),
    "LOOKED": _looked,
    "ABSENT": lambda _: "the vendor surely does not have it",
    "REPEAT": lambda _: "may be sent again: the vendor recognises a repeat",
    "SETTLED_ABSENT": _with("a person says that the vendor does not have it", "reason"),
    "SETTLED_DELIVERED": _with("a person says that the vendor has it; its reference", "reference"),
    "FINALIZED": _with("released; the vendor's reference", "reference"),
    "NOT_FINALIZED": _with("could not be released yet", "seen"),
    "CONFIRMED": _with("the vendor has it: it says", "words"),
    "APPEARED": _with("the vendor speaks of it, though it was not sent from here", "words"),
    "STATUS": _status,
    **remarks.SENTENCES,
}


def sentence(event: Event) -> str:
    """Tell an event in a sentence."""
    return SENTENCES[event.kind](event.detail)


def as_data(event: Event, seq: int, submission: Submission) -> dict[str, Any]:
    """Give an event in the shape of `schemas/history.schema.json`; `seq` counts over all that is told."""
    return {
        "seq": seq,
        "at": moments.short(event.at),
        "event": event.kind,
        "detail": sentence(event),
        "submission": event.submission,
        "invoice": submission.invoice,
        "data": dict(event.detail),
    }


def version(submission: Submission) -> dict[str, Any]:
    """Give one version of a bill in the shape of `schemas/history.schema.json`."""
    return {
        "submission": submission.id,
        "invoice": submission.invoice,
        "replaces": submission.replaces,
        "state": submission.state,
        "status": submission.status,
        "total": money.text(submission.total),
        "currency": submission.currency,
        "digest": submission.digest,
    }


def told(submission: Submission) -> str:
    """Tell one version of a bill in a few words."""
    total = f"{money.text(submission.total)} {submission.currency}"
    return f"#{submission.id} {submission.invoice}, {total}, {submission.status or submission.state}"
