from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from ledes.bill import Tax, Unread

D = Decimal


def test_a_wrong_tax_is_told_once_when_the_totals_repeat_it(make: Any, judge: Any, fired: Any) -> None:
    bill = make.taxed_bill(
        make.taxed(make.fee(), "120.00"), make.taxed(make.expense(), "4.99"), total=D("779.94"), tax=D("124.99")
    )
    assert judge("X001", bill) == [(3, "line.tax", "630.00 x 0.2 = 126.00, the line's tax is 120.00")]
    assert fired(bill) == ["X001"]


def test_a_wrong_tax_is_told_once_when_everything_else_is_right(make: Any, fired: Any) -> None:
    wrong = make.taxed(make.fee(amount=D("636.00")), "120.00")
    assert wrong.total == D("756.00")
    assert fired(make.taxed_bill(wrong, make.taxed(make.expense(), "4.99"))) == ["X001"]


def test_a_wrong_gross_total_is_told_as_that_and_not_as_wrong_tax(make: Any, fired: Any) -> None:
    wrong = make.taxed(make.fee(amount=D("640.00")), "126.00")
    assert fired(make.taxed_bill(wrong, make.taxed(make.expense(), "4.99"))) == ["T001"]


def test_wrong_units_are_told_once(make: Any, fired: Any) -> None:
    wrong = make.taxed(make.fee(units=D("3.00")), "126.00")
    assert fired(make.taxed_bill(wrong, make.taxed(make.expense(), "4.99"))) == ["T001"]


@pytest.mark.parametrize(("tax", "right"), [("5.01", True), ("5.00", True), ("5.005", True), ("5.02", False)])
def test_a_tax_is_exact_or_rounded_either_way(make: Any, judge: Any, tax: str, right: bool) -> None:
    line = make.taxed(make.expense(rate=D("25.025"), amount=D("25.025")), tax)
    assert (judge("X001", make.taxed_bill(line)) == []) is right


@pytest.mark.parametrize("field", ["line.tax", "tax.rate", "line.units", "line"])
def test_a_tax_of_which_a_part_was_not_read_is_not_judged(make: Any, judge: Any, field: str) -> None:
    line = make.taxed(make.fee(), "1.00")
    assert judge("X001", make.taxed_bill(line, unread=(Unread(3, field),))) == []


def test_a_line_without_tax_is_not_judged(make: Any, judge: Any) -> None:
    assert judge("X001", make.bill()) == []


def test_a_tax_on_a_tax_is_not_judged(make: Any, judge: Any) -> None:
    line = make.taxed(make.fee(), "1.00", taxes=(Tax(rate=D("0.2"), on_tax="GST"),))
    assert judge("X001", make.taxed_bill(line)) == []


def test_a_wrong_tax_total_is_told_once(make: Any, judge: Any, fired: Any) -> None:
    bill = make.taxed_bill(tax=D("130.00"))
    assert judge("X002", bill) == [(3, "bill.tax", "the lines' tax adds up to 130.99, the tax total is 130.00")]
    assert fired(bill) == ["X002"]


def test_a_tax_total_is_not_judged_when_no_line_states_tax_or_one_was_lost(make: Any, judge: Any) -> None:
    assert judge("X002", make.bill(tax=D("5"))) == []
    assert judge("X002", make.taxed_bill(tax=D("5"), unread=(Unread(9, "line"),))) == []


@pytest.mark.parametrize(("rate", "wrong"), [("20", True), ("-0.2", True), ("1.01", True), ("0", False), ("1", False)])
def test_a_tax_rate_is_a_fraction(make: Any, judge: Any, rate: str, wrong: bool) -> None:
    line = make.taxed(make.fee(), "126.00", taxes=(Tax(rate=D(rate)),))
    found = judge("X003", make.taxed_bill(line))
    assert found == ([(3, "tax.rate", f"the tax rate is {rate}")] if wrong else [])


def test_a_percentage_for_a_rate_is_told_once(make: Any, fired: Any) -> None:
    lines = [make.taxed(make.fee(), "126.00"), make.taxed(make.expense(), "4.99")]
    percent = (Tax(rate=D("20")),)
    assert fired(make.taxed_bill(*(replace(line, taxes=percent) for line in lines))) == ["X003"]


def test_a_tax_definition_out_of_range_is_told_at_the_bill(make: Any, judge: Any) -> None:
    assert judge("X003", make.bill(taxes=(Tax(id="V", rate=D("20")),))) == [(3, "tax.rate", "the tax rate is 20")]


def test_a_tax_without_a_rate_is_told_once(make: Any, judge: Any, fired: Any) -> None:
    bill = make.taxed_bill(make.taxed(make.fee(), "126.00", taxes=()), make.taxed(make.expense(), "4.99"))
    assert judge("X004", bill) == [(3, "tax.rate", "the line's tax is 126.00, its rate is blank")]
    assert fired(bill) == ["X004"]


def test_a_tax_of_zero_needs_no_rate(make: Any, judge: Any) -> None:
    assert judge("X004", make.taxed_bill(make.taxed(make.fee(), "0", taxes=(Tax(kind="VAT"),)))) == []


def test_a_reported_tax_needs_its_currency_and_the_other_way_round(make: Any, judge: Any) -> None:
    assert judge("X005", make.taxed_bill(other_tax=D("9"))) == [
        (3, "bill.other_currency", "9 tax is reported without its currency")
    ]
    assert judge("X005", make.taxed_bill(other_currency="EUR")) == [
        (3, "bill.other_tax", "the reported tax has the currency EUR and no amount")
    ]
    assert judge("X005", make.taxed_bill(other_tax=D("9"), other_currency="EUR")) == []
    assert judge("X005", make.taxed_bill(other_currency="EUR", unread=(Unread(3, "bill.other_tax"),))) == []


def test_sums_are_not_judged_when_a_line_states_no_amount(make: Any, judge: Any) -> None:
    blank = replace(make.taxed(make.fee(), "126.00"), tax=None, amount=None)
    bill = make.taxed_bill(blank, make.taxed(make.expense(), "4.99"))
    assert judge("X002", bill) == [] and judge("T002", bill) == [] and judge("T003", bill) == []
    assert judge("T003", make.taxed_bill(blank, tax=None)) == []
