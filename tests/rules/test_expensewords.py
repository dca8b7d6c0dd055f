"""What the narratives of expenses give away."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from ledes.bill import Timekeeper


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Secretarial overtime", True),
        ("Word-processing of brief", True),
        ("Office supplies", True),
        ("Monthly subscription to reports", True),
        ("Library of Congress certification", True),
        ("Interpreter for the closing", False),
        ("Supplier's certificate", False),
    ],
)
def test_overhead_is_known_by_its_words(make: Any, judge: Any, text: str, told: bool) -> None:
    assert bool(judge("K207", make.bill(make.expense(description=text)))) is told


def test_word_processing_under_its_own_code_is_left_to_the_codes(make: Any, judge: Any) -> None:
    assert judge("K207", make.bill(make.expense(expense="E103", description="Word processing"))) == []


def test_a_client_may_have_its_own_words_for_overhead(make: Any, judge: Any) -> None:
    bill = make.bill(make.expense(description="Storage of files"))
    assert judge("K207", bill, words=("storage",)) == [(4, "line.description", "an expense is overhead: 'Storage'")]


def test_online_research_is_never_paid_or_only_at_cost(make: Any, judge: Any) -> None:
    plain = make.expense(row=4, expense="E106", description="Online search")
    shared = make.expense(row=5, expense="E106", description="Allocated share of flat fee")
    named = make.expense(row=6, expense="E123", description="Searcher usage")
    bill = make.bill(plain, shared, named)
    assert [row for row, *_ in judge("K208", bill, paid="never")] == [4, 5]
    assert [row for row, *_ in judge("K208", bill, paid="never", words=("searcher",))] == [4, 5, 6]
    assert judge("K208", bill, paid="at cost") == [
        (5, "line.description", "online research is paid at cost, the charge says 'Allocated'")
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Courier, marked up", True),
        ("Courier 25.00 plus 10%", True),
        ("Courier with administrative fee", True),
        ("Handling charge for exhibits", True),
        ("Fuel surcharge", True),
        ("Dinner 40.00 plus 20% VAT", False),
        ("Taxi plus 15% tip", False),
        ("Survey, 50% of the invoice", False),
        ("Markup hearing transcript of committee", True),
    ],
)
def test_a_mark_up_is_known_by_its_words_and_a_tax_or_tip_is_none(make: Any, judge: Any, text: str, told: bool) -> None:
    assert bool(judge("K211", make.bill(make.expense(description=text)))) is told


def test_leisure_is_what_the_client_lists(make: Any, judge: Any) -> None:
    bill = make.bill(make.expense(description="Dinner with wine"), make.fee(description="Analyze wine import licence"))
    assert judge("K216", bill, words=("wine",)) == [(4, "line.description", "the client does not pay for 'wine'")]


def test_other_expenses_need_as_many_words_as_the_client_wants(make: Any, judge: Any) -> None:
    short = make.expense(row=4, expense="E124", description="Sundries")
    long = make.expense(row=5, expense="E124", description="Keys to the depot")
    empty = make.expense(row=6, expense="E124", description=" ")
    assert [row for row, *_ in judge("K218", make.bill(short, long, empty), words=4)] == [4, 6]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Late payment charge of court reporter", True),
        ("Interest on advanced costs", True),
        ("Finance charge", True),
        ("Search of security interests", False),
        ("Publication in Public Interest Review", False),
        ("Late delivery by courier", False),
    ],
)
def test_interest_is_told_and_interests_are_not(make: Any, judge: Any, text: str, told: bool) -> None:
    assert bool(judge("K219", make.bill(make.expense(description=text)))) is told


def test_an_offices_late_fee_needs_a_cause_and_is_no_interest(make: Any, judge: Any) -> None:
    bare = make.expense(row=4, expense="E131", description="Late fee, patent 7")
    told = make.expense(row=5, expense="X122", description="Late fee at client's request")
    assert [row for row, *_ in judge("K220", make.bill(bare, told))] == [4]
    assert judge("K219", make.bill(bare, told)) == []


def test_time_billed_as_an_expense_is_known_by_the_rate(make: Any, judge: Any) -> None:
    person = Timekeeper(id="T1", rate=Decimal("300"))
    lines = [
        make.fee(),
        make.expense(row=4, timekeeper=person, rate=Decimal("350.00")),
        make.expense(row=5, timekeeper=person, rate=Decimal("300")),
        make.expense(row=6, timekeeper=person),
        make.expense(row=7, rate=Decimal("350")),
    ]
    found = judge("K221", make.bill(*lines))
    assert [row for row, *_ in found] == [4, 5]
    assert found[0][2] == "an expense is billed at 350.00, the rate of timekeeper 'T1'"
