"""What is open of an invoice: one sum, by which every report counts.

Two tell of the same money: the firm's own payments, and what the platform reports as paid in all by some day. The
larger of the two counts, never their sum. Only what a report cannot know is added to it: what went back on its day or
later, and what a person noted on its day or later as having come besides.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ledes import money


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """Money that the firm noted: its day, its amount (below zero: it went back), and the payer's reference.

    `besides`: a person said that it came besides what the platform had reported by then.
    """

    day: datetime.date
    amount: Decimal
    reference: str = ""
    reason: str = ""
    by: str = ""
    source: str = ""
    besides: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """What the client's platform says was paid in all, by a day."""

    day: datetime.date
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteOff:
    """What the firm gave up of an invoice: the day of the approval, the amount (below zero: taken back)."""

    day: datetime.date
    amount: Decimal
    by: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """Where the money of one invoice is, in its currency.

    `approved` is `None` while the client has not said. `noted` are the firm's own payments, `reported` is what the
    platform says; `paid` is what counts of both.
    """

    billed: Decimal
    approved: Decimal | None = None
    noted: Decimal = money.ZERO
    reported: Decimal | None = None
    paid: Decimal = money.ZERO
    written_off: Decimal = money.ZERO

    @property
    def open(self) -> Decimal:
        """Give what is still to come, or to be given up; below zero where more came than was billed."""
        return money.minus(money.minus(self.billed, self.paid), self.written_off)

    @property
    def cut(self) -> Decimal:
        """Give what the client took off the bill."""
        return money.ZERO if self.approved is None else money.minus(self.billed, self.approved)

    @property
    def disputed(self) -> Decimal:
        """Give the part of what is open that the client took off and nobody gave up: to appeal, or to write off."""
        left = money.minus(self.cut, self.written_off)
        return max(money.ZERO, min(self.open, left)) if left > 0 else money.ZERO

    @property
    def owed(self) -> Decimal:
        """Give the part of what is open that the client has not taken off: to be asked for."""
        return money.minus(self.open, self.disputed)

    @property
    def overpaid(self) -> Decimal:
        """Give what came beyond the bill."""
        return max(money.ZERO, -self.open) if self.billed >= 0 else money.ZERO

    @property
    def unnoted(self) -> Decimal:
        """Give what the platform reports and the firm's own payments do not show; below zero for the other way."""
        return money.ZERO if self.reported is None else money.minus(self.reported, self.noted)


def balance(
    billed: Decimal,
    *,
    approved: Decimal | None = None,
    payments: Iterable[Payment] = (),
    reported: Reported | None = None,
    write_offs: Iterable[WriteOff] = (),
    until: datetime.date | None = None,
) -> Balance:
    """Add up what is known of an invoice; what happened after `until` is left out.

    >>> day = datetime.date(2026, 11, 10)
    >>> both = balance(Decimal(1000), payments=[Payment(day=day, amount=Decimal(800))],
    ...                reported=Reported(day=day, amount=Decimal(1000)))
    >>> both.paid, both.open
    (Decimal('1000'), Decimal('0'))
    """
    came, given_up = tuple(payments), tuple(write_offs)
    if until is not None:
        came = tuple(each for each in came if each.day <= until)
        given_up = tuple(each for each in given_up if each.day <= until)
    word = reported if reported is not None and (until is None or reported.day <= until) else None
    return Balance(
        billed=billed,
        approved=approved,
        noted=_sum(came),
        reported=word.amount if word else None,
        paid=received(came, word, credit=billed < 0),
        written_off=_sum(given_up),
    )


def _sum(some: Sequence[Payment | WriteOff]) -> Decimal:
    return money.total(each.amount for each in some) if some else money.ZERO


def received(payments: Iterable[Payment], reported: Reported | None, *, credit: bool = False) -> Decimal:
    """Give the money that came in; `credit` for an invoice below zero, where it goes out."""
    came = tuple(payments)
    noted = _sum(came)
    if reported is None:
        return noted
    since = (each for each in came if each.day >= reported.day)
    later = (each.amount for each in since if each.besides or (each.amount < 0) != credit)
    known = money.sum_from(reported.amount, later)
    return min(known, noted) if credit else max(known, noted)
