from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from ledes.bill import Timekeeper
from ledes.client import ApprovedTimekeeper, Client
from ledes.validate import Skipped, examine

D = Decimal


def _profile(*approved: ApprovedTimekeeper) -> Client:
    return Client(key="c", timekeepers=approved)


def test_an_approved_timekeeper_at_the_approved_rate_is_good(make: Any, judge: Any) -> None:
    profile = _profile(ApprovedTimekeeper(id="T1", rate=D("350.00")))
    assert judge("P010", make.bill(), profile=profile) == []
    assert judge("P011", make.bill(), profile=profile) == []


@pytest.mark.parametrize(("code", "lists"), [("P010", "timekeepers"), ("P011", "timekeepers or rates")])
def test_a_client_without_a_list_is_not_asked(make: Any, code: str, lists: str) -> None:
    found = examine(make.bill(), {}, _profile(), scopes=("client",), history=None, today=None)
    (skipped,) = [item for item in found if item.rule == code]
    assert isinstance(skipped, Skipped)
    assert skipped.why == f"the client's profile lists no {lists}"


def test_somebody_who_is_not_on_the_list_is_told_once(make: Any, judge: Any) -> None:
    profile = _profile(ApprovedTimekeeper(id="T9", rate=D("100")))
    assert judge("P010", make.bill(), profile=profile) == [
        (3, "timekeeper.id", "timekeeper 'T1' is not on the client's list")
    ]
    assert judge("P011", make.bill(), profile=profile) == []


def test_an_approval_holds_from_its_first_to_its_last_day(make: Any, judge: Any) -> None:
    exact = _profile(ApprovedTimekeeper(id="T1", start=make.day(4), end=make.day(4)))
    before = _profile(ApprovedTimekeeper(id="T1", end=make.day(3)))
    after = _profile(ApprovedTimekeeper(id="T1", start=make.day(5)))
    assert judge("P010", make.bill(), profile=exact) == []
    assert judge("P010", make.bill(), profile=before) == [
        (
            3,
            "timekeeper.id",
            "timekeeper 'T1' is approved for the beginning to 2026-05-03, the line is dated 2026-05-04",
        )
    ]
    assert judge("P010", make.bill(), profile=after) != []


def test_a_line_whose_date_was_not_read_is_judged_by_the_list_alone(make: Any, judge: Any) -> None:
    profile = _profile(ApprovedTimekeeper(id="T1", rate=D("350"), start=make.day(20)))
    bill = make.bill(make.fee(date=None))
    assert judge("P010", bill, profile=profile) == []
    assert judge("P011", bill, profile=profile) == []


def test_a_rate_above_the_approved_one_is_told(make: Any, judge: Any) -> None:
    profile = _profile(ApprovedTimekeeper(id="T1", rate=D("325")))
    assert judge("P011", make.bill(), profile=profile) == [
        (3, "line.rate", "timekeeper 'T1' is billed at 350, approved is 325")
    ]
    assert judge("P011", make.bill(), profile=profile, tolerance=D("25")) == []


def test_the_rate_that_began_last_counts(make: Any, judge: Any) -> None:
    old = ApprovedTimekeeper(id="T1", rate=D("400"))
    new = ApprovedTimekeeper(id="T1", rate=D("340"), start=make.day(4))
    later = ApprovedTimekeeper(id="T1", rate=D("500"), start=make.day(5))
    assert judge("P011", make.bill(), profile=_profile(new, old, later))[0][2].endswith("approved is 340")
    assert judge("P011", make.bill(make.fee(date=make.day(3))), profile=_profile(new, old, later)) == []


def test_an_approval_without_a_rate_limits_no_rate(make: Any, judge: Any) -> None:
    assert judge("P011", make.bill(), profile=_profile(ApprovedTimekeeper(id="T1"))) == []


def test_expenses_and_fees_without_a_timekeeper_are_not_judged(make: Any, judge: Any) -> None:
    nobody = Timekeeper(name="Quill, Ada")
    bill = make.bill(make.fee(timekeeper=None), make.fee(timekeeper=nobody), make.expense(timekeeper=make.associate))
    profile = _profile(ApprovedTimekeeper(id="T1", rate=D("1")))
    assert judge("P010", bill, profile=profile) == []
    assert judge("P011", bill, profile=profile) == []
