"""What a person should do next of bills of which money was noted here, which the platform need not know of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ledes.ledger import states
from ledes.ledger.reading import Reader
from ledes.ledger.records import Submission
from ledes.payments import receivables, telling
from ledes.show import billwords

MONEY = ("PAYMENT", "WRITTEN_OFF", "AGENCY")
TURNED_DOWN = frozenset({"FILE_ERROR", "REJECTED"})


def steps(book: Reader, found: Iterable[Submission]) -> Mapping[int, str]:
    """Give the next step of those submissions of which money was noted, given up, or handed to an agency."""
    delivered = {each.id for each in found if each.state == states.DELIVERED and each.status not in TURNED_DOWN}
    if not delivered or next(book.happened(*MONEY), None) is None:
        return {}
    told = {}
    for each in receivables.receivables(book, ids=delivered):
        if not (each.payments or each.write_offs or each.agency):
            continue
        balance = each.balance
        rest = f"{billwords.grouped(telling.full(balance.owed, each.currency))} {each.currency}"
        cut = f"{billwords.grouped(telling.full(balance.disputed, each.currency))} {each.currency}"
        if balance.open <= 0:
            told[each.submission.id] = "nothing: it is settled"
        elif balance.owed > 0 and each.agency:
            told[each.submission.id] = f"wait for {each.agency}: {rest} is open"
        elif balance.owed > 0:
            told[each.submission.id] = f"wait for the rest: {rest} is open"
        else:
            told[each.submission.id] = f"appeal what was cut, or ledes writeoff {each.invoice}: {cut} is open"
    return told
