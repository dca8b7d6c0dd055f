"""The days by which something has to be done for one bill."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from ledes.deadlines import DELETION, STUCK, Deadline, finding
from ledes.ledger.reading import Reader
from ledes.workspace import Workspace


def deadlines(book: Reader, home: Workspace, today: datetime.date) -> Mapping[int, tuple[Deadline, ...]]:
    """List by when every open bill has to be filed or appealed, by its id, the nearest first."""
    found: dict[int, tuple[Deadline, ...]] = {}
    for each in finding.deadlines(book, home, today):
        if each.submission is not None and each.kind not in {DELETION, STUCK}:
            found[each.submission.id] = (*found.get(each.submission.id, ()), each)
    return found
