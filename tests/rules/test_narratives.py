"""Narratives by their form."""

from __future__ import annotations

from typing import Any

import pytest


def test_a_short_narrative_is_told_by_words_then_by_characters(make: Any, judge: Any) -> None:
    bill = make.bill(make.fee(description=" Lease "), make.expense(description="Train to it"))
    assert judge("N201", bill, words=2) == [
        (3, "line.description", "the narrative has 1 word, the client wants 2: 'Lease'")
    ]
    assert judge("N201", bill, words=1, characters=10) == [
        (3, "line.description", "the narrative has 5 characters, the client wants 10: 'Lease'")
    ]


def test_a_fee_without_narrative_is_left_to_the_standard_and_an_expense_is_not(make: Any, judge: Any) -> None:
    bill = make.bill(make.fee(description=" "), make.expense(description=""), make.discount(description=""))
    assert [row for row, _, _ in judge("N201", bill, words=1)] == [4]


def test_a_long_narrative_is_told_by_its_length_and_never_repeated(make: Any, judge: Any) -> None:
    bill = make.bill(make.fee(description="x" * 61), make.expense(description="y" * 60))
    said = "the narrative has 61 characters, the client takes 60"
    assert judge("N202", bill, characters=60) == [(3, "line.description", said)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Reviewing the portal", "'portal'"),
        ("Cite  check and PORTAL", "'Cite  check' and 'PORTAL'"),
        ("Reportal of facts", ""),
        ("Exciting checks", ""),
    ],
)
def test_listed_words_are_found_whole_and_quoted_as_written(make: Any, judge: Any, text: str, told: str) -> None:
    found = judge("N205", make.bill(make.fee(description=text)), words=("portal", "cite check"))
    said = f"the narrative holds {told}, which the client lists"
    assert [message for _, _, message in found] == ([said] if told else [])


def test_listed_words_are_looked_for_in_the_kinds_of_line_that_the_client_names(make: Any, judge: Any) -> None:
    bill = make.bill(make.fee(description="Portal"), make.expense(description="Portal"))
    assert [row for row, _, _ in judge("N205", bill, words=("portal",))] == [3]
    assert [row for row, _, _ in judge("N205", bill, words=("portal",), kinds=("E",))] == [4]


@pytest.mark.parametrize(
    ("text", "charset", "told"),
    [
        ("Lease - draft", "ASCII", ""),
        ("Lease – draft", "ANSI", ""),
        ("Lease – draft", "ASCII", "'–' (U+2013)"),
        ("Lease → draft", "ANSI", "'→' (U+2192)"),
        ("Lease | draft", "ANSI", "'|' (U+007C)"),
        ("Lease\tdraft", "ANSI", "the character U+0009"),
    ],
)
def test_characters_are_told_that_the_platform_does_not_take(
    make: Any, judge: Any, text: str, charset: str, told: str
) -> None:
    found = judge("N211", make.bill(make.fee(description=text)), charset=charset)
    said = f"the narrative holds {told}, the client takes {charset} text"
    assert [message for _, _, message in found] == ([said] if told else [])
