"""Settle by a person's word what no vendor can be asked: it came, it did not come, or where it stands."""

from __future__ import annotations

import contextlib
import datetime
import io
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ledes import formats, gateway, ledger, money, status
from ledes.bill import Bill
from ledes.errors import LedesError, UsageError
from ledes.gateway import LineAdjustment
from ledes.ledger import moments, states
from ledes.ledger.records import Submission
from ledes.ledger.writing import Ledger
from ledes.sending import byhand
from ledes.sending.pace import Surroundings
from ledes.workspace import Workspace

PATIENCE = 10.0
"""Seconds that a person's word waits for a run that is at work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What a person says: one of delivered (with the vendor's reference), absent, withdrawn, or a status.

    `cuts` are what the client took off which lines, with its words, beside a status.
    """

    delivered: bool = False
    reference: str = ""
    absent: bool = False
    withdrawn: bool = False
    status: str = ""
    amount: Decimal | None = None
    at: datetime.date | None = None
    reason: str = ""
    cuts: tuple[LineAdjustment, ...] = ()


def settle(
    workspace: Workspace, invoice: str, word: Word, *, client: str = "", around: Surroundings | None = None
) -> tuple[Submission, ...]:
    """Note a person's word; give the submissions that it moved, all those of a delivery where they went together.

    Raises `UsageError` when the words do not go together, the number is not known or fits several, or the submission
    does not stand where the word could apply; `LedgerError` when another run holds the ledger.
    """
    around = around or Surroundings()
    _sensible(word)
    with ledger.writing(workspace.ledger_url, clock=around.clock, wait=PATIENCE) as book:
        submission = status.one(book, invoice, client=client)
        moved = _status(book, submission, word) if word.status else _moved(book, submission, word)
        # The word is noted; where a package cannot be taken away, the next run tells why.
        with contextlib.suppress(LedesError):
            byhand.keep_up(book, workspace, around.adapter)
        return moved


def _moved(book: Ledger, submission: Submission, word: Word) -> tuple[Submission, ...]:
    if word.withdrawn:
        return _withdraw(book, submission, word)
    event = "SETTLED_DELIVERED" if word.delivered else "SETTLED_ABSENT"
    if not states.allowed(event, submission.state):
        raise _misplaced(submission, "delivered" if word.delivered else "absent")
    mates = book.submissions(delivery=submission.delivery.id, open_only=True)
    ids = [each.id for each in mates if states.allowed(event, each.state)]
    return book.note(ids, event, {"reference": word.reference, "reason": word.reason})


def _withdraw(book: Ledger, submission: Submission, word: Word) -> tuple[Submission, ...]:
    """Take back what is not at the vendor, by what is known or by the person's word: its number becomes free."""
    mates = book.submissions(delivery=submission.delivery.id, open_only=True)
    free = (*states.UNSENT, states.REFUSED)
    if not mates or any(each.state not in free or each.standing.doubtful for each in mates):
        raise _misplaced(submission, "withdrawn")
    return book.note([each.id for each in mates], "WITHDRAWN", {"person": True, "reason": word.reason})


def _sensible(word: Word) -> None:
    said = sum((word.delivered, word.absent, word.withdrawn, bool(word.status)))
    if said != 1:
        raise UsageError("say one of --delivered, --absent, --withdrawn and --status", hint="see ledes settle --help")
    if word.delivered and not word.reference:
        raise UsageError(
            "--delivered needs the vendor's reference", hint="add --reference R, as the portal shows it for the bill"
        )
    if word.reference and not word.delivered:
        raise UsageError("--reference goes with --delivered only", hint="see ledes settle --help")
    if (word.amount is not None or word.at or word.cuts) and not word.status:
        raise UsageError("--amount, --at and --cut go with --status only", hint="see ledes settle --help")
    if word.status and word.status.upper() not in gateway.STATUSES:
        known = ", ".join(each for each in gateway.STATUSES if each)
        raise UsageError(f"there is no status {word.status!r}", hint=f"use one of {known}")


def _misplaced(submission: Submission, word: str) -> UsageError:
    return UsageError(
        f"invoice {submission.invoice} (submission {submission.id}) is {submission.state} and cannot be settled "
        f"as {word}",
        hint=f"see ledes history {submission.invoice}",
    )


def _lines(book: Ledger, submission: Submission) -> frozenset[str]:
    """Name the lines of the bill as it was sent; none where it cannot be read."""
    form = formats.named(submission.delivery.format)
    read = form.read(io.BytesIO(book.payload(submission)), "", formats.Reading())
    bills = [each for each in read if isinstance(each, Bill) and each.number == submission.invoice]
    return frozenset(line.number for bill in bills for line in bill.lines)


def _status(book: Ledger, submission: Submission, word: Word) -> tuple[Submission, ...]:
    if submission.state in {*states.CLOSED, states.REFUSED, states.SENDING}:
        raise _misplaced(submission, word.status.upper())
    known = _lines(book, submission) if word.cuts else frozenset()
    unknown = [each.line for each in word.cuts if known and each.line not in known]
    if unknown:
        raise UsageError(
            f"invoice {submission.invoice} has no line {unknown[0]}", hint="lines are named by their number in the bill"
        )
    try:
        whole = None if word.amount is None else money.ten_thousandths(word.amount)
    except ValueError:
        raise UsageError(f"--amount {word.amount} has more than four decimals", hint="give the exact amount") from None
    # A day stands for its end, so that the word counts after what the vendor said on that day; today ends now.
    end = datetime.datetime.combine(word.at, datetime.time.max, datetime.UTC) if word.at else None
    at = min(end, book.clock()) if end else None
    detail: dict[str, Any] = {
        "words": word.status.upper(),
        "status": word.status.upper(),
        "at": moments.text(at) if at else "",
        "amount": whole,
        "text": word.reason,
        "adjustments": [
            {"line": each.line, "amount": money.text(each.amount), "words": each.words} for each in word.cuts
        ],
        "channel": "person",
    }
    if states.allowed("CONFIRMED", submission.state):
        # Who sees a status at the portal has seen the bill there, and what went with it.
        mates = book.submissions(delivery=submission.delivery.id, open_only=True)
        book.note([each.id for each in mates if states.allowed("CONFIRMED", each.state)], "CONFIRMED", {})
    return book.note([submission.id], "STATUS", detail)
