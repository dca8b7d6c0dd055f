"""Prices, ceilings and bans of expenses, as a profile states them."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest

from ledes.bill import Reference, Timekeeper
from ledes.client import Client, ExpenseTerms

COPY = {"expense": "E101", "units": Decimal(100), "rate": Decimal("0.25"), "amount": Decimal("25.00")}


def agreed(*terms: ExpenseTerms) -> Client:
    return Client(key="c", expense_terms=terms)


def copies(make: Any, **changes: Any) -> Any:
    return make.expense(**{**COPY, "description": "Copies of the lease", **changes})


def test_a_price_above_the_clients_is_told_with_what_is_above_it(make: Any, told: Any) -> None:
    profile = agreed(ExpenseTerms(code="E101", unit_price=Decimal("0.20")))
    assert told("K201", make.bill(copies(make)), profile=profile) == [
        (4, "line.rate", Decimal("5.00"), "a unit of E101 costs 0.25, the client pays 0.20")
    ]


@pytest.mark.parametrize("rate", ["0.20", "0.10"])
def test_a_price_up_to_the_clients_is_paid(make: Any, judge: Any, rate: str) -> None:
    profile = agreed(ExpenseTerms(code="E101", unit_price=Decimal("0.20")))
    assert judge("K201", make.bill(copies(make, rate=Decimal(rate))), profile=profile) == []


def test_nothing_is_at_risk_where_an_adjustment_took_off_what_is_above(make: Any, told: Any) -> None:
    profile = agreed(ExpenseTerms(code="E101", unit_price=Decimal("0.20")))
    ((*_, at_risk, _),) = told("K201", make.bill(copies(make, amount=Decimal("20.00"))), profile=profile)
    assert at_risk is None


def test_a_price_holds_from_its_first_day_to_its_last(make: Any, judge: Any) -> None:
    may = ExpenseTerms(code="E101", unit_price=Decimal("0.20"), start=make.day(5), end=make.day(10))
    lines = [copies(make, row=row, date=make.day(row)) for row in (4, 5, 10, 11)]
    assert [row for row, *_ in judge("K201", make.bill(*lines), profile=agreed(may))] == [5, 10]


def test_of_two_prices_that_hold_the_one_that_began_last_counts(make: Any, judge: Any) -> None:
    old = ExpenseTerms(code="E101", unit_price=Decimal("0.30"))
    new = ExpenseTerms(code="E101", unit_price=Decimal("0.10"), start=datetime.date(2026, 1, 1))
    (found,) = judge("K201", make.bill(copies(make)), profile=agreed(new, old))
    assert found[2].endswith("the client pays 0.10")


def test_a_price_for_a_place_goes_before_one_for_all_places(make: Any, judge: Any) -> None:
    anywhere = ExpenseTerms(code="E109", unit_price=Decimal("10"))
    london = ExpenseTerms(code="E109", unit_price=Decimal("30"), place="London")
    taxi = {"expense": "E109", "rate": Decimal("24.95")}
    lines = [
        make.expense(row=4, description="Taxi in London", **taxi),
        make.expense(row=5, description="Taxi in Leeds", **taxi),
        make.expense(row=6, description="Taxi", locality="London", **taxi),
    ]
    assert [row for row, *_ in judge("K201", make.bill(*lines), profile=agreed(anywhere, london))] == [5]


def test_an_entry_for_every_code_gives_way_to_one_for_the_code(make: Any, judge: Any) -> None:
    profile = agreed(ExpenseTerms(code="*", per_line=Decimal("20")), ExpenseTerms(code="E110", per_line=Decimal("100")))
    bill = make.bill(make.expense(row=4), make.expense(row=5, expense="E107"))
    assert [row for row, *_ in judge("K202", bill, profile=profile)] == [5]


def test_a_limit_for_a_line_is_not_one_for_the_invoice(make: Any, told: Any) -> None:
    profile = agreed(ExpenseTerms(code="E110", per_line=Decimal("24.95")))
    assert told("K202", make.bill(make.expense(row=4), make.expense(row=5)), profile=profile) == []
    assert told("K202", make.bill(make.expense(amount=Decimal("25.00"))), profile=profile) == [
        (4, "line.total", Decimal("0.05"), "E110 comes to 25.00 in one line, the client pays 24.95")
    ]


def meal(make: Any, amount: str, **changes: Any) -> Any:
    return make.expense(**{"expense": "E111", "amount": Decimal(amount), "description": "Dinner", **changes})


def test_the_meals_of_one_day_are_added_up(make: Any, told: Any) -> None:
    profile = agreed(ExpenseTerms(code="E111", daily=Decimal("60")))
    bill = make.bill(meal(make, "35.00"), meal(make, "40.00", row=5), meal(make, "60.00", row=6, date=make.day(6)))
    assert told("K203", bill, profile=profile) == [
        (4, "line.total", Decimal("15.00"), "E111 comes to 75.00 on 2026-05-05, the client pays 60 a day")
    ]


def test_two_people_may_each_have_a_days_meals(make: Any, judge: Any) -> None:
    profile = agreed(ExpenseTerms(code="E111", daily=Decimal("60")))
    both = [meal(make, "50.00", timekeeper=Timekeeper(id=who)) for who in ("T1", "T2")]
    assert judge("K203", make.bill(*both), profile=profile) == []


def test_copies_billed_as_one_unit_have_no_count(make: Any, judge: Any) -> None:
    one = copies(make, units=Decimal(1), rate=Decimal("25.00"))
    assert judge("K204", make.bill(one), above=Decimal("1")) == [
        (4, "line.units", "E101 comes to 25.00 for one unit: there is no count")
    ]
    assert judge("K204", make.bill(copies(make)), above=Decimal("1")) == []
    assert judge("K204", make.bill(make.expense()), above=Decimal("1")) == []


def test_mileage_needs_its_miles_under_any_code(make: Any, judge: Any) -> None:
    bare = make.expense(row=4, description="Mileage to Salem")
    counted = make.expense(row=5, description="Mileage to Salem, 35 miles")
    assert [row for row, *_ in judge("K204", make.bill(bare, counted), above=Decimal("1"))] == [4]


def test_a_banned_code_is_told_on_expenses_and_adjustments_but_not_on_credits(make: Any, told: Any) -> None:
    profile = agreed(ExpenseTerms(code="E108", banned=True))
    lines = [
        make.expense(row=4, expense="E108"),
        make.expense(row=5, expense="E108", kind="IE"),
        make.expense(row=6, expense="E108", kind="IE", amount=Decimal("-24.95")),
        make.expense(row=7),
    ]
    assert [(row, risk) for row, _, risk, _ in told("K205", make.bill(*lines), profile=profile)] == [
        (4, Decimal("24.95")),
        (5, Decimal("24.95")),
    ]


def test_a_code_that_the_client_reviews_is_told(make: Any, judge: Any) -> None:
    profile = agreed(ExpenseTerms(code="E110", review=True))
    assert judge("K206", make.bill(), profile=profile) == [(4, "line.expense", "the client reviews every E110")]


@pytest.mark.parametrize("code", ["K201", "K202", "K203", "K205", "K206", "K209", "K210", "R205"])
def test_terms_that_state_something_else_tell_nothing(make: Any, judge: Any, code: str) -> None:
    assert judge(code, make.bill(), profile=agreed(ExpenseTerms(code="E110"))) == []


def test_a_receipt_is_wanted_above_the_limit_unless_an_image_comes_along(make: Any, judge: Any) -> None:
    profile = agreed(ExpenseTerms(code="E110", receipt_over=Decimal("20")))
    assert judge("K209", make.bill(), profile=profile) == [
        (4, "line.total", "E110 comes to 24.95, above 20 the client wants a receipt")
    ]
    assert judge("K209", make.bill(references=(Reference("image", "receipts.pdf"),)), profile=profile) == []
    assert judge("K209", make.bill(make.expense(amount=Decimal("20"))), profile=profile) == []


def test_approval_shows_in_the_narrative_by_the_clients_words(make: Any, judge: Any) -> None:
    profile = agreed(ExpenseTerms(code="E110", approval_over=Decimal("20")))
    shown = make.bill(make.expense(description="Train, pre-approved by client"))
    assert len(judge("K210", make.bill(), profile=profile, approved=("pre-approved",))) == 1
    assert judge("K210", shown, profile=profile, approved=("pre-approved",)) == []
    assert len(judge("K210", shown, profile=profile)) == 1
