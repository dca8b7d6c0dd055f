"""Why a bill was refused: for an invoice that was sent, for a file before it is, and for a platform's words alone."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from ledes import gateway, status
from ledes.client import Client
from ledes.deadlines import Deadline
from ledes.diagnose import causes, held, refusal, resubmission, told, window
from ledes.diagnose.causes import Diagnosis, Subject
from ledes.diagnose.held import Held
from ledes.errors import UsageError
from ledes.examination import Examiner
from ledes.finding import NOTE, Finding
from ledes.formats import Reading, named
from ledes.formats.source import Source
from ledes.ledger.reading import Reader
from ledes.ledger.records import Submission
from ledes.rejections import EXACT, GUESS, Recognised, messages, recognise
from ledes.validate import FindClient, check, verify
from ledes.workspace import Workspace

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
    home: Workspace | None = None,
) -> Diagnosis:
    """Explain what became of an invoice that was sent: the vendor's latest words, and what the bill itself shows.

    With `home` the deadlines are told too. Raises `UsageError` when the ledger knows no such invoice, or several
    (candidates listed).
    """
    if not number.startswith("#") and not reader.submissions(invoices=(number,), client=client):
        raise UsageError(f"no submission bears the number {number!r}", hint=UNSENT)
    submission = status.one(reader, number, client=client)
    due = window.deadlines(reader, home, today or reader.clock().date()) if home else {}
    return explain(reader, submission, clients.get(submission.client), today=today, due=due.get(submission.id, ()))


def explain(
    reader: Reader,
    submission: Submission,
    profile: Client | None,
    *,
    words: str = "",
    today: datetime.date | None = None,
    due: tuple[Deadline, ...] = (),
    known: Held | None = None,
    examiner: Examiner | None = None,
) -> Diagnosis:
    """Explain one submission: by the vendor's latest words in the ledger, or by `words` that stand in no event yet.

    What the ledger holds of it is asked for, unless it is `known`; an `examiner` keeps what rules it asks of a client.
    """
    known = known or held.of(reader, submission)
    event = refusal.heard(words) if words else refusal.telling(submission, known.events)
    name = submission.delivery.file_name
    if event is None:
        return Diagnosis(invoice=submission.invoice, standing=refusal.standing(submission), file=name)
    form = named(submission.delivery.format)
    bill, found = refusal.reread(known.content, submission, form)
    if bill:
        found += verify(bill, format=form, client=profile, today=today, examiner=examiner)
    rule = resubmission.rule(gateway.vendors().get(submission.delivery.vendor), profile)
    subject = Subject(
        invoice=submission.invoice,
        bill=bill,
        form=form,
        client=profile,
        findings=found,
        facts={**refusal.cuts(bill, event), **refusal.twins(submission, known.namesakes)},
        lines=refusal.lines(event),
        follow=lambda reason, shown: refusal.follow(submission, event, rule, reason, shown),
    )
    said, vendor = tuple(refusal.said(event)), _speaker(submission.delivery.vendor)
    answers = dict.fromkeys(answer for each in said for answer in recognise(each, vendor))
    told_ = tuple(causes.explained(_sure(answers) if words else answers, vendor, subject)) or (causes.silent(subject),)
    return Diagnosis(
        invoice=submission.invoice,
        standing=refusal.standing(submission, None if words else event),
        words="\n".join(said),
        file=name,
        causes=(*told_, *causes.unmentioned(subject, {cause.reason for cause in told_})),
        resubmission=rule.words if refusal.comes_back(submission, event) else (),
        deadlines=due,
    )


def report(
    path: Path,
    reader: Reader | None = None,
    *,
    clients: Mapping[str, Client] = MappingProxyType({}),
    client: str = "",
    vendor: str = "",
    today: datetime.date | None = None,
) -> tuple[Diagnosis, ...]:
    """Explain a mail, a saved page or an export of a platform, bill by bill where the ledger knows the numbers.

    Raises `InputError` for a file that cannot be read.
    """
    sent = {each.invoice: each for each in reader.submissions(client=client)} if reader else {}
    found = []
    for each in told.read(path, sent):
        submission = sent.get(each.invoice)
        if submission is not None and reader is not None:
            profile = clients.get(submission.client)
            found.append(explain(reader, submission, profile, words=each.words, today=today))
            continue
        subject = Subject(invoice=each.invoice, follow=lambda reason, shown: UNSENT)
        answers = _sure(dict.fromkeys(recognise(each.words, vendor)))
        made = tuple(causes.explained(answers, vendor, subject))
        found.append(Diagnosis(invoice=each.invoice, words=each.words, file=path.name, causes=made))
    return tuple(found)


def _sure(answers: Iterable[Recognised]) -> tuple[Recognised, ...]:
    """Leave guesses out where something was understood: most lines of a mail or a page are about nothing."""
    answers = tuple(answers)
    sure = tuple(each for each in answers if each.confidence != GUESS)
    return sure or answers[:1]


@functools.lru_cache(maxsize=256)
def _speaker(key: str) -> str:
    """Name a vendor as the catalogue knows it: by the key of its adapter, else by the adapter's own name."""
    adapter = gateway.vendors().get(key)
    for name in (key, adapter.name if adapter else ""):
        if any(message.of(name) for message in messages()):
            return name
    return ""
