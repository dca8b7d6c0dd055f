"""A rule is asked where the client's profile holds what it compares with, and otherwise said to be skipped."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from ledes.client import Client, ExpenseTerms, MatterTerms, Rate
from ledes.examination import plan


def unasked(code: str, **profile: Any) -> str | None:
    planned = plan(Client(key="c", **profile), ("client",))
    return next((why for rule, why in planned.unasked if rule.code == code), None)


@pytest.mark.parametrize(
    ("code", "profile", "why"),
    [
        ("K201", {}, "the client's profile lists no expense terms with unit price"),
        ("K201", {"expense_terms": (ExpenseTerms(code="E103", banned=True),)}, "no expense terms with unit price"),
        ("K205", {"expense_terms": (ExpenseTerms(code="E101", unit_price=Decimal("0.10")),)}, "with banned"),
        ("B201", {"matters": (MatterTerms(firm_id="M-1"),)}, "the client's profile lists no matters with budget"),
        ("P210", {"matters": (MatterTerms(firm_id="M-1"),)}, "lists no rates or matters with blended rate"),
        ("P010", {}, "the client's profile lists no timekeepers"),
    ],
)
def test_a_rule_without_what_it_compares_with_is_not_asked(code: str, profile: dict[str, Any], why: str) -> None:
    assert why in (unasked(code, **profile) or "")


@pytest.mark.parametrize(
    ("code", "profile"),
    [
        ("K201", {"expense_terms": (ExpenseTerms(code="E101", unit_price=Decimal("0.10")),)}),
        ("K201", {"expense_terms": (ExpenseTerms(code="E101", unit_price=Decimal(0)),)}),
        ("K205", {"expense_terms": (ExpenseTerms(code="E101"), ExpenseTerms(code="E103", banned=True))}),
        ("P210", {"matters": (MatterTerms(firm_id="M-1", blended_rate=Decimal(300)),)}),
        ("P210", {"rates": (Rate(classification="PARTNR", rate=Decimal(300)),)}),
    ],
)
def test_a_rule_with_what_it_compares_with_is_asked(code: str, profile: dict[str, Any]) -> None:
    assert unasked(code, **profile) is None
