"""Submit bills: read, check, write as each client wants them, record, and bring them to the vendor exactly once."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ledes import convert, ledger, validate
from ledes.bill import Bill
from ledes.client import Client
from ledes.convert import Output
from ledes.errors import Exit, LedesError, SetupError, UnreachedError, UsageError
from ledes.finding import ERROR, Finding
from ledes.formats import Reading
from ledes.formats.source import Source, inputs, source
from ledes.ledger import states
from ledes.ledger.past import Past
from ledes.ledger.reading import Reader
from ledes.ledger.recording import RecordedError
from ledes.ledger.records import Parcel, Submission
from ledes.ledger.writing import Ledger
from ledes.others import Index
from ledes.sending import accruing, attaching, beside, byhand, gathering, intake, naming, parcels, recall, replacing
from ledes.sending.accounts import Routes
from ledes.sending.dispatch import Dispatch
from ledes.sending.gathering import Given
from ledes.sending.outcome import Outcome
from ledes.sending.pace import Surroundings
from ledes.sending.parcels import Judged
from ledes.show.outputs import gave
from ledes.workspace import Workspace

NOBODY = Client(key="", format="json")
"""Stands for the client of a bill that no profile knows, so that the other bills of its file go on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a person asked for: the inputs (none: the inbox), whose bills they are, what they correct, what goes along.

    Each of `attach` is FILE, FILE=INVOICE or FILE=INVOICE/LINE.
    """

    inputs: tuple[str, ...] = ()
    client: str | None = None
    replaces: int | None = None
    attach: tuple[str, ...] = ()


def submit(workspace: Workspace, request: Request, around: Surroundings | None = None) -> Outcome:
    """Submit what was asked for, as the ledger's only writing run.

    Raises `LedgerError` when another run holds the ledger, `UsageError` for options that do not go together.
    """
    around = around or Surroundings()
    _sensible(request)
    with ledger.writing(workspace.ledger_url, clock=around.clock, lease=around.pace.lease) as book:
        return send(book, workspace, request, around)


def send(book: Ledger, workspace: Workspace, request: Request, around: Surroundings) -> Outcome:
    """Submit what was asked for with a ledger that is open for writing."""
    recall.recall(book)
    # Where several machines write, all go by the clock of the ledger's server.
    around = replace(around, clock=book.clock)
    outcome = Outcome()
    with Dispatch(book, workspace, around, outcome) as dispatch:
        Submitting(workspace, book, request, around, outcome, dispatch).all()
    try:
        outcome.notes += byhand.keep_up(book, workspace, around.adapter)
    except LedesError as error:
        outcome.trouble("packages to be uploaded", error)
    return outcome


def plan(workspace: Workspace, request: Request, around: Surroundings | None = None) -> Outcome:
    """Say what submitting would do; nothing is sent, and nothing is written."""
    around = around or Surroundings()
    _sensible(request)
    with ledger.reading(workspace.ledger_url, clock=around.clock) as reader:
        outcome = Outcome()
        Submitting(workspace, reader, request, around, outcome, None).all()
        return outcome


def _sensible(request: Request) -> None:
    if request.replaces is not None and len(request.inputs) != 1:
        raise UsageError("--replaces needs exactly one INPUT", hint="ledes submit corrected.txt --replaces 12")
    if request.attach and len(inputs(request.inputs)) != 1:
        raise UsageError("--attach needs exactly one INPUT", hint="ledes submit bill.txt --attach receipt.pdf")


class Submitting:
    """One run of submitting; without a `dispatch` it only plans."""

    def __init__(
        self,
        workspace: Workspace,
        book: Reader,
        request: Request,
        around: Surroundings,
        outcome: Outcome,
        dispatch: Dispatch | None,
    ) -> None:
        self.workspace = workspace
        self.book = book
        self.request = request
        self.around = around
        self.outcome = outcome
        self.dispatch = dispatch
        self.routes = Routes()
        self.compares = validate.compares(self._clients())
        self.others = Index()
        self.pasts: dict[str, Past] = {}

    def all(self) -> None:
        """Submit the inputs that were named, or else what earlier runs left and what lies in the inbox."""
        if self.request.inputs:
            arguments = inputs(self.request.inputs)
            self._survey(arguments)
            for argument in arguments:
                self.file(argument, argument)
        else:
            self.unfinished()
            self.inbox()

    def unfinished(self) -> None:
        """Go on with what earlier runs left: ready, in doubt, or uploaded and not released."""
        for state in states.UNFINISHED:
            for each in self.book.submissions(state=state):
                if each.id not in self.outcome.submissions and not self.around.stop.is_set():
                    self._bring((each,))

    def inbox(self) -> None:
        """Take the files of the inbox that are ready."""
        now, quiet = self.around.clock(), self.workspace.quiet_seconds
        waiting = list(intake.files(self.workspace.inbox, self.book, quiet_seconds=quiet, now=now))
        self._survey([str(each.path) for each in waiting if each.digest])
        for name in beside.homeless(self.workspace.inbox):
            self.outcome.notes.append(f"{name} lies beside no input of that name: nothing in it goes along with a bill")
        for each in waiting:
            if self.around.stop.is_set():
                return
            if not each.digest:
                self.outcome.notes.append(f"{each.name} changed less than {quiet} seconds ago and waits")
                continue
            whole = self.file(str(each.path), each.name)
            if isinstance(self.book, Ledger) and self.dispatch is not None:
                self.book.take(each.name, each.digest, intake.TAKEN if whole else intake.FAULTY)

    def file(self, argument: str, name: str) -> bool:
        """Submit the bills of one file; say whether all of them are on record now."""
        self.around.say(name)
        errors: set[str] = set()
        written: set[str] = set()
        before = len(self.outcome.problems)
        try:
            with source(argument) as opened:
                given = gathering.gather(opened, self.request.attach, Reading(maps=self.workspace.maps))
                for problem in given.problems:
                    self.outcome.trouble(name, problem)
                for item in self._outputs(opened) if not given.problems else ():
                    if isinstance(item, Output):
                        written |= {bill.number for bill in item.bills}
                        self._one(name, item, given)
                        continue
                    self.outcome.findings.append((name, item))
                    if item.severity is ERROR:
                        errors.add(item.bill)
        except LedesError as error:
            self.outcome.trouble(name, error)
        stopped = errors - written
        if stopped:
            self.outcome.exits.append(Exit.FINDINGS)
        return not stopped and len(self.outcome.problems) == before

    def _clients(self) -> Iterable[Client]:
        key = self.request.client
        return self.workspace.clients.values() if key is None else (self.workspace.client(key),)

    def _survey(self, arguments: Iterable[str]) -> None:
        """Read what the bills of this run hold for each other, where a client's rules compare them."""
        for argument in arguments if self.compares else ():
            # standard input is read once, when its turn comes
            if argument != "-":
                with contextlib.suppress(LedesError), source(argument) as opened:
                    self._look(opened)

    def _look(self, opened: Source) -> None:
        reading = Reading(maps=self.workspace.maps)
        validate.survey([opened], find_client=self._client, reading=reading, completed=True, index=self.others)

    def _outputs(self, opened: Source) -> Iterator[Output | Finding]:
        if self.compares and opened.name == "-":
            self._look(opened)
        run = convert.Converter(
            find_client=self._client,
            reading=Reading(maps=self.workspace.maps),
            scope="all",
            history=self._history,
            others=self.others if self.compares else None,
            today=self.around.clock().astimezone().date(),
        )
        return run.outputs(opened)

    def _client(self, bill: Bill) -> Client:
        key = self.request.client
        client = self.workspace.client_of(bill) or NOBODY if key is None else self.workspace.client(key)
        return self.routes.noted(bill, accruing.addressed(client, bill))

    def _history(self, client: Client) -> Past:
        # A bill's own vendor account is left to the ledger's own check, which tells a repeat from a clash.
        besides = self.routes.of(client)
        if not self.compares:
            return self.book.history(client, besides=besides)
        # What the bills of this run ask was looked up with the first of them, and they count nowhere themselves.
        if client.key not in self.pasts:
            past = self.book.history(client, besides=besides)
            self.pasts[client.key] = past.apart(self.others.invoices(client.key))
        return self.pasts[client.key]

    def _one(self, name: str, output: Output, given: Given) -> None:
        try:
            parcel = self._parcel(output, given)
            if self.dispatch is not None:
                self.dispatch.settle({entry.invoice for entry in parcel.entries})
            if self.around.stop.is_set():
                raise UnreachedError(f"invoice {parcel.entries[0].invoice} was not taken on: the run was stopped")
            judged = self._judge(parcel, output)
            if judged.parcel is None:
                self._bring(judged.known)
                return
            attaching.complete(judged.parcel, output.client or NOBODY)
            about = f"invoice {output.bills[0].number}" if len(output.bills) == 1 else judged.parcel.file_name
            if said := tuple(gave(output.losses, output.replacements)):
                self.outcome.gave[about] = said
            if isinstance(self.book, Ledger) and self.dispatch is not None:
                self._record(self.book, judged.parcel, output)
            else:
                self.outcome.planned.append(judged.parcel)
        except LedesError as error:
            self.outcome.trouble(name, error)

    def _record(self, book: Ledger, parcel: Parcel, output: Output) -> None:
        try:
            standing = book.record(parcel)
        except RecordedError:
            # Another run was faster: what it recorded is what there is now.
            again = self._judge(parcel, output)
            if again.parcel is not None:
                raise
            standing = again.known
        self._bring(standing)

    def _parcel(self, output: Output, given: Given) -> Parcel:
        client = output.client or NOBODY
        if not client.key:
            bill = output.bills[0]
            raise SetupError(
                f"invoice {bill.number}: no profile has the client id {bill.client.id!r}",
                hint="add it to ids in a profile in clients/, or name the client with --client",
            )
        parcels.confirmed(client, output.format)
        account = self.workspace.account(client, output.bills)
        adapter = self.around.adapter(account.vendor)
        parcel = parcels.make(
            name=naming.named(output.name, client, adapter, self.request.replaces),
            form=output.format,
            content=output.content,
            client=client.key,
            account=account,
            entries=[parcels.entry(bill, client.currency) for bill in output.bills],
            attachments=attaching.packed(given, output.bills, adapter),
        )
        parcels.fits(parcel, adapter.can)
        return parcel

    def _judge(self, parcel: Parcel, output: Output) -> Judged:
        if not self.request.inputs and (gone := parcels.withdrawn(self.book, parcel)):
            number = f"invoice {gone.invoice} was withdrawn by a person (submission {gone.id}) and stays here"
            self.outcome.notes.append(f"{number}; to send it after all, name its file")
            return Judged()
        if self.request.replaces is None:
            return parcels.judge(self.book, parcel)
        old, adapter = replacing.find(self.book, self.request.replaces), self.around.adapter(parcel.vendor)
        judged = replacing.judge_replacing(self.book, parcel, old, output.client or NOBODY, adapter)
        if judged.parcel is not None:
            for change in replacing.changes(self.book, old, output):
                self.outcome.notes.append(f"invoice {parcel.entries[0].invoice} against submission {old.id}: {change}")
            self.outcome.notes += replacing.left_behind(self.book, old, judged.parcel)
            self.outcome.notes += naming.numbered(adapter, parcel.entries[0].invoice, old.invoice)
        return judged

    def _bring(self, standing: tuple[Submission, ...]) -> None:
        (self.dispatch.bring if self.dispatch else self.outcome.touched)(standing)
