"""Conferences within the firm, as clients allow none or one attendee."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ledes.bill import Line, Timekeeper


def _met(make: Any, row: int, **changes: Any) -> Line:
    known = {"description": "Conference with B. Reed re brief", "row": row, "timekeeper": make.partner}
    line: Line = make.fee(**{**known, **changes})
    return line


def test_a_name_on_the_bill_makes_a_conference_one_within_the_firm(make: Any, judge: Any) -> None:
    alone = make.bill(_met(make, 3))
    assert judge("N209", alone, policy="none") == []
    both = make.bill(_met(make, 3), make.fee(row=4, timekeeper=make.associate))
    said = "'Conference with B. Reed' is a conference within the firm"
    assert judge("N209", both, policy="none") == [(3, "line.description", said)]


def test_the_activity_code_alone_tells_it(make: Any, judge: Any) -> None:
    bill = make.bill(_met(make, 3, description="Brief", activity="A105"))
    said = "activity code A105 is a conference within the firm"
    assert judge("N209", bill, policy="none") == [(3, "line.description", said)]


def test_one_attendee_of_each_conference_may_bill(make: Any, judge: Any) -> None:
    other = "Conference with A. Quill re brief"
    bill = make.bill(
        _met(make, 3),
        _met(make, 4, timekeeper=make.associate, description=other),
        _met(make, 5, timekeeper=make.associate, description=other, date=make.day(5)),
        _met(make, 6, timekeeper=make.associate, description=other, units=Decimal("0.50")),
    )
    said = "'Conference with A. Quill' is a conference within the firm of 2.00 hours, and another attendee bills it too"
    assert judge("N209", bill, policy="one") == [(4, "line.description", said)]


def test_one_person_who_confers_twice_is_no_second_attendee(make: Any, judge: Any) -> None:
    bill = make.bill(_met(make, 3), _met(make, 4), make.fee(row=5, timekeeper=make.associate))
    assert judge("N209", bill, policy="one") == []


def test_a_person_without_a_last_name_is_no_name_to_look_for(make: Any, judge: Any) -> None:
    nobody = make.fee(row=4, timekeeper=Timekeeper(id="T9", name=""))
    assert judge("N209", make.bill(_met(make, 3), nobody), policy="none") == []
