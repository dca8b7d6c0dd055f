from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from ledes.client import Client, MatterTerms, Rate

PROFILE = Client(key="c", currency="EUR")
RATE = Rate(timekeeper="T1", rate=Decimal("350"))


def test_a_bill_is_in_the_clients_currency(make: Any, judge: Any) -> None:
    assert judge("X200", make.bill(currency="EUR"), profile=PROFILE) == []
    assert judge("X200", make.bill(currency="GBP"), profile=PROFILE, also=("GBP",)) == []
    assert judge("X200", make.bill(currency="GBP"), profile=PROFILE) == [
        (3, "bill.currency", "the bill is in GBP, the client takes EUR")
    ]


def test_a_bill_whose_format_has_no_currency_is_not_judged(make: Any, judge: Any) -> None:
    assert judge("X200", make.bill(), profile=PROFILE) == []
    assert judge("X201", make.bill(), profile=replace(PROFILE, rates=(RATE,))) == []


def test_a_matter_may_have_a_currency_of_its_own(make: Any, judge: Any) -> None:
    own = replace(PROFILE, matters=(MatterTerms(firm_id="2001", currency="USD"),))
    assert judge("X200", make.bill(currency="USD"), profile=own) == []
    assert [said for _, _, said in judge("X200", make.bill(currency="EUR"), profile=own)] == [
        "the bill is in EUR, the client takes USD"
    ]


@pytest.mark.parametrize(
    ("rates", "said"),
    [
        ((RATE,), "the rate of timekeeper 'T1' is in EUR, the bill in GBP"),
        ((replace(RATE, currency="USD"), RATE), "the rate of timekeeper 'T1' is in EUR or USD, the bill in GBP"),
        ((replace(RATE, currency="GBP"), RATE), ""),
        ((replace(RATE, timekeeper="T2"),), ""),
    ],
)
def test_a_rate_was_agreed_in_the_currency_of_the_bill(
    make: Any, judge: Any, rates: tuple[Rate, ...], said: str
) -> None:
    found = judge("X201", make.bill(currency="GBP"), profile=replace(PROFILE, rates=rates))
    assert found == ([(3, "line.rate", said)] if said else [])


def test_tax_that_is_billed_as_an_expense_is_told_by_its_word(make: Any, judge: Any) -> None:
    bill = make.bill(
        make.fee(description="Advise on VAT"),
        make.expense(description="VAT at 20 percent"),
        make.expense(row=6, description="Private car"),
        make.taxed(make.expense(row=7, description="Postage with VAT"), "4.99"),
    )
    assert judge("X202", bill, words=("VAT", "sales tax")) == [
        (4, "line.description", "the line bills 'VAT' as an expense")
    ]
    assert judge("X202", bill, words=()) == []
