from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from ledes.bill import Timekeeper, Unread

D = Decimal


@pytest.mark.parametrize(
    ("code", "changes", "found"),
    [
        ("E001", {"timekeeper": None}, (3, "timekeeper.id", "a fee has no timekeeper id")),
        ("E001", {"timekeeper": Timekeeper(name="Quill, Ada")}, (3, "timekeeper.id", "a fee has no timekeeper id")),
        ("E002", {"description": " "}, (3, "line.description", "a fee has no narrative")),
        ("E004", {"units": None}, (3, "line.units", "a fee has no units")),
        ("E004", {"units": D("0.00")}, (3, "line.units", "a fee has zero units")),
        ("E005", {"rate": None}, (3, "line.rate", "a fee has no rate")),
        ("E005", {"rate": D("0")}, (3, "line.rate", "a fee has a rate of zero")),
        (
            "E006",
            {"timekeeper": Timekeeper(id="T1", classification="PARTNR")},
            (3, "timekeeper.name", "timekeeper 'T1' has no name"),
        ),
        (
            "E007",
            {"timekeeper": Timekeeper(id="T1", name="Quill, Ada")},
            (3, "timekeeper.classification", "timekeeper 'T1' has no classification"),
        ),
    ],
)
def test_what_a_fee_must_state_is_told_once_where_it_is_missing(
    make: Any, judge: Any, fired: Any, code: str, changes: dict[str, Any], found: tuple[int, str, str]
) -> None:
    bill = make.bill(make.fee(**changes), make.expense(), make.discount())
    assert judge(code, bill) == [found]
    assert fired(bill) == [code]


@pytest.mark.parametrize(
    ("code", "changes", "found"),
    [
        ("E003", {"expense": ""}, (4, "line.expense", "an expense has no expense code")),
        ("E004", {"units": None}, (4, "line.units", "an expense has no units")),
        ("E005", {"rate": None}, (4, "line.rate", "an expense has no rate")),
    ],
)
def test_what_an_expense_must_state_is_told_once_where_it_is_missing(
    make: Any, judge: Any, fired: Any, code: str, changes: dict[str, Any], found: tuple[int, str, str]
) -> None:
    bill = make.bill(make.fee(), make.expense(**changes), make.discount())
    assert judge(code, bill) == [found]
    assert fired(bill) == [code]


def test_an_adjustment_of_the_invoice_needs_neither_units_nor_rate_nor_people(make: Any, fired: Any) -> None:
    line = make.discount(units=None, rate=None, timekeeper=None, description="")
    assert fired(make.bill(make.fee(), make.expense(), line)) == []


def test_a_value_that_was_not_read_is_not_told_as_missing(make: Any, judge: Any) -> None:
    bill = make.bill(make.fee(units=None, rate=None), unread=(Unread(3, "line.units"), Unread(3, "line.rate")))
    assert judge("E004", bill) == [] and judge("E005", bill) == []
