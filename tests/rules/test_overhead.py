"""Overhead, vague narratives and half-told talks: what the labelled sets leave open."""

from __future__ import annotations

from typing import Any

import pytest

from ledes.rules import rules

POLICIES = ("N206", "N207", "N208", "N210", "N212")
BAD = {
    "N206": "Scanned exhibits",
    "N207": "Prepare litigation budget",
    "N208": "Familiarize self with file",
    "N210": "Monitor docket",
    "N212": "Filed motion to compel",
}


@pytest.mark.parametrize("code", POLICIES)
def test_a_client_that_allows_it_is_told_nothing(make: Any, judge: Any, code: str) -> None:
    bill = make.bill(make.fee(description=BAD[code]))
    assert judge(code, bill, allowed=False)
    assert judge(code, bill, allowed=True) == []


@pytest.mark.parametrize("code", POLICIES)
def test_only_fees_are_looked_at(make: Any, judge: Any, code: str) -> None:
    assert judge(code, make.bill(make.expense(description=BAD[code])), allowed=False) == []


def test_the_amount_of_the_line_is_at_risk(make: Any) -> None:
    known = {each.code: each for each in rules()}
    bill = make.bill(make.fee(description="Scanned exhibits"))
    assert [where.at_risk for where, _ in known["N206"].function(bill, allowed=False)] == [make.fee().amount]


def test_a_vague_narrative_longer_than_the_client_says_is_left(make: Any, judge: Any) -> None:
    bill = make.bill(make.fee(description="Review and analysis of various documents"))
    said = "'Review and analysis of various documents' names nothing specific"
    assert judge("N203", bill, max_words=6) == [(3, "line.description", said)]
    assert judge("N203", bill, max_words=5) == []


@pytest.mark.parametrize(
    ("party", "subject", "told"),
    [
        (True, True, "'Calls' says neither with whom nor about what"),
        (True, False, "'Calls' does not say with whom"),
        (False, True, "'Calls' does not say about what"),
        (False, False, ""),
    ],
)
def test_a_talk_is_asked_for_what_the_client_asks_for(
    make: Any, judge: Any, party: bool, subject: bool, told: str
) -> None:
    found = judge("N204", make.bill(make.fee(description="Calls")), party=party, subject=subject)
    assert [message for _, _, message in found] == ([told] if told else [])


def test_a_follow_up_is_with_whom_the_talk_before_was(make: Any, judge: Any) -> None:
    whole = "Call with landlord re deposit; follow-up email re deposit"
    assert judge("N204", make.bill(make.fee(description=whole)), party=True, subject=True) == []
    alone = make.bill(make.fee(description="Follow-up email re deposit"))
    assert len(judge("N204", alone, party=True, subject=True)) == 1
