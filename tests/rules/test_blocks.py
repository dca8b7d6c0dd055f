"""Block billing: hours, tasks, and times in brackets; chips of one task."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

D = Decimal
BLOCK = "Reviewed complaint; drafted answer; called client re answer"


def test_tasks_are_counted_and_quoted_with_the_hours(make: Any, judge: Any) -> None:
    bill = make.bill(make.fee(description=BLOCK))
    said = "3 tasks in one entry of 2.00 hours: 'Reviewed complaint', 'drafted answer', 'called client'"
    assert judge("E250", bill, min_hours=D("0.5"), max_tasks=1) == [(3, "line.description", said)]
    assert judge("E250", bill, min_hours=D("0.5"), max_tasks=3) == []


def test_an_entry_of_just_the_hours_is_allowed(make: Any, judge: Any) -> None:
    assert judge("E250", make.bill(make.fee(description=BLOCK)), min_hours=D(2), max_tasks=1) == []


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("Reviewed complaint (0.5); drafted answer (1.5)", False),
        ("Reviewed complaint [.5 hrs]; drafted answer [1.5 hrs]", False),
        ("Reviewed complaint (0.5); drafted answer (1.0)", True),
        ("(1) reviewed complaint (1) drafted answer", True),
    ],
)
def test_times_in_brackets_count_where_they_add_up(make: Any, judge: Any, text: str, block: bool) -> None:
    found = judge("E250", make.bill(make.fee(description=text)), min_hours=D(1), max_tasks=1)
    assert bool(found) is block


def test_more_tasks_than_fit_are_counted(make: Any, judge: Any) -> None:
    text = "; ".join(("Reviewed complaint", "drafted answer", "called client", "met expert", "filed answer", "sent it"))
    ((_, _, said),) = judge("E250", make.bill(make.fee(description=text)), min_hours=D(1), max_tasks=1)
    assert said.endswith("'met expert' and 1 more")


def _chip(make: Any, row: int, text: str, **changes: Any) -> Any:
    return make.fee(row=row, description=text, **{"units": D("0.1"), "amount": D(35), **changes})


def test_chips_are_told_once_with_all_their_rows(make: Any, judge: Any) -> None:
    texts = ("Email client re lien release", "Call client re lien release", "Email client lien release")
    bill = make.bill(*(_chip(make, row, text) for row, text in enumerate(texts, 3)))
    said = "3 small entries on 'lien release' on 2026-05-04, 0.3 hours in all: rows 3, 4, 5"
    assert judge("E251", bill, count=3, each=D("0.1")) == [(3, "line.units", said)]
    assert judge("E251", bill, count=4, each=D("0.1")) == []


@pytest.mark.parametrize("changes", [{"units": D("0.2")}, {"units": D(0)}, {"timekeeper": None}])
def test_entries_that_are_not_small_or_nobodys_are_no_chips(make: Any, judge: Any, changes: dict[str, Any]) -> None:
    bill = make.bill(*(_chip(make, row, "Email re lien release", **changes) for row in (3, 4, 5)))
    assert judge("E251", bill, count=3, each=D("0.1")) == []


def test_chips_of_other_days_and_people_are_apart(make: Any, judge: Any) -> None:
    text = "Email re lien release"
    bill = make.bill(
        _chip(make, 3, text), _chip(make, 4, text, date=make.day(5)), _chip(make, 5, text, timekeeper=make.associate)
    )
    assert judge("E251", bill, count=2, each=D("0.1")) == []
