from __future__ import annotations

from typing import Any

import pytest

from ledes.client import Client
from ledes.validate import Skipped, examine


@pytest.mark.parametrize(
    ("code", "profile", "found"),
    [
        ("C010", Client(key="c", tasks=frozenset({"L120"})), (3, "line.task", "the client takes no task code 'L110'")),
        (
            "C011",
            Client(key="c", expenses=frozenset({"E101"})),
            (4, "line.expense", "the client takes no expense code 'E110'"),
        ),
        (
            "C012",
            Client(key="c", activities=frozenset({"A101"})),
            (3, "line.activity", "the client takes no activity code 'A102'"),
        ),
    ],
)
def test_a_code_that_the_client_does_not_take_is_told(
    make: Any, judge: Any, code: str, profile: Client, found: tuple[int, str, str]
) -> None:
    assert judge(code, make.bill(), profile=profile) == [found]


@pytest.mark.parametrize("code", ["C010", "C011", "C012"])
def test_a_client_that_lists_no_codes_is_not_asked(make: Any, code: str) -> None:
    found = examine(make.bill(), {}, Client(key="c"), scopes=("client",), history=None, today=None)
    (skipped,) = [item for item in found if item.rule == code]
    assert isinstance(skipped, Skipped)
    assert "lists no" in skipped.why


@pytest.mark.parametrize("code", ["C010", "C011", "C012"])
def test_a_code_on_the_list_is_taken_and_a_blank_one_is_not_missed(make: Any, judge: Any, code: str) -> None:
    lists = {"tasks": frozenset({"L110"}), "activities": frozenset({"A102"}), "expenses": frozenset({"E110"})}
    bill = make.bill(make.fee(), make.expense(), make.discount(), make.fee(task="", activity=""))
    assert judge(code, bill, profile=Client(key="c", **lists)) == []
