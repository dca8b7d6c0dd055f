"""What is not out yet: proformas and bills that have not left the firm, at whom each lies and since when."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from ledes.ledger import moments
from ledes.ledger.reading import Reader
from ledes.ledger.records import Submission
from ledes.proformas import BILLED, BILLING, FINALIZED, LATE, OVER, READ, Proforma, book, linking
from ledes.workspace import Workspace

MADE = frozenset({FINALIZED, BILLED})
"""Nobody reads it any more: the bill is to be made and sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A proforma, the bill that came of it, if any, and where both stand.

    `where` is the status of the proforma, or what became of its bill; `holder` with whom it lies, `since` the day from
    which it does.
    """

    proforma: Proforma
    submission: Submission | None = None
    where: str
    holder: str
    since: datetime.date

    @property
    def out(self) -> bool:
        """Say whether the bill has left the firm."""
        return linking.out(self.submission)

    @property
    def over(self) -> bool:
        """Say whether nothing is to be done: the bill is out, or there will be none."""
        return self.out or self.proforma.status in OVER

    @property
    def made(self) -> bool:
        """Say whether the bill should be on its way: it was made, or the proforma is final."""
        return self.submission is not None or self.proforma.status in MADE

    def days(self, today: datetime.date) -> int:
        """Count the days that it lies where it lies."""
        return (today - self.since).days

    def late(self, today: datetime.date, patience: int | None = None) -> bool:
        """Say whether a reader has it too long: by the list, by the day it was due, or for more than some days."""
        if self.over or self.made or self.proforma.status not in READ:
            return False
        due = self.proforma.due
        if self.proforma.status == LATE or (due is not None and due < today):
            return True
        return patience is not None and self.days(today) > patience


def waiting(reader: Reader, workspace: Workspace, client: str = "", *, every: bool = False) -> tuple[Waiting, ...]:
    """List what is not out yet, the longest waiting first; `every` proforma there ever was where asked for."""
    found = book.proformas(reader)
    links = linking.linked(reader, workspace, found)
    listed = [
        _waiting(each, links.get(each.number))
        for each in found
        if not client or client in {each.client, getattr(links.get(each.number), "client", "")}
    ]
    return tuple(sorted(_wanted(listed, every), key=lambda each: (each.since, each.proforma.number)))


def _wanted(found: list[Waiting], every: bool) -> Iterator[Waiting]:
    return (each for each in found if every or not each.over)


def _waiting(proforma: Proforma, submission: Submission | None) -> Waiting:
    since = proforma.since or datetime.date.min
    if submission is None:
        where = "billed, not on record here" if proforma.status == BILLED else proforma.status.replace("_", " ")
        return Waiting(proforma=proforma, where=where, holder=proforma.holder, since=since)
    made = moments.parse(submission.created).astimezone().date()
    where = f"bill {submission.invoice}: {submission.state.replace('_', ' ')}"
    return Waiting(proforma=proforma, submission=submission, where=where, holder=BILLING, since=made)
