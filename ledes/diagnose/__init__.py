"""Why a bill was refused: for an invoice that was sent, for a file before it is, and for a platform's words alone."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import replace

from ledes import status
from ledes.client import Client
from ledes.diagnose import causes, refusal
from ledes.diagnose.causes import Diagnosis, Subject
from ledes.errors import UsageError
from ledes.finding import NOTE, Finding
from ledes.formats import Reading, named
from ledes.formats.source import Source
from ledes.ledger.reading import Reader
from ledes.rejections import EXACT, messages, recognise
from ledes.validate import FindClient, check, verify

UNSENT = "ledes status lists what was sent; of a bill that was stopped before: ledes diagnose FILE"


def text(words: str, vendor: str = "") -> Diagnosis:
    """Explain the words of a platform alone; `vendor` is whose they are, where known."""
    follow = "to see which lines: ledes diagnose INVOICE (or FILE)"
    subject = Subject(follow=lambda reason, shown: follow)
    return Diagnosis(words=words, causes=tuple(causes.explained(recognise(words, vendor), vendor, subject)))


def file(
    source: Source,
    *,
    find_client: FindClient | None = None,
    reading: Reading | None = None,
    today: datetime.date | None = None,
) -> Diagnosis:
    """Explain what is wrong with a file before it is sent: its findings, grouped by bill and reason, errors first.

    Raises `InputError` when the file is in no known form.
    """
    report = check(source, find_client=find_client, reading=reading, today=today)
    grouped: dict[tuple[str, str], list[Finding]] = {}
    for case in report.cases:
        if case.finding.severity is not NOTE:
            same = grouped.setdefault((case.finding.bill, case.finding.reason), [])
            same += [replace(case.finding, row=row) for row in case.rows]
    follow = f"correct it, then: ledes validate {source.name}"
    seen = [causes.found(findings, follow) for findings in grouped.values()]
    seen.sort(key=lambda cause: cause.confidence != EXACT)
    numbers = [bill.number for bill in report.bills]
    certain = any(cause.confidence == EXACT for cause in seen)
    standing = f"{source.name} would be refused" if certain else f"nothing in {source.name} has to be corrected"
    if seen and not certain:
        standing += ", but a platform may complain"
    only = numbers[0] if len(numbers) == 1 else ""
    return Diagnosis(invoice=only, standing=standing, file=source.name, causes=tuple(seen))


def invoice(
    reader: Reader,
    number: str,
    *,
    clients: Mapping[str, Client],
    client: str = "",
    today: datetime.date | None = None,
) -> Diagnosis:
    """Explain what became of an invoice that was sent: the vendor's latest words, and what the bill itself shows.

    Raises `UsageError` when the ledger knows no such invoice, or several (candidates listed).
    """
    if not number.startswith("#") and not reader.submissions(invoices=(number,), client=client):
        raise UsageError(f"no submission bears the number {number!r}", hint=UNSENT)
    submission = status.one(reader, number, client=client)
    event = refusal.telling(submission, reader.events(submission.id))
    name = submission.delivery.file_name
    if event is None:
        return Diagnosis(invoice=submission.invoice, standing=refusal.standing(submission), file=name)
    profile = clients.get(submission.client)
    form = named(submission.delivery.format)
    bill, found = refusal.reread(reader.payload(submission), submission, form)
    if bill:
        found += verify(bill, format=form, client=profile, today=today)
    subject = Subject(
        invoice=submission.invoice,
        bill=bill,
        form=form,
        client=profile,
        findings=found,
        facts={**refusal.cuts(bill, event), **refusal.twins(reader, submission)},
        lines=refusal.lines(event),
        follow=lambda reason, shown: refusal.follow(submission, event, profile, reason, shown),
    )
    said, vendor = tuple(refusal.said(event)), _speaker(submission.delivery.vendor)
    answers = dict.fromkeys(answer for words in said for answer in recognise(words, vendor))
    told = tuple(causes.explained(answers, vendor, subject)) or (causes.silent(subject),)
    return Diagnosis(
        invoice=submission.invoice,
        standing=refusal.standing(submission, event),
        words="\n".join(said),
        file=name,
        causes=(*told, *causes.unmentioned(subject, {cause.reason for cause in told})),
    )


def _speaker(key: str) -> str:
    """Name a vendor as the catalogue knows it: by the key of its adapter, else by the adapter's own name."""
    from ledes.gateway import vendors

    adapter = vendors().get(key)
    for name in (key, adapter.name if adapter else ""):
        if any(message.of(name) for message in messages()):
            return name
    return ""
