"""Causes of a refusal in plain words: what was said, what it means, where it is, what to do, and what next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ledes.bill import Bill
from ledes.client import Client
from ledes.deadlines import Deadline
from ledes.diagnose import evidence
from ledes.diagnose.evidence import Evidence
from ledes.finding import ERROR, Finding
from ledes.formats import Format
from ledes.rejections import EXACT, GUESS, LIKELY, Message, Reason, Recognised, reasons

NAMED_BY_ID = frozenset({"TIMEKEEPER_UNKNOWN", "TIMEKEEPER_NOT_AUTHORIZED"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """One cause: what was said, what it means, the rows and fields at fault, what to do, and which command next.

    `reason` is a key of the catalogue, `""` when the words were not recognised. `facts` are what the bill shows;
    `detail` is what is published about this very message. `confidence` is exact, likely or guess.
    """

    invoice: str = ""
    reason: str = ""
    vendor_text: str = ""
    meaning: str
    detail: str = ""
    rows: tuple[int, ...] = ()
    fields: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    fix: str
    next: str
    confidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """The answer: about an invoice that was sent, a file before sending, or words alone.

    `standing` says in a sentence where the invoice or file stands, `words` all that the vendor said of it, `file`
    which file the rows belong to. `resubmission` is the rule for a corrected bill in sentences, `deadlines` are the
    days by which something has to be done, the nearest first.
    """

    invoice: str = ""
    standing: str = ""
    words: str = ""
    file: str = ""
    causes: tuple[Cause, ...] = ()
    resubmission: tuple[str, ...] = ()
    deadlines: tuple[Deadline, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What is known of a refused bill when its causes are put into words.

    `facts` are what the ledger tells, keyed by a text of the vendor or by a reason; `lines` the numbers of the lines
    that a text of the vendor was said of. `follow` names the next command for a reason that the bill shows or not.
    """

    invoice: str = ""
    bill: Bill | None = None
    form: Format | None = None
    client: Client | None = None
    findings: tuple[Finding, ...] = ()
    facts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    lines: Mapping[str, frozenset[str]] = field(default_factory=dict)
    follow: Callable[[Reason | None, bool], str]


def explained(answers: Iterable[Recognised], vendor: str, subject: Subject) -> Iterator[Cause]:
    """Put answers into causes, one for each reason; what was not recognised stays apart."""
    joined: dict[str, list[Recognised]] = {}
    for each in answers:
        joined.setdefault(each.reason.key if each.reason else f"? {each.text}", []).append(each)
    for group in joined.values():
        group.sort(key=lambda each: (EXACT, LIKELY, GUESS).index(each.confidence))
        yield _cause(group, vendor, subject)


def _cause(group: Sequence[Recognised], vendor: str, subject: Subject) -> Cause:
    best, reason = group[0], group[0].reason
    said = "\n".join(dict.fromkeys(each.text.strip() for each in group))
    told = [
        fact
        for key in (*(each.text for each in group), reason.key if reason else "")
        for fact in subject.facts.get(key, ())
    ]
    lines = frozenset().union(*(subject.lines.get(each.text, frozenset()) for each in group))
    seen = Evidence(fields=evidence.field_names(subject.form, reason.fields)) if reason else Evidence()
    if reason and subject.bill and subject.form:
        seen = evidence.look(subject.bill, subject.form, reason, said, subject.findings, lines)
        if subject.client and reason.key in NAMED_BY_ID:
            told += evidence.namesakes(subject.bill, subject.client, seen.rows)
    own = best.message if best.message and _speaks(best, vendor) else None
    return Cause(
        invoice=subject.invoice,
        reason=reason.key if reason else "",
        vendor_text=said,
        meaning=_meaning(best),
        detail=f"{own.vendor}: {own.cause}" if own else "",
        rows=seen.rows,
        fields=seen.fields,
        facts=(*seen.facts, *dict.fromkeys(told)),
        fix=_fix(reason, own, seen, subject),
        next=subject.follow(reason, seen.shown),
        confidence=best.confidence,
    )


def _speaks(best: Recognised, vendor: str) -> bool:
    """Say whether what a vendor publishes of its message fits here: the words are its own, and so is the platform."""
    if best.reason is None or best.message is None or best.confidence == GUESS:
        return False
    return best.message.of(vendor) if vendor else best.confidence == EXACT


def _meaning(best: Recognised) -> str:
    """Say what was understood, and no more than was understood."""
    near = f'closest is "{best.message.text}" ({best.message.vendor})' if best.message else ""
    if best.reason is None:
        if not best.message:
            return "not recognised, and nothing in the catalogue is close to it"
        return f"not recognised, {near}, {best.likeness} of 100 alike: probably something else"
    if best.confidence == GUESS:
        return f"not recognised, {near}; that would mean: {best.reason.meaning}"
    return best.reason.meaning


def _fix(reason: Reason | None, own: Message | None, seen: Evidence, subject: Subject) -> str:
    if reason is None:
        return "Read the vendor's words as they stand, and ask the client's e-billing contact what they mean."
    fix = own.fix if own else reason.fix
    if seen.shown or subject.bill is None or reason.next in {"resend", "none"}:
        return fix
    if reason.next == "ask":
        return f"The bill itself does not show it: the two sides hold different data. {reason.ask} {fix}"
    return f"A check of the bill does not find it. {reason.ask} {fix}"


def found(findings: Sequence[Finding], next: str) -> Cause:  # noqa: A002 - as the answer calls it
    """Put the findings of one bill and reason into one cause; what the standard forbids is certain."""
    reason = reasons().get(findings[0].reason)
    seen = evidence.of_findings(findings)
    fatal = any(finding.severity is ERROR for finding in findings)
    return Cause(
        invoice=findings[0].bill,
        reason=findings[0].reason,
        meaning=reason.meaning if reason else findings[0].message,
        rows=seen.rows,
        fields=seen.fields,
        facts=seen.facts,
        fix=" ".join(dict.fromkeys(finding.fix for finding in findings if finding.fix)),
        next=next,
        confidence=EXACT if fatal else LIKELY,
    )


def silent(subject: Subject) -> Cause:
    """Say that a vendor refused without a word."""
    return Cause(
        invoice=subject.invoice,
        meaning="The vendor gave no reason",
        fix="Open the invoice on the platform, or ask the client's e-billing contact; then try ledes diagnose --text.",
        next=subject.follow(None, False),
        confidence=GUESS,
    )


def unmentioned(subject: Subject, covered: set[str]) -> Iterator[Cause]:
    """Yield the errors of the bill that the vendor did not mention, so that one resend mends all."""
    others: dict[str, list[Finding]] = {}
    for finding in subject.findings:
        if finding.severity is ERROR and finding.reason not in covered:
            others.setdefault(finding.reason, []).append(finding)
    for key, findings in others.items():
        cause = found(findings, subject.follow(reasons().get(key), True))
        meaning = f"The vendor did not mention it, but a check of the bill finds: {cause.meaning}"
        yield replace(cause, invoice=subject.invoice, meaning=meaning)
