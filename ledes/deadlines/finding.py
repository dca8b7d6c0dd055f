"""Find all deadlines of a firm."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from ledes.deadlines import Deadline, bills, ordered, others
from ledes.deadlines.bills import Open
from ledes.ledger.reading import Reader
from ledes.proformas.waiting import waiting
from ledes.workspace import Workspace


def deadlines(book: Reader, workspace: Workspace, today: datetime.date) -> tuple[Deadline, ...]:
    """List the deadlines of open bills, proformas, promises, accruals and accounts, the nearest first; tests have none.

    Raises `SetupError` where the end of a secret cannot be read.
    """
    return _deadlines(book, workspace, today, bills.open_bills(book, workspace))


def with_stuck(book: Reader, workspace: Workspace, now: datetime.datetime) -> tuple[Deadline, ...]:
    """List the same, and bills without any that stood still for longer than `stuck_hours` of [notices]."""
    found = bills.open_bills(book, workspace)
    known = _deadlines(book, workspace, now.astimezone().date(), found)
    told = {each.submission.id for each in known if each.submission}
    still = [each for each in found if each.submission.id not in told]
    return ordered((*known, *bills.stuck(still, now, workspace.notices.stuck_hours)))


def _deadlines(book: Reader, workspace: Workspace, today: datetime.date, found: Sequence[Open]) -> tuple[Deadline, ...]:
    return ordered(
        (
            *others.of_accounts(workspace),
            *others.of_promises(book, today),
            *others.of_accruals(book, workspace, today),
            *bills.of_bills(found, today),
            *bills.of_proformas(waiting(book, workspace), workspace),
        )
    )
