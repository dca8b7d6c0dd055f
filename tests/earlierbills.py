"""What was billed before to the clients of the specimens: by the number of the bill, and of the matter."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from decimal import Decimal

from ledes import facts
from ledes.bill import Line, Timekeeper
from ledes.client import Client
from ledes.earlier import NOTHING, Billed, BilledLine, BilledRate, Earlier, History, Shift, Spent

AT = datetime.datetime(2026, 4, 2, 9, 30, tzinfo=datetime.UTC)
NUMBERS = {
    "2026-0400": Earlier("12", "delivered", "PAID", AT),
    "2026-0401": Earlier("13", "refused", "", AT),
    "2026-0402": Earlier("14", "delivered", "APPROVED_REDUCED", AT, reported=AT),
    "2026-0403": Earlier("15", "delivered", "REJECTED", AT, reported=AT, file_name="S204-reused-file-name.txt"),
}


def _billed(number: str, matter: str, start: datetime.date, end: datetime.date) -> Billed:
    amount = Decimal("630.00")
    return Billed(number, matter, end + datetime.timedelta(2), start, end, amount, Decimal(0), amount)


BILLS = {
    "M-90": _billed("2026-0300", "M-90", datetime.date(2026, 4, 1), datetime.date(2026, 5, 4)),
    "M-91": _billed("2026-0301", "M-91", datetime.date(2026, 2, 1), datetime.date(2026, 2, 28)),
}


RATES = {"T91": (BilledRate("T91", "M-17", Decimal("325.00"), datetime.date(2026, 2, 2), datetime.date(2026, 4, 30)),)}
HOURS = {("T90", datetime.date(2026, 5, 4)): Decimal("9.0"), ("T92", datetime.date(2026, 5, 4)): Decimal("20.0")}
SPENT = {
    ("M-92", ""): Spent(Decimal("9000.00"), Decimal("500.00"), Decimal("9500.00")),
    ("M-92", "L100"): Spent(fees=Decimal("4000.00")),
    ("", ""): Spent(fees=Decimal("99500.00")),
}

SURVEY = Line(kind="E", expense="E123", amount=Decimal("480.00"), description="Survey of lot 7")
GUARANTY = Line(
    kind="F", timekeeper=Timekeeper(id="T1"), units=Decimal(2), description="Review the guaranty of the parent company"
)
LINES = {
    facts.fingerprint(SURVEY): (BilledLine("2026-0302", "4", datetime.date(2026, 5, 5), "M-17"),),
    facts.fingerprint(GUARANTY): (BilledLine("2026-0303", "7", datetime.date(2026, 5, 4), "M-17"),),
}


class Past(History):
    """A history in which the numbers, people and matters of some specimens were billed."""

    def rates(self, timekeeper: str) -> tuple[BilledRate, ...]:
        return RATES.get(timekeeper, ())

    def hours(self, shifts: Iterable[Shift]) -> Mapping[Shift, Decimal]:
        return {shift: HOURS[shift] for shift in shifts if shift in HOURS}

    def spent(
        self,
        matter: str = "",
        *,
        phase: str = "",
        since: datetime.date | None = None,
        until: datetime.date | None = None,
    ) -> Spent:
        return SPENT.get((matter, phase), NOTHING)

    def under_number(self, number: str) -> tuple[Earlier, ...]:
        return (NUMBERS[number],) if number in NUMBERS else ()

    def bills(self, matter: str) -> tuple[Billed, ...]:
        return (BILLS[matter],) if matter in BILLS else ()

    def lines(self, fingerprints: Iterable[int]) -> Mapping[int, tuple[BilledLine, ...]]:
        return {each: LINES[each] for each in fingerprints if each in LINES}


def past(_client: Client) -> Past:
    return Past()
