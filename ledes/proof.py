"""The proof of an e-bill: what was written in memory, read back by the target's own reader, and what is against it."""

from __future__ import annotations

import dataclasses
import functools
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from ledes import completion, money
from ledes.bill import Bill
from ledes.client import Client, Representation
from ledes.examination import Examiner
from ledes.finding import ERROR, NOTE, SCOPES, Finding, Where
from ledes.formats import Format, Loss, Reading, losses
from ledes.formats.source import Source
from ledes.rules import rules
from ledes.validate import Checked, FindClient, as_judged, verify

STANDARD = ("standard",)
Judged = Callable[[Bill, Client | None], Bill | None]
"""Gives the form in which a bill was judged by the standard without anything being found, or `None`."""

MOST_BYTES = 16 << 20
MOST_LINES = 50_000
"""A file up to this size keeps its bills in memory between being checked and being written; others are read twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A bill as it was written: the bytes, a note for each thing that was written differently, and what came back."""

    bill: Bill
    target: Format
    how: Representation
    content: bytes = field(repr=False)
    notes: tuple[Finding, ...]
    back: tuple[Bill | Finding, ...]

    def lost(self, stated: Representation) -> tuple[Loss, ...]:
        """List what the target has no place for; what `stated` says of the bill anyway is not lost."""
        target = self.target
        again = [each for each in self.back if isinstance(each, Bill)]
        if target.missed and again and dataclasses.replace(stated, given=self.how.given) == self.how == _kept(self.how):
            return target.missed(self.bill, again[0], stated)
        return target.losses(self.bill, stated) if target.losses else ()

    def against(self, judged: Callable[[], Bill | None]) -> Iterator[Finding]:
        """Say what the standard has against the bill in its new form; `judged` gives the bill it had nothing against.

        That one is asked for only where it could be what came back.
        """
        found: list[Finding] = []
        total = None
        again = Bill()
        for each in self.back:
            if isinstance(each, Finding):
                found.append(each)
                continue
            again, total = each, each.total
            if again != self.bill or again != judged():
                found += verify(again, format=self.target, examiner=examiner())
        bill = self.bill
        if bill.total is not None and total != bill.total:
            shown = "nothing" if total is None else money.text(total)
            yield losses.moved_total(Where(0, "bill.total", bill.number), money.text(bill.total), shown)
        wrong = [each for each in found if each.severity is ERROR]
        rows = {back.row: line.row for back, line in zip(again.lines, bill.lines, strict=False)} if wrong else {}
        told = (dataclasses.replace(each, row=rows.get(each.row, 0), bill=bill.number) for each in wrong)
        for finding in dict.fromkeys(told):
            yield completion.with_way_out(finding, bill, self.target)


class Seen:
    """The bills that the check of a file has read, kept where they are not too many, and the forms it judged."""

    def __init__(self, source: Source, find_client: FindClient, reading: Reading) -> None:
        self.source = source
        self.find_client = find_client
        self.reading = reading
        self.few = source.size <= MOST_BYTES
        self.lines = 0
        self.kept: dict[int, tuple[Bill, Client | None, Bill]] = {}
        self.scope = ""
        self.told: frozenset[str] = frozenset()

    def add(self, bill: Bill, form: Bill, client: Client | None) -> None:
        """Keep a bill and the form in which it is judged, unless that would be too much."""
        self.lines += len(bill.lines)
        self.few = self.few and self.lines <= MOST_LINES
        if self.few:
            self.kept[id(bill)] = (bill, client, form)
        else:
            self.kept.clear()

    def bills(self) -> Iterator[tuple[Bill, Client | None]]:
        """Give the bills with their clients, read again where they were not kept."""
        if self.few:
            yield from ((bill, client) for bill, client, _ in self.kept.values())
            return
        with self.source.open() as stream:
            for item in self.source.format.read(stream, self.source.name, self.reading):
                if isinstance(item, Bill):
                    yield item, self.find_client(item)

    def close(self, report: Checked, scope: str) -> None:
        """Note of which bills something was found, when the check is over."""
        self.scope = scope
        found = (case.finding for case in report.cases)
        self.told = frozenset(each.bill for each in found if each.bill or each.severity > NOTE)

    def judged(self, bill: Bill, client: Client | None) -> Bill | None:
        """Give the form in which a bill was judged by the standard without anything being found, or `None`."""
        if not covers(self.scope, client) or "" in self.told:
            return None
        known = self.kept.get(id(bill))
        form = known[2] if known else as_judged(bill, self.source.format, client, self.reading)
        return None if form.number in self.told else form


def pull(bill: Bill, target: Format, how: Representation) -> Proof:
    """Write a bill into memory and read it back."""
    content, notes = render([bill], target, how)
    back = tuple(target.read(io.BytesIO(content), "", Reading()))
    return Proof(bill=bill, target=target, how=how, content=content, notes=notes, back=back)


def render(bills: Iterable[Bill], target: Format, how: Representation) -> tuple[bytes, tuple[Finding, ...]]:
    """Write bills into memory; give the bytes, and a note for each thing that was written differently."""
    out = io.BytesIO()
    assert target.write is not None  # noqa: S101 - callers ask `Converter.target`
    notes = tuple(target.write(bills, out, how))
    return out.getvalue(), notes


def _kept(how: Representation) -> Representation:
    """Give the representation under which a bill comes back as it was, save for what the format cannot hold."""
    return dataclasses.replace(how, country="keep", flat_fee="keep", adjustment_units="keep", remainder=False)


def covers(scope: str, client: Client | None) -> bool:
    """Say whether a check of a scope, for a client, asks each rule of the standard in the standard's own way."""
    if scope not in {"all", *STANDARD}:
        return False
    return _alone() and (client is None or scope in STANDARD or not _codes().intersection(client.rules))


@functools.cache
def examiner() -> Examiner:
    """Give the examiner of the standard's rules, which works out once what is asked of every bill."""
    return Examiner(STANDARD)


@functools.cache
def _codes() -> frozenset[str]:
    return frozenset(rule.code for rule in rules() if rule.scope == SCOPES[0])


@functools.cache
def _alone() -> bool:
    """Say whether the standard's rules ask for nothing but the bill itself; one of another package may."""
    return not any(rule.needs for rule in rules() if rule.scope == SCOPES[0])
