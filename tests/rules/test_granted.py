from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest

from ledes.client import Client, Discount, Tier
from ledes.earlier import History, Others, Spent

D = Decimal


class Before(History):
    """Earlier bills of this much since the first of the year, and of more before."""

    def __init__(self, fees: str = "0", expenses: str = "0") -> None:
        self.asked: list[tuple[str, datetime.date | None]] = []
        self.held = Spent(fees=D(fees), expenses=D(expenses))

    def spent(
        self,
        matter: str = "",
        *,
        phase: str = "",
        since: datetime.date | None = None,
        until: datetime.date | None = None,
    ) -> Spent:
        self.asked.append((matter, since))
        return self.held


class Ahead(Others):
    def __init__(self, fees: str = "0") -> None:
        self.held = Spent(fees=D(fees))

    def ahead(self, matter: str = "", *, since: datetime.date | None = None) -> Spent:
        return self.held


def _client(*discounts: Discount) -> Client:
    return Client(key="c", discounts=discounts)


TEN = Discount(percent=D(10), form="invoice")
OF_LINES = Discount(percent=D(10), form="line")


def test_a_discount_of_the_invoice_is_compared_with_its_adjustments(make: Any, judge: Any, at_risk: Any) -> None:
    bill = make.bill(make.fee(), make.expense(), make.discount(amount=D("-60")))
    assert judge("B210", bill, profile=_client(TEN)) == [
        (
            3,
            "bill.total",
            "a discount of 10 percent on fees of 630 comes to 63.00, adjustments of the invoice grant 60",
        )
    ]
    assert at_risk("B210", bill, profile=_client(TEN)) == [D("3.00")]


@pytest.mark.parametrize(("granted", "told"), [("-63", False), ("-62.99", False), ("-62.98", True), ("-80", False)])
def test_a_cent_less_is_rounding_and_more_is_a_gift(make: Any, judge: Any, granted: str, told: bool) -> None:
    bill = make.bill(make.fee(), make.discount(amount=D(granted)))
    assert bool(judge("B210", bill, profile=_client(TEN))) is told


def test_a_discount_of_lines_may_be_a_cent_off_on_each(make: Any, judge: Any) -> None:
    def lines(adjustment: str) -> Any:
        amount = D("700") + D(adjustment)
        return make.bill(*(make.fee(row=row, adjustment=D(adjustment), amount=amount) for row in (3, 4)))

    assert judge("B210", lines("-69.99"), profile=_client(OF_LINES)) == []
    (found,) = judge("B210", lines("-69.98"), profile=_client(OF_LINES))
    assert found[2] == (
        "a discount of 10 percent on fees of 1400.00 comes to 140.00, the adjustments of the lines grant 139.96"
    )


def test_a_discount_on_everything_takes_expenses_too(make: Any, judge: Any) -> None:
    everything = Discount(percent=D(10), form="invoice", on="all")
    bill = make.bill(make.fee(), make.expense(), make.discount(amount=D("-63")))
    (found,) = judge("B210", bill, profile=_client(everything))
    assert "fees and expenses of 654.95 comes to 65.50" in found[2]


@pytest.mark.parametrize(
    "discount",
    [
        Discount(percent=D(10), form="rate"),
        Discount(percent=D(10), start=datetime.date(2026, 6, 3)),
        Discount(percent=D(10), end=datetime.date(2026, 6, 1)),
        Discount(percent=D(10), matters=("9999",)),
    ],
)
def test_a_discount_that_is_not_to_be_seen_on_this_bill_is_not_missed(
    make: Any, judge: Any, discount: Discount
) -> None:
    assert judge("B210", make.bill(make.fee()), profile=_client(discount)) == []


def test_a_credit_note_grants_no_discount(make: Any, judge: Any) -> None:
    assert judge("B210", make.bill(make.fee(), kind="credit note"), profile=_client(TEN)) == []


TIERED = Discount(tiers=(Tier(D("1000"), D(5)), Tier(D("2000"), D(10))), form="invoice")


@pytest.mark.parametrize(
    ("history", "others", "due"),
    [
        (Before("100"), Ahead(), None),
        (Before("370"), Ahead(), None),
        (Before("470"), Ahead(), "5.00"),
        (Before("400"), Ahead("70"), "5.00"),
        (Before("1900"), Ahead(), "58.00"),
        (Before("100", expenses="5000"), Ahead(), None),
    ],
)
def test_a_volume_discount_follows_the_steps_that_the_year_has_reached(
    make: Any, judge: Any, history: Before, others: Ahead, due: str | None
) -> None:
    found = judge("B211", make.bill(make.fee()), profile=_client(TIERED), history=history, others=others)
    assert [f"comes to {due}," in said for _, _, said in found] == ([True] if due else [])
    assert history.asked == [("", datetime.date(2026, 1, 1))]


def test_a_volume_discount_that_is_granted_is_good(make: Any, judge: Any) -> None:
    bill = make.bill(make.fee(), make.discount(amount=D("-5")))
    assert judge("B211", bill, profile=_client(TIERED), history=Before("470"), others=Ahead()) == []


def test_each_rule_of_discounts_judges_its_own_kind(make: Any, judge: Any) -> None:
    bill = make.bill(make.fee())
    assert judge("B210", bill, profile=_client(TIERED)) == []
    assert judge("B211", bill, profile=_client(TEN), history=Before("9999"), others=Ahead()) == []


@pytest.mark.parametrize(
    ("form", "rows"), [("rate", [3, 5]), ("line", [5]), ("invoice", [3])], ids=lambda each: str(each)
)
def test_a_reduction_in_another_form_than_agreed_is_told(make: Any, judge: Any, form: str, rows: list[int]) -> None:
    found = judge("B212", make.bill(), profile=_client(Discount(percent=D(10), form=form)))
    assert [row for row, _, _ in found] == rows


def test_two_agreed_forms_may_both_stand_on_a_bill(make: Any, judge: Any) -> None:
    assert judge("B212", make.bill(), profile=_client(TEN, OF_LINES)) == []
    later = Discount(percent=D(5), form="line", start=datetime.date(2027, 1, 1))
    assert judge("B212", make.bill(), profile=_client(TEN, later)) != []


def test_a_discount_holds_on_its_first_and_on_its_last_day(make: Any, judge: Any) -> None:
    first = Discount(percent=D(10), form="rate", start=datetime.date(2026, 6, 2), end=datetime.date(2026, 6, 2))
    assert judge("B212", make.bill(), profile=_client(first)) != []
    assert judge("B212", make.bill(date=None), profile=_client(first)) != []


def test_an_adjustment_of_nothing_reduces_nothing(make: Any, judge: Any) -> None:
    bill = make.bill(make.fee(adjustment=D("0.00")), make.discount(amount=D("0.00")), make.fee(adjustment=None))
    assert judge("B212", bill, profile=_client(Discount(percent=D(10), form="rate"))) == []


def test_a_credit_note_grants_no_volume_discount(make: Any, judge: Any) -> None:
    credit = make.bill(make.fee(), kind="credit note")
    assert judge("B211", credit, profile=_client(TIERED), history=Before("1900"), others=Ahead()) == []
