"""`ledes budget` says where matters stand, from the ledger, from bills that are not sent yet, and from accruals."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from agreedfirm import MERROW, e_bill, line, sent, set_up

from ledes import schemas
from ledes.__main__ import main

GOOD = (line(1, "T1", "2.00", "340.00"), line(2, "T2", "1.50", "240.00"))
"""A bill of 1040.00, on a task of L500."""


@pytest.fixture
def firm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    set_up(tmp_path)
    (tmp_path / "bill.txt").write_bytes(e_bill(GOOD))
    return tmp_path


@pytest.fixture
def asked(capsys: pytest.CaptureFixture[str]) -> Callable[..., Any]:
    def ask(*words: str) -> Any:
        assert main([*words, "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    return ask


def limits(said: Any) -> dict[str, tuple[str, str, str]]:
    (matter,) = said["matters"]
    return {each["kind"]: (each["billed"], each["total"], each["left"]) for each in matter["limits"]}


def test_a_matter_is_shown_with_all_that_limits_it(
    firm: Path, capsys: pytest.CaptureFixture[str], golden: Callable[[str, str], None]
) -> None:
    sent(firm, "990", "8160.00")
    assert main(["budget", "M-7", "--bill", "bill.txt", "--accrual", "250"]) == 0
    golden("budget/matter.txt", capsys.readouterr().out)


def test_json_keeps_to_its_schema(firm: Path, asked: Callable[..., Any]) -> None:
    sent(firm, "990", "8160.00")
    said = asked("budget", "CM-7", "--bill", "bill.txt")
    jsonschema.validate(said, json.loads(schemas.path("budget.schema.json").read_text("utf-8")))
    assert limits(said) == {
        "budget": ("8160.00", "9200.00", "800.00"),
        "cap": ("8160.00", "9200.00", "300.00"),
        "phase": ("8160.00", "9200.00", "-7200.00"),
    }
    assert [(each["percent"], each["reached"], each["crossed"]) for each in said["matters"][0]["thresholds"]] == [
        ("80", True, False),
        ("90", True, True),
        ("100", False, False),
    ]
    assert said["matters"][0]["bills"] == ["1001"]


def test_without_a_matter_those_with_limits_are_shown(firm: Path, asked: Callable[..., Any]) -> None:
    (firm / "clients" / "other.toml").write_text(MERROW.replace("C01", "C02"), "utf-8")
    found = asked("budget")["matters"]
    assert [(each["client"], each["number"]) for each in found] == [("merrow", "M-7"), ("other", "M-7")]
    assert [each["client"] for each in asked("budget", "--client", "other")["matters"]] == ["other"]


def test_a_matter_without_a_limit_is_shown_when_it_is_named(firm: Path, asked: Callable[..., Any]) -> None:
    sent(firm, "990", "100.00", rate="100.00", matter="M-8")
    assert asked("budget", "M-8")["matters"][0]["limits"][0] == {
        "kind": "billed",
        "code": None,
        "agreed": None,
        "billed": "100.00",
        "this_bill": "0.00",
        "accrual": "0.00",
        "total": "100.00",
        "percent": None,
        "left": None,
    }


def test_with_bills_the_matters_that_they_are_for_are_shown(firm: Path, asked: Callable[..., Any]) -> None:
    (firm / "weir.txt").write_bytes(e_bill(GOOD, LAW_FIRM_MATTER_ID="M-8", INVOICE_NUMBER="1002"))
    assert [each["number"] for each in asked("budget", "--bill", "weir.txt")["matters"]] == ["M-8"]
    assert [each["number"] for each in asked("budget", "--bill", "weir.txt", "--bill", "bill.txt")["matters"]] == [
        "M-7",
        "M-8",
    ]


def test_a_bill_that_was_sent_counts_once(firm: Path, asked: Callable[..., Any]) -> None:
    sent(firm, "1001", "1040.00", rate="1040.00")
    assert limits(asked("budget", "M-7"))["budget"] == ("1040.00", "1040.00", "8960.00")
    assert limits(asked("budget", "M-7", "--bill", "bill.txt"))["budget"] == ("0.00", "1040.00", "8960.00")


def test_what_the_command_shows_as_above_the_budget_a_rule_tells(
    firm: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sent(firm, "990", "9180.00")
    main(["validate", "bill.txt", "--json"])
    (file,) = json.loads(capsys.readouterr().out)["files"]
    risks = {each["rule"]: each.get("amount_at_risk") for each in file["findings"]}
    main(["budget", "M-7", "--bill", "bill.txt", "--json"])
    left = limits(json.loads(capsys.readouterr().out))
    assert (risks["B201"], left["budget"][2]) == ("220.00", "-220.00")
    assert (risks["B206"], left["cap"][2]) == ("720.00", "-720.00")


def test_the_steps_of_rules_are_thresholds_too(firm: Path, asked: Callable[..., Any]) -> None:
    profile = firm / "clients" / "merrow.toml"
    profile.write_text(profile.read_text() + "[rules.B204]\npercent = 10\n[rules.B201]\ntolerance_percent = 5\n")
    found = asked("budget", "M-7")["matters"][0]["thresholds"]
    assert [(each["percent"], each["means"]) for each in found[2:]] == [
        ("105", "the budget is exceeded"),
        ("110", "the client must be given notice"),
    ]


def test_a_number_that_fits_several_matters_is_answered_with_the_candidates(
    firm: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (firm / "clients" / "other.toml").write_text(MERROW.replace("C01", "C02"), "utf-8")
    assert main(["budget", "M-7"]) == 2
    said = capsys.readouterr().err
    assert "'M-7' fits 2 matters: M-7 (CM-7) of merrow, M-7 (CM-7) of other" in said
    assert "  try: " in said
    assert main(["budget", "M-7", "--client", "other"]) == 0


def test_a_number_that_is_not_listed_is_answered_with_the_nearest(
    firm: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["budget", "CM-9"]) == 2
    assert "no profile lists a matter 'CM-9'\n  try: did you mean 'CM-7'?" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words", [["--accrual", "5"], ["M-7", "--accrual", "-5"], ["M-7", "--accrual", "much"], ["M-7", "M-8"]]
)
def test_a_misused_option_is_a_usage_error(firm: Path, words: list[str]) -> None:
    assert main(["budget", *words]) == 2


def test_bills_that_do_not_count_are_told(firm: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (firm / "weir.txt").write_bytes(e_bill(GOOD, LAW_FIRM_MATTER_ID="M-8", CLIENT_MATTER_ID=""))
    (firm / "new.txt").write_bytes(e_bill(GOOD, LAW_FIRM_MATTER_ID="M-99", CLIENT_MATTER_ID=""))
    assert main(["budget", "M-7", "--bill", "weir.txt"]) == 0
    assert "warning: no bill that was given is for this matter" in capsys.readouterr().err
    assert main(["budget", "--bill", "new.txt"]) == 0
    said = capsys.readouterr()
    assert "warning: new.txt: invoice 1001: the profile of merrow does not list the matter 'M-99'" in said.err


def test_a_bill_of_another_client_does_not_count_for_the_named_one(
    firm: Path, capsys: pytest.CaptureFixture[str], asked: Callable[..., Any]
) -> None:
    (firm / "clients" / "other.toml").write_text(MERROW.replace("C01", "C02"), "utf-8")
    assert limits(asked("budget", "M-7", "--client", "other", "--bill", "bill.txt"))["budget"][1] == "0.00"
    (firm / "unknown.txt").write_bytes(e_bill(GOOD, CLIENT_ID="C77"))
    assert limits(asked("budget", "M-7", "--client", "other", "--bill", "unknown.txt"))["budget"][1] == "1040.00"
    assert main(["budget", "--bill", "unknown.txt"]) == 4
    assert "no profile has the CLIENT_ID 'C77'" in capsys.readouterr().err


def test_a_file_that_cannot_be_read_is_told(firm: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (firm / "letter.doc").write_bytes(b"Dear Sirs, enclosed please find")
    assert main(["budget", "M-7", "--bill", "letter.doc", "--bill", "gone.txt"]) == 3
    said = capsys.readouterr()
    assert said.err.count("  try: ") == 2
    assert "M-7" in said.out


def test_before_the_first_bill_and_without_limits_there_is_an_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["budget"]) == 4
    set_up(tmp_path, merrow='name = "Merrow Mills"\nids = ["C01"]\nformat = "1998b"\n')
    assert main(["budget"]) == 0
    assert capsys.readouterr().out == "no matter has a budget, a fee cap or budgets of phases\n"
