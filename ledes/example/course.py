"""What becomes of an invented bill, as far as it has happened by a day: sent, rejected, cut, paid, written off."""

from __future__ import annotations

import datetime
import random
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ledes import money
from ledes.example import Invented
from ledes.ledger import moments
from ledes.ledger.bulk import Happening
from ledes.payments import noting
from ledes.payments.balance import Payment

BY = "example"
"""Who did everything that a person does."""

REJECTIONS = (
    'LINE_ITEM_TASK_CODE "L510" is invalid. Code must be client authorized.',
    "Timekeeper rate exceeds the negotiated rate of 280.00/hr",
    "Line item date is not within the billing period",
    "Duplicate invoice number",
    "Please call us about this one",
)
CUTS = ("Block billing", "Timekeeper daily time entry exceeds the maximum allowed time of 8 hrs.", "as agreed")
NOTES = ("called, the approver is away", "asked for the remittance advice", "promised to look into it")
NEVER = 0.02
"""The part of bills for which no money comes."""


def moment(day: datetime.date, minutes: int = 0) -> datetime.datetime:
    """Give a moment of a working day."""
    return datetime.datetime.combine(day, datetime.time(9), datetime.UTC) + datetime.timedelta(minutes=minutes)


@dataclass(slots=True)
class Course:
    """Invents what becomes of one bill; what would happen after `today` has not happened."""

    chance: random.Random
    one: Invented
    today: datetime.date

    def run(self) -> None:
        """Invent the whole course."""
        day = self._date()
        self._recorded(day)
        day += datetime.timedelta(days=self.chance.randint(0, 6))
        if not self._sent(day):
            return
        while len(self.one.rejected) < 3 and self.chance.random() < self.one.payer.rejects:
            again = self._rejected(day)
            if again is None:
                return
            day = again
        day += datetime.timedelta(days=self.chance.randint(4, 20))
        if day <= self.today:
            self._decided(day)

    def _date(self) -> datetime.date:
        return self.one.bill.date or self.today

    def _recorded(self, day: datetime.date, minutes: int = 0) -> None:
        at = moment(day, minutes)
        self.one.happened.append((at, [Happening(moments.text(at), "PARKED", {})]))

    def _sent(self, day: datetime.date) -> bool:
        number = len(self.one.happened)
        return self._happens(day, "SETTLED_DELIVERED", {"reference": f"{self.one.number}-R{number}", "by": BY}, 30)

    def _happens(self, day: datetime.date, kind: str, detail: Mapping[str, Any], minutes: int = 60) -> bool:
        if day > self.today:
            return False
        self.one.happened[-1][1].append(Happening(moments.text(moment(day, minutes)), kind, detail))
        return True

    def _rejected(self, day: datetime.date) -> datetime.date | None:
        """Reject the bill; give the day on which it went out again, `None` where it has not."""
        day += datetime.timedelta(days=self.chance.randint(1, 8))
        words = self.chance.choice(REJECTIONS)
        if not self._happens(day, "STATUS", told("REJECTED", day, text=words)):
            return None
        self.one.rejected.append(words)
        day += datetime.timedelta(days=self.chance.randint(1, 12))
        if day > self.today or self.chance.random() < NEVER:
            return None
        self._happens(day, "REPLACED", {}, 90)
        self._recorded(day, 90)
        self._happens(day, "SETTLED_DELIVERED", {"reference": f"{self.one.number}-R{len(self.one.happened)}"}, 120)
        return day

    def _decided(self, day: datetime.date) -> None:
        one = self.one
        one.approved = one.billed
        fees = [each for each in one.bill.lines if each.kind == "F"]
        if fees and self.chance.random() < one.payer.cuts:
            line = self.chance.choice(fees)
            part = self.chance.choice((Decimal("0.25"), Decimal("0.5"), Decimal(1)))
            cut = money.half_up(money.times(line.amount or money.ZERO, part), 2)
            one.approved = money.minus(one.billed, cut)
            said = [{"line": line.number, "amount": money.text(-cut), "words": self.chance.choice(CUTS)}]
            self._happens(day, "STATUS", told("APPROVED_REDUCED", day, one.approved, adjustments=said), 150)
        else:
            self._happens(day, "STATUS", told("APPROVED", day, one.billed), 150)
        self._paid(day, one.approved)

    def _paid(self, day: datetime.date, due: Decimal) -> None:
        payer = self.one.payer
        lag = max(2, int(self.chance.gauss(payer.lag, payer.spread)))
        on = max(day + datetime.timedelta(days=1), self._date() + datetime.timedelta(days=lag))
        if not due or self.chance.random() < NEVER:
            self._chased(on)
            return
        short = self.chance.random() < payer.short
        amount = money.half_up(money.times(due, Decimal("0.9")), 2) if short else due
        if payer.by_books:
            self._noted(on, amount)
        elif self._happens(on, "STATUS", told("SHORT_PAID" if short else "PAID", on, amount), 180):
            self.one.paid = amount
        later = on + datetime.timedelta(days=40)
        if self.one.paid and self.one.open > 0 and later <= self.today and self.chance.random() < 0.5:
            self._written_off(later)

    def _noted(self, on: datetime.date, amount: Decimal) -> None:
        parts = [(on, amount)]
        if self.chance.random() < 0.2 and amount > 1:
            half = money.half_up(money.times(amount, Decimal("0.5")), 2)
            parts = [(on, half), (on + datetime.timedelta(days=self.chance.randint(5, 30)), money.minus(amount, half))]
        for nth, (day, part) in enumerate(parts, start=1):
            payment = Payment(day=day, amount=part, reference=f"PAY {self.one.number} {nth}", by=BY)
            if self._happens(day, "PAYMENT", noting.detail(payment, self.one.payer.currency), 180):
                self.one.paid = money.plus(self.one.paid, part)

    def _written_off(self, day: datetime.date) -> None:
        said = {"amount": money.ten_thousandths(self.one.open), "currency": self.one.payer.currency}
        asked = {**said, "reason": "not worth an appeal", "by": BY}
        self._happens(day - datetime.timedelta(days=3), "WRITE_OFF_ASKED", asked, 200)
        self._happens(day, "WRITTEN_OFF", {**asked, "by": f"{BY} partner"}, 240)
        self.one.written_off = self.one.open

    def _chased(self, on: datetime.date) -> None:
        """Note calls about money that does not come, and what was promised."""
        self._happens(
            on, "NOTE", {"text": self.chance.choice(NOTES), "sort": "call", "with": "accounts", "by": BY}, 200
        )
        promised = on + datetime.timedelta(days=14)
        said = {"currency": self.one.payer.currency, "with": "accounts", "by": BY, "reason": "", "made": on.isoformat()}
        part = {"amount": money.ten_thousandths(self.one.open), "day": promised.isoformat()}
        self._happens(on, "PROMISE", {**said, **part}, 210)


def told(status: str, day: datetime.date, amount: Decimal | None = None, **more: Any) -> dict[str, Any]:
    """Give what a platform says of a bill, as the ledger keeps it."""
    return {
        "words": status.replace("_", " ").title(),
        "status": status,
        "at": moments.text(moment(day)),
        "amount": None if amount is None else money.ten_thousandths(amount),
        "text": "",
        "adjustments": [],
        "channel": "",
        **more,
    }
