from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from ledes.catalogue import catalogue
from ledes.commands.rules import command
from ledes.errors import Exit, UsageError


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments, standalone_mode=False)


def test_the_list_has_a_line_for_every_check() -> None:
    done = _run()
    assert done.return_value is Exit.DONE
    assert [line[:4] for line in done.output.splitlines()] == list(catalogue())


@pytest.mark.parametrize("asked", ["T001", "t001", "wrong-line-total", "wrong_line_total"])
def test_a_rule_is_found_by_code_and_by_name(asked: str) -> None:
    assert _run(asked).output.startswith("T001 wrong-line-total\n")


def test_a_page_says_everything_about_a_rule_and_shows_its_specimen() -> None:
    page = _run("T001").output
    for part in (
        "error; scope standard, layer arithmetic, reason LINE_MATH",
        "A line total is units x rate + adjustment, plus tax in 98BI.",
        "Fix: Set the line total",
        "Option: tolerance = 0",
        "Source: LEDES 1998B, field 13",
        "|640.00|",
        "T001-wrong-line-total.txt:3:LINE_ITEM_TOTAL: error T001 2.00 x 350.00 - 70.00 adjustment = 630.00",
    ):
        assert part in page


def test_the_page_of_a_client_rule_shows_the_profile() -> None:
    page = _run("C010").output
    assert "Needs beside the bill: profile" in page
    assert 'tasks = ["L110", "L120"]' in page


@pytest.mark.parametrize("code", list(catalogue()))
def test_every_check_has_a_page(code: str) -> None:
    assert _run(code).return_value is Exit.DONE


def test_several_rules_are_explained_one_after_another() -> None:
    assert "\n\nT002 wrong-invoice-sum\n" in _run("T001", "T002").output


def test_programs_get_json() -> None:
    told = json.loads(_run("C003", "--json").output)["rules"]
    assert [rule["code"] for rule in told] == ["C003"]
    assert told[0]["options"] == {"also": []}
    assert told[0]["severity"] == "warning"
    assert len(json.loads(_run("--json").output)["rules"]) == len(catalogue())


def test_an_unknown_rule_is_answered_with_the_nearest() -> None:
    done = _run("wrong-lin-total")
    assert isinstance(done.exception, UsageError)
    assert "T001 (wrong-line-total)" in done.exception.hint
