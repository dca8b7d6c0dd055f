"""Discounts and credits of XML: signs, percentages, and how often they stand."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from matters import SPLIT, flat, percent, shared

D = Decimal


def told(found: list[tuple[int, str, str]]) -> list[str]:
    return [message for _row, _field, message in found]


def test_a_discount_has_the_sign_of_its_word(judge: Any) -> None:
    wrong = shared(adjustments=(flat("MIA", "100.00", "pre", increase=False), flat("MIB", "-5.00", increase=True)))
    assert told(judge("B101", wrong)) == [
        "matter C-2001: MIA is a decrease, its amount is 100.00",
        "matter C-2001: MIB is an increase, its amount is -5.00",
    ]
    assert judge("B101", shared()) == []
    assert judge("B101", shared(adjustments=(flat("MIA", "0.00", increase=True),))) == []


@pytest.mark.parametrize(
    ("code", "fraction", "amount", "right"),
    [
        ("MIDB", "0.1", "-140.00", True),
        ("MIDB", "0.1", "-150.00", False),
        ("MISF", "0.75", "-350.00", True),
        ("MISF", "0.75", "-1050.00", True),
        ("MISF", "0.75", "-375.00", False),
        ("MISF", "1.00", "0.00", True),
        ("MISF", "1.00", "-5.00", False),
        ("MIA", "0.1", "-150.00", True),
        ("MIA", "0.1", "-140.00", True),
        ("MIA", "0.1", "-15.00", False),
    ],
)
def test_a_percentage_comes_to_its_amount(judge: Any, code: str, fraction: str, amount: str, right: bool) -> None:
    split = "" if code in {"MISF", "MIDB"} else "pre"
    bill = shared(adjustments=(flat("MIA", "-100.00", "pre"), percent(code, fraction, amount, split)))
    assert (judge("B102", bill) == []) is right


def test_share_and_discount_may_be_taken_one_of_the_other(judge: Any) -> None:
    assert judge("B102", shared()) == []
    for share, discount in (("-560.00", "-140.00"), ("-504.00", "-140.00"), ("-560.00", "-84.00")):
        each = (flat("MIA", "-100.00", "pre"), percent("MISF", "0.6", share), percent("MIDB", "0.1", discount))
        assert judge("B102", shared(adjustments=each)) == []
    wrong = (flat("MIA", "-100.00", "pre"), percent("MISF", "0.6", "-600.00"), percent("MIDB", "0.1", "-140.00"))
    assert told(judge("B102", shared(adjustments=wrong))) == [
        "matter C-2001: MISF of 0.6 comes to -560.00, its amount is -600.00"
    ]


def test_an_amount_that_is_called_flat_is_no_percentage(judge: Any) -> None:
    bill = shared(adjustments=(flat("MIA", "-99.00", "pre", percent=D("0.1")),))
    assert judge("B102", bill) == []


@pytest.mark.parametrize(("code", "right"), [("MIDHR", False), ("Other", False), ("MIA", True)])
def test_some_codes_are_flat_only(judge: Any, code: str, right: bool) -> None:
    bill = shared(adjustments=(percent(code, "0.1", "-150.00", "pre"),))
    assert (judge("B103", bill) == []) is right


def test_one_share_and_one_discount_for_fees_and_one_for_expenses(judge: Any) -> None:
    twice = (percent("MIDB", "0.1", "-140.00"), percent("MIDB", "0.2", "-10.00"))
    assert told(judge("B104", shared(adjustments=twice))) == ["matter C-2001: MIDB stands 2 times for fee entries"]
    apart = (twice[0], replace(twice[1], category="Exp"))
    assert judge("B104", shared(adjustments=apart)) == []


@pytest.mark.parametrize(("fraction", "right"), [("1", True), ("1.0000", True), ("0", True), ("0.6", False)])
def test_a_share_that_is_read_in_two_ways_is_told(judge: Any, fraction: str, right: bool) -> None:
    assert (judge("B105", shared(adjustments=(percent("MISF", fraction, "0.00"),))) == []) is right


@pytest.mark.parametrize(
    ("fraction", "right"), [("0.15", True), ("0", True), ("1", True), ("15", False), ("-1", False)]
)
def test_a_percentage_is_a_fraction(judge: Any, fraction: str, right: bool) -> None:
    assert (judge("B106", shared(adjustments=(percent("MIA", fraction, "0.00"),))) == []) is right


def test_a_matter_without_share_may_say_so_in_three_ways(judge: Any) -> None:
    for stated in ("0", "1.00"):
        assert judge("B107", shared(adjustments=SPLIT[:1], perc_shar_fees=stated, disc_bill_pct_fees="0")) == []
    assert told(judge("B107", shared(adjustments=SPLIT[:1], disc_bill_pct_fees="0"))) == [
        "matter C-2001: there is no MISF, matter_perc_shar_fees is 0.6"
    ]
