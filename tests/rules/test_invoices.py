from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from ledes.bill import Matter, Unread
from ledes.client import Client
from ledes.examination import plan
from ledes.validate import verify

D = Decimal
SECOND = Matter(firm_id="2002", client_id="C-2002", name="Quay lease")


def test_one_matter_is_good_and_several_are_told_at_the_first_line_of_the_second(make: Any, judge: Any) -> None:
    both = make.bill(make.fee(), make.expense(matter=SECOND), matters=(make.fee().matter, SECOND))
    assert judge("I200", make.bill(), allowed=False) == []
    assert judge("I200", both, allowed=False) == [
        (4, "matter.client_id", "the invoice names 2 matters: 'C-2001', 'C-2002'")
    ]
    assert judge("I200", both, allowed=True) == []


def test_one_matter_of_the_firm_is_told_where_the_client_has_no_numbers(make: Any, judge: Any) -> None:
    first, second = (Matter(firm_id=each) for each in ("2001", "2002"))
    both = make.bill(make.fee(matter=first), make.expense(matter=second), matters=(first, second))
    assert judge("I200", both, allowed=False) == [(4, "matter.firm_id", "the invoice names 2 matters: '2001', '2002'")]


def test_a_matter_whose_name_changes_within_the_bill_is_one_matter(make: Any, judge: Any) -> None:
    first = make.fee().matter
    other = replace(first, name="Harbour leases")
    assert judge("I200", make.bill(make.fee(), make.expense(matter=other), matters=(first, other)), allowed=False) == []


@pytest.mark.parametrize(("longest", "told"), [(7, False), (6, True)])
def test_a_number_may_be_as_long_as_the_client_takes(make: Any, judge: Any, longest: int, told: bool) -> None:
    assert bool(judge("I202", make.bill(number="2026-17"), longest=longest)) is told


@pytest.mark.parametrize(
    ("number", "good"), [("202617", True), ("INV17", True), ("2026-17", False), ("", True), ("17\n", False)]
)
def test_a_number_has_the_clients_form_from_end_to_end(make: Any, judge: Any, number: str, good: bool) -> None:
    found = judge("I203", make.bill(number=number), pattern=re.compile("[A-Za-z0-9]+"))
    assert (found == []) is good


def test_a_description_is_asked_for_only_where_the_client_wants_one(make: Any, judge: Any) -> None:
    bare, said = make.bill(description=" "), make.bill(description="May")
    assert judge("I204", bare, required=True) == [(3, "bill.description", "the invoice has no description")]
    assert judge("I204", bare, required=False) == judge("I204", said, required=True) == []
    assert judge("I204", replace(bare, unread=(Unread(3, "bill.description"),)), required=True) == []


def test_a_small_bill_waits(make: Any, judge: Any) -> None:
    assert judge("I207", make.bill(), least=D("600.01")) == [
        (3, "bill.total", "the invoice total is 600.00, the client takes bills from 600.01 on")
    ]
    assert judge("I207", make.bill(), least=D("600")) == []


def test_a_small_bill_may_be_the_last_or_a_credit_note_or_about_old_work(make: Any, judge: Any) -> None:
    final = replace(make.fee().matter, final=True)
    assert judge("I207", make.bill(matters=(final,)), least=D("900")) == []
    assert judge("I207", make.bill(kind="credit note"), least=D("900")) == []
    assert judge("I207", make.bill(total=D("-5")), least=D("900")) == []
    # the oldest line is of 4 May, the bill of 2 June: 29 days
    assert judge("I207", make.bill(), least=D("900"), unless_older_than=28) == []
    assert judge("I207", make.bill(), least=D("900"), unless_older_than=29) != []


def test_decimals_are_counted_as_written_in_the_fields_that_the_client_names(make: Any, judge: Any) -> None:
    bill = make.bill(make.fee(rate=D("350.000"), units=D("2.0000")), make.expense(rate=None))
    assert judge("I208", bill, most=2) == [(3, "line.rate", "350.000 has 3 decimals, the client takes 2")]
    assert [field for _, field, _ in judge("I208", bill, most=2, fields=("rate", "units"))] == [
        "line.rate",
        "line.units",
    ]
    assert judge("I208", bill, most=3) == []


@pytest.mark.parametrize("code", ["I200", "I202", "I203", "I204", "I207", "I208", "D200", "D201", "D210", "D211"])
def test_a_number_that_is_the_clients_choice_has_no_default(code: str) -> None:
    reasons = {rule.code: why for rule, why in plan(Client(key="c"), ("client",)).unasked}
    assert reasons[code].startswith("the client's profile does not set ")


def test_an_ordinary_bill_breaks_none_of_these_rules_for_a_client_that_asks_nothing(make: Any) -> None:
    found = verify(make.bill(), client=Client(key="c"), scopes=("client",), today=make.day(20))
    assert [each.rule for each in found] == []
