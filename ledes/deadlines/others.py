"""Deadlines that are of no bill's making: promises to pay, accruals, and secrets of accounts that end."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator

from ledes import accounts
from ledes.deadlines import ACCRUAL, PROMISE, SECRET, Deadline
from ledes.ledger import clientbook
from ledes.ledger.reading import Reader
from ledes.payments import accruals, promises
from ledes.payments.promises import Judged
from ledes.show import billwords
from ledes.workspace import Workspace

UNKEPT = frozenset({promises.OPEN, promises.BROKEN})


def of_promises(found: Iterable[Judged]) -> Iterator[Deadline]:
    """Yield promises to pay that are open or broken, on the day by which the money was to come."""
    return map(_promise, found)


def unkept(book: Reader, today: datetime.date) -> tuple[Judged, ...]:
    """List the promises that are open or broken; every invoice is added up only where anything was promised."""
    kinds = ("PROMISE", "PLAN")
    if not clientbook.listed(book, None, *kinds) and next(book.happened(*kinds), None) is None:
        return ()
    return tuple(each for each in promises.judged(book, today) if each.state in UNKEPT)


def _promise(each: Judged) -> Deadline:
    of = each.promise
    amount = f"{billwords.grouped(of.amount)} {of.currency}"
    who = f" by {of.whom}" if of.whom else ""
    came = f", {billwords.grouped(each.got)} came" if each.got else ""
    broken = "ask where it is" if each.state == promises.BROKEN else "look whether it came"
    return Deadline(
        kind=PROMISE,
        what=f"{amount} promised{who}{came}",
        day=of.due,
        step=f"{broken}, then ledes pay {of.invoice or 'INVOICE'} or ledes note {of.invoice or of.client}",
        client=of.client,
        invoice=of.invoice,
        about=f"{of.made} {of.due} {amount}",
    )


def of_accruals(book: Reader, workspace: Workspace, today: datetime.date) -> Iterator[Deadline]:
    """Yield the days by which clients want accruals that were not sent yet, as their profiles' calendars have them."""
    for each in accruals.due(book, workspace, today):
        if each.missing:
            month = f"{each.month:%Y-%m}"
            yield Deadline(
                kind=ACCRUAL,
                what=f"send the accrual of {month}",
                day=each.due,
                step="make a bill of kind accrual of what is not billed, then ledes submit",
                client=each.client,
                about=month,
            )


def of_accounts(workspace: Workspace) -> Iterator[Deadline]:
    """Yield the days on which secrets and client certificates of accounts and mailboxes end.

    Raises `SetupError` where one is no day or cannot be read.
    """
    for account in accounts.stated(workspace):
        day = accounts.expiry(account)
        if day is not None:
            yield Deadline(
                kind=SECRET,
                what="renew the secret",
                day=day,
                step="renew it at the platform, then enter it by ledes login",
                account=f"{account.vendor} {account.name} ({account.environment})",
            )
