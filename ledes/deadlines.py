"""The days by which something has to be done for a bill or an account, each from the client's own profile."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ledes.client import Client
from ledes.errors import SetupError
from ledes.ledger import spans, states
from ledes.ledger.reading import Reader
from ledes.ledger.records import Submission
from ledes.ledger.spans import Span
from ledes.workspace import Workspace

FILING = "D210"
APPEAL = "S202"
"""The rules whose `days` a profile sets: how late an invoice may be filed, and how late it may be appealed."""

UNACCEPTED = frozenset({"FILE_ERROR", "REJECTED"})
APPEALABLE = frozenset({"REJECTED", "APPROVED_REDUCED", "SHORT_PAID", "DISPUTED"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """What has to be done by the end of a day, and of which submission (`None`: of an account)."""

    what: str
    day: datetime.date
    submission: Submission | None = None
    account: str = ""

    def left(self, today: datetime.date) -> int:
        """Count the days that are left; less than nothing when it is over."""
        return (self.day - today).days


def deadlines(book: Reader, workspace: Workspace) -> tuple[Deadline, ...]:
    """List the deadlines of all open bills and of the accounts, the nearest first; tests have none.

    Raises `SetupError` where an account's `secret_expires` is no day.
    """
    known = spans.spans(book)
    found = [*_expiring(workspace)]
    for each in book.submissions(open_only=True):
        client = workspace.clients.get(each.client)
        if client is not None and each.delivery.environment == "production":
            found += _of(each, client, known[each.id])
    return tuple(sorted(found, key=lambda each: (each.day, each.submission.id if each.submission else 0)))


def _of(each: Submission, client: Client, span: Span) -> Iterator[Deadline]:
    filing, appeal = _options(client, FILING), _options(client, APPEAL)
    begun = span.date if filing.get("since") == "invoice date" else span.end
    if begun and "days" in filing and (each.state != states.DELIVERED or each.status in UNACCEPTED):
        yield Deadline(what="file the invoice", day=begun + datetime.timedelta(filing["days"]), submission=each)
    if span.answered and "days" in appeal and each.status in APPEALABLE:
        day = span.answered.astimezone().date() + datetime.timedelta(appeal["days"])
        yield Deadline(what="appeal", day=day, submission=each)


def _options(client: Client, code: str) -> Mapping[str, Any]:
    setting = client.rules.get(code)
    return setting.options if setting is not None and setting.level != "off" else {}


def _expiring(workspace: Workspace) -> Iterator[Deadline]:
    for account in workspace.accounts:
        day = account.settings.get("secret_expires", "")
        if day:
            name = f"{account.vendor} {account.name} ({account.environment})"
            yield Deadline(what="renew the secret", day=_expiry(day, name), account=name)


def _expiry(text: str, name: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise SetupError(
            f"secret_expires of the account {name} is no day", hint='write a day such as "2027-01-31" in ledes.toml'
        ) from None


def near(found: Iterable[Deadline], today: datetime.date, days: int) -> tuple[Deadline, ...]:
    """Pick those that are over or come within some days."""
    return tuple(each for each in found if each.left(today) <= days)
