"""Track bills: ask each vendor what happened, and keep all that it says, in the order in which it happened."""

from __future__ import annotations

import datetime
from collections import Counter

from ledes import gateway, ledger
from ledes.errors import LedesError, UnreachedError
from ledes.gateway import Account, Adapter, Busy, NotSent, StatusEvent
from ledes.ledger import states
from ledes.ledger.records import Submission
from ledes.ledger.writing import Ledger
from ledes.sending import matching
from ledes.sending.accounts import Accounts
from ledes.sending.outcome import Outcome
from ledes.sending.pace import Surroundings
from ledes.workspace import Workspace

OVERLAP = datetime.timedelta(days=7)
"""How far before the last time an account is asked again: vendors enter things late, and repeats are known again."""

Key = tuple[str, str, str]


def track(workspace: Workspace, *, vendor: str | None = None, around: Surroundings | None = None) -> Outcome:
    """Ask the vendors of all open submissions what happened, as the ledger's only writing run.

    Raises `LedgerError` when another run holds the ledger.
    """
    around = around or Surroundings()
    with ledger.writing(workspace.ledger_url, clock=around.clock) as book:
        return follow(book, workspace, vendor=vendor, around=around)


def follow(book: Ledger, workspace: Workspace, *, vendor: str | None = None, around: Surroundings) -> Outcome:
    """Ask the vendors with a ledger that is open for writing; one that does not answer does not stop the others.

    Raises `UsageError` for a vendor that there is none of.
    """
    if vendor is not None:
        gateway.vendor(vendor)
    outcome = Outcome()
    accounts = Accounts(workspace)
    for key in _accounts(book, vendor):
        try:
            adapter = around.adapter(key[0])
            around.say(f"asking {adapter.name}")
            if adapter.can.track:
                Poll(book, adapter, key, outcome).ask(accounts.find(*key), around.clock())
            else:
                outcome.notes.append(f"{adapter.name} cannot be asked: enter what you see there with ledes settle")
        except LedesError as error:
            outcome.trouble(f"{key[0]} {key[1]}", error)
        outcome.touched(book.submissions(to=key, open_only=True))
    return outcome


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
        self.known = book.submissions(to=key)

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
        times = Counter((report.reference, report.invoice) for report in reports)
        for report in reports:
            self._keep(report, times[report.reference, report.invoice])
        if trouble is not None:
            raise trouble
        self.book.poll(*self.key, now)

    def _unreached(self, seen: str) -> UnreachedError:
        return UnreachedError(f"{self.adapter.name} was not reached: {seen}", hint="run ledes track again later")

    def _keep(self, report: StatusEvent, times: int) -> None:
        mark = matching.fingerprint(report)
        found = matching.match(report, self.known)
        if not found.submissions:
            self._stray(report, mark)
        for each in found.submissions:
            if not matching.is_new(report, mark, self.book.events(each.id), times):
                continue
            detail = matching.detail(report, self.adapter, each, mark)
            proves = matching.proof(report, detail["status"], found, self.known)
            if proves:
                self._prove(each, proves, report)
            self.book.note([each.id], "STATUS", detail, blob=report.raw)
            if report.words not in self.adapter.words:
                said = f"{self.adapter.name} says {report.words!r}, a word that is not known; kept"
                self.outcome.notes.append(f"invoice {each.invoice}: {said}")

    def _stray(self, report: StatusEvent, mark: str) -> None:
        detail = {
            "reference": report.reference,
            "invoice": report.invoice,
            "words": report.words,
            "text": report.text,
        }
        if self.book.stray(mark, *self.key, detail, report.raw):
            number = report.invoice or report.reference
            said = f"{self.adapter.name} says {report.words!r} of {number!r}, which fits no submission; kept"
            self.outcome.notes.append(said)

    def _prove(self, submission: Submission, event: str, report: StatusEvent) -> None:
        """Move all submissions of a delivery to where a report shows them to be."""
        mates = self.book.submissions(delivery=submission.delivery.id, open_only=True)
        ids = [each.id for each in mates if states.allowed(event, each.state)]
        vendors = report.reference if report.reference != submission.delivery.reference else ""
        self.book.note(ids, event, {"reference": vendors, "words": report.words})
        self.known = self.book.submissions(to=self.key)
