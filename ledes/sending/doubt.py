"""What became of an attempt that ended without a clear answer: ask the vendor, and believe only proof.

Absence is proof only when the adapter's `settles_after` has passed since the attempt, by the clock and by the time that
the machine has been up: a clock that was set anew proves nothing. Where the vendor recognises a
second delivery under the same reference, no proof is needed. In every other case a person is asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from ledes.gateway import Absent, Account, Adapter, Busy, CannotSay, Found, NotSent, Receipt
from ledes.ledger import moments
from ledes.ledger.records import Submission
from ledes.sending import uptime
from ledes.sending.pace import Surroundings
from ledes.sending.uptime import Uptime


class Noted(NamedTuple):
    """An event that is to be noted, with what is known of it and the bytes that came."""

    kind: str
    detail: Mapping[str, Any]
    blob: bytes = b""


class Unclear(NamedTuple):
    """The vendor could not be asked, or its answer could not be read; what was seen of that."""

    seen: str


Answer = Found | Absent | CannotSay | Unclear


def received(receipt: Receipt) -> Noted:
    """Note a receipt: delivered, or uploaded where a second step has to follow."""
    detail = {"reference": receipt.reference, "at": moments.text(receipt.at) if receipt.at else ""}
    return Noted("RECEIPT" if receipt.finalized else "UPLOADED", detail, receipt.answer)


def clear(submission: Submission, adapter: Adapter, account: Account, around: Surroundings) -> Noted:
    """Say what to note of a submission in doubt; wait for proof of absence where it is near."""
    answer = _ask(submission, adapter, account)
    # without one, time counts from this look: an attempt whose run was killed may have been slow
    since = uptime.parse(submission.standing.uptime) or around.uptime()
    left = _unproved(submission, adapter, around, since)
    if isinstance(answer, Absent) and not _repeats(submission, adapter) and left and 0 < left <= around.pace.patience:
        around.sleep_unless_stopped(left)
        answer = _ask(submission, adapter, account)
        left = _unproved(submission, adapter, around, since)
    if isinstance(answer, Found):
        return received(answer.receipt)
    if isinstance(answer, Unclear):
        return Noted("LOOKED", {"answer": answer.seen, "person": submission.standing.person})
    if isinstance(answer, Absent) and left is not None and left <= 0:
        if submission.standing.refusal:
            return Noted("REFUSED", {"words": submission.standing.words})
        return Noted("ABSENT", {})
    if _repeats(submission, adapter):
        return Noted("REPEAT", {})
    if isinstance(answer, Absent):
        return Noted("LOOKED", {"answer": "not there, which proves nothing yet", "person": left is None})
    return Noted("LOOKED", {"answer": "the vendor cannot be asked", "page": answer.page, "person": True})


def _ask(submission: Submission, adapter: Adapter, account: Account) -> Answer:
    if not adapter.can.look:
        return CannotSay()
    try:
        answer: object = adapter.look(submission.delivery.reference, account)
    except (NotSent, Busy):
        return Unclear("the vendor was not reached")
    except Exception as error:  # noqa: BLE001  whatever an adapter raises is no answer
        return Unclear(f"the answer could not be read: {type(error).__name__}")
    if isinstance(answer, Found | Absent | CannotSay):
        return answer
    return Unclear("the adapter gave no answer")


def _unproved(submission: Submission, adapter: Adapter, around: Surroundings, since: Uptime) -> float | None:
    """Give the seconds until absence is proof; `None` where it never is."""
    settles, tried = adapter.can.settles_after, submission.tried
    # A bill that the vendor spoke of before we sent it is under another reference than ours: no look-up disproves it.
    if settles is None or tried is None or submission.standing.appeared:
        return None
    by_clock = (tried + settles - around.clock()).total_seconds()
    return max(by_clock, settles.total_seconds() - around.uptime().since(since))


def _repeats(submission: Submission, adapter: Adapter) -> bool:
    """Say whether the vendor would recognise a second delivery; once it refused in doubt, it may just have done so."""
    standing = submission.standing
    return adapter.can.repeatable and not standing.refusal and not standing.appeared
