"""Past rejections and cuts set against the rules of each client's profile, and put into tables."""

from __future__ import annotations

import bisect
import datetime
import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from ledes.diagnose import evidence, refusal
from ledes.errors import LedesError
from ledes.formats import named
from ledes.ledger import answers, courses
from ledes.ledger.answers import Rows
from ledes.reports import Answer, Asked
from ledes.reports.rulegaps import tables
from ledes.reports.rulegaps.trials import Before, Candidate, Case, akin, candidates, same
from ledes.reports.rulegaps.values import worked_out
from ledes.reports.setbacks import Complaint, Setback, setbacks

if TYPE_CHECKING:
    from ledes.client import Client
    from ledes.ledger.reading import Reader
    from ledes.rules import Rule
    from ledes.workspace import Workspace


AT_ONCE = 100
"""Bills whose files are in memory at the same time."""


class Hit(NamedTuple):
    """A complaint that a rule would have made first."""

    setback: Setback
    complaint: Complaint


@dataclass(slots=True, kw_only=True)
class Gap:
    """A rule of one client with what it would have caught.

    `missed` are complaints for its reason that it would not have made, where it compares with what the profile lists;
    `alone` counts lines that it finds and the client did not object to.
    """

    client: Client
    candidate: Candidate
    options: Mapping[str, Any]
    hits: list[Hit] = field(default_factory=list)
    missed: list[Hit] = field(default_factory=list)
    alone: int = 0


@dataclass(slots=True, kw_only=True)
class Findings:
    """What the trials came to. `unread` are setbacks whose bill could not be asked, with the reason why."""

    setbacks: tuple[Setback, ...]
    gaps: tuple[Gap, ...] = ()
    unread: dict[int, str] = field(default_factory=dict)


def answer(book: Reader, home: Workspace, asked: Asked) -> Answer:
    """Make the report."""
    return tables.answer(_find(book, home, asked))


def _find(book: Reader, home: Workspace, asked: Asked) -> Findings:
    submissions = book.submissions(client=asked.client)
    found = Findings(setbacks=tuple(setbacks(book, submissions, asked)))
    numbers: dict[str, dict[int, str]] = {}
    for submission in submissions:
        numbers.setdefault(submission.client, {})[submission.id] = submission.invoice
    by_client: dict[str, list[Setback]] = {}
    for each in found.setbacks:
        by_client.setdefault(each.submission.client, []).append(each)
    gaps: list[Gap] = []
    rows = answers.rates_of_all(book, by_client)
    for key, some in by_client.items():
        client = home.clients.get(key)
        if client is None:
            found.unread |= {each.submission.id: "the client has no profile any more" for each in some}
            continue
        # no rule can be about what was not understood
        understood = [each for each in some if any(complaint.reason for complaint in each.complaints)]
        cases = list(_cases(book, client, understood, numbers[key], rows[key], found.unread))
        about = functools.cache(functools.partial(_about, cases))
        gaps += (_tried(client, each, about(each.rule.reason)) for each in candidates(client))
    found.gaps = tuple(gaps)
    return found


def _about(cases: Sequence[Case], reason: str) -> list[Case]:
    """List the bills with a complaint that a rule for a reason may be about."""
    present = {each for case in cases for each in case.reasons}
    wanted = {each for each in present if akin(reason, each)}
    return [case for case in cases if not wanted.isdisjoint(case.reasons)] if wanted else []


def _tried(client: Client, candidate: Candidate, about: list[Case]) -> Gap:
    """Ask one rule of the bills whose complaints it may be about."""
    gap = Gap(client=client, candidate=candidate, options=candidate.options)
    rule = candidate.rule
    if about and candidate.unset:
        values = worked_out(candidate, about)
        if values is None:
            return gap
        gap.options = {**candidate.options, **values}
    for case in about:
        seen = case.ask(rule, gap.options)
        hits = [Hit(case.setback, each) for each in case.caught(rule, seen)]
        gap.hits += hits
        gap.missed += [hit for hit in _listed(rule, case) if hit not in hits]
        gap.alone += case.left_alone(seen) if hits else 0
    return gap


def _listed(rule: Rule, case: Case) -> Iterator[Hit]:
    """Yield the complaints that a rule should have made by what the profile lists, if the list is right."""
    for complaint in case.setback.complaints if rule.asks else ():
        if complaint.reason and same(rule.reason, complaint.reason.key):
            yield Hit(case.setback, complaint)


def _cases(
    book: Reader,
    client: Client,
    some: Sequence[Setback],
    numbers: Mapping[int, str],
    rows: Rows,
    unread: dict[int, str],
) -> Iterator[Case]:
    """Read the bills of setbacks again, each with the history that it had.

    `numbers` are all the client's invoices by id, in order; `rows` is what the ledger has said of the client so far.
    """
    ids, invoices = list(numbers), list(numbers.values())
    for setback, content in _sent(book, some):
        submission = setback.submission
        try:
            form = named(submission.delivery.format)
            bill, _ = refusal.reread(content or book.payload(submission), submission, form)
        except LedesError as error:
            unread[submission.id] = error.message
            continue
        if bill is None:
            unread[submission.id] = "the bill cannot be read from the file that was sent"
            continue
        later = frozenset(invoices[bisect.bisect_left(ids, submission.id) :])
        case = Case(
            setback=setback,
            reasons=tuple(dict.fromkeys(each.reason.key for each in setback.complaints if each.reason)),
            bill=bill,
            form=form,
            client=client,
            history=Before(ledger=book, client=client.key, without=later, rows=rows, submission=submission.id),
            sent=datetime.date.fromisoformat(submission.created[:10]),
        )
        yield replace(case, rows=MappingProxyType({each: _rows(case, each) for each in setback.complaints}))


def _sent(book: Reader, some: Sequence[Setback]) -> Iterator[tuple[Setback, bytes | None]]:
    """Give each setback the file that was sent, as far as it is there; a few of them at once."""
    for start in range(0, len(some), AT_ONCE):
        part = some[start : start + AT_ONCE]
        contents = courses.contents(book, {each.submission.delivery.payload for each in part})
        yield from ((each, contents.get(each.submission.delivery.payload)) for each in part)


def _rows(case: Case, complaint: Complaint) -> frozenset[int]:
    """Find the rows that a complaint names: by the numbers of lines, else by the values that its words name."""
    rows = {line.row for line in case.bill.lines if line.number in complaint.lines}
    if rows or complaint.reason is None:
        return frozenset(rows)
    return frozenset(evidence.spoken_of(case.bill, case.form, complaint.reason, complaint.words).rows)
