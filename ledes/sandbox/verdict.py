"""What the portal decides on a bill: approve, reduce or reject, each with its reasons in a platform's words."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from ledes import money
from ledes.bill import Bill, Line
from ledes.finding import Finding
from ledes.formats import Format
from ledes.gateway import LineAdjustment
from ledes.sandbox.checks import Complaint, known_here
from ledes.sandbox.settings import Settings
from ledes.sandbox.wording import say

APPROVED, REDUCED, REJECTED = "Approved", "Approved with reductions", "Rejected"

MOST = 20
"""The most different messages that one answer repeats."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Why a bill is not taken as it is: the reason's key, the words, the lines, and what it leads to."""

    reason: str
    words: str
    lines: tuple[str, ...]
    action: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The portal's answer. `amount` is what will be paid, tax included; `None` when the bill is rejected."""

    words: str
    text: str = ""
    amount: Decimal | None = None
    adjustments: tuple[LineAdjustment, ...] = ()
    causes: tuple[Cause, ...] = ()


def judge(bill: Bill, found: Iterable[Finding], form: Format, settings: Settings, today: datetime.date) -> Verdict:
    """Decide on a bill; `found` is what its reader found wrong."""
    complaints = list(known_here(bill, found, form, settings, today))
    causes = tuple(_causes(complaints, settings))
    rejecting = [cause for cause in causes if cause.action == "reject"]
    if rejecting:
        return Verdict(words=REJECTED, text=_text(rejecting), causes=causes)
    cuts = _cuts(complaints, settings)
    reducing = [cause for cause in causes if cause.action == "reduce"]
    if not cuts:
        return Verdict(words=APPROVED, amount=bill.total, causes=causes)
    return Verdict(
        words=REDUCED,
        text=_text(reducing),
        amount=reduced(bill, cuts),
        adjustments=cuts,
        causes=causes,
    )


def reduced(bill: Bill, cuts: Iterable[LineAdjustment]) -> Decimal | None:
    """Compute what is left of a bill's total; the tax on a line goes down in the same proportion."""
    if bill.total is None:
        return None
    left = bill.total
    lines = {line.number: line for line in bill.lines}
    for cut in cuts:
        left = money.plus(left, money.plus(cut.amount, _tax_on(lines.get(cut.line), cut.amount)))
    return left


def _tax_on(line: Line | None, amount: Decimal) -> Decimal:
    if line is None or not line.tax or not line.amount:
        return money.ZERO
    return money.half_up(money.WIDE.multiply(line.tax, amount) / line.amount, money.MINOR_UNIT)


def _causes(complaints: Iterable[Complaint], settings: Settings) -> Iterator[Cause]:
    """Join complaints with the same words into one cause with its lines."""
    joined: dict[tuple[str, str, str], list[Complaint]] = {}
    for each in complaints:
        said = say(each.reason, settings.words, each.blame)
        joined.setdefault((each.reason, said, _action(each, settings)), []).append(each)
    for (reason, said, action), group in joined.items():
        lines = tuple(dict.fromkeys(each.line.number for each in group if each.line))
        yield Cause(reason=reason, words=said, lines=lines, action=action, message=group[0].message)


def _action(complaint: Complaint, settings: Settings) -> str:
    action = settings.action(complaint.reason)
    return "reject" if action == "reduce" and not _excess(complaint) else action


def _excess(complaint: Complaint) -> Decimal:
    """Say how much of a line a complaint is about; nothing where there is no line with a positive amount."""
    line = complaint.line
    if line is None or line.amount is None or line.amount <= 0:
        return money.ZERO
    if complaint.allowed_rate is None or line.rate is None or line.units is None:
        return line.amount
    over = money.times(money.minus(line.rate, complaint.allowed_rate), line.units)
    return min(line.amount, max(money.ZERO, money.half_up(over, money.MINOR_UNIT)))


def _cuts(complaints: Iterable[Complaint], settings: Settings) -> tuple[LineAdjustment, ...]:
    """Cut each line once, by the largest excess on it."""
    largest: dict[str, tuple[Decimal, Complaint]] = {}
    for each in complaints:
        if each.line is None or _action(each, settings) != "reduce":
            continue
        excess = _excess(each)
        if excess > largest.get(each.line.number, (money.ZERO, each))[0]:
            largest[each.line.number] = (excess, each)
    return tuple(
        LineAdjustment(line=number, amount=-excess, words=say(each.reason, settings.words, each.blame))
        for number, (excess, each) in largest.items()
    )


def _text(causes: Iterable[Cause]) -> str:
    return "\n".join(list(dict.fromkeys(cause.words for cause in causes))[:MOST])
