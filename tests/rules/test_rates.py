from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from ledes.bill import Matter, Timekeeper
from ledes.client import ApprovedTimekeeper, Client, MatterTerms, Rate

D = Decimal
OTHER = Matter(firm_id="2002", client_id="C-2002")


def _profile(*rates: Rate, **changes: Any) -> Client:
    return Client(key="c", rates=rates, **changes)


def test_a_rate_of_the_table_limits_what_is_billed(make: Any, judge: Any, at_risk: Any) -> None:
    profile = _profile(Rate(timekeeper="T1", rate=D("325")))
    assert judge("P011", make.bill(), profile=profile) == [
        (3, "line.rate", "timekeeper 'T1' is billed at 350, approved is 325")
    ]
    assert at_risk("P011", make.bill(), profile=profile) == [D("50.00")]


def test_a_rate_for_the_matter_counts_before_one_for_all(make: Any, judge: Any) -> None:
    profile = _profile(Rate(timekeeper="T1", rate=D("325")), Rate(timekeeper="T1", rate=D("350"), matter="C-2001"))
    bill = make.bill(make.fee(), make.fee(row=4, matter=OTHER))
    assert [row for row, _, _ in judge("P011", bill, profile=profile)] == [4]


def test_a_lower_rate_is_told_only_to_clients_that_do_not_take_it(make: Any, judge: Any, at_risk: Any) -> None:
    profile = _profile(Rate(timekeeper="T1", rate=D("375")))
    assert judge("P011", make.bill(), profile=profile) == []
    assert judge("P011", make.bill(), profile=profile, lower_ok=False) == [
        (3, "line.rate", "timekeeper 'T1' is billed at 350, approved is 375")
    ]
    assert at_risk("P011", make.bill(), profile=profile, lower_ok=False) == [None]


@pytest.mark.parametrize(("currency", "told"), [("", True), ("GBP", True), ("EUR", False)])
def test_rates_in_another_currency_are_not_compared(make: Any, judge: Any, currency: str, told: bool) -> None:
    profile = _profile(Rate(timekeeper="T1", rate=D("325"), currency="GBP"))
    assert bool(judge("P011", make.bill(currency=currency), profile=profile)) is told


def test_the_amount_at_risk_is_in_whole_units_of_the_currency(make: Any, at_risk: Any) -> None:
    profile = _profile(Rate(timekeeper="T1", rate=D("349.7")))
    assert at_risk("P011", make.bill(currency="JPY"), profile=profile) == [D("1")]
    assert at_risk("P011", make.bill(make.fee(fixed=True)), profile=profile) == [None]


def test_work_without_any_agreed_rate_on_its_day_is_told(make: Any, judge: Any, at_risk: Any) -> None:
    profile = _profile(Rate(timekeeper="T1", rate=D("350"), start=make.day(5)))
    bill = make.bill(make.fee(), make.fee(row=4, date=make.day(5)))
    assert judge("P205", bill, profile=profile) == [
        (3, "line.rate", "no rate is approved for timekeeper 'T1' on 2026-05-04")
    ]
    assert at_risk("P205", bill, profile=profile) == [D("630")]


@pytest.mark.parametrize("changes", [{"classification": "PARTNR"}, {}])
def test_a_ceiling_is_an_agreed_rate_too(make: Any, judge: Any, changes: dict[str, str]) -> None:
    assert judge("P205", make.bill(), profile=_profile(Rate(rate=D("400"), **changes))) == []


def test_who_is_not_approved_at_all_is_left_to_the_rule_of_approvals(make: Any, judge: Any) -> None:
    profile = _profile(Rate(timekeeper="T9", rate=D(1)), timekeepers=(ApprovedTimekeeper(id="T9"),))
    assert judge("P205", make.bill(), profile=profile) == []
    assert judge("P010", make.bill(), profile=profile) != []


def test_who_is_approved_without_a_rate_is_told_where_the_profile_lists_rates(make: Any, judge: Any) -> None:
    listed = ApprovedTimekeeper(id="T1")
    assert judge("P205", make.bill(), profile=_profile(timekeepers=(listed,))) == []
    rated = ApprovedTimekeeper(id="T9", rate=D(1))
    assert judge("P205", make.bill(), profile=_profile(timekeepers=(listed, rated))) != []


def test_flat_fees_need_no_approved_rate(make: Any, judge: Any) -> None:
    flat = Timekeeper(id="FF", classification="FLTFEE")
    assert judge("P205", make.bill(make.fee(timekeeper=flat)), profile=_profile(Rate(timekeeper="T1", rate=D(1)))) == []


def test_a_second_rate_of_one_person_is_told_once(make: Any, judge: Any) -> None:
    bill = make.bill(
        make.fee(), make.fee(row=4, rate=D("375")), make.fee(row=5, rate=D("375")), make.fee(row=6, rate=D("350.00"))
    )
    assert judge("P206", bill, profile=_profile()) == [
        (4, "line.rate", "timekeeper 'T1' is billed at 350 (row 3) and at 375")
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {"matter": OTHER},
        {"activity": "A112"},
        {"rate": D(0)},
        {"timekeeper": Timekeeper(id="T2", name="Reed, Ben", classification="ASSOC")},
    ],
)
def test_other_matters_travel_and_work_at_no_rate_are_no_second_rate(
    make: Any, judge: Any, changes: dict[str, Any]
) -> None:
    bill = make.bill(make.fee(), make.fee(row=4, **{"rate": D("375"), **changes}))
    assert judge("P206", bill, profile=_profile()) == []


def test_a_change_that_the_client_approved_is_no_second_rate(make: Any, judge: Any) -> None:
    profile = _profile(
        Rate(timekeeper="T1", rate=D("350"), end=make.day(4)), Rate(timekeeper="T1", rate=D("375"), start=make.day(5))
    )
    bill = make.bill(make.fee(), make.fee(row=4, rate=D("375"), date=make.day(5)))
    assert judge("P206", bill, profile=profile) == []
    assert judge("P206", make.bill(make.fee(), make.fee(row=4, rate=D("375"))), profile=profile) != []


@pytest.mark.parametrize(
    ("rate", "said"),
    [
        (Rate(classification="PARTNR", rate=D("300")), "the ceiling of the classification is 300"),
        (Rate(rate=D("320.50")), "the rate for everybody is 320.50"),
    ],
)
def test_a_rate_above_a_ceiling_is_told(make: Any, judge: Any, rate: Rate, said: str) -> None:
    profile = _profile(rate)
    assert judge("P210", make.bill(), profile=profile) == [
        (3, "line.rate", f"timekeeper 'T1' is billed at 350, {said}")
    ]
    assert judge("P210", make.bill(), profile=profile, tolerance=D("50")) == []


def test_a_rate_above_the_blended_rate_of_the_matter_is_told(make: Any, judge: Any) -> None:
    profile = _profile(matters=(MatterTerms(firm_id="2001", blended_rate=D("310")),))
    bill = make.bill(make.fee(), make.fee(row=4, matter=OTHER), make.fee(row=5, rate=D("310")))
    assert judge("P210", bill, profile=profile) == [
        (3, "line.rate", "timekeeper 'T1' is billed at 350, the blended rate of the matter is 310")
    ]


def test_what_lies_above_the_own_rate_is_at_risk_by_one_rule_only(make: Any, at_risk: Any) -> None:
    profile = _profile(Rate(timekeeper="T1", rate=D("340")), Rate(classification="PARTNR", rate=D("300")))
    assert at_risk("P011", make.bill(), profile=profile) == [D("20.00")]
    assert at_risk("P210", make.bill(), profile=profile) == [D("80.00")]
    lower = _profile(Rate(timekeeper="T1", rate=D("250")), Rate(classification="PARTNR", rate=D("300")))
    assert at_risk("P210", make.bill(), profile=lower) == [None]


def test_a_surcharge_is_told_where_the_client_forbids_it(make: Any, judge: Any) -> None:
    bill = make.bill(make.fee(description="Weekend work, overtime"), make.expense(description="Overtime of the clerk"))
    assert judge("P212", bill, allowed=False) == [(3, "line.description", "the narrative speaks of 'overtime'")]
    assert judge("P212", bill, allowed=True) == []
    assert judge("P212", bill, allowed=False, words=("surcharge",)) == []


def test_an_approval_may_be_for_some_matters_only(make: Any, judge: Any) -> None:
    listed = ApprovedTimekeeper(id="T1", matters=("2001", "C-2009"))
    bill = make.bill(make.fee(), make.fee(row=4, matter=OTHER), make.fee(row=5, matter=None))
    assert judge("P010", bill, profile=_profile(timekeepers=(listed,))) == [
        (
            4,
            "timekeeper.id",
            "timekeeper 'T1' is approved for the matters 2001, C-2009, the line is of matter 2002",
        )
    ]


@pytest.mark.parametrize(
    ("listed", "hint"),
    [
        (ApprovedTimekeeper(id="t1"), ", 't1' is"),
        (ApprovedTimekeeper(id="00T1"), ", '00T1' is"),
        (ApprovedTimekeeper(id="T-1"), ", 'T-1' is"),
        (ApprovedTimekeeper(id="X7", name="ADA QUILL"), ", 'ADA QUILL' is under the id 'X7'"),
        (ApprovedTimekeeper(id="X7", name="Quill, Bea"), ""),
    ],
)
def test_a_near_miss_of_an_approved_id_is_pointed_out(
    make: Any, judge: Any, listed: ApprovedTimekeeper, hint: str
) -> None:
    ((_, _, said),) = judge("P010", make.bill(), profile=_profile(timekeepers=(listed,)))
    assert said == f"timekeeper 'T1' is not on the client's list{hint}"


@pytest.mark.parametrize(
    ("name", "told"), [("Quill, Ada", False), ("QUILL,ADA", False), ("Ada Quill", True), ("Quil, Ada", True)]
)
def test_a_name_is_compared_with_the_one_that_the_client_holds(make: Any, judge: Any, name: str, told: bool) -> None:
    profile = _profile(timekeepers=(ApprovedTimekeeper(id="T1", name="Quill, Ada"), ApprovedTimekeeper(id="T2")))
    named = Timekeeper(id="T1", name=name)
    bill = make.bill(
        make.fee(timekeeper=named),
        make.fee(row=4, timekeeper=make.associate),
        make.fee(row=5, timekeeper=None),
        make.expense(row=6, timekeeper=named),
    )
    said = f"timekeeper 'T1' is named '{name}', the client holds 'Quill, Ada'"
    assert judge("P200", bill, profile=profile) == ([(3, "timekeeper.name", said)] if told else [])


def test_a_classification_is_compared_with_the_one_held_on_the_day(make: Any, judge: Any) -> None:
    before = ApprovedTimekeeper(id="T1", classification="ASSOC", end=make.day(4))
    after = ApprovedTimekeeper(id="T1", classification="PARTNR", start=make.day(5))
    profile = _profile(timekeepers=(before, after))
    bill = make.bill(make.fee(), make.fee(row=4, date=make.day(5)), make.fee(timekeeper=make.associate))
    assert judge("P204", bill, profile=profile) == [
        (3, "timekeeper.classification", "timekeeper 'T1' is classified as 'PARTNR', the client holds 'ASSOC'")
    ]
    blank = make.bill(make.fee(timekeeper=replace(make.partner, classification="")))
    assert judge("P204", blank, profile=profile) == []


@pytest.mark.parametrize("code", ["P011", "P205", "P206", "P210"])
def test_lines_without_a_person_a_rate_or_hours_have_no_rate_to_judge(make: Any, judge: Any, code: str) -> None:
    profile = _profile(Rate(timekeeper="T1", rate=D("350")), Rate(rate=D("350")))
    bill = make.bill(
        make.fee(),
        make.fee(rate=None),
        make.fee(timekeeper=None, rate=D("900")),
        make.expense(timekeeper=make.partner, rate=D("900")),
        make.discount(timekeeper=make.partner, rate=D("900")),
    )
    assert judge(code, bill, profile=profile) == []


def test_nothing_is_at_risk_where_the_own_rate_is_the_ceiling(make: Any, at_risk: Any) -> None:
    profile = _profile(Rate(timekeeper="T1", rate=D("300")), Rate(classification="PARTNR", rate=D("300")))
    assert at_risk("P210", make.bill(), profile=profile) == [None]
