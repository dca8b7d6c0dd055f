from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ledes.bill import Address, Party, Unread


def test_a_currency_that_does_not_exist_is_told(make: Any, judge: Any, fired: Any) -> None:
    bill = make.taxed_bill(currency="GPB")
    assert judge("C001", bill) == [(3, "bill.currency", "'GPB' is no currency code")]
    assert fired(bill) == ["C001"]


def test_the_currency_of_a_reported_tax_is_judged_too(make: Any, judge: Any) -> None:
    assert judge("C001", make.taxed_bill(other_currency="eur")) == [
        (3, "bill.other_currency", "'eur' is no currency code")
    ]


def test_a_country_that_does_not_exist_is_told(make: Any, judge: Any, fired: Any) -> None:
    bill = make.bill(firm=Party(address=Address(country="UK")))
    assert judge("C002", bill) == [(3, "firm.address.country", "'UK' is no country code")]
    assert fired(bill) == ["C002"]


@pytest.mark.parametrize("country", ["", "GB", "GBR"])
def test_a_country_may_have_two_letters_three_or_none(make: Any, judge: Any, country: str) -> None:
    assert judge("C002", make.bill(client=Party(address=Address(country=country)))) == []


def test_the_country_of_the_work_is_judged_by_line(make: Any, judge: Any) -> None:
    bill = make.bill(make.fee(country="XX"), make.expense(country="DE"))
    assert judge("C002", bill) == [(3, "line.country", "'XX' is no country code")]


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("L999", "the task code 'L999' is in no known set"),
        ("l110", "'l110' is no task code, L110 is"),
        ("A101", "'A101' is no task code but stands in the set activity-aba"),
        ("LIT-1", "'LIT-1' does not have the form of a task code (letters and three digits)"),
    ],
)
def test_an_unknown_task_code_is_told_with_what_it_may_be(make: Any, judge: Any, code: str, message: str) -> None:
    bill = make.bill(make.fee(task=code), make.expense(), make.discount())
    assert judge("C003", bill) == [(3, "line.task", message)]


@pytest.mark.parametrize("code", ["L100", "P100", "PA110", "TR799", "B420", "L619", "JA10", ""])
def test_phases_tasks_and_unconfirmed_codes_are_not_refused(make: Any, judge: Any, code: str) -> None:
    assert judge("C003", make.bill(make.fee(task=code))) == []


def test_a_profile_may_name_codes_of_its_own(make: Any, judge: Any) -> None:
    bill = make.bill(make.fee(task="HAR100", activity="Z9"), make.expense(expense="Z9"))
    assert judge("C003", bill, also=("HAR100",)) == []
    assert judge("C004", bill, also=["Z9"]) == []
    assert judge("C005", bill, also=["Z9"]) == []


def test_unknown_activities_and_expenses_are_told(make: Any, judge: Any, fired: Any) -> None:
    bill = make.bill(make.fee(activity="A999"), make.expense(expense="E999"), make.discount())
    assert judge("C004", bill) == [(3, "line.activity", "the activity code 'A999' is in no known set")]
    assert judge("C005", bill) == [(4, "line.expense", "the expense code 'E999' is in no known set")]
    assert fired(bill) == ["C004", "C005"]


def test_a_code_on_the_wrong_line_is_told_once(make: Any, judge: Any, fired: Any) -> None:
    bill = make.bill(make.fee(expense="E999"), make.expense(task="L999", activity="A101"), make.discount())
    assert judge("C006", bill) == [
        (3, "line.expense", "a fee carries the expense code 'E999'"),
        (4, "line.task", "an expense carries the task code 'L999'"),
    ]
    assert fired(bill) == ["C006"]
    assert judge("C006", make.bill(make.expense(activity="A101"))) == [
        (4, "line.activity", "an expense carries the activity code 'A101'")
    ]


def test_an_activity_without_a_task_is_told(make: Any, judge: Any, fired: Any) -> None:
    bill = make.bill(make.fee(task=""), make.expense(), make.discount())
    assert judge("C007", bill) == [(3, "line.task", "the activity 'A102' stands without a task code")]
    assert fired(bill) == ["C007"]
    assert judge("C007", make.bill(make.fee(task="", activity=""))) == []


def test_a_line_of_unknown_kind_is_judged_by_its_codes_all_the_same(make: Any, judge: Any) -> None:
    assert judge("C003", make.bill(replace(make.fee(task="L999"), kind=""))) != []


def test_a_code_that_was_told_as_unreadable_is_not_told_again(make: Any, judge: Any) -> None:
    bill = make.bill(make.fee(task="L" * 30), currency="DOLLARS")
    marked = make.bill(
        make.fee(task="L" * 30), currency="DOLLARS", unread=(Unread(3, "line.task"), Unread(3, "bill.currency"))
    )
    assert judge("C003", bill) and judge("C001", bill)
    assert judge("C003", marked) == [] and judge("C001", marked) == []
