"""Track bills: ask each vendor what happened, read what it wrote, and keep it all in the order of its happening."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from ledes import accounts as expiry
from ledes import gateway, ledger
from ledes.errors import LedesError, UnreachedError
from ledes.gateway import Account, Adapter, Busy, NotSent, StatusEvent, mailbox
from ledes.intake import files
from ledes.intake.files import File, Wanted
from ledes.intake.mail import Post
from ledes.intake.reports import Key, Reports, stray, times
from ledes.ledger import pacing, states
from ledes.ledger.writing import Ledger
from ledes.sending.accounts import Accounts
from ledes.sending.outcome import Outcome
from ledes.sending.pace import Surroundings
from ledes.workspace import Workspace

OVERLAP = datetime.timedelta(days=7)
"""How far before the last time an account is asked again: vendors enter things late, and repeats are known again."""


PATIENCE = 10.0
"""Seconds that files wait for a run that is at work."""


def track(workspace: Workspace, *, vendor: str | None = None, around: Surroundings | None = None) -> Outcome:
    """Ask the vendors of all open submissions what happened, as the ledger's only writing run.

    Raises `LedgerError` when another run holds the ledger.
    """
    around = around or Surroundings()
    with ledger.writing(workspace.ledger_url, clock=around.clock) as book:
        return follow(book, workspace, vendor=vendor, around=around)


def follow(
    book: Ledger,
    workspace: Workspace,
    *,
    vendor: str | None = None,
    around: Surroundings,
    every: datetime.timedelta = datetime.timedelta(0),
) -> Outcome:
    """Ask the vendors and read the mailboxes with a ledger that is open for writing; one trouble stops no other.

    An account that was asked less than `every` ago is left for later. Raises `UsageError` for a vendor that there is
    none of.
    """
    if vendor is not None:
        gateway.vendor(vendor)
    around = replace(around, clock=book.clock)
    outcome = Outcome(notes=list(expiry.warnings(workspace, around.clock().date())))
    accounts = Accounts(workspace)
    read = _mailboxes(book, workspace, vendor, outcome, around, every)
    for key in _accounts(book, vendor):
        last = book.polled(*key)
        if around.stop.is_set() or (last and last + every > around.clock()):
            continue
        try:
            adapter = around.adapter(key[0])
            if adapter.can.track:
                around.say(f"asking {adapter.name}")
                with pacing.alone(book, key) as alone:
                    if alone:
                        Poll(book, adapter, key, outcome).ask(accounts.find(*key), around.clock())
            elif (key[0], key[2]) not in read:
                outcome.notes.append(f"{adapter.name} cannot be asked: enter what you see there with ledes settle")
        except LedesError as error:
            outcome.trouble(f"{key[0]} {key[1]}", error)
        outcome.touched(book.submissions(to=key, open_only=True))
    return outcome


def hear(
    workspace: Workspace, paths: Iterable[Path], wanted: Wanted | None = None, *, around: Surroundings | None = None
) -> Outcome:
    """Take in files that portals gave, as the ledger's only writing run; one that cannot be read stops no other.

    Raises `LedgerError` when another run holds the ledger, `SetupError` for pattern files with mistakes.
    """
    around, wanted, outcome = around or Surroundings(), wanted or Wanted(), Outcome()
    known = files.vendors(workspace, wanted, around)
    with ledger.writing(workspace.ledger_url, clock=around.clock, wait=PATIENCE) as book:
        for path in paths:
            try:
                File(path, book, outcome, around).take_in(known, wanted)
            except LedesError as error:
                outcome.trouble(path.name, error)
    return outcome


def _mailboxes(
    book: Ledger,
    workspace: Workspace,
    vendor: str | None,
    outcome: Outcome,
    around: Surroundings,
    every: datetime.timedelta,
) -> set[tuple[str, str]]:
    """Read the mailboxes, or those that a vendor writes to; name the vendors and environments whose mails they know."""
    known: set[tuple[str, str]] = set()
    for box in workspace.mailboxes:
        key = (mailbox.VENDOR, box.name, box.environment)
        try:
            post = Post(book, workspace, box, outcome, around)
            if vendor not in {None, *(each.vendor for each in post.vendors)}:
                continue
            known |= {(each.vendor, box.environment) for each in post.vendors if each.mail}
            last = book.polled(*key)
            if around.stop.is_set() or (last and last + every > around.clock()):
                continue
            around.say(f"reading mailbox {box.name}")
            with pacing.alone(book, key) as alone:
                if alone:
                    post.read()
                    book.poll(*key, around.clock())
        except LedesError as error:
            outcome.trouble(f"mailbox {box.name}", error)
    return known


def _accounts(book: Ledger, vendor: str | None) -> list[Key]:
    """List the accounts with open submissions that their vendors may speak of."""
    found = {
        (each.delivery.vendor, each.delivery.account, each.delivery.environment)
        for each in book.submissions(open_only=True)
        if each.state != states.REFUSED
    }
    return sorted(key for key in found if vendor in (None, key[0]))


class Poll:
    """One asking of one vendor account."""

    def __init__(self, book: Ledger, adapter: Adapter, key: Key, outcome: Outcome) -> None:
        self.book = book
        self.adapter = adapter
        self.key = key
        self.outcome = outcome
        self.reports = Reports(book, adapter, book.submissions(to=key), outcome)

    def ask(self, account: Account, now: datetime.datetime) -> None:
        """Fetch what happened and keep it, also what came before the vendor stopped answering.

        Raises `UnreachedError` when it did not answer to the end, `SetupError` when the account cannot be used.
        """
        last = self.book.polled(*self.key)
        reports: list[StatusEvent] = []
        trouble: LedesError | None = None
        try:
            for report in self.adapter.track(account, last - OVERLAP if last else None):
                reports.append(report)
        except (NotSent, Busy) as error:
            trouble = self._unreached(str(error))
        except LedesError as error:
            trouble = error
        except Exception as error:  # noqa: BLE001  an adapter that stumbles must not stop the others
            trouble = self._unreached(f"its answer could not be read ({type(error).__name__})")
        often = times(reports)
        for report in reports:
            if not self.reports.keep(report, often[report.reference, report.invoice]):
                stray(self.book, self.adapter, self.key, report, self.outcome)
        if trouble is not None:
            raise trouble
        self.book.poll(*self.key, now)

    def _unreached(self, seen: str) -> UnreachedError:
        return UnreachedError(f"{self.adapter.name} was not reached: {seen}", hint="run ledes track again later")
