"""What a round would say to whom beside the bills that it sends: questions, mailboxes, notices. Nothing leaves."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator

from ledes import gateway, ledger
from ledes.ledger import states
from ledes.notices import notices
from ledes.workspace import Workspace


def questions(home: Workspace, vendor: str | None = None) -> Iterator[str]:
    """Say which accounts would be asked about how many bills, and which mailboxes would be read.

    Raises `UsageError` for a vendor that there is none of, `LedgerError` where the ledger cannot be used.
    """
    if vendor is not None:
        gateway.vendor(vendor)
    with ledger.reading(home.ledger_url) as book:
        still_open = [each for each in book.submissions(open_only=True) if each.state != states.REFUSED]
    keys = [(each.delivery.vendor, each.delivery.account, each.delivery.environment) for each in still_open]
    known = gateway.vendors()
    for (key, account, environment), count in sorted(Counter(keys).items()):
        if vendor not in {None, key} or key not in known or not known[key].can.track:
            continue
        bills = "1 bill" if count == 1 else f"{count:,} bills"
        yield f"ask {known[key].name}, account {account} ({environment}), what became of {bills}"
    for box in home.mailboxes:
        if vendor is None or not box.vendors or vendor in box.vendors:
            yield f"read the {'folder' if box.folder else 'mailbox'} {box.name}"


def told(home: Workspace, now: datetime.datetime) -> Iterator[str]:
    """Say how many notices would go which way, where they were not told lately.

    Raises `SetupError` as `notices` does.
    """
    wanted = home.notices
    ways = [
        name for name, way in (("a file", wanted.file), ("a webhook", wanted.webhook), ("mail", wanted.mail)) if way
    ]
    if not ways:
        return
    with ledger.reading(home.ledger_url) as book:
        found = notices(book, home, wanted, now)
    if found:
        count = "1 notice" if len(found) == 1 else f"{len(found):,} notices"
        why = ", ".join(dict.fromkeys(each.why for each in found))
        yield f"tell {count} by {' and '.join(ways)}, unless told lately: {why}"
