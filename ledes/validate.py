"""Does a file conform to LEDES, and will its clients take it? Every fault and rule, and a verdict for each scope."""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ledes.bill import Bill
from ledes.client import Client
from ledes.errors import LedesError
from ledes.examination import LEVELS as LEVELS
from ledes.examination import Examiner, Presented, Surroundings, plan
from ledes.finding import SCOPES, Finding
from ledes.formats import Format, Reading
from ledes.formats.source import Source
from ledes.others import Index
from ledes.rules import History, Others
from ledes.verdict import MOST_ROWS as MOST_ROWS
from ledes.verdict import Case as Case
from ledes.verdict import Checked as Checked
from ledes.verdict import Report, unless
from ledes.verdict import Skipped as Skipped
from ledes.verdict import Summary as Summary

AT_ONCE = 500
"""Lines of bills that rules are asked of together, as far as bills are no longer."""

FindClient = Callable[[Bill], Client | None]


def check(
    source: Source,
    *,
    find_client: FindClient | None = None,
    scope: str = "all",
    reading: Reading | None = None,
    history: Callable[[Client], History] | None = None,
    others: Index | None = None,
    today: datetime.date | None = None,
    completed: bool = False,
    most_rows: int = MOST_ROWS,
    schema: Path | None = None,
    seen: Callable[[Bill, Bill, Client | None], None] | None = None,
) -> Checked:
    """Check one file.

    `scope` is standard, client or all; the client's rules run for the bills whose client `find_client` knows.
    Drafts, and with `completed` all bills, are filled in from the profile first. `most_rows` rows of a case are listed.
    `others` are the bills of the whole run, this file's among them, as `survey` gathered them. `schema` is an XSD that
    the file is checked against too. `seen` is told each bill as it was read and as it was judged, with its client.
    Raises `InputError` when the file is in no known form, or a schema is named and one of the two is no XML.
    """
    form = source.format
    reading = reading or Reading()
    report = Report(form, most_rows)
    if schema:
        from ledes.formats.xml import xsdcheck

        for finding in xsdcheck.against(source, schema):
            report.fault(finding)
    names = _names(source, reading)
    examiner = Examiner(SCOPES if scope == "all" else (scope,))
    # what is converted is judged in the form that it will have, and that is the profile's
    beside = _Beside(source.name, history, others, today, "" if completed or form.draft else form.key)
    items = _items(source, find_client, reading, completed=completed, seen=seen)
    for some in _few(_presented(items, beside, known=scope != "standard")):
        if isinstance(some, Finding):
            report.fault(some)
            continue
        for each, found in zip(some, examiner.together(some, names), strict=True):
            report.bill(each.bill, each.client)
            for item in found:
                report.found(item)
    return report.close(source, scope)


def _names(source: Source, reading: Reading) -> Mapping[str, str]:
    """Give the names of the fields: those of the format, or those that the file itself gives them."""
    form = source.format
    if form.names is None:
        return form.fields
    with source.open() as stream:
        return form.names(stream, reading)


def _presented(
    items: Iterable[Finding | tuple[Bill, Client | None]], beside: _Beside, *, known: bool = True
) -> Iterator[Finding | Presented]:
    """Give bills with what is beside them, and what a reader found; for the standard alone no client is `known`."""
    for ordinal, item in enumerate(items):
        if isinstance(item, Finding):
            yield item
        else:
            bill, client = item[0], item[1] if known else None
            yield Presented(bill, client, beside.of(bill, client, ordinal))


def _few(items: Iterable[Finding | Presented]) -> Iterator[Finding | Sequence[Presented]]:
    """Take a few bills together, some hundred lines of them; what a reader found keeps its place between them."""
    some: list[Presented] = []
    lines = 0
    for item in items:
        if not isinstance(item, Finding):
            some.append(item)
            lines += len(item.bill.lines)
        if some and (isinstance(item, Finding) or lines >= AT_ONCE):
            yield some
            some, lines = [], 0
        if isinstance(item, Finding):
            yield item
    if some:
        yield some


def survey(
    sources: Iterable[Source],
    *,
    find_client: FindClient | None,
    reading: Reading | None = None,
    completed: bool = False,
    index: Index | None = None,
) -> Index:
    """Read the files of a run for what rules compare a bill of it with; what cannot be read is left to `check`.

    An `index` that is given is filled further.
    """
    index = Index() if index is None else index
    for source in sources:
        with contextlib.suppress(LedesError):
            for ordinal, item in enumerate(_items(source, find_client, reading or Reading(), completed=completed)):
                if not isinstance(item, Finding):
                    bill, client = item
                    index.add(source.name, ordinal, client.key if client else "", bill)
    return index


def bills(source: Source, *, find_client: FindClient | None = None, reading: Reading | None = None) -> Iterator[Bill]:
    """Read the bills of a file again as `check` examined them, one at a time."""
    for item in _items(source, find_client, reading or Reading(), completed=False):
        if not isinstance(item, Finding):
            yield item[0]


def reviewed(
    source: Source,
    *,
    find_client: FindClient | None,
    reading: Reading | None = None,
    history: Callable[[Client], History] | None = None,
    others: Index | None = None,
) -> Iterator[Finding | Presented]:
    """Read the bills of a file with what is known beside each, as rules see them; and what the reader found.

    Raises `InputError` when the file is in no known form.
    """
    items = _items(source, find_client, reading or Reading(), completed=False)
    yield from _presented(items, _Beside(source.name, history, others))


def compares(clients: Iterable[Client | None]) -> bool:
    """Say whether a rule of one of these clients compares bills of one run, so that a survey is worth its time."""
    asked = (each for client in clients if client for each in plan(client, ("client",)).asked)
    return any("others" in each.rule.needs for each in asked)


def _items(
    source: Source,
    find_client: FindClient | None,
    reading: Reading,
    *,
    completed: bool,
    seen: Callable[[Bill, Bill, Client | None], None] | None = None,
) -> Iterator[Finding | tuple[Bill, Client | None]]:
    form = source.format
    with source.open() as stream:
        for item in form.read(stream, source.name, reading):
            if isinstance(item, Finding):
                yield item
                continue
            client = find_client(item) if find_client else None
            bill = as_judged(item, form, client, reading) if completed or form.draft else item
            if seen:
                seen(item, bill, client)
            yield bill, client


def as_judged(bill: Bill, form: Format, client: Client | None, reading: Reading) -> Bill:
    """Give a bill of a format the form in which it is judged when it is to be converted: filled in, and represented."""
    # what is to be validated as it stands needs none of this, and one bill is read in the time of a few imports
    from ledes import completion
    from ledes.formats.representation import represent

    bill, _ = completion.complete(bill, form, client, reading.sets)
    if client:
        bill, _ = represent(bill, client.representation, taxed=True)
    return bill


@dataclass(slots=True)
class _Beside:
    """What is there beside the bills of one file; a client's history is opened once."""

    source: str
    history: Callable[[Client], History] | None
    others: Index | None
    today: datetime.date | None = None
    form: str = ""
    pasts: dict[str, History] = field(default_factory=dict)

    def of(self, bill: Bill, client: Client | None, ordinal: int) -> Surroundings:
        """Gather what rules may ask beside one bill."""
        others = self.others.beside(self.source, ordinal, bill) if self.others and client else None
        past = self._past(client) if client else None
        if past and not self.others:
            past = past.apart(frozenset({bill.number}))
        return Surroundings(history=past, others=others, today=self.today, form=self.form)

    def _past(self, client: Client) -> History | None:
        if self.history is None:
            return None
        if client.key not in self.pasts:
            past = self.history(client)
            if self.others:
                # a bill of this run is compared with the others as it is now, not as it may have been sent
                past = past.apart(self.others.invoices(client.key))
                past.foresee(self.others.foreseen(client.key))
            self.pasts[client.key] = past
        return self.pasts[client.key]


def verify(
    bill: Bill,
    *,
    format: Format | None = None,  # noqa: A002 - the word of the trade
    client: Client | None = None,
    scopes: Iterable[str] = SCOPES,
    history: History | None = None,
    today: datetime.date | None = None,
    examiner: Examiner | None = None,
) -> tuple[Finding, ...]:
    """Run the rules on a bill in memory, with the levels and options of the client's profile.

    An `examiner`, whose scopes then count, has worked out before what is asked of a client's bills.
    """
    names = format.fields if format else {}
    around = Surroundings(history=history, today=today, form=format.key if format else "")
    found = (examiner or Examiner(tuple(scopes))).examine(bill, names, client, around)
    findings = [item for item in found if isinstance(item, Finding)]
    codes = {finding.rule for finding in findings}
    return tuple(finding for finding in findings if not codes.intersection(unless().get(finding.rule, ())))


def examine(
    bill: Bill,
    names: Mapping[str, str],
    client: Client | None,
    *,
    scopes: tuple[str, ...],
    history: History | None,
    today: datetime.date | None,
    others: Others | None = None,
    form: str = "",
) -> Iterator[Finding | Skipped]:
    """Run each rule on one bill that has what it needs; say which had not."""
    around = Surroundings(history=history, others=others, today=today, form=form)
    yield from Examiner(scopes).examine(bill, names, client, around)
