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
"""The part of bills that are not paid before somebody calls, and of rejected ones that are not sent again."""

FORGOTTEN = 0.015
"""The part of what was cut, paid short or not paid that is neither paid nor given up."""


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
        """Invent the whole course, each version's in the order of time."""
        self._run()
        for _, happened in self.one.happened:
            happened.sort(key=lambda each: each.at)

    def _run(self) -> None:
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
        if day > self.today:
            return None
        if self.chance.random() < NEVER:
            self._written_off(day + datetime.timedelta(days=60), self.one.billed, "the client will not take it")
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
            self._written_off(day + datetime.timedelta(days=self.chance.randint(10, 50)), cut, "not worth an appeal")
        else:
            self._happens(day, "STATUS", told("APPROVED", day, one.billed), 150)
        if one.approved:
            self._paid(day, one.approved)

    def _paid(self, day: datetime.date, due: Decimal) -> None:
        payer = self.one.payer
        lag = max(2, int(self.chance.gauss(payer.lag, payer.spread)))
        on = max(day + datetime.timedelta(days=1), self._date() + datetime.timedelta(days=lag))
        if self.chance.random() < NEVER:
            self._chased(on, due)
        elif self.chance.random() < payer.short:
            amount = money.half_up(money.times(due, Decimal("0.9")), 2)
            self._came(on, amount, "SHORT_PAID")
            self._rest(on + datetime.timedelta(days=self.chance.randint(20, 45)), money.minus(due, amount))
        else:
            self._came(on, due, "PAID")

    def _came(self, on: datetime.date, amount: Decimal, status: str) -> None:
        """Let money come: the firm notes it, or the platform tells of it."""
        if self.one.payer.by_books:
            self._noted(on, amount)
        elif self._happens(on, "STATUS", told(status, on, amount), 180):
            self.one.paid = money.plus(self.one.paid, amount)

    def _rest(self, on: datetime.date, amount: Decimal) -> None:
        """Let the rest of a bill that was paid short come after a call, past the platform; or give it up."""
        if self.chance.random() < 0.5:
            self._pays(on, amount, "rest", besides=True)
        else:
            self._written_off(on, amount, "too little to chase")

    def _noted(self, on: datetime.date, amount: Decimal) -> None:
        parts = [(on, amount)]
        if self.chance.random() < 0.2 and amount > 1:
            half = money.half_up(money.times(amount, Decimal("0.5")), 2)
            parts = [(on, half), (on + datetime.timedelta(days=self.chance.randint(5, 30)), money.minus(amount, half))]
        for nth, (day, part) in enumerate(parts, start=1):
            self._pays(day, part, str(nth))

    def _pays(self, day: datetime.date, amount: Decimal, nth: str, *, besides: bool = False) -> None:
        reference = f"PAY {self.one.number} {nth}"
        payment = Payment(day=day, amount=amount, reference=reference, by=BY, besides=besides)
        if self._happens(day, "PAYMENT", noting.detail(payment, self.one.payer.currency), 180):
            self.one.paid = money.plus(self.one.paid, amount)

    def _written_off(self, day: datetime.date, amount: Decimal, reason: str) -> None:
        """Give an amount up, three days after somebody asked for it; now and then nobody looks after it."""
        if self.chance.random() < FORGOTTEN:
            return
        said = {"amount": money.ten_thousandths(amount), "currency": self.one.payer.currency}
        asked = {**said, "reason": reason, "by": BY}
        self._happens(day - datetime.timedelta(days=3), "WRITE_OFF_ASKED", asked, 200)
        if self._happens(day, "WRITTEN_OFF", {**asked, "by": f"{BY} partner"}, 240):
            self.one.written_off = money.plus(self.one.written_off, amount)

    def _chased(self, on: datetime.date, due: Decimal) -> None:
        """Note calls about money that does not come, what was promised, and what came of that."""
        note = {"text": self.chance.choice(NOTES), "sort": "call", "with": "accounts", "by": BY}
        self._happens(on, "NOTE", note, 200)
        promised = on + datetime.timedelta(days=14)
        said = {"currency": self.one.payer.currency, "with": "accounts", "by": BY, "reason": "", "made": on.isoformat()}
        part = {"amount": money.ten_thousandths(due), "day": promised.isoformat()}
        self._happens(on, "PROMISE", {**said, **part}, 210)
        kept = self.chance.random()
        if kept < 0.5:
            self._came(promised - datetime.timedelta(days=self.chance.randint(0, 5)), due, "PAID")
        elif kept < 0.8:
            self._came(promised + datetime.timedelta(days=self.chance.randint(5, 60)), due, "PAID")
        else:
            self._written_off(promised + datetime.timedelta(days=90), due, "cannot be collected")


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
