from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pytest

from ledes import facts
from ledes.bill import Line, Matter
from ledes.earlier import BilledLine, Others


class Kept(Others):
    """What other bills hold: one line, on a day, for a matter."""

    def __init__(self, line: Line, **changes: Any) -> None:
        known = BilledLine("2026-9", "7", line.date, "2001")._replace(**changes)
        self.known = {facts.fingerprint(line): (known,)}

    def lines(self, fingerprints: Iterable[int]) -> Mapping[int, tuple[BilledLine, ...]]:
        return {each: self.known[each] for each in fingerprints if each in self.known}


def test_an_expense_that_stands_twice_is_told_whatever_its_capitals(make: Any, judge: Any) -> None:
    again = make.expense(row=5, number="3", description="TRAIN.")
    assert judge("K212", make.bill(make.expense(), again)) == [
        (5, "line.description", "the expense repeats line 2: 2026-05-05, E110, 24.95")
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {"date": None},
        {"expense": "E109"},
        {"amount": None},
        {"description": "Train back"},
        {"matter": Matter(firm_id="2002")},
    ],
)
def test_an_expense_that_differs_in_one_thing_is_no_repeat(make: Any, judge: Any, changes: dict[str, Any]) -> None:
    assert judge("K212", make.bill(make.expense(), make.expense(row=5, **changes))) == []


def test_expenses_without_a_narrative_and_fees_are_not_compared(make: Any, judge: Any) -> None:
    silent = make.expense(description="")
    assert judge("K212", make.bill(silent, silent, make.fee(), make.fee())) == []


@pytest.mark.parametrize(("code", "name"), [("K213", "history"), ("K214", "others")])
def test_an_expense_on_another_bill_is_told_by_its_invoice(make: Any, judge: Any, code: str, name: str) -> None:
    (found,) = judge(code, make.bill(), **{name: Kept(make.expense())})
    assert found[:2] == (4, "line.description")
    assert "on invoice 2026-9: 2026-05-05, E110, 24.95" in found[2]


@pytest.mark.parametrize("code", ["K213", "K214"])
@pytest.mark.parametrize("changes", [{"date": None}, {"matter": "2002"}])
def test_the_same_expense_of_another_day_or_matter_is_another(
    make: Any, judge: Any, code: str, changes: dict[str, Any]
) -> None:
    need = "history" if code == "K213" else "others"
    assert judge(code, make.bill(), **{need: Kept(make.expense(), **changes)}) == []
