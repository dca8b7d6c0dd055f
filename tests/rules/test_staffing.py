from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from ledes.bill import Matter, Timekeeper
from ledes.client import ApprovedTimekeeper, Client

D = Decimal
TRAINEE = Timekeeper(id="T4", name="Farrow, Dan", classification="TRANEE")
FLAT = Timekeeper(id="T1", name="Quill, Ada", classification="FLTFEE")


def test_a_classification_that_the_client_does_not_list_is_told(make: Any, judge: Any) -> None:
    bill = make.bill(make.fee(), make.fee(row=4, timekeeper=make.associate), make.expense(timekeeper=TRAINEE))
    assert judge("P201", bill, allowed=("PARTNR",)) == [
        (
            4,
            "timekeeper.classification",
            "the client does not list the classification 'ASSOC' of timekeeper 'T2'",
        )
    ]


def test_a_missing_classification_is_not_one_that_is_not_listed(make: Any, judge: Any) -> None:
    bill = make.bill(make.fee(timekeeper=Timekeeper(id="T9")), make.fee(timekeeper=None))
    assert judge("P201", bill, allowed=("PARTNR",)) == []
    assert judge("P202", bill, banned=("TRANEE",)) == []


def test_a_classification_that_is_not_paid_is_told_on_each_line(make: Any, judge: Any) -> None:
    bill = make.bill(make.fee(timekeeper=TRAINEE), make.fee(row=4), make.fee(row=5, timekeeper=TRAINEE))
    assert [row for row, _, _ in judge("P202", bill, banned=("TRANEE", "LGLINT"))] == [3, 5]


def test_two_classifications_of_one_person_are_told_from_the_second_on(make: Any, judge: Any) -> None:
    promoted = replace(make.partner, classification="OFCOUN")
    bill = make.bill(make.fee(), make.fee(row=4, timekeeper=promoted), make.fee(row=5), make.fee(timekeeper=FLAT))
    assert judge("P203", bill) == [
        (4, "timekeeper.classification", "timekeeper 'T1' is classified as 'PARTNR' and 'OFCOUN'")
    ]


def test_two_people_may_have_two_classifications(make: Any, judge: Any) -> None:
    assert judge("P203", make.bill(make.fee(), make.fee(timekeeper=make.associate))) == []


@pytest.mark.parametrize(("years", "told"), [(1, False), (2, True)])
def test_a_lawyer_is_judged_by_the_year_of_admission(make: Any, judge: Any, years: int, told: bool) -> None:
    profile = Client(key="c", timekeepers=(ApprovedTimekeeper(id="T1", admitted=2025), ApprovedTimekeeper(id="T2")))
    bill = make.bill(make.fee(), make.fee(row=4, timekeeper=make.associate), make.fee(date=None), make.expense())
    found = judge("P213", bill, profile=profile, years=years)
    said = "timekeeper 'T1' was admitted in 2025 and worked in 2026, the client asks for 2 years"
    assert found == ([(3, "timekeeper.id", said)] if told else [])


def test_the_people_of_a_matter_are_counted(make: Any, judge: Any) -> None:
    other = Matter(firm_id="2002")
    bill = make.bill(
        make.fee(),
        make.fee(timekeeper=make.associate),
        make.fee(timekeeper=TRAINEE, matter=other),
        make.fee(timekeeper=Timekeeper(id="FF", classification="FLTFEE")),
        make.expense(timekeeper=TRAINEE),
    )
    assert judge("P214", bill, most=2) == []
    assert judge("P214", bill, most=1) == [
        (3, "timekeeper.id", "2 timekeepers worked on matter 2001, the client takes 1")
    ]


def test_somebody_with_few_hours_in_the_whole_bill_is_told_once(make: Any, judge: Any) -> None:
    bill = make.bill(
        make.fee(),
        make.fee(row=4, timekeeper=make.associate, units=D("0.2")),
        make.fee(row=5, timekeeper=make.associate, units=D("0.2")),
    )
    assert judge("P215", bill, least=D("0.5")) == [
        (4, "line.units", "timekeeper 'T2' has 0.4 hours in the whole bill, the client expects 0.5")
    ]
    assert judge("P215", bill, least=D("0.4")) == []


def test_hours_that_cancel_out_are_no_drive_by(make: Any, judge: Any) -> None:
    bill = make.bill(make.fee(units=D(1)), make.fee(units=D(-1)))
    assert judge("P215", bill, least=D("0.5")) == []


def test_the_share_of_partners_is_of_all_hours(make: Any, judge: Any) -> None:
    bill = make.bill(make.fee(units=D(2)), make.fee(row=4, units=D(4), timekeeper=make.associate))
    assert judge("P216", bill, most_percent=D(30)) == [
        (
            3,
            "timekeeper.classification",
            "partners have 2 of 6 hours (33.3 percent), the client takes 30 percent",
        )
    ]
    assert judge("P216", bill, most_percent=D("33.4")) == []
    assert judge("P216", bill, most_percent=D(30), classifications=("SHAREH",)) == []


def test_a_bill_without_hours_has_no_share_of_partners(make: Any, judge: Any) -> None:
    assert judge("P216", make.bill(make.expense()), most_percent=D(0)) == []


@pytest.mark.parametrize(
    ("narrative", "word"),
    [
        ("Cite-check the brief", "Cite-check"),
        ("Number exhibits by Bates stamp", "Bates"),
        ("SUMMARIZE  DEPOSITION of the surveyor", "SUMMARIZE  DEPOSITION"),
    ],
)
def test_routine_work_of_a_partner_is_told_with_the_word(make: Any, judge: Any, narrative: str, word: str) -> None:
    assert judge("P217", make.bill(make.fee(description=narrative))) == [
        (3, "line.description", f"partner 'T1' billed routine work: '{word}'")
    ]
    assert judge("P217", make.bill(make.fee(description=narrative, timekeeper=make.associate))) == []


def test_words_within_other_words_are_not_found(make: Any, judge: Any) -> None:
    assert judge("P217", make.bill(make.fee(description="Call Ms Batesworth"))) == []
    assert judge("P217", make.bill(make.fee(description="Call Ms Bates")), words=()) == []


def test_partners_may_do_exactly_the_share_that_is_taken(make: Any, judge: Any) -> None:
    bill = make.bill(make.fee(units=D(1)), make.fee(units=D(3), timekeeper=make.associate))
    assert judge("P216", bill, most_percent=D(25)) == []


def test_fees_of_nobody_and_expenses_have_no_classification_to_compare(make: Any, judge: Any) -> None:
    other = replace(make.partner, classification="ASSOC")
    assert judge("P203", make.bill(make.fee(), make.fee(timekeeper=None), make.expense(timekeeper=other))) == []
    nameless = (Timekeeper(classification="PARTNR"), Timekeeper(classification="ASSOC"))
    assert judge("P203", make.bill(*(make.fee(timekeeper=each) for each in nameless))) == []
