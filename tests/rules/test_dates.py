from __future__ import annotations

import datetime
from typing import Any


def test_a_reversed_period_is_told_once(make: Any, judge: Any, fired: Any) -> None:
    bill = make.bill(start=make.day(31), end=make.day(1))
    assert judge("D002", bill) == [(3, "bill.start", "the billing period begins 2026-05-31 and ends 2026-05-01")]
    assert fired(bill) == ["D002"]


def test_a_period_of_one_day_is_good(make: Any, judge: Any) -> None:
    assert judge("D002", make.bill(start=make.day(4), end=make.day(4))) == []


def test_a_line_outside_the_period_is_told_once(make: Any, judge: Any, fired: Any) -> None:
    late = make.bill(make.fee(), make.expense(date=datetime.date(2026, 6, 30)), make.discount())
    assert judge("D003", late) == [
        (4, "line.date", "the line is dated 2026-06-30, the billing period is 2026-05-01 to 2026-05-31")
    ]
    assert fired(late) == ["D003"]


def test_the_first_and_last_day_of_the_period_lie_within(make: Any, judge: Any) -> None:
    bill = make.bill(make.fee(date=make.day(1)), make.expense(date=make.day(31)), make.discount())
    assert judge("D003", bill) == []


def test_a_line_without_a_date_is_not_judged(make: Any, judge: Any) -> None:
    bill = make.bill(make.fee(date=None), make.expense(), make.discount())
    assert judge("D003", bill) == [] and judge("D005", bill) == []


def test_an_invoice_before_its_period_is_told_once(make: Any, judge: Any, fired: Any) -> None:
    bill = make.bill(date=datetime.date(2026, 4, 30))
    assert judge("D004", bill) == [
        (3, "bill.date", "the invoice is dated 2026-04-30, its billing period begins 2026-05-01")
    ]
    assert fired(bill) == ["D004"]


def test_a_line_after_the_invoice_is_told(make: Any, judge: Any, fired: Any) -> None:
    bill = make.bill(date=make.day(20))
    assert judge("D005", bill) == [(5, "line.date", "the line is dated 2026-05-31, the invoice 2026-05-20")]
    assert fired(bill) == ["D005"]


def test_dates_that_were_not_read_are_not_judged(make: Any, fired: Any) -> None:
    assert fired(make.bill(date=None, start=None, end=None)) == []
    assert fired(make.bill(start=None)) == []
