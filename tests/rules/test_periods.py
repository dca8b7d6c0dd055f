from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest

from ledes.bill import Matter
from ledes.earlier import Billed, History, Others

day = datetime.date
MATTER = "2001"


def _billed(number: str, start: day, end: day, **changes: Any) -> Billed:
    none = Decimal(0)
    return Billed(number, MATTER, end, start, end, none, none, none)._replace(**changes)


class Before(History):
    def __init__(self, *bills: Billed) -> None:
        self.known = bills

    def bills(self, matter: str) -> tuple[Billed, ...]:
        return tuple(each for each in self.known if each.matter == matter)


class Beside(Others):
    def bills(self, matter: str) -> tuple[Billed, ...]:
        return (_billed("2026-18", day(2026, 5, 31), day(2026, 6, 30)),) if matter == MATTER else ()


@pytest.mark.parametrize(
    ("start", "end", "good"),
    [
        (day(2026, 5, 1), day(2026, 5, 31), True),
        (day(2026, 2, 1), day(2026, 2, 28), True),
        (day(2024, 2, 1), day(2024, 2, 28), False),
        (day(2026, 3, 1), day(2026, 5, 31), True),
        (day(2026, 5, 2), day(2026, 5, 31), False),
        (day(2026, 5, 1), day(2026, 5, 30), False),
        (day(2026, 5, 31), day(2026, 5, 1), True),
    ],
)
def test_whole_months_begin_on_the_first_and_end_on_the_last_day(
    make: Any, judge: Any, start: day, end: day, good: bool
) -> None:
    assert (judge("D200", make.bill(start=start, end=end), allowed=False) == []) is good
    assert judge("D200", make.bill(start=start, end=end), allowed=True) == []


@pytest.mark.parametrize(
    ("boundary", "first", "start", "end", "good"),
    [
        ("month", 1, day(2026, 5, 1), day(2026, 5, 31), True),
        ("month", 1, day(2026, 5, 31), day(2026, 6, 1), False),
        ("month", 4, day(2025, 5, 1), day(2026, 5, 31), False),
        ("quarter", 1, day(2026, 4, 1), day(2026, 6, 30), True),
        ("quarter", 1, day(2026, 3, 31), day(2026, 4, 1), False),
        ("quarter", 2, day(2026, 3, 31), day(2026, 4, 30), True),
        ("quarter", 2, day(2026, 4, 30), day(2026, 5, 1), False),
        ("year", 1, day(2025, 12, 31), day(2026, 1, 1), False),
        ("year", 4, day(2025, 12, 1), day(2026, 3, 31), True),
        ("year", 4, day(2026, 3, 31), day(2026, 4, 1), False),
    ],
)
def test_a_period_crosses_no_boundary_of_the_clients_calendar(
    make: Any, judge: Any, boundary: str, first: int, start: day, end: day, good: bool
) -> None:
    found = judge("D201", make.bill(start=start, end=end), boundary=boundary, fiscal_year_start=first)
    assert (found == []) is good


def test_the_crossing_is_told_with_its_period(make: Any, judge: Any) -> None:
    bill = make.bill(start=day(2026, 3, 1), end=day(2026, 4, 30))
    assert judge("D201", bill, boundary="quarter") == [
        (3, "bill.end", "the billing period 2026-03-01 to 2026-04-30 crosses the end of a fiscal quarter")
    ]


@pytest.mark.parametrize("code", ["D200", "D201"])
def test_a_bill_without_a_period_is_not_judged(make: Any, judge: Any, code: str) -> None:
    options: dict[str, Any] = {"allowed": False} if code == "D200" else {"boundary": "month"}
    assert judge(code, make.bill(end=None), **options) == []


def test_a_period_may_begin_on_the_day_after_the_one_before(make: Any, judge: Any) -> None:
    before = _billed("2026-9", day(2026, 4, 1), day(2026, 4, 30))
    touching = before._replace(end=day(2026, 5, 1))
    assert judge("D202", make.bill(), history=Before(before), allowed=False) == []
    assert judge("D202", make.bill(), history=Before(touching), allowed=True) == []
    assert judge("D202", make.bill(), history=Before(touching), allowed=False) == [
        (
            3,
            "bill.start",
            "the billing period 2026-05-01 to 2026-05-31 overlaps that of invoice '2026-9', 2026-04-01 to 2026-05-01",
        )
    ]


def test_credit_notes_the_same_number_and_other_matters_overlap_nothing(make: Any, judge: Any) -> None:
    same = _billed("2026-9", day(2026, 5, 1), day(2026, 5, 31))
    history = Before(same._replace(kind="credit note"), same._replace(number="2026-17"), same._replace(start=None))
    assert judge("D202", make.bill(), history=history, allowed=False) == []
    assert judge("D202", make.bill(kind="credit note"), history=Before(same), allowed=False) == []
    other = make.bill(matters=(Matter(firm_id="9"),))
    assert judge("D202", other, history=Before(same), allowed=False) == []


def test_bills_that_go_out_together_are_compared_too(make: Any, judge: Any) -> None:
    found = judge("D203", make.bill(), others=Beside(), allowed=False)
    assert [message for _, _, message in found] == [
        "the billing period 2026-05-01 to 2026-05-31 overlaps that of invoice '2026-18', 2026-05-31 to 2026-06-30"
    ]
    assert judge("D203", make.bill(), others=Beside(), allowed=True) == []


@pytest.mark.parametrize(
    ("frequency", "before", "said"),
    [
        ("monthly", day(2026, 4, 30), ""),
        ("monthly", day(2026, 3, 31), "leaves 1 month out"),
        ("monthly", day(2026, 5, 10), "is the second in its time"),
        ("quarterly", day(2026, 3, 31), ""),
        ("quarterly", day(2026, 4, 30), "is the second in its time"),
        ("quarterly", day(2025, 12, 31), "leaves 3 months out"),
        ("yearly", day(2025, 12, 31), ""),
    ],
)
def test_matters_are_billed_as_often_as_the_client_asks(
    make: Any, judge: Any, frequency: str, before: day, said: str
) -> None:
    history = Before(_billed("2026-9", before.replace(day=1), before))
    found = judge("D204", make.bill(), history=history, frequency=frequency)
    assert [said in message for _, _, message in found] == ([True] if said else [])


def test_a_period_that_is_longer_than_the_rhythm_is_told_without_history(make: Any, judge: Any) -> None:
    long = make.bill(start=day(2026, 4, 1))
    assert judge("D204", long, history=Before(), frequency="monthly") == [
        (3, "bill.end", "the billing period 2026-04-01 to 2026-05-31 covers 2 months, the client is billed monthly")
    ]
    assert judge("D204", long, history=Before(), frequency="quarterly") == []
    assert judge("D204", make.bill(), history=Before(), frequency="monthly") == []


def test_the_bill_before_is_the_last_that_ended_by_then(make: Any, judge: Any) -> None:
    april = _billed("2026-9", day(2026, 4, 1), day(2026, 4, 30))
    later = _billed("2026-20", day(2026, 7, 1), day(2026, 7, 31))
    march = _billed("2026-5", day(2026, 3, 1), day(2026, 3, 31))
    assert judge("D204", make.bill(), history=Before(later, april, march), frequency="monthly") == []
