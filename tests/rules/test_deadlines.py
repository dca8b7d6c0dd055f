from __future__ import annotations

import datetime
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from ledes.client import Client
from ledes.rules import rules

day = datetime.date
TODAY = day(2026, 6, 10)
WEEKEND = ("saturday", "sunday")


def test_the_last_day_for_an_invoice_is_good_and_the_next_is_not(make: Any, judge: Any) -> None:
    # the period ended on 31 May, ten days before
    assert judge("D210", make.bill(), today=TODAY, days=10) == []
    assert judge("D210", make.bill(), today=TODAY, days=9) == [
        (3, "bill.end", "the billing period ended 2026-05-31, 10 days before 2026-06-10; the client takes 9")
    ]


def test_a_deadline_may_run_from_the_invoice_date(make: Any, judge: Any) -> None:
    assert judge("D210", make.bill(), today=TODAY, days=8, since="invoice date") == []
    assert judge("D210", make.bill(), today=TODAY, days=7, since="invoice date") == [
        (3, "bill.date", "the invoice is dated 2026-06-02, 8 days before 2026-06-10; the client takes 7")
    ]
    assert judge("D210", make.bill(date=None), today=TODAY, days=0, since="invoice date") == []


def test_the_whole_invoice_is_at_risk_where_it_is_late_and_a_line_where_it_is_old(make: Any) -> None:
    known = {each.code: each.function for each in rules()}
    ((whole, _),) = known["D210"](make.bill(), today=TODAY, days=1)
    ((one, _), *_) = known["D211"](make.bill(), today=TODAY, days=28)
    assert (whole.at_risk, one.at_risk) == (Decimal("600.00"), Decimal("630"))


@pytest.mark.parametrize(
    ("until", "days", "rows"),
    [("invoice date", 29, []), ("invoice date", 28, [3]), ("today", 37, []), ("today", 36, [3]), ("today", 35, [3, 4])],
)
def test_a_line_is_as_old_as_the_client_measures(make: Any, judge: Any, until: str, days: int, rows: list[int]) -> None:
    found = judge("D211", make.bill(), today=TODAY, days=days, until=until)
    assert [row for row, _, _ in found] == rows


def test_lines_and_bills_without_a_date_are_not_old(make: Any, judge: Any) -> None:
    assert judge("D211", make.bill(make.fee(date=None)), today=TODAY, days=1) == []
    assert judge("D211", make.bill(date=None), today=TODAY, days=1) == []


def test_no_date_lies_further_ahead_than_the_client_takes(make: Any, judge: Any) -> None:
    ahead = make.bill(make.fee(date=day(2026, 6, 12)), make.expense(), date=day(2026, 6, 11), start=day(2026, 6, 11))
    assert judge("D212", ahead, today=TODAY, days=2) == []
    assert judge("D212", ahead, today=TODAY, days=1) == [
        (3, "line.date", "the line is dated 2026-06-12, today is 2026-06-10")
    ]
    assert [field for _, field, _ in judge("D212", ahead, today=TODAY, days=0)] == [
        "bill.date",
        "bill.start",
        "line.date",
    ]


def test_a_bill_may_go_out_on_the_last_day_of_its_period(make: Any, judge: Any) -> None:
    assert judge("D213", make.bill(end=TODAY), today=TODAY, allowed=False) == []
    early = make.bill(end=day(2026, 6, 11))
    assert judge("D213", early, today=TODAY, allowed=True) == []
    assert judge("D213", early, today=TODAY, allowed=False) == [
        (3, "bill.end", "the billing period ends 2026-06-11, today is 2026-06-10")
    ]


def test_fees_of_weekends_and_holidays_are_told_and_costs_are_not(make: Any, judge: Any) -> None:
    saturday, friday = day(2026, 5, 9), day(2026, 5, 8)
    bill = make.bill(
        make.fee(date=saturday), make.fee(row=4, date=friday), make.expense(row=5, date=saturday), make.fee(date=None)
    )
    plain = Client(key="c")
    assert judge("D217", bill, profile=plain, days=WEEKEND) == [
        (3, "line.date", "the fee is dated 2026-05-09, a Saturday")
    ]
    assert judge("D217", bill, profile=plain, days=("friday",)) == [
        (4, "line.date", "the fee is dated 2026-05-08, a Friday")
    ]
    closed = replace(plain, holidays=frozenset({friday}))
    assert judge("D217", bill, profile=closed, days=()) == [(4, "line.date", "the fee is dated 2026-05-08, a holiday")]


def test_expenses_may_be_exempt_from_the_period(make: Any, judge: Any) -> None:
    late = make.bill(make.fee(date=day(2026, 4, 1)), make.expense(date=day(2026, 4, 1)))
    assert [row for row, _, _ in judge("D003", late)] == [3, 4]
    assert [row for row, _, _ in judge("D003", late, expenses_exempt=True)] == [3]
