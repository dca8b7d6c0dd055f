"""Find all deadlines of a firm."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from ledes.deadlines import Deadline, bills, ordered, others
from ledes.deadlines.bills import Open
from ledes.ledger.reading import Reader
from ledes.payments.promises import Judged
from ledes.proformas.waiting import Waiting, waiting
from ledes.workspace import Workspace


def deadlines(
    book: Reader,
    workspace: Workspace,
    today: datetime.date,
    *,
    lying: Sequence[Waiting] | None = None,
    promised: Sequence[Judged] | None = None,
    found: Sequence[Open] | None = None,
) -> tuple[Deadline, ...]:
    """List the deadlines of open bills, proformas, promises, accruals and accounts, the nearest first.

    Tests have none. `lying` are the proformas that are not out, `promised` the promises that are open or broken,
    `found` the bills that are open: where they are at hand.

    Raises `SetupError` where the end of a secret cannot be read.
    """
    return ordered(
        (
            *others.of_accounts(workspace),
            *others.of_promises(others.unkept(book, today) if promised is None else promised),
            *others.of_accruals(book, workspace, today),
            *bills.of_bills(bills.open_bills(book, workspace) if found is None else found, today),
            *bills.of_proformas(waiting(book, workspace) if lying is None else lying, workspace),
        )
    )


def with_stuck(book: Reader, workspace: Workspace, now: datetime.datetime) -> tuple[Deadline, ...]:
    """List the same, and bills without any that stood still for longer than `stuck_hours` of [notices]."""
    found = bills.open_bills(book, workspace)
    known = deadlines(book, workspace, now.astimezone().date(), found=found)
    told = {each.submission.id for each in known if each.submission}
    still = (each for each in found if each.submission.id not in told)
    return ordered((*known, *bills.stuck(still, now, workspace.notices.stuck_hours)))
