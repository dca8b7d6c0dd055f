"""From a bill in one format to a file in another: completed from the profile, checked, and never less in silence.

Every file is read back and checked in its new format before it is handed out, so that what leaves is what was meant.
"""

from __future__ import annotations

import dataclasses
import datetime
import functools
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePath

from ledes import completion, delivery, money, proof
from ledes.bill import Bill
from ledes.client import Client, Representation
from ledes.errors import SetupError, UsageError
from ledes.finding import ERROR, Finding, Where
from ledes.formats import Format, Loss, Reading, losses, named
from ledes.formats.representation import represent
from ledes.formats.source import Source, in_memory
from ledes.others import Index
from ledes.proof import Judged, Proof, Seen
from ledes.proof import render as render
from ledes.rules import History
from ledes.validate import Checked, FindClient, check, verify


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """One file to be written or sent: its name, its bytes, the bills in it, and what had to give.

    `unchanged` says that these are the very bytes of the input.
    """

    name: str
    content: bytes = dataclasses.field(repr=False)
    format: str
    sha256: str
    bills: tuple[Bill, ...]
    client: Client | None = None
    losses: tuple[Loss, ...] = ()
    replacements: tuple[Finding, ...] = ()
    unchanged: bool = False


class Converter:
    """What is the same for all files of one run: the target, whose profiles count, and which losses are allowed."""

    def __init__(
        self,
        *,
        to: Format | None = None,
        find_client: FindClient | None = None,
        reading: Reading | None = None,
        allowed: Collection[str] = (),
        scope: str = "standard",
        history: Callable[[Client], History] | None = None,
        others: Index | None = None,
        today: datetime.date | None = None,
    ) -> None:
        self.to = to
        self.find_client = find_client or (lambda _bill: None)
        self.reading = reading or Reading()
        self.allowed = allowed
        self.scope = scope
        self.history = history
        self.others = others
        self.today = today

    def outputs(self, source: Source) -> Iterator[Output | Finding]:
        """Turn one file into e-bills; what stands in the way of a bill comes as findings in its place.

        Raises `InputError` for an unknown form, `SetupError` where no target is known, `UsageError` for a form that
        cannot be written or a value that cannot be set.
        """
        seen = Seen(source, self.find_client, self.reading)
        report = check(
            source,
            find_client=self.find_client,
            scope=self.scope,
            reading=self.reading,
            history=self.history,
            others=self.others,
            today=self.today,
            completed=True,
            seen=seen.add,
        )
        for case in report.cases:
            yield from (dataclasses.replace(case.finding, row=row) for row in case.rows or (case.finding.row,))
        seen.close(report, self.scope)
        ready = self._ready(source, report, seen)
        if ready is not None:
            yield ready
            return
        stopped = _stopped(report)
        many: dict[tuple[str, str, str], list[tuple[Bill, Client | None]]] = {}
        for bill, client in seen.bills():
            if bill.number in stopped or bill.unread:
                continue
            target = self.target(bill, client)
            if _representation(client).bills_per_file == "many":
                many.setdefault((target.key, *_addressee(client)), []).append((bill, client))
            else:
                yield from self.one(((bill, client),), target, source, seen.judged)
        for (key, *_), pairs in many.items():
            yield from self.one(pairs, named(key), source, seen.judged)

    def target(self, bill: Bill, client: Client | None) -> Format:
        """Say which format a bill is to be written in."""
        if self.to is not None:
            form = self.to
        elif client is not None and client.format:
            form = named(client.format)
        else:
            whose = (
                f"the profile of {client.key!r} names no format"
                if client
                else f"no profile has the id {bill.client.id!r}"
            )
            raise SetupError(f"invoice {bill.number}: {whose}", hint='write format = "1998b" into the profile')
        if form.write is None:
            raise UsageError(f"{form.title} can be read only", hint="write 1998b, 98bi or json")
        return form

    def _ready(self, source: Source, report: Checked, seen: Seen) -> Output | None:
        """Take a file as it is, when it is already what its one client wants."""
        if report.cases and any(case.finding.severity is ERROR for case in report.cases):
            return None
        clients: dict[tuple[str, str], Client | None] = {}
        bills: list[Bill] = []
        for bill, client in seen.bills():
            clients[_addressee(client)] = client
            if self.target(bill, client).key != report.format or len(clients) > 1:
                return None
            if bill != seen.judged(bill, client) and _refused(bill, source.format):
                return None
            if self.scope != "standard" and client and _otherwise(bill, client):
                return None
            bills.append(bill)
            if len(bills) > 1 and _representation(client).bills_per_file != "many":
                return None
        if not bills:
            return None
        client = next(iter(clients.values()))
        with source.open() as stream:
            content = stream.read()
        return Output(
            name=file_name(bills, source, named(report.format), client),
            content=content,
            format=report.format,
            sha256=source.sha256,
            bills=tuple(bills),
            client=client,
            unchanged=True,
        )

    def one(
        self, pairs: Iterable[tuple[Bill, Client | None]], target: Format, source: Source, judged: Judged | None = None
    ) -> Iterator[Output | Finding]:
        """Write one file, of one bill or several, unless something stands in the way.

        `judged` tells of a bill in which form a check had nothing against it, if it had nothing.
        """
        kept: list[Bill] = []
        left_out: list[Loss] = []
        notes: list[Finding] = []
        client: Client | None = None
        pulled: Proof | None = None
        for bill, client in pairs:
            how = self._representation(client)
            done, said = completion.complete(bill, target, client, self.reading.sets)
            stated = dataclasses.replace(how, given={**how.given, **completion.agreed(done, client)})
            pulled = proof.pull(done, target, how)
            lost = pulled.lost(stated)
            against = [each for each in said if each.severity is ERROR]
            against = against or list(self._losses(lost, done, target, how))
            homeless = any(finding.rule == losses.homeless_tax.code for finding in against)
            # The sums of a bill whose tax has no place are wrong for that reason alone.
            if not homeless:
                against += pulled.against(functools.partial(judged, bill, client) if judged else lambda: None)
            yield from against
            if not any(finding.severity is ERROR for finding in against):
                kept.append(done)
                left_out += lost
                notes += said
        if kept and pulled is not None:
            alone = kept == [pulled.bill]
            content, written = (
                (pulled.content, pulled.notes) if alone else render(kept, target, self._representation(client))
            )
            again = in_memory(source.name, content)
            yield Output(
                name=file_name(kept, source, target, client),
                content=content,
                format=target.key,
                sha256=again.sha256,
                bills=tuple(kept),
                client=client,
                losses=tuple(left_out),
                replacements=(*notes, *written),
            )

    def _representation(self, client: Client | None) -> Representation:
        how = _representation(client)
        return dataclasses.replace(how, given={**how.given, **self.reading.sets}) if self.reading.sets else how

    def _losses(self, lost: Iterable[Loss], bill: Bill, target: Format, how: Representation) -> Iterator[Finding]:
        """Say which losses are not allowed; tax that would vanish never is."""
        taxed = sum((line.tax for line in bill.lines if line.tax), money.ZERO)
        if taxed and any(loss.name == "line.tax" for loss in lost):
            yield losses.homeless_tax(Where(0, "line.tax", bill.number), money.text(taxed), target.title)
        names = dict.fromkeys(loss.name for loss in lost if not self._allows(loss.name, how))
        for name in names:
            rows = [loss for loss in lost if loss.name == name]
            where = Where(rows[0].row, rows[0].field, bill.number)
            finding = losses.lost_value(where, name, target.title)
            yield dataclasses.replace(finding, fix=(losses.LETTERS if name == "text" else finding.fix).format(name))

    def _allows(self, name: str, how: Representation) -> bool:
        allowed = (*self.allowed, *how.allow_loss)
        return any(each == "all" or name == each or name.startswith(f"{each}.") for each in allowed)


def outputs(
    source: Source,
    *,
    to: Format | None = None,
    find_client: FindClient | None = None,
    reading: Reading | None = None,
    allowed: Collection[str] = (),
) -> Iterator[Output | Finding]:
    """Turn one file into e-bills for their clients, by the standard's rules alone; see `Converter`."""
    return Converter(to=to, find_client=find_client, reading=reading, allowed=allowed).outputs(source)


def _refused(bill: Bill, form: Format) -> bool:
    """Say whether the standard has an error against a bill as it stands."""
    return any(finding.severity is ERROR for finding in verify(bill, format=form, examiner=proof.examiner()))


def _otherwise(bill: Bill, client: Client) -> bool:
    """Say whether the client takes a bill only in the form that its profile asks for, which is not the bill's own."""
    if represent(bill, client.representation, taxed=True)[0] == bill:
        return False
    return any(finding.severity is ERROR for finding in verify(bill, client=client, scopes=("client",)))


def _addressee(client: Client | None) -> tuple[str, str]:
    """Say whose bills may go in one file: those of a client that go through the same account."""
    return (client.key, client.account) if client else ("", "")


def _representation(client: Client | None) -> Representation:
    return client.representation if client else Representation()


def _stopped(report: Checked) -> frozenset[str]:
    """Name the bills that may not be converted: layout can be mended by writing anew, what a bill says cannot."""
    return frozenset(
        case.finding.bill
        for case in report.cases
        if case.finding.severity is ERROR
        and (case.finding.layer not in {"bytes", "structure"} or case.finding.rule in NOT_MENDED)
    )


NOT_MENDED = {"L005", "L029", "L030", "L033", "L105", "L106", "L107", "L111", "L115", "L118"}
"""Layout faults after which nobody knows what the bill says, or whether it is whole."""


def file_name(bills: list[Bill], source: Source, target: Format, client: Client | None) -> str:
    """Name the file of an e-bill: by its invoice, or by its source where it holds several."""
    extension = _representation(client).extension or target.extensions[0]
    stem = bills[0].number if len(bills) == 1 else PurePath(source.name).stem
    return f"{delivery.cleaned(stem)}.{extension.removeprefix('.')}"
