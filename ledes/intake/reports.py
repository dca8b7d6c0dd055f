"""What vendors report is kept: each report once, with the status that it means and what it proves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from ledes.gateway import Adapter, StatusEvent
from ledes.ledger import states
from ledes.ledger.records import Submission
from ledes.ledger.writing import Ledger
from ledes.sending import matching
from ledes.sending.matching import Match
from ledes.sending.outcome import Outcome

Key = tuple[str, str, str]
"""A vendor, an account and an environment."""


def times(reports: Iterable[StatusEvent]) -> Counter[tuple[str, str]]:
    """Count how often a vendor speaks of each bill."""
    return Counter((report.reference, report.invoice) for report in reports)


class Reports:
    """Keeps what a vendor reports of the bills in `known`, and tells what is new and not understood."""

    def __init__(self, book: Ledger, adapter: Adapter, known: Sequence[Submission], outcome: Outcome) -> None:
        self.book = book
        self.adapter = adapter
        self.known = tuple(known)
        self.outcome = outcome
        self.touched: set[int] = set()

    def keep(self, report: StatusEvent, often: int, mark: str = "") -> bool:
        """Keep a report that the vendor gives so often; say whether it fits a bill.

        `mark` is what it is known again by, if not by all that it says.
        """
        mark = mark or matching.fingerprint(report)
        found = matching.match(report, self.known)
        self.touched |= {each.id for each in found.submissions}
        for each in found.submissions:
            if matching.is_new(report, mark, self.book.events(each.id), often):
                self._note(report, mark, each, found)
        return bool(found.submissions)

    def _note(self, report: StatusEvent, mark: str, submission: Submission, found: Match) -> None:
        detail = matching.detail(report, self.adapter, submission, mark)
        proves = matching.proof(report, detail["status"], found, self.known)
        if proves:
            self._prove(submission, proves, report)
        self.book.note([submission.id], "STATUS", detail, blob=report.raw)
        if not report.status and matching.meaning(report.words, self.adapter) is None:
            said = f"{self.adapter.name} says {report.words!r}, a word that is not known; kept"
            self.outcome.notes.append(f"invoice {submission.invoice}: {said}")

    def _prove(self, submission: Submission, event: str, report: StatusEvent) -> None:
        """Move all submissions of a delivery to where a report shows them to be."""
        mates = self.book.submissions(delivery=submission.delivery.id, open_only=True)
        ids = [each.id for each in mates if states.allowed(event, each.state)]
        vendors = report.reference if report.reference != submission.delivery.reference else ""
        with self.book.claim(submission.delivery.id) as other:
            if other:
                # Another run is bringing it just now, and hears of it itself.
                return
            self.book.note(ids, event, {"reference": vendors, "words": report.words})
        moved = {each.id: each for each in self.book.submissions(delivery=submission.delivery.id)}
        self.known = tuple(moved.get(each.id, each) for each in self.known)


def stray(book: Ledger, adapter: Adapter, key: Key, report: StatusEvent, outcome: Outcome, mark: str = "") -> None:
    """Keep a report that fits no bill, and tell of it once."""
    detail = {"reference": report.reference, "invoice": report.invoice, "words": report.words, "text": report.text}
    if book.stray(mark or matching.fingerprint(report), *key, detail, report.raw):
        number = report.invoice or report.reference
        outcome.notes.append(f"{adapter.name} says {report.words!r} of {number!r}, which fits no submission; kept")
