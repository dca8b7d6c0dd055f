"""A mailbox is read: each message kept as it came, once, and what it says of our bills noted."""

from __future__ import annotations

import contextlib
import datetime
import functools
from collections.abc import Generator
from pathlib import Path

from ledes.errors import LedesError, UnreachedError
from ledes.gateway import Adapter, Busy, NotSent, arriving, credentials, mailbox
from ledes.gateway.mailbox import Arrived, From, Mailbox
from ledes.intake import letters, patterns, recognition, sorting
from ledes.intake.letters import Letter
from ledes.intake.patterns import Patterns
from ledes.intake.reports import Reports, times
from ledes.intake.sorting import Verdict
from ledes.ledger import chain, messages, moments
from ledes.ledger.messages import Arrival, Mark, Message
from ledes.ledger.records import Submission
from ledes.ledger.writing import Ledger
from ledes.sending.outcome import Outcome
from ledes.sending.pace import Surroundings
from ledes.workspace import Workspace

DAY = datetime.timedelta(days=1)


def vendors(workspace: Workspace, box: Mailbox, around: Surroundings) -> tuple[Patterns, ...]:
    """Give the patterns of the vendors whose mails come to a mailbox.

    Raises `SetupError` for a pattern file with mistakes, and for a vendor that there is none of.
    """
    own = patterns.load(workspace.patterns)
    named = {each.vendor for each in workspace.accounts} | {each.vendor for each in own}
    adapters = [around.adapter(key) for key in box.vendors or sorted(named)]
    return tuple(patterns.of(adapter, own) for adapter in adapters)


class Post:
    """The mails of one mailbox, in one round."""

    def __init__(
        self, book: Ledger, workspace: Workspace, box: Mailbox, outcome: Outcome, around: Surroundings
    ) -> None:
        self.book = book
        self.workspace = workspace
        self.box = box
        self.outcome = outcome
        self.around = around
        self.vendors = vendors(workspace, box, around)
        self.new = self.waiting = 0
        self.opened: dict[str, Reports] = {}

    def read(self) -> None:
        """Read what is new; what was kept before a trouble stays, and the next round goes on from there.

        Raises `UnreachedError` when the mailbox could not be read to the end, `SetupError` when it cannot be used.
        """
        began = self._began()
        if began is None:
            return
        seen = messages.known(self.book, self.box.name)
        secret = "" if self.box.folder else self._secret()
        trouble = ""
        try:
            with contextlib.closing(self._arrived(secret, began)) as arrived:
                for each in arrived:
                    self._take(each, seen)
        except (NotSent, Busy) as error:
            trouble = str(error)
        self._tell()
        if trouble:
            raise UnreachedError(
                f"mailbox {self.box.name} was not reached: {trouble}", hint="run ledes track again later"
            )

    def _secret(self) -> str:
        return credentials.secret(self.box.account, credentials.Surroundings(folder=self.workspace.root))

    def _arrived(self, secret: str, began: datetime.date) -> Generator[Arrived]:
        known = messages.mark(self.book, self.box.name)
        start = From(validity=known.validity, uid=known.last) if known.place == self._place else From()
        found = arriving.arrived(
            self.box, secret, From(validity=start.validity, uid=start.uid, day=began), settled=self._rests
        )
        yield from found

    @property
    def _place(self) -> str:
        return f"{self.box.url} {self.box.user}".strip()

    def _rests(self, path: Path) -> bool:
        return self.around.clock().timestamp() - path.stat().st_mtime >= self.workspace.quiet_seconds

    def _began(self) -> datetime.date | None:
        """Give the day before the first bill was recorded; no older mail is about any. `None` where there is none."""
        created = [each.created for each in self._submissions]
        return (moments.parse(min(created)) - DAY).date() if created else None

    @functools.cached_property
    def _submissions(self) -> tuple[Submission, ...]:
        environment = self.box.environment
        return tuple(each for each in self.book.submissions() if each.delivery.environment == environment)

    def _reports(self, vendor: str) -> Reports:
        if vendor not in self.opened:
            adapter: Adapter = self.around.adapter(vendor)
            known = sorting.sent(each for each in self._submissions if each.delivery.vendor == vendor)
            self.opened[vendor] = Reports(self.book, adapter, known, self.outcome)
        return self.opened[vendor]

    def _take(self, each: Arrived, seen: frozenset[str]) -> None:
        mark = Mark(place=self._place, validity=each.validity, last=each.uid) if each.uid else None
        if chain.content(each.raw) in seen:
            if mark:
                messages.reach(self.book, self.box.name, mark)
            return
        letter = letters.read(each.raw, received=each.received, now=self.around.clock(), server=self.box.server)
        verdict = self._judged(letter, each)
        self._note(verdict)
        # Kept last: a run that dies before finds the message new again, and its reports known.
        messages.keep(self.book, Arrival(message=self._message(letter, verdict), raw=each.raw, mark=mark))
        self.new += 1
        self.waiting += verdict.outcome == messages.UNMATCHED

    def sort(self, message: Message, raw: bytes) -> bool:
        """Sort a message that waits for a person once more; say whether it found its place."""
        sent = moments.parse(message.at)
        letter = letters.read(raw, received=sent, now=sent, server=self.box.server)
        verdict = self._judged(letter, Arrived(raw=raw, whole=len(raw) < mailbox.MOST_BYTES))
        self._note(verdict)
        if verdict.outcome == messages.UNMATCHED:
            return False
        messages.close(self.book, message.id, verdict.outcome, "", vendor=verdict.vendor, pattern=verdict.pattern)
        return True

    def _note(self, verdict: Verdict) -> None:
        if not verdict.reports:
            return
        reports = self._reports(verdict.vendor)
        often = times(verdict.reports)
        for report in verdict.reports:
            reports.keep(report, often[report.reference, report.invoice])

    def _judged(self, letter: Letter, each: Arrived) -> Verdict:
        if not each.whole:
            size = f"{mailbox.MOST_BYTES >> 20} MB"
            return Verdict(outcome=messages.UNMATCHED, reason=f"it is longer than {size}; its beginning is kept")
        try:
            tried = recognition.trials(letter, each.raw, self.vendors)
            return sorting.judge(letter, tried, lambda vendor: self._reports(vendor).known, server=self.box.server)
        except LedesError:
            raise
        except Exception as error:  # noqa: BLE001  one mail that nobody thought of must not hold up all after it
            reason = f"a pattern stumbled over it ({type(error).__name__})"
            return Verdict(outcome=messages.UNMATCHED, reason=reason)

    def _message(self, letter: Letter, verdict: Verdict) -> Message:
        return Message(
            mailbox=self.box.name,
            at=moments.text(letter.at),
            sender=letter.sender,
            subject=letter.subject,
            vendor=verdict.vendor,
            environment=self.box.environment,
            pattern=verdict.pattern,
            outcome=verdict.outcome,
            reason=verdict.reason,
        )

    def _tell(self) -> None:
        self.touched()
        if self.new:
            news = f"{self.new} new message{'' if self.new == 1 else 's'}"
            rest = f", {self.waiting} for a person to look at: ledes mail" if self.waiting else ""
            self.outcome.notes.append(f"mailbox {self.box.name}: {news}{rest}")

    def touched(self) -> None:
        """Tell which bills the mails were about, as they stand now."""
        ids = {id_ for each in self.opened.values() for id_ in each.touched}
        self.outcome.touched(self.book.submissions(ids=tuple(sorted(ids))))
