from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from ledes.bill import Timekeeper
from ledes.client import ApprovedTimekeeper, Client

HALF = Decimal(50)
APPROVED = Client(key="c", timekeepers=(ApprovedTimekeeper(id="T1", rate=Decimal(400)),))


def journey(make: Any, amount: str, **changes: Any) -> Any:
    said = {"row": 5, "activity": "A112", "description": "Travel to Denver", "amount": Decimal(amount)}
    return make.fee(**{**said, **changes})


def test_travel_time_above_its_share_of_the_approved_rate_is_told(make: Any, told: Any) -> None:
    assert told("R200", make.bill(journey(make, "630")), profile=APPROVED, percent=HALF) == [
        (
            5,
            "line.rate",
            Decimal("230.00"),
            "travel time is billed at 630 for 2.00 hours, the client pays 50 percent of 400 an hour",
        )
    ]


@pytest.mark.parametrize("amount", ["400.00", "0", "-10"])
def test_travel_time_up_to_its_share_is_paid_however_it_was_reduced(make: Any, judge: Any, amount: str) -> None:
    assert judge("R200", make.bill(journey(make, amount)), profile=APPROVED, percent=HALF) == []


def test_without_an_approved_rate_the_highest_rate_for_other_work_is_the_full_one(make: Any, judge: Any) -> None:
    nobody = Client(key="c")
    full = make.bill(make.fee(), journey(make, "700.00"))
    assert len(judge("R200", full, profile=nobody, percent=HALF)) == 1
    assert judge("R200", make.bill(make.fee(), journey(make, "350.00")), profile=nobody, percent=HALF) == []
    assert judge("R200", make.bill(journey(make, "700.00")), profile=nobody, percent=HALF) == []


def test_travel_is_known_by_activity_task_or_narrative(make: Any, judge: Any) -> None:
    lines = [
        journey(make, "800", row=3),
        journey(make, "800", row=4, activity="", task="B195", description="Denver and back"),
        journey(make, "800", row=5, activity=""),
        journey(make, "800", row=6, activity="A104", description="Review travel policy"),
    ]
    found = judge("R200", make.bill(*lines), profile=APPROVED, percent=HALF)
    assert [row for row, *_ in found] == [3, 4, 5]


def test_a_client_that_pays_no_travel_is_told_of_all_of_it(make: Any, told: Any) -> None:
    stranger = journey(make, "90", timekeeper=Timekeeper(id="T9"))
    assert told("R200", make.bill(stranger), profile=APPROVED, percent=Decimal(0)) == [
        (5, "line.rate", Decimal("90.00"), "travel time is billed at 90, the client does not pay for it")
    ]


def test_where_hours_are_reduced_the_narrative_says_how_many_there_were(make: Any, judge: Any) -> None:
    reduced = journey(make, "800", units=Decimal("2.00"), description="Travel to Denver (4.0 hours, half billed)")
    plain = journey(make, "800", units=Decimal("2.00"))
    assert judge("R200", make.bill(reduced), profile=APPROVED, percent=HALF, by="hours") == []
    assert len(judge("R200", make.bill(plain), profile=APPROVED, percent=HALF, by="hours")) == 1
    assert len(judge("R200", make.bill(reduced), profile=APPROVED, percent=HALF)) == 1


def test_travelling_and_working_in_one_entry_is_told_in_its_own_words(make: Any, judge: Any) -> None:
    mixed = make.fee(description="Drive to Salem, attend hearing and return to office")
    assert judge("R201", make.bill(mixed)) == [
        (3, "line.description", "one entry travels ('Drive to Salem') and works ('attend hearing')")
    ]
    assert judge("R201", make.bill(make.fee(description="Drive to Salem for hearing"), make.expense())) == []


@pytest.mark.parametrize(("most", "rows"), [("economy", [4, 5, 6]), ("premium economy", [5, 6]), ("business", [6])])
def test_a_fare_above_the_class_that_is_paid_is_told(make: Any, judge: Any, most: str, rows: list[int]) -> None:
    fares = ["Airfare, coach", "Airfare, premium economy", "Business class flight", "First class airfare"]
    bill = make.bill(*(make.expense(row=row, description=text) for row, text in enumerate(fares, 3)))
    assert [row for row, *_ in judge("R202", bill, most=most)] == rows


def test_local_travel_is_known_by_its_code_or_the_clients_words(make: Any, told: Any) -> None:
    lines = [
        make.expense(row=4, expense="E109"),
        make.expense(row=5, description="Commuting to trial"),
        make.expense(row=6),
    ]
    bill = make.bill(*lines)
    found = told("R203", bill, paid=False, words=("commuting",))
    assert [(row, risk) for row, _, risk, _ in found] == [(4, Decimal("24.95")), (5, Decimal("24.95"))]
    assert [row for row, *_ in told("R203", bill, paid=False)] == [4]
    assert told("R203", bill, paid=True, words=("commuting",)) == []
