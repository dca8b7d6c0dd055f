from __future__ import annotations

from typing import Any

import pytest

from ledes.bill import Timekeeper


def _by(make: Any, **changes: Any) -> Any:
    person = Timekeeper(**{"id": "T1", "name": "Quill, Ada", "classification": "PARTNR", **changes})
    return make.bill(make.fee(timekeeper=person), make.expense(), make.discount())


def test_an_unknown_classification_is_told_on_each_line(make: Any, judge: Any, fired: Any) -> None:
    person = Timekeeper(id="T1", name="Quill, Ada", classification="Partner")
    bill = make.bill(make.fee(timekeeper=person), make.fee(number="9", row=9, timekeeper=person), total=None)
    said = "'Partner' is no timekeeper classification"
    assert judge("P001", bill) == [(3, "timekeeper.classification", said), (9, "timekeeper.classification", said)]
    assert fired(bill) == ["P001"]


def test_a_classification_in_small_letters_is_told_with_the_right_one(make: Any, judge: Any) -> None:
    assert judge("P001", _by(make, classification="assoc"))[0][2].endswith(", ASSOC is")


@pytest.mark.parametrize("code", ["PARTNR", "PT", "LA", "FLTFEE", ""])
def test_old_and_new_classifications_are_known(make: Any, judge: Any, code: str) -> None:
    assert judge("P001", _by(make, classification=code)) == []


def test_a_profile_may_name_classifications_of_its_own(make: Any, judge: Any) -> None:
    assert judge("P001", _by(make, classification="SENIOR"), also=["SENIOR"]) == []


@pytest.mark.parametrize("name", ["Ada Quill", "Quill", "Quill,", ", Ada"])
def test_a_name_in_another_form_is_told(make: Any, judge: Any, fired: Any, name: str) -> None:
    bill = _by(make, name=name)
    assert judge("P002", bill) == [(3, "timekeeper.name", f"the name of timekeeper 'T1' is written '{name}'")]
    assert fired(bill) == ["P002"]


def test_a_flat_fee_has_no_name_to_be_ordered(make: Any, judge: Any) -> None:
    assert judge("P002", _by(make, name="Flat fee", classification="FLTFEE")) == []


def test_two_names_under_one_id_are_told_at_the_second(make: Any, judge: Any, fired: Any) -> None:
    other = Timekeeper(id="T1", name="Reed, Ben", classification="ASSOC")
    bill = make.bill(make.fee(), make.fee(number="9", row=9, timekeeper=other), total=None)
    assert judge("P003", bill) == [(9, "timekeeper.name", "timekeeper 'T1' is named 'Quill, Ada' and 'Reed, Ben'")]
    assert fired(bill) == ["P003"]


def test_capitals_and_another_rate_make_no_second_person(make: Any, judge: Any) -> None:
    same = Timekeeper(id="T1", name="QUILL,  Ada", classification="OFCOUN")
    assert judge("P003", make.bill(make.fee(), make.fee(timekeeper=same))) == []


@pytest.mark.parametrize(
    ("name", "last", "first", "agree"),
    [
        ("Quill, Ada", "Quill", "Ada", True),
        ("Quill, Ada M.", "Quill", "Ada", True),
        ("Quill, A.", "quill", "Ada", True),
        ("Quill, Ada", "Quill", "", True),
        ("Quill Ada", "Quill", "Ada", True),
        ("Ada Quill", "Quill", "Ada", True),
        ("Quill, Ada", "Ada", "Quill", False),
        ("Quill, Ada", "Reed", "Ada", False),
        ("Quill Ada", "Quill", "Ben", False),
    ],
)
def test_the_three_names_of_a_timekeeper_agree(
    make: Any, judge: Any, name: str, last: str, first: str, agree: bool
) -> None:
    assert (judge("P004", _by(make, name=name, last=last, first=first)) == []) is agree


def test_names_that_disagree_are_told_once(make: Any, fired: Any) -> None:
    assert fired(_by(make, name="Quill, Ada", last="Reed", first="Ben")) == ["P004"]
