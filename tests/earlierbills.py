"""What was billed before to the clients of the specimens: by the number of the bill, and of the matter."""

from __future__ import annotations

import datetime
from decimal import Decimal

from ledes.client import Client
from ledes.earlier import Billed, Earlier, History

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


class Past(History):
    """A history in which the numbers and the matters of some specimens were billed."""

    def under_number(self, number: str) -> tuple[Earlier, ...]:
        return (NUMBERS[number],) if number in NUMBERS else ()

    def bills(self, matter: str) -> tuple[Billed, ...]:
        return (BILLS[matter],) if matter in BILLS else ()


def past(_client: Client) -> Past:
    return Past()
