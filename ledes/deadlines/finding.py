"""Find all deadlines of a firm."""

from __future__ import annotations

import datetime

from ledes.deadlines import Deadline, bills, ordered, others
from ledes.ledger.reading import Reader
from ledes.proformas.waiting import waiting
from ledes.workspace import Workspace


def deadlines(book: Reader, workspace: Workspace, today: datetime.date) -> tuple[Deadline, ...]:
    """List the deadlines of open bills, proformas, promises and accounts, the nearest first; tests have none.

    Raises `SetupError` where the end of a secret cannot be read.
    """
    return ordered(
        (
            *others.of_accounts(workspace),
            *others.of_promises(book, today),
            *bills.of_bills(book, workspace),
            *bills.of_proformas(waiting(book, workspace), workspace),
        )
    )


def with_stuck(book: Reader, workspace: Workspace, now: datetime.datetime) -> tuple[Deadline, ...]:
    """List the same, and the bills that stood still for longer than `stuck_hours` of [notices]."""
    standing = bills.stuck(book, workspace, now, workspace.notices.stuck_hours)
    return ordered((*deadlines(book, workspace, now.astimezone().date()), *standing))
