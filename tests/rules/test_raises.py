from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest

from ledes.client import Client, Rate
from ledes.earlier import BilledRate, History

D = Decimal
PROFILE = Client(key="c")


class Billed(History):
    """Earlier bills that show these rates."""

    def __init__(self, *shown: BilledRate) -> None:
        self.shown = shown

    def rates(self, timekeeper: str) -> tuple[BilledRate, ...]:
        return tuple(each for each in self.shown if each.timekeeper == timekeeper)


def _before(rate: str, since: datetime.date | None = None, matter: str = "2001") -> BilledRate:
    return BilledRate("T1", matter, D(rate), since, since)


def test_a_raise_within_the_months_is_told_once_for_each_rate(make: Any, judge: Any) -> None:
    history = Billed(_before("325", datetime.date(2025, 9, 1)))
    bill = make.bill(make.fee(), make.fee(row=4), make.fee(row=5, rate=D("325")))
    assert judge("P207", bill, profile=PROFILE, history=history, months=12) == [
        (
            3,
            "line.rate",
            "timekeeper 'T1' is billed at 350, it was 325 since 2025-09-01, and rates stay for 12 months",
        )
    ]


@pytest.mark.parametrize(
    ("since", "months", "told"),
    [
        (datetime.date(2025, 5, 4), 12, False),
        (datetime.date(2025, 5, 5), 12, True),
        (datetime.date(2026, 1, 31), 3, False),
        (datetime.date(2026, 2, 5), 3, True),
        (None, 12, False),
    ],
)
def test_the_months_run_from_the_first_day_of_the_earlier_rate(
    make: Any, judge: Any, since: datetime.date | None, months: int, told: bool
) -> None:
    history = Billed(_before("325", since))
    assert bool(judge("P207", make.bill(), profile=PROFILE, history=history, months=months)) is told


def test_a_month_without_such_a_day_ends_on_its_last(make: Any, judge: Any) -> None:
    history = Billed(_before("325", datetime.date(2026, 3, 31)))
    bill = make.bill(make.fee(date=datetime.date(2026, 4, 30)))
    assert judge("P207", bill, profile=PROFILE, history=history, months=1) == []


def test_the_highest_earlier_rate_counts_because_others_may_be_of_travel(make: Any, judge: Any) -> None:
    history = Billed(_before("175"), _before("350"), _before("0"))
    assert judge("P208", make.bill(), profile=PROFILE, history=history, allowed=False) == []


def test_a_raise_during_a_matter_is_told_to_clients_that_fix_rates_for_its_life(make: Any, judge: Any) -> None:
    history = Billed(_before("325"), _before("300", matter="2002"))
    assert judge("P208", make.bill(), profile=PROFILE, history=history, allowed=False) == [
        (3, "line.rate", "timekeeper 'T1' is billed at 350, it was 325 before")
    ]
    assert judge("P208", make.bill(), profile=PROFILE, history=history, allowed=True) == []


def test_a_rate_of_another_matter_fixes_none_in_this_one(make: Any, judge: Any) -> None:
    history = Billed(_before("300", matter="2002"))
    assert judge("P208", make.bill(), profile=PROFILE, history=history, allowed=False) == []


def test_a_rate_in_a_new_matter_is_compared_with_those_of_the_others(make: Any, judge: Any) -> None:
    history = Billed(_before("300", matter="2002"))
    assert judge("P209", make.bill(), profile=PROFILE, history=history, most_percent=D(5)) == [
        (
            3,
            "line.rate",
            "timekeeper 'T1' is billed at 350, 16.7 percent above 300, the client takes 5 percent",
        )
    ]


@pytest.mark.parametrize(("before", "told"), [("333.33", True), ("333.34", False), ("350", False), ("400", False)])
def test_a_raise_is_measured_exactly(make: Any, judge: Any, before: str, told: bool) -> None:
    history = Billed(_before(before))
    assert bool(judge("P209", make.bill(), profile=PROFILE, history=history, most_percent=D(5))) is told


def test_a_rate_that_the_client_approved_is_no_raise(make: Any, judge: Any) -> None:
    history = Billed(_before("300"))
    approved = Client(key="c", rates=(Rate(timekeeper="T1", rate=D("350")),))
    lower = Client(key="c", rates=(Rate(timekeeper="T1", rate=D("349")),))
    for profile, told in ((approved, False), (lower, True)):
        assert bool(judge("P208", make.bill(), profile=profile, history=history, allowed=False)) is told


def test_somebody_who_was_never_billed_raises_nothing(make: Any, judge: Any) -> None:
    for code, option in (("P207", {"months": 12}), ("P208", {"allowed": False}), ("P209", {"most_percent": D(0)})):
        assert judge(code, make.bill(), profile=PROFILE, history=Billed(), **option) == []


def test_a_raise_of_exactly_the_percentage_is_taken(make: Any, judge: Any) -> None:
    history = Billed(_before("200"))
    assert judge("P209", make.bill(), profile=PROFILE, history=history, most_percent=D(75)) == []


@pytest.mark.parametrize("matter", ["2001", "2002"])
def test_work_at_no_charge_before_sets_no_rate(make: Any, judge: Any, matter: str) -> None:
    history = Billed(_before("0", datetime.date(2026, 5, 1), matter))
    for code, option in (("P207", {"months": 12}), ("P208", {"allowed": False}), ("P209", {"most_percent": D(0)})):
        assert judge(code, make.bill(), profile=PROFILE, history=history, **option) == []
