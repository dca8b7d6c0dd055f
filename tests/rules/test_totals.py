from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from ledes.bill import Adjustment, Matter, Unread

D = Decimal


def test_a_good_bill_breaks_no_rule(make: Any, fired: Any) -> None:
    assert fired(make.bill()) == []
    assert fired(make.taxed_bill()) == []


def test_a_line_total_with_another_sum_is_told_with_its_numbers(make: Any, judge: Any) -> None:
    line = make.fee(amount=D("640"), total=D("640"))
    assert judge("T001", make.bill(line)) == [
        (3, "line.total", "2.00 x 350 - 70 adjustment = 630.00, the line total is 640")
    ]


def test_a_line_total_in_98bi_is_told_with_its_tax(make: Any, judge: Any) -> None:
    line = make.taxed(make.fee(amount=D("640")), "126.00")
    assert judge("T001", make.taxed_bill(line)) == [
        (3, "line.total", "2.00 x 350 - 70 adjustment + 126.00 tax = 756.00, the line total is 766.00")
    ]


@pytest.mark.parametrize(
    ("units", "rate", "total", "currency", "right"),
    [
        ("0.125", "1", "0.12", "USD", True),
        ("0.125", "1", "0.13", "USD", True),
        ("0.125", "1", "0.125", "USD", True),
        ("0.125", "1", "0.14", "USD", False),
        ("0.135", "1", "0.13", "USD", False),
        ("0.3333", "100.55", "33.5133", "USD", True),
        ("0.3333", "100.55", "33.51", "USD", True),
        ("0.3333", "100.55", "33.52", "USD", False),
        ("1.5", "101", "152", "JPY", True),
        ("1.5", "101", "151", "JPY", False),
        ("0.3333", "100.555", "33.515", "KWD", True),
        ("-1", "50", "-50", "USD", True),
        ("-1", "50", "50", "USD", False),
    ],
)
def test_a_line_total_is_exact_or_rounded_either_way(
    make: Any, judge: Any, units: str, rate: str, total: str, currency: str, right: bool
) -> None:
    line = make.fee(units=D(units), rate=D(rate), adjustment=None, amount=D(total), total=D(total))
    assert (judge("T001", make.bill(line, currency=currency)) == []) is right


def test_a_profile_may_allow_a_tolerance(make: Any, judge: Any) -> None:
    line = make.fee(amount=D("630.05"), total=D("630.05"))
    assert judge("T001", make.bill(line), tolerance=D("0.05")) == []
    assert judge("T001", make.bill(line), tolerance=D("0.04")) != []


@pytest.mark.parametrize(
    ("units", "rate", "adjustment", "total", "right"),
    [
        ("1", None, "1250", "1250", True),
        (None, None, "1250", "1250", True),
        ("0", "0", "1250", "1250", True),
        ("1", "1250", None, "1250", True),
        ("1", "1250", "0", "1250", True),
        ("1", "1250", "1250", "1250", True),
        ("1", "1250", "-250", "1000", True),
        (None, None, None, "1250", False),
        ("1", None, "-1250", "1250", False),
        ("1", "1250", None, "1200", False),
    ],
)
def test_an_adjustment_of_the_invoice_may_state_its_amount_in_several_ways(
    make: Any, judge: Any, units: str | None, rate: str | None, adjustment: str | None, total: str, right: bool
) -> None:
    line = make.discount(
        units=units and D(units),
        rate=rate and D(rate),
        adjustment=adjustment and D(adjustment),
        amount=D(total),
        total=D(total),
    )
    assert (judge("T001", make.bill(line)) == []) is right


@pytest.mark.parametrize("field", ["line.units", "line.adjustment", "line.total", "line.tax", "line.kind", "line"])
def test_a_line_of_which_a_part_was_not_read_is_not_judged(make: Any, judge: Any, field: str) -> None:
    line = make.fee(amount=D("640"), total=D("640"))
    assert judge("T001", make.bill(line, unread=(Unread(3, field),))) == []
    assert judge("T001", make.bill(line, unread=(Unread(4, field),))) != []


def test_an_entry_without_units_is_not_judged_by_its_total(make: Any, fired: Any) -> None:
    lines = (make.fee(units=D("0.00")), make.expense(), make.discount())
    assert fired(make.bill(*lines)) == ["E004"]


def test_an_invoice_total_with_another_sum_is_told(make: Any, judge: Any, fired: Any) -> None:
    bill = make.bill(total=D("654.95"))
    assert judge("T002", bill) == [(3, "bill.total", "the lines add up to 600.00, the invoice total is 654.95")]
    assert fired(bill) == ["T002"]


def test_an_invoice_total_may_be_rounded(make: Any, fired: Any) -> None:
    line = make.fee(units=D("0.3333"), rate=D("100.55"), adjustment=None, amount=D("33.5133"), total=D("33.5133"))
    assert fired(make.bill(line, total=D("33.51"))) == []
    assert fired(make.bill(line, total=D("33.52"))) == ["T002"]


def test_a_wrong_line_total_is_told_once_when_the_invoice_total_is_right(make: Any, fired: Any) -> None:
    lines = (make.fee(amount=D("640"), total=D("640")), make.expense(), make.discount())
    assert fired(make.bill(*lines)) == ["T001"]


def test_a_wrong_line_total_is_told_once_when_the_invoice_total_repeats_it(make: Any, fired: Any) -> None:
    lines = (make.fee(amount=D("640"), total=D("640")), make.expense(), make.discount())
    assert fired(make.bill(*lines, total=D("610"))) == ["T001"]


def test_two_faults_are_two_findings(make: Any, fired: Any) -> None:
    lines = (make.fee(amount=D("640"), total=D("640")), make.expense(), make.discount())
    assert fired(make.bill(*lines, total=D("999"))) == ["T001", "T002"]


@pytest.mark.parametrize("field", ["line", "line.total", "bill.total"])
def test_an_invoice_total_is_not_judged_when_a_line_was_lost(make: Any, judge: Any, field: str) -> None:
    assert judge("T002", make.bill(total=D("1"), unread=(Unread(9, field),))) == []


def test_an_invoice_total_is_not_judged_when_a_matter_has_adjustments(make: Any, judge: Any) -> None:
    matter = Matter(firm_id="2001", adjustments=(Adjustment(code="MIA", amount=D("-5")),))
    assert judge("T002", make.bill(total=D("595"), matters=(matter,))) == []


def test_a_wrong_net_total_is_told_once(make: Any, judge: Any, fired: Any) -> None:
    bill = make.taxed_bill(net=D("650"))
    assert judge("T003", bill) == [(3, "bill.net", "785.94 less 130.99 tax is 654.95, the net total is 650")]
    assert fired(bill) == ["T003"]


def test_a_wrong_invoice_total_is_not_told_as_a_wrong_net_total(make: Any, fired: Any) -> None:
    assert fired(make.taxed_bill(total=D("790"))) == ["T002"]


def test_a_net_total_without_a_tax_total_is_judged_by_the_lines(make: Any, fired: Any) -> None:
    assert fired(make.taxed_bill(tax=None)) == []
    assert fired(make.taxed_bill(tax=None, net=D("650"))) == ["T003"]


def test_a_net_total_is_judged_by_the_totals_alone_when_a_line_was_lost(make: Any, judge: Any) -> None:
    lost = (Unread(9, "line"),)
    assert judge("T003", make.taxed_bill(unread=lost)) == []
    assert judge("T003", make.taxed_bill(net=D("1"), unread=lost)) != []
    assert judge("T003", make.taxed_bill(net=D("1"), tax=None, unread=lost)) == []
