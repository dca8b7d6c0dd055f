from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from ledes.bill import Timekeeper
from ledes.errors import SetupError

D = Decimal
FLAT = Timekeeper(id="FF", name="Flat, Fee", classification="FLTFEE")


@pytest.mark.parametrize("units", ["0.1", "1.20", "12", "0", "-0.5"])
def test_time_in_whole_steps_is_good(make: Any, judge: Any, units: str) -> None:
    assert judge("E200", make.bill(make.fee(units=D(units))), step=D("0.1")) == []


@pytest.mark.parametrize("units", ["0.25", "1.05", "0.01", "-0.15", "99999999999999.99"])
def test_time_off_the_step_is_told(make: Any, judge: Any, units: str) -> None:
    found = judge("E200", make.bill(make.fee(units=D(units))), step=D("0.1"))
    assert found == [(3, "line.units", f"{units} hours are no whole number of steps of 0.1")]


def test_a_step_of_a_quarter_is_kept_exactly(make: Any, judge: Any) -> None:
    lines = [make.fee(row=number, units=D(units)) for number, units in enumerate(("0.25", "0.5", "0.3"), 3)]
    assert [row for row, _, _ in judge("E200", make.bill(*lines), step=D("0.25"))] == [5]


def test_units_of_expenses_and_flat_fees_are_no_time(make: Any, judge: Any) -> None:
    bill = make.bill(
        make.expense(units=D("0.123")),
        make.fee(units=D("1.33"), timekeeper=FLAT),
        make.fee(units=D("1.33"), fixed=True),
        make.fee(units=None),
    )
    assert judge("E200", bill, step=D("0.1")) == []
    assert judge("E207", bill, most=D("0.1")) == []


@pytest.mark.parametrize("step", ["0", "-0.1"])
def test_a_step_that_is_none_is_a_mistake_of_the_profile(make: Any, judge: Any, step: str) -> None:
    with pytest.raises(SetupError, match="step of rule E200"):
        judge("E200", make.bill(), step=D(step))


def test_an_entry_above_the_limit_is_told_and_one_at_it_is_not(make: Any, judge: Any) -> None:
    bill = make.bill(make.fee(units=D("8.0")), make.fee(row=4, units=D("8.1")))
    assert judge("E207", bill, most=D("8")) == [(4, "line.units", "one entry of 8.1 hours, the client takes 8")]


def test_work_at_no_charge_is_told_to_clients_that_do_not_want_it(make: Any, judge: Any) -> None:
    bill = make.bill(make.fee(amount=D("0.00")), make.fee(row=4), make.expense(amount=D(0)))
    assert judge("E208", bill, allowed=False) == [(3, "line.total", "2.00 hours are billed at nothing")]
    assert judge("E208", bill, allowed=True) == []


def test_a_line_without_units_or_rate_is_left_to_the_standard(make: Any, judge: Any) -> None:
    bill = make.bill(make.fee(amount=D(0), units=D(0)), make.fee(amount=D(0), rate=None), make.fee(amount=None))
    assert judge("E208", bill, allowed=False) == []


def test_negative_units_are_told_on_every_kind_of_line(make: Any, judge: Any) -> None:
    bill = make.bill(make.fee(units=D("-1")), make.expense(units=D("-2")), make.discount(units=D("-1")), make.fee())
    assert [(row, said) for row, _, said in judge("E209", bill)] == [
        (3, "there are -1 units"),
        (4, "there are -2 units"),
        (5, "there are -1 units"),
    ]


def test_a_negative_fee_or_expense_is_told_and_an_adjustment_is_not(make: Any, judge: Any) -> None:
    bill = make.bill(make.fee(amount=D("-5")), make.expense(amount=D("-0.01")), make.discount())
    assert judge("E210", bill) == [
        (3, "line.total", "a fee comes to -5"),
        (4, "line.total", "an expense comes to -0.01"),
    ]


@pytest.mark.parametrize("changes", [{"kind": "credit note"}, {"total": D("-5")}])
def test_a_bill_that_is_a_credit_as_a_whole_may_be_negative(make: Any, judge: Any, changes: dict[str, Any]) -> None:
    assert judge("E210", make.bill(make.fee(amount=D("-5")), **changes)) == []


def _fees(make: Any, *units: str, **changes: Any) -> list[Any]:
    return [make.fee(row=row, units=D(each), **changes) for row, each in enumerate(units, 3)]


def test_too_many_round_entries_of_one_person_are_told_at_the_first(make: Any, judge: Any) -> None:
    bill = make.bill(*_fees(make, "0.3", "1.0", "0.50", "2"))
    assert judge("E201", bill, share=D("0.7"), entries=4) == [
        (3, "line.units", "3 of the 4 entries of timekeeper 'T1' are multiples of 0.5 hours (75 percent)")
    ]
    assert judge("E201", bill, share=D("0.75"), entries=4) == []
    assert judge("E201", bill, share=D("0.7"), entries=5) == []


def test_each_person_is_counted_alone(make: Any, judge: Any) -> None:
    bill = make.bill(*_fees(make, "1", "2"), *_fees(make, "0.1", "0.2", timekeeper=make.associate))
    (found,) = judge("E201", bill, share=D("0.5"), entries=2)
    assert "timekeeper 'T1'" in found[2]


def test_entries_that_are_all_of_one_length_are_told_even_if_not_round(make: Any, judge: Any) -> None:
    bill = make.bill(*_fees(make, "0.3", "0.30", "0.3"))
    assert judge("E201", bill, share=D("0.5"), entries=3) == [
        (3, "line.units", "all 3 entries of timekeeper 'T1' are of 0.3 hours")
    ]
    assert judge("E201", make.bill(make.fee()), share=D("0.5"), entries=1) == []


def test_the_multiple_that_counts_as_round_is_the_clients_to_choose(make: Any, judge: Any) -> None:
    bill = make.bill(*_fees(make, "0.25", "0.75", "0.1"))
    assert judge("E201", bill, share=D("0.5"), entries=3) == []
    assert judge("E201", bill, share=D("0.5"), entries=3, multiple=D("0.25")) != []
    with pytest.raises(SetupError, match="multiple of rule E201"):
        judge("E201", bill, share=D("0.5"), entries=3, multiple=D(0))


def test_calls_that_are_all_billed_alike_are_told(make: Any, judge: Any) -> None:
    calls = _fees(make, "0.2", "0.2", "0.20", "0.3", description="Telephone the agent")
    bill = make.bill(*calls, make.fee(row=9, units=D("0.2"), description="Draft the deed"))
    assert judge("E202", bill, length=D("0.2"), entries=3) == [
        (3, "line.units", "3 of 4 mails and calls of timekeeper 'T1' are billed at 0.2 hours")
    ]
    assert judge("E202", bill, length=D("0.2"), entries=4) == []
    assert judge("E202", bill, length=D("0.3"), entries=1) == []


def test_short_work_that_is_no_mail_or_call_is_no_habit(make: Any, judge: Any) -> None:
    bill = make.bill(*_fees(make, "0.2", "0.2", "0.2", description="Recall the terms of the lease"))
    assert judge("E202", bill, length=D("0.2"), entries=2) == []
    assert judge("E202", bill, length=D("0.2"), entries=2, words=("recall the terms",)) != []


def test_nothing_at_all_is_not_negative(make: Any, judge: Any) -> None:
    bill = make.bill(make.fee(units=D("0.0"), amount=D("0.00")), total=D(0))
    assert judge("E209", bill) == []
    assert judge("E210", bill) == []
    assert judge("E210", make.bill(make.fee(amount=D("-1")), total=D(0))) != []


def test_half_of_the_calls_at_one_length_are_no_habit(make: Any, judge: Any) -> None:
    calls = make.bill(*_fees(make, "0.2", "0.2", "0.3", "0.4", description="Call the agent"))
    assert judge("E202", calls, length=D("0.2"), entries=2) == []
    exactly = make.bill(*_fees(make, "0.2", "0.2", "0.3", description="Call the agent"))
    assert judge("E202", exactly, length=D("0.2"), entries=2) != []
