"""How the words of two messages are compared."""

from __future__ import annotations

import doctest

import pytest

from ledes.rejections import phrases


def test_its_examples_hold() -> None:
    assert doctest.testmod(phrases).failed == 0


@pytest.mark.parametrize(
    "text",
    [
        "Line is over approved rate",
        "LINE IS OVER APPROVED RATE!",
        "Line 3: “Line is over approved rate”.",
        "Your bill was returned.\nLine is over approved rate\nRegards",
        "This invoice was rejected for Line is over approved rate",
    ],
)
def test_a_message_is_found_as_a_sentence_whatever_stands_around_it(text: str) -> None:
    assert phrases.says(phrases.pattern("Line is over approved rate"), phrases.words(text))


@pytest.mark.parametrize(
    "text",
    [
        "The line is over approved rate",
        "Line is over approved rate of 300",
        "Line is over the approved rate",
        "approved rate is over line",
        "Line is over approved",
        "",
    ],
)
def test_a_message_is_not_found_where_its_words_are_part_of_another_sentence(text: str) -> None:
    assert not phrases.says(phrases.pattern("Line is over approved rate"), phrases.words(text))


@pytest.mark.parametrize("value", ["", "L-110", "0012.0001", "S. Ng"])
def test_a_place_in_a_message_takes_what_varies(value: str) -> None:
    message = phrases.pattern('TASK "<code>" is invalid. Ask the client.')
    assert phrases.says(message, phrases.words(f'TASK "{value}" is invalid. Ask the client.'))


def test_a_place_for_a_code_does_not_take_a_whole_sentence() -> None:
    message = phrases.pattern("TASK <code> is invalid")
    assert not phrases.says(message, phrases.words("TASK codes of the phase that we agreed is invalid"))


def test_a_place_inside_a_word_must_be_filled() -> None:
    message = phrases.pattern("Line Item Expense_<code> is Invalid")
    assert phrases.says(message, phrases.words("Line Item Expense_E101 is Invalid"))
    assert not phrases.says(message, phrases.words("Line Item Expense amount is Invalid"))


def test_words_that_mean_the_same_are_one_word() -> None:
    assert phrases.sense("hourly rates exceed") == phrases.sense("Billing rate higher than")


def test_field_names_are_read_as_what_they_hold() -> None:
    assert {"task", "code", "fieldname"} <= set(phrases.sense("LINE_ITEM_TASK_CODE"))
