from __future__ import annotations

from typing import Any

import pytest

from ledes.bill import Matter, Unread
from ledes.client import Client, MatterTerms
from ledes.errors import SetupError


@pytest.mark.parametrize(("code", "name"), [("C220", "task"), ("C224", "activity")])
def test_a_fee_without_the_code_is_told_where_the_client_requires_it(
    make: Any, judge: Any, code: str, name: str
) -> None:
    bill = make.bill(make.fee(**{name: ""}), make.fee(), make.expense(), make.discount())
    assert judge(code, bill, required=True) == [(3, f"line.{name}", f"a fee has no {name} code")]
    assert judge(code, bill, required=False) == []


@pytest.mark.parametrize(("code", "name"), [("C220", "task"), ("C224", "activity")])
def test_a_code_that_could_not_be_read_is_not_missed(make: Any, judge: Any, code: str, name: str) -> None:
    bill = make.bill(make.fee(**{name: ""}), unread=(Unread(3, f"line.{name}"),))
    assert judge(code, bill, required=True) == []


def test_a_task_code_of_a_set_that_the_client_does_not_take_is_told(make: Any, judge: Any) -> None:
    bill = make.bill(make.fee(), make.fee(row=4, task="P300"), make.fee(task=""), make.expense(row=6, task="P300"))
    assert judge("C221", bill, sets=("litigation", "counseling")) == [
        (4, "line.task", "the task code 'P300' is not of the set litigation or counseling")
    ]
    assert judge("C221", bill, sets=("litigation", "project")) == []


def test_an_activity_code_of_the_longer_list_is_told_to_clients_of_the_short_one(make: Any, judge: Any) -> None:
    bill = make.bill(make.fee(activity="A112"))
    assert judge("C225", bill, sets=("activity-aba",)) != []
    assert judge("C225", bill, sets=("activity-loc2013",)) == []


def test_the_heading_of_a_set_is_no_code_of_it(make: Any, judge: Any) -> None:
    assert judge("C225", make.bill(make.fee(activity="A100")), sets=("activity-aba",)) != []


@pytest.mark.parametrize("code", ["C221", "C225"])
def test_a_set_that_nobody_knows_is_a_mistake_of_the_profile(make: Any, judge: Any, code: str) -> None:
    with pytest.raises(SetupError, match="'litigaton'"):
        judge(code, make.bill(), sets=("litigaton",))


@pytest.mark.parametrize(("task", "told"), [("L100", True), ("L110", False), ("C100", False), ("", False)])
def test_a_phase_is_told_where_it_has_tasks_of_its_own(make: Any, judge: Any, task: str, told: bool) -> None:
    bill = make.bill(make.fee(task=task))
    assert bool(judge("C222", bill, allowed=False)) is told
    assert judge("C222", bill, allowed=True) == []


def test_a_matter_asks_for_the_set_of_its_own_kind(make: Any, judge: Any) -> None:
    project = Matter(firm_id="2002")
    profile = Client(key="c", matters=(MatterTerms(firm_id="2001", code_set="litigation"), MatterTerms(firm_id="2002")))
    bill = make.bill(
        make.fee(),
        make.fee(row=4, task="P300"),
        make.fee(row=5, task="P300", matter=project),
        make.fee(row=6, task=""),
        make.expense(row=7, task="P300"),
    )
    assert judge("C223", bill, profile=profile) == [
        (4, "line.task", "the task code 'P300' is not of the set litigation that the matter asks for")
    ]


def test_a_matter_may_ask_for_one_of_several_sets(make: Any, judge: Any) -> None:
    profile = Client(key="c", matters=(MatterTerms(firm_id="2001", code_set="litigation ediscovery"),))
    assert judge("C223", make.bill(make.fee(task="L600"), make.fee(task="L110")), profile=profile) == []
    (found,) = judge("C223", make.bill(make.fee(task="P300")), profile=profile)
    assert "the set litigation or ediscovery that" in found[2]


def test_a_matter_without_terms_asks_for_nothing(make: Any, judge: Any) -> None:
    profile = Client(key="c", matters=(MatterTerms(firm_id="9", code_set="litigation"),))
    assert judge("C223", make.bill(make.fee(task="P300"), make.fee(matter=None, task="P300")), profile=profile) == []
