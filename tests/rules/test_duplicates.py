"""Entries that were billed already: in the bill, nearly, on other days, in other bills."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pytest

from ledes import facts
from ledes.bill import Matter
from ledes.earlier import BilledLine, Facts
from ledes.errors import SetupError

D = Decimal
SAID = "the entry stands already in row 3: 'Review the lease'"


def test_the_same_entry_twice_is_told_at_the_second(make: Any, judge: Any) -> None:
    bill = make.bill(make.fee(), make.fee(row=4, units=D("2.0")), make.fee(row=5, description="review, the Lease."))
    again = "the entry stands already in row 3: 'review, the Lease.'"
    assert judge("E252", bill) == [(4, "line.description", SAID), (5, "line.description", again)]


@pytest.mark.parametrize("change", ["date", "timekeeper", "units", "description", "matter"])
def test_what_differs_in_one_key_or_in_its_matter_is_another_entry(make: Any, judge: Any, change: str) -> None:
    other = {
        "date": make.day(5),
        "timekeeper": make.associate,
        "units": D("1.5"),
        "description": "Review the deed",
        "matter": Matter(firm_id="2002"),
    }
    assert judge("E252", make.bill(make.fee(), make.fee(row=4, **{change: other[change]}))) == []


def test_a_client_may_compare_by_other_keys(make: Any, judge: Any) -> None:
    bill = make.bill(make.fee(), make.fee(row=4, description="Review the deed"))
    said = "the entry stands already in row 3: 'Review the deed'"
    assert judge("E252", bill, keys=("date", "amount", "task")) == [(4, "line.description", said)]


def test_an_unknown_key_is_a_mistake_in_the_profile(make: Any, judge: Any) -> None:
    with pytest.raises(SetupError, match="E252 knows no key 'colour'"):
        judge("E252", make.bill(), keys=("colour",))


def test_expenses_and_adjustments_are_no_duplicate_fees(make: Any, judge: Any) -> None:
    assert judge("E252", make.bill(make.expense(), make.expense(row=5), make.discount(), make.discount(row=7))) == []


def test_near_duplicates_leave_the_exact_ones_to_the_other_rule(make: Any, judge: Any) -> None:
    bill = make.bill(make.fee(), make.fee(row=4), make.fee(row=5, units=D(1)), make.fee(row=6, description="Draft it"))
    said = "'Review the lease' is nearly the same as row 3, 'Review the lease'"
    assert judge("E253", bill, similarity=D("0.9")) == [(5, "line.description", said)]


def test_long_narratives_are_quoted_by_their_beginning(make: Any, judge: Any) -> None:
    text = "Review the lease of the depot with its " + "schedules and annexes " * 5
    ((_, _, said),) = judge("E252", make.bill(make.fee(description=text), make.fee(row=4, description=text)))
    assert (
        said == "the entry stands already in row 3: 'Review the lease of the depot with its schedules and annexes...'"
    )


def test_a_made_up_day_of_thousands_of_entries_ends(make: Any, judge: Any) -> None:
    lines = [make.fee(row=row, description=f"Review volume {row} of depot files", units=D(row)) for row in range(2000)]
    assert judge("E253", make.bill(*lines), similarity=D("0.9")) == []


@pytest.mark.parametrize("similarity", ["0", "-0.9", "1.01", "90"])
def test_a_similarity_that_would_silence_the_rule_is_a_mistake_of_the_profile(
    make: Any, judge: Any, similarity: str
) -> None:
    with pytest.raises(SetupError, match="similarity of rule E253") as raised:
        judge("E253", make.bill(make.fee()), similarity=D(similarity))
    assert "such as 0.9" in (raised.value.hint or "")


@pytest.mark.parametrize(("day", "told"), [(4, False), (5, True), (11, True), (12, False)])
def test_an_entry_repeated_within_days_is_told(make: Any, judge: Any, day: int, told: bool) -> None:
    found = judge("E256", make.bill(make.fee(), make.fee(row=4, date=make.day(day))), days=7)
    said = "'Review the lease' with the same hours stands in row 3, dated 2026-05-04"
    assert [message for _, _, message in found] == ([said] if told else [])


class Known(Facts):
    """Facts that hold the lines they were given."""

    def __init__(self, **lines: BilledLine) -> None:
        self.known = {int(key[1:].replace("_", "-")): (line,) for key, line in lines.items()}

    def lines(self, fingerprints: Iterable[int]) -> Mapping[int, tuple[BilledLine, ...]]:
        return MappingProxyType({each: self.known[each] for each in fingerprints if each in self.known})


@pytest.mark.parametrize(("code", "name"), [("E254", "history"), ("E257", "others")])
def test_a_line_of_another_bill_is_told_where_its_day_agrees(make: Any, judge: Any, code: str, name: str) -> None:
    mark = str(facts.fingerprint(make.fee())).replace("-", "_")
    bill = make.bill(make.fee())
    same = Known(**{f"f{mark}": BilledLine("2026-11", "7", make.day(4), "2001")})
    ((row, field, said),) = judge(code, bill, **{name: same})
    assert (row, field) == (3, "line.description")
    assert said.startswith("2.00 hours of 'Review the lease' on 2026-05-04 ")
    assert said.endswith(" in invoice '2026-11', line 7")
    later = Known(**{f"f{mark}": BilledLine("2026-11", "7", make.day(5), "2001")})
    assert judge(code, bill, **{name: later}) == []
