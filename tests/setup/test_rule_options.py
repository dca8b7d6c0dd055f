"""What a profile may write for the options of a rule: words of a choice, patterns, days, tables."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Literal

import pytest

from ledes.bill import Bill
from ledes.rules import Reports, Rule, rule
from ledes.setup.levels import by_code
from ledes.setup.mistakes import Mistakes


@rule("I999", scope="client", fix="Do.", reason="AUDIT_RULE")
def asking(
    bill: Bill,
    *,
    boundary: Literal["month", "quarter"],
    days: tuple[Literal["saturday", "sunday"], ...],
    shape: re.Pattern[str],
    since: datetime.date,
    prices: Mapping[str, Decimal],
    words: tuple[str, ...],
    most: int | None = None,
) -> Reports:
    """A rule takes options.

    Source: this test.
    """
    yield from ()


CHECKS: tuple[Rule, ...] = (asking,)


def _given(**options: Any) -> dict[str, Any]:
    return by_code({"asking": options}, CHECKS, "x.toml")["I999"]


def test_options_come_as_what_the_rule_takes() -> None:
    given = _given(
        boundary="quarter",
        days=["sunday"],
        shape="[A-Z]+",
        since="2026-01-31",
        prices={"E101": Decimal("0.10")},
        words=["a"],
        most=3,
    )
    assert given == {
        "boundary": "quarter",
        "days": ("sunday",),
        "shape": re.compile("[A-Z]+"),
        "since": datetime.date(2026, 1, 31),
        "prices": {"E101": Decimal("0.10")},
        "words": ("a",),
        "most": 3,
    }


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("boundary", "week", "x.toml: rules.asking.boundary: is 'week' (write one of month, quarter)"),
        ("days", ["sunday", "someday"], "x.toml: rules.asking.days: is 'someday' (write some of saturday, sunday)"),
        ("days", "sunday", "x.toml: rules.asking.days: is 'sunday' (write a list)"),
        ("shape", "[A-", "(write a regular expression in single quotes)"),
        ("shape", 7, "x.toml: rules.asking.shape: is 7 (write a regular expression in single quotes)"),
        ("since", "31.1.2026", "x.toml: rules.asking.since: is '31.1.2026' (write a day such as 2026-01-31)"),
        ("prices", 4, "x.toml: rules.asking.prices: is 4 (write a table)"),
        ("words", [5], "x.toml: rules.asking.words: holds 5 (write a list of texts in quotes)"),
        ("most", "3", "x.toml: rules.asking.most: is '3' (write a whole number)"),
    ],
)
def test_what_an_option_does_not_take_is_told_with_what_it_does(option: str, value: Any, said: str) -> None:
    with pytest.raises(Mistakes) as caught:
        _given(**{option: value})
    (mistake,) = caught.value.mistakes
    assert said in f"{mistake} ({mistake.remedy})"
