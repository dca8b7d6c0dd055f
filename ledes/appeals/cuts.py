"""What the client made of each line of a bill: billed, approved, paid, with the reason of each cut."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from ledes import money
from ledes.bill import Bill, Line
from ledes.ledger.records import Event, Submission
from ledes.payments.balance import Balance

TURNED_DOWN = frozenset({"REJECTED", "FILE_ERROR"})
"""Statuses in which nothing of a bill was approved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One line of a bill as the client sees it, tax included, in the bill's currency.

    `line` is `None` for what was cut of the bill as a whole, and for a line that it does not have. `paid` is `None`
    where a part was paid and nobody said for which lines. `words` is what the client says of the cut, `reason` the key
    of the catalogue that it means.
    """

    number: str
    line: Line | None = None
    billed: Decimal
    approved: Decimal
    paid: Decimal | None = None
    words: str = ""
    reason: str = ""

    @property
    def cut(self) -> Decimal:
        """Give what was taken off; below zero where something was added."""
        return money.minus(self.billed, self.approved)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoning:
    """A bill line by line; `channel` says by which way the cuts came, empty where none were told by line."""

    submission: Submission
    shares: tuple[Share, ...]
    balance: Balance
    channel: str = ""

    @property
    def cuts(self) -> tuple[Share, ...]:
        """List what was taken off."""
        return tuple(each for each in self.shares if each.cut > 0)


def reckon(submission: Submission, bill: Bill | None, events: Sequence[Event], balance: Balance) -> Reckoning:
    """Reckon a bill line by line from what its platform, or a person, said of cuts.

    What was cut and not told by line is a share of its own without a line, so that all shares add up to the balance.
    """
    told = latest(events)
    adjustments = tuple(told.detail.get("adjustments") or ()) if told else ()
    lines = {line.number: line for line in bill.lines} if bill else {}
    by_line = _by_line(adjustments)
    nothing = balance.approved is None and submission.status in TURNED_DOWN
    shares = [
        _share(number, line, by_line.get(number, ()), submission.delivery.vendor, nothing)
        for number, line in lines.items()
    ]
    shares += [
        _share(number, None, said, submission.delivery.vendor, nothing)
        for number, said in by_line.items()
        if number not in lines
    ]
    if rest := _rest(submission, shares, balance, nothing):
        words = told.detail.get("text", "") if told else submission.standing.words
        shares.append(_whole(rest, str(words or ""), submission.delivery.vendor))
    channel = str(told.detail.get("channel") or "api") if told and adjustments else ""
    return Reckoning(submission=submission, shares=tuple(_paid(shares, balance)), balance=balance, channel=channel)


def latest(events: Iterable[Event]) -> Event | None:
    """Find the last report, by the vendor's time, that tells of cuts."""
    found = [each for each in events if each.kind == "STATUS" and each.detail.get("adjustments")]
    return max(found, key=lambda each: (each.detail.get("at") or each.at, each.seq), default=None)


def _by_line(adjustments: Iterable[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    found: dict[str, list[Mapping[str, Any]]] = {}
    for each in adjustments:
        found.setdefault(str(each.get("line") or ""), []).append(each)
    return found


def _share(number: str, line: Line | None, said: Sequence[Mapping[str, Any]], vendor: str, nothing: bool) -> Share:
    billed = asked(line)
    changed = money.total(money.parse(each["amount"]) for each in said)
    words = "; ".join(dict.fromkeys(str(each["words"]) for each in said if each.get("words")))
    approved = money.minus(billed, billed) if nothing and not said else money.plus(billed, changed)
    return Share(number=number, line=line, billed=billed, approved=approved, words=words, reason=meant(words, vendor))


def asked(line: Line | None) -> Decimal:
    """Give what a line asks for, with its tax."""
    return money.total(each for each in (line.amount, line.tax) if each is not None) if line else money.ZERO


def _rest(submission: Submission, shares: Sequence[Share], balance: Balance, nothing: bool) -> Decimal:
    """Give what was cut beyond the lines that were named; below zero for what was given back since."""
    if nothing or balance.approved is None:
        return money.ZERO
    named = money.total(each.cut for each in shares)
    return money.minus(money.minus(submission.total, named), balance.approved)


def _whole(cut: Decimal, words: str, vendor: str) -> Share:
    words = words if cut > 0 else "given back since"
    return Share(number="", billed=money.ZERO, approved=-cut, words=words, reason=meant(words, vendor))


def _paid(shares: Iterable[Share], balance: Balance) -> Iterable[Share]:
    """Say of each line what was paid: nothing, or all that was approved; of a part nobody knows which lines it is."""
    approved = balance.billed if balance.approved is None else balance.approved
    for each in shares:
        if not balance.paid:
            yield replace(each, paid=money.minus(each.approved, each.approved))
        elif balance.paid == approved:
            yield replace(each, paid=each.approved)
        else:
            yield each


def meant(words: str, vendor: str) -> str:
    """Give the reason that words mean, as a key of the catalogue; empty where that is a guess."""
    if not words:
        return ""
    from ledes import rejections

    first = rejections.recognise(words, vendor)[0]
    return first.reason.key if first.reason and first.confidence != rejections.GUESS else ""
