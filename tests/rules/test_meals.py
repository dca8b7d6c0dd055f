from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from ledes.bill import Matter


def meal(make: Any, **changes: Any) -> Any:
    return make.expense(**{"row": 5, "expense": "E111", "description": "Dinner", **changes})


@pytest.mark.parametrize(("day", "told"), [(4, False), (5, False), (6, False), (7, True), (2, True)])
def test_a_meal_needs_a_journey_within_the_clients_days(make: Any, judge: Any, day: int, told: bool) -> None:
    journey = make.expense(date=make.day(5 if day > 3 else 4))
    assert bool(judge("K215", make.bill(journey, meal(make, date=make.day(day))), days=1)) is told


def test_a_journey_of_another_matter_feeds_nobody(make: Any, told: Any) -> None:
    journey = make.expense(matter=Matter(firm_id="other"))
    assert told("K215", make.bill(journey, meal(make)), days=1) == [
        (5, "line.expense", Decimal("24.95"), "a meal on 2026-05-05 has no journey (E110) within 1 day")
    ]


def test_a_night_in_a_hotel_under_another_code_is_a_journey(make: Any, judge: Any) -> None:
    night = make.expense(expense="E124", description="Hotel in Denver")
    assert judge("K215", make.bill(night, meal(make)), days=1) == []


@pytest.mark.parametrize(
    ("text", "amount", "found"),
    [
        ("Taxi, tip 9.00", "39.00", ("30.0", Decimal("3.00"))),
        ("Taxi incl. $9.00 tip", "39.00", ("30.0", Decimal("3.00"))),
        ("Dinner with gratuity of 25%", "39.00", ("25.0", None)),
        ("Dinner, 25% gratuity", "39.00", ("25.0", None)),
        ("Taxi, tip 6.00", "36.00", None),
        ("Dinner, 18% tip", "36.00", None),
        ("Tip-off by witness 7", "36.00", None),
        ("Taxi, tip included", "36.00", None),
        ("Tip 40.00", "40.00", None),
    ],
)
def test_a_tip_is_compared_with_the_rest_of_the_expense(
    make: Any, told: Any, text: str, amount: str, found: tuple[str, Decimal | None] | None
) -> None:
    bill = make.bill(make.expense(description=text, amount=Decimal(amount)))
    said = told("K217", bill, most_percent=Decimal(20))
    assert [(message.split()[3], risk) for *_, risk, message in said] == ([found] if found else [])
