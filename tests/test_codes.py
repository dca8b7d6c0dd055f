from __future__ import annotations

import json
import re

import pytest
from click.testing import CliRunner

from ledes import codes
from ledes.commands.codes import command
from ledes.errors import Exit, UsageError


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("litigation", 34),
        ("project", 16),
        ("counseling", 4),
        ("bankruptcy", 25),
        ("ediscovery", 28),
        ("patent", 50),
        ("trademark", 41),
        ("activity-aba", 12),
        ("activity-loc2013", 29),
        ("expense-aba", 25),
        ("expense-ip-2009", 7),
        ("expense-loc2013", 68),
        ("timekeepers-2014", 51),
        ("timekeepers-legacy", 5),
    ],
)
def test_a_set_holds_as_many_codes_as_its_publisher_lists(name: str, count: int) -> None:
    assert len(codes.sets()[name]) == count


def test_every_code_has_a_form_and_a_parent_that_exists() -> None:
    for name, each in codes.sets().items():
        if name.startswith("timekeepers") or not each[0].confirmed:
            continue
        known = {code.code for code in each} | {"E100"}
        for code in each:
            assert re.fullmatch(r"[A-Z]{1,3}[0-9]{3}", code.code), code
            assert not code.parent or code.parent in known, code


def test_a_code_in_two_sets_is_found_in_both() -> None:
    assert [each.set for each in codes.find("A101")] == ["activity-aba", "activity-loc2013"]


def test_a_confirmed_set_is_asked_before_an_unconfirmed_one() -> None:
    assert not codes.find("L360")[0].confirmed
    assert codes.find("L330")[0].confirmed


def test_an_unknown_code_is_found_nowhere() -> None:
    assert codes.find("L999") == ()


@pytest.mark.parametrize("code", ["L510", "L100", "P100", "C200", "PA110", "TR799", "L619"])
def test_tasks_and_phases_of_every_set_are_tasks(code: str) -> None:
    assert codes.known_task(code)
    assert not codes.known_expense(code)


def test_activities_expenses_and_classes_are_told_apart() -> None:
    assert codes.known_activity("A128") and not codes.known_activity("E101") and not codes.known_activity("E100")
    assert codes.known_expense("X999") and codes.known_expense("E131") and not codes.known_expense("A101")
    assert codes.known_class("PARTNR") and codes.known_class("PT") and not codes.known_class("PARTNER")


@pytest.mark.parametrize(
    ("currency", "decimals"), [("USD", 2), ("JPY", 0), ("KWD", 3), ("CLF", 4), ("", 2), ("ZZZ", 2)]
)
def test_minor_units_follow_the_currency(currency: str, decimals: int) -> None:
    assert codes.minor_units(currency) == decimals


def test_currencies_are_written_in_capitals() -> None:
    assert codes.known_currency("GBP") and not codes.known_currency("gbp") and not codes.known_currency("US$")


def test_country_codes_turn_into_each_other_both_ways_for_every_country() -> None:
    assert len(codes.countries()) == 2 * 249
    for country in codes.countries().values():
        assert codes.alpha2(country.alpha3) == country.alpha2 == codes.alpha2(country.alpha2)
        assert codes.alpha3(country.alpha2) == country.alpha3 == codes.alpha3(country.alpha3)


def test_what_is_no_country_code_is_left_alone() -> None:
    assert codes.alpha2("UK") == "UK" and codes.alpha3("") == "" and not codes.known_country("UK")


@pytest.mark.parametrize("words", ["deposition", "depositon", "DEPOSITIONS"])
def test_a_search_finds_words_also_when_they_are_misspelt(words: str) -> None:
    assert {"L330", "E115"} <= {code.code for code in codes.search(words)}
    assert codes.search(words)[0].code == "L330"


def test_a_search_for_a_code_finds_just_that_code() -> None:
    assert [code.code for code in codes.search("e110")] == ["E110"]


def test_a_search_for_the_beginning_of_a_code_lists_what_follows() -> None:
    assert [code.code for code in codes.search("L42")] == ["L420"]


@pytest.mark.parametrize("words", ["xyzzyqq", "", "  "])
def test_a_search_for_nothing_known_finds_nothing(words: str) -> None:
    assert codes.search(words) == ()


def test_a_search_can_be_kept_to_one_set() -> None:
    assert {code.set for code in codes.search("travel", only="expense-aba")} == {"expense-aba"}


def test_the_command_prints_a_line_for_each_code() -> None:
    done = CliRunner().invoke(command, ["deposition"], standalone_mode=False)
    assert done.return_value is Exit.DONE
    assert done.output.splitlines()[0].split() == ["L330", "Depositions", "task", "litigation"]


def test_the_command_prints_json_for_programs() -> None:
    done = CliRunner().invoke(command, ["E110", "--json"], standalone_mode=False)
    assert json.loads(done.output) == {
        "codes": [
            {
                "set": "expense-aba",
                "code": "E110",
                "level": "expense",
                "parent": "E100",
                "name": "Out-of-town travel",
                "confirmed": True,
            }
        ]
    }


def test_the_command_lists_a_set_and_the_sets() -> None:
    whole = CliRunner().invoke(command, ["--set", "counseling"], standalone_mode=False)
    assert [line.split()[0] for line in whole.output.splitlines()] == ["C100", "C200", "C300", "C400"]
    every = CliRunner().invoke(command, [], standalone_mode=False)
    assert len(every.output.splitlines()) == len(codes.sets())


def test_the_command_names_the_sets_when_asked_for_another() -> None:
    done = CliRunner().invoke(command, ["--set", "medical"], standalone_mode=False)
    assert isinstance(done.exception, UsageError)
    assert "litigation" in done.exception.hint
