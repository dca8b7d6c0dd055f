from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from ledes.client import Client, ExpenseTerms
from ledes.errors import SetupError

RATES = {"2026-05-10": Decimal("0.75"), "2026-01-01": Decimal("0.70")}


def drive(make: Any, **changes: Any) -> Any:
    said = {
        "description": "Mileage to Salem",
        "units": Decimal(100),
        "rate": Decimal("0.72"),
        "amount": Decimal("72.00"),
    }
    return make.expense(**{**said, **changes})


def test_mileage_above_the_rate_of_its_day_is_told(make: Any, told: Any) -> None:
    lines = [drive(make, date=make.day(9)), drive(make, row=5, date=make.day(10))]
    assert told("R204", make.bill(*lines), rates=RATES) == [
        (4, "line.rate", Decimal("2.00"), "100 miles come to 72.00, the client pays 0.70 a mile")
    ]


def test_mileage_before_the_first_rate_and_other_travel_are_not_judged(make: Any, judge: Any) -> None:
    early = drive(make, date=make.day(9))
    assert judge("R204", make.bill(early), rates={"2026-05-10": Decimal("0.10")}) == []
    assert judge("R204", make.bill(make.expense()), rates=RATES) == []


def test_miles_of_the_narrative_count_where_there_is_one_unit(make: Any, told: Any) -> None:
    one = drive(make, units=Decimal(1), rate=Decimal(72), description="Drove 90 miles to Salem")
    ((_, _, risk, message),) = told("R204", make.bill(one), rates=RATES)
    assert risk == Decimal("9.00")
    assert message.startswith("90 miles come to 72.00")


@pytest.mark.parametrize("rates", [{"soon": Decimal("0.70")}, {"2026-01-01": "a lot"}])
def test_rates_that_are_no_prices_by_day_are_refused(make: Any, judge: Any, rates: Any) -> None:
    with pytest.raises(SetupError, match="prices by day"):
        judge("R204", make.bill(), rates=rates)


def terms(*each: ExpenseTerms) -> Client:
    return Client(key="c", expense_terms=each)


DENVER = ExpenseTerms(code="E110", unit_price=Decimal(200), place="Denver")


@pytest.mark.parametrize(
    ("text", "units", "told"),
    [
        ("Hotel in Denver", 1, "1 night in Denver come to 450.00, the client pays 200 a night"),
        ("Hotel in Denver, two nights", 1, "2 nights in Denver come to 450.00, the client pays 200 a night"),
        ("Hotel in Denver, 3 nights", 1, ""),
        ("Hotel in Denver", 3, ""),
        ("Hotel in Salem", 1, ""),
        ("Airfare to Denver", 1, ""),
    ],
)
def test_a_hotel_is_judged_by_the_night_and_place(make: Any, judge: Any, text: str, units: int, told: str) -> None:
    stay = make.expense(description=text, units=Decimal(units), rate=Decimal(450) / units, amount=Decimal("450.00"))
    found = judge("R205", make.bill(stay), profile=terms(DENVER))
    assert [message for *_, message in found] == ([told] if told else [])


def test_a_night_is_not_told_again_as_a_unit(make: Any, judge: Any) -> None:
    stay = make.expense(description="Hotel in Denver", rate=Decimal(450), amount=Decimal(450))
    assert judge("K201", make.bill(stay), profile=terms(DENVER)) == []
