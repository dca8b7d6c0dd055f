from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from ledes.bill import Adjustment, Bill, Line, Matter
from ledes.client import Client, Discount, Tier
from ledes.terms import discounts

ONE = Matter(firm_id="M-1", client_id="C-1")
TWO = Matter(firm_id="M-2", client_id="C-2")
TIERS = (Tier(Decimal(1000), Decimal(5)), Tier(Decimal(3000), Decimal(10)))


def fee(amount: str, matter: Matter = ONE, adjustment: str = "") -> Line:
    return Line(kind="F", matter=matter, amount=Decimal(amount), adjustment=Decimal(adjustment) if adjustment else None)


def off(amount: str, matter: Matter = ONE, kind: str = "IF") -> Line:
    return Line(kind=kind, matter=matter, amount=Decimal(amount))


def compare(discount: Discount, *lines: Line, before: str = "0") -> list[tuple[str, str, str, str]]:
    bill = Bill(number="1", date=datetime.date(2026, 6, 2), matters=(ONE, TWO), lines=lines)
    profile = Client(key="c", discounts=(discount,))
    found = discounts.compared(profile, bill, lambda _discount, _matter: Decimal(before))
    return [(each.matter, str(each.base), f"{each.due:f}", str(each.granted)) for each in found]


def parts(discount: Discount, base: str, before: str) -> list[tuple[str, str]]:
    return [
        (str(amount), str(percent)) for amount, percent in discounts.split(discount, Decimal(base), Decimal(before))
    ]


def test_a_discount_of_the_invoice_is_taken_of_the_fees_and_looked_for_in_its_adjustment_lines() -> None:
    lines = (fee("600"), fee("400"), Line(kind="E", matter=ONE, amount=Decimal(50)), off("-100"), off("-9", kind="IE"))
    assert compare(Discount(percent=Decimal(10)), *lines) == [("", "1000", "100.00", "100")]


def test_a_discount_on_everything_counts_expenses_too() -> None:
    lines = (fee("600"), Line(kind="E", matter=ONE, amount=Decimal(50)), off("-60"), off("-5", kind="IE"))
    assert compare(Discount(percent=Decimal(10), on="all"), *lines) == [("", "650", "65.00", "65")]


def test_a_discount_of_lines_is_taken_of_what_stood_before_the_adjustments() -> None:
    lines = (fee("540", adjustment="-60"), fee("400"))
    assert compare(Discount(percent=Decimal(10), form="line"), *lines) == [("", "1000", "100.00", "60")]


def test_a_premium_is_no_discount_that_was_granted() -> None:
    assert compare(Discount(percent=Decimal(10)), fee("1000"), off("25"), off("-40")) == [("", "1000", "100.00", "40")]


def test_a_discount_for_the_whole_matter_in_xml_counts_as_granted() -> None:
    matter = Matter(firm_id="M-1", adjustments=(Adjustment(amount=Decimal(-30)),))
    bill = Bill(matters=(matter,), lines=(fee("300", matter),))
    (found,) = discounts.compared(
        Client(key="c", discounts=(Discount(percent=Decimal(10)),)), bill, lambda *_: Decimal(0)
    )
    assert (found.due, found.granted) == (Decimal(30), Decimal(30))


def test_a_discount_in_the_rates_leaves_nothing_to_compare() -> None:
    assert compare(Discount(percent=Decimal(10), form="rate"), fee("1000")) == []


def test_a_discount_holds_only_for_bills_of_its_time() -> None:
    assert compare(Discount(percent=Decimal(10), end=datetime.date(2026, 6, 1)), fee("1000")) == []
    assert compare(Discount(percent=Decimal(10), start=datetime.date(2026, 6, 2)), fee("1000")) != []


def test_a_discount_for_one_matter_leaves_the_others_alone() -> None:
    lines = (fee("1000"), fee("500", TWO), off("-50", TWO))
    assert compare(Discount(percent=Decimal(10), matters=("C-2",)), *lines) == [("M-2", "500", "50.00", "50")]


def test_a_volume_discount_over_each_matter_is_compared_matter_by_matter() -> None:
    lines = (fee("2000"), fee("500", TWO), off("-50"))
    found = compare(Discount(tiers=TIERS, over="matter"), *lines)
    assert found == [("M-1", "2000", "50.00", "50"), ("M-2", "500", "0.00", "0")]


@pytest.mark.parametrize(
    ("base", "before", "expected"),
    [
        ("500", "0", [("500", "0")]),
        ("1000", "0", [("1000", "0")]),
        ("2000", "0", [("1000", "0"), ("1000", "5")]),
        ("2000", "900", [("100", "0"), ("1900", "5")]),
        ("5000", "500", [("500", "0"), ("2000", "5"), ("2500", "10")]),
        ("100", "3000", [("100", "10")]),
        ("0", "3000", []),
    ],
)
def test_a_bill_is_split_where_it_crosses_a_step(base: str, before: str, expected: list[tuple[str, str]]) -> None:
    assert parts(Discount(tiers=TIERS), base, before) == expected


@pytest.mark.parametrize(("base", "before", "percent"), [("999", "0", "0"), ("1000", "0", "5"), ("10", "2990", "10")])
def test_without_margin_the_step_that_is_reached_holds_for_the_whole_bill(base: str, before: str, percent: str) -> None:
    assert parts(Discount(tiers=TIERS, marginal=False), base, before) == [(base, percent)]


def test_two_discounts_of_one_form_share_what_the_bill_grants() -> None:
    profile = Client(key="c", discounts=(Discount(percent=Decimal(10)), Discount(percent=Decimal(5))))
    bill = Bill(lines=(fee("1000"), off("-120")))
    found = list(discounts.compared(profile, bill, lambda *_: Decimal(0)))
    assert [(each.due, each.granted) for each in found] == [(Decimal(100), Decimal(120)), (Decimal(50), Decimal(20))]


def test_what_counts_towards_the_tiers_begins_at_the_last_reset() -> None:
    march = datetime.date(2026, 3, 5)
    assert discounts.since(Discount(), march) == datetime.date(2026, 1, 1)
    assert discounts.since(Discount(resets="04-01"), march) == datetime.date(2025, 4, 1)
    assert discounts.since(Discount(start=datetime.date(2026, 2, 1)), march) == datetime.date(2026, 2, 1)
    assert discounts.since(Discount(resets=""), march) is None
