from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import pytest

from ledes.bill import Timekeeper
from ledes.earlier import Facts, Shift

D = Decimal
NOTHING: Mapping[Shift, Decimal] = {}


class Hours(Facts):
    """Other bills that hold these hours."""

    def __init__(self, held: Mapping[Shift, Decimal] = NOTHING) -> None:
        self.held = held

    def hours(self, shifts: Iterable[Shift]) -> Mapping[Shift, Decimal]:
        return {shift: self.held[shift] for shift in shifts if shift in self.held}


def _bill(make: Any, *units: str, **changes: Any) -> Any:
    return make.bill(*(make.fee(row=row, units=D(each), **changes) for row, each in enumerate(units, 3)))


def test_a_day_is_added_up_over_its_entries(make: Any, judge: Any) -> None:
    assert judge("E203", _bill(make, "7", "5.5"), most=D("12")) == [
        (3, "line.units", "timekeeper 'T1' has 12.5 hours on 2026-05-04 in 2 entries, the client takes 12")
    ]
    assert judge("E203", _bill(make, "7", "5"), most=D("12")) == []


def test_other_days_and_other_people_do_not_count(make: Any, judge: Any) -> None:
    bill = make.bill(
        make.fee(units=D(7)),
        make.fee(units=D(7), date=make.day(5)),
        make.fee(units=D(7), timekeeper=make.associate),
        make.fee(units=D(7), date=None),
    )
    assert judge("E203", bill, most=D("12")) == []


def test_one_person_under_two_entries_of_the_bill_has_one_day(make: Any, judge: Any) -> None:
    bill = make.bill(make.fee(units=D(7)), make.fee(row=4, units=D(7), timekeeper=Timekeeper(id="T1", rate=D(1))))
    assert [row for row, _, _ in judge("E203", bill, most=D("12"))] == [3]


def test_units_that_are_nobodys_hours_do_not_count(make: Any, judge: Any) -> None:
    flat = Timekeeper(id="T1", classification="FLTFEE")
    bill = make.bill(make.fee(units=D(10)), make.fee(units=D(10), timekeeper=flat), make.expense(units=D(400)))
    assert judge("E203", bill, most=D("12")) == []


def test_more_than_24_hours_are_told_without_any_option_and_only_once(make: Any, judge: Any) -> None:
    bill = _bill(make, "24", "0.1")
    assert judge("E204", bill) == [(3, "line.units", "timekeeper 'T1' has 24.1 hours on 2026-05-04 in 2 entries")]
    assert judge("E203", bill, most=D("12")) == []
    assert judge("E204", _bill(make, "24.0")) == []


def test_hours_of_earlier_bills_and_of_this_run_count_together(make: Any, judge: Any) -> None:
    shift = ("T1", make.day(4))
    beside = {"history": Hours({shift: D("3")}), "others": Hours({shift: D("4.5")})}
    assert judge("E205", _bill(make, "6"), most=D("12"), **beside) == [
        (
            3,
            "line.units",
            "timekeeper 'T1' has 6 hours on 2026-05-04 in one entry and 7.5 in other bills, the client takes 12",
        )
    ]
    assert judge("E205", _bill(make, "4.5"), most=D("12"), **beside) == []


@pytest.mark.parametrize("place", ["history", "others"])
def test_either_place_alone_can_make_a_day_impossible(make: Any, judge: Any, place: str) -> None:
    beside = {"history": Hours(), "others": Hours(), place: Hours({("T1", make.day(4)): D("20")})}
    (found,) = judge("E206", _bill(make, "4.1"), **beside)
    assert found[2].endswith("in one entry and 20 in other bills")
    assert judge("E206", _bill(make, "4"), **beside) == []
    assert judge("E205", _bill(make, "4.1"), most=D("12"), **beside) == []


def test_a_day_that_is_too_long_on_the_bill_itself_is_told_there_alone(make: Any, judge: Any) -> None:
    beside = {"history": Hours({("T1", make.day(4)): D("1")}), "others": Hours()}
    assert judge("E205", _bill(make, "13"), most=D("12"), **beside) == []
    assert judge("E206", _bill(make, "25"), **beside) == []


def test_without_other_bills_nothing_is_added(make: Any, judge: Any) -> None:
    assert judge("E205", _bill(make, "12"), most=D("12"), history=Hours(), others=Hours()) == []


def test_a_day_of_exactly_the_limit_or_of_24_hours_counts_as_such(make: Any, judge: Any) -> None:
    shift = ("T1", make.day(4))
    assert judge("E203", _bill(make, "24"), most=D("12")) != []
    beside = {"history": Hours({shift: D("12")}), "others": Hours()}
    assert judge("E205", _bill(make, "12"), most=D("12"), **beside) != []
    assert judge("E206", _bill(make, "12"), **beside) == []
    full = {"history": Hours({shift: D("1")}), "others": Hours()}
    assert judge("E206", _bill(make, "24"), **full) != []
