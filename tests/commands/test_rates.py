"""`ledes rates` puts each rate and discount beside what was agreed, and says as the rules do what is at stake."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from agreedfirm import e_bill, line, sent, set_up

from ledes import schemas
from ledes.__main__ import main

DISCOUNTS = """
[[discounts]]
percent = 10
[[discounts]]
tiers = [{ above = 3000, percent = 5 }]
"""
GOOD = (line(1, "T1", "2.00", "340.00"), line(2, "T2", "1.50", "240.00"))
MIXED = (
    line(1, "T1", "2.00", "350.00"),
    line(2, "T1", "0.75", "350.00"),
    line(3, "T2", "1.50", "250.00"),
    line(4, "T2", "1.00", "265.00"),
    line(5, "T9", "3.00", "120.00"),
)


@pytest.fixture
def firm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    set_up(tmp_path)
    return tmp_path


@pytest.fixture
def asked(capsys: pytest.CaptureFixture[str]) -> Callable[..., Any]:
    def ask(*words: str) -> Any:
        main([*words, "--json"])
        return json.loads(capsys.readouterr().out)

    return ask


def put(folder: Path, *lines: dict[str, str], name: str = "bill.txt", **changes: str) -> str:
    (folder / name).write_bytes(e_bill(lines, **changes))
    return name


def test_a_bill_at_the_agreed_rates_is_as_agreed(firm: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rates", put(firm, *GOOD)]) == 0
    assert capsys.readouterr().out.endswith("bill.txt: invoice 1001: as agreed\n")


def test_every_difference_is_marked_and_told(
    firm: Path, capsys: pytest.CaptureFixture[str], golden: Callable[[str, str], None]
) -> None:
    sent(firm, "990", "6800.00")
    sent(firm, "991", "1000.00", who="T2", rate="250.00")
    (firm / "clients" / "merrow.toml").write_text((firm / "clients" / "merrow.toml").read_text() + DISCOUNTS)
    assert main(["rates", put(firm, *MIXED)]) == 1
    golden("rates/mixed.txt", capsys.readouterr().out)


def test_json_keeps_to_its_schema(firm: Path, asked: Callable[..., Any]) -> None:
    sent(firm, "990", "6800.00")
    (firm / "clients" / "merrow.toml").write_text((firm / "clients" / "merrow.toml").read_text() + DISCOUNTS)
    said = asked("rates", put(firm, *MIXED))
    jsonschema.validate(said, json.loads(schemas.path("rates.schema.json").read_text("utf-8")))
    (bill,) = said["bills"]
    people = {(each["id"], each["billed"]): each for each in bill["matters"][0]["timekeepers"]}
    assert people["T1", "350.00"]["at_stake"] == "27.50"
    assert people["T1", "350.00"]["marks"] == ["above", "new_rate"]
    assert (people["T2", "265.00"]["approved"], people["T2", "265.00"]["basis"]) == ("240.00", "classification")
    assert (people["T9", "120.00"]["at_stake"], people["T9", "120.00"]["marks"][0]) == ("360.00", "not_listed")
    assert [(each["expected"], each["missing"]) for each in bill["discounts"]] == [
        ("196.25", "196.25"),
        ("98.13", "98.13"),
    ]
    assert bill["at_stake"] == {"rates": "427.50", "discounts": "294.38", "total": "721.88"}
    assert said["totals"] == [{"currency": "USD", "at_stake": "721.88"}]


def test_what_is_at_stake_is_what_the_rules_of_validate_put_at_risk(firm: Path, asked: Callable[..., Any]) -> None:
    (firm / "clients" / "merrow.toml").write_text((firm / "clients" / "merrow.toml").read_text() + DISCOUNTS)
    sent(firm, "990", "2900.00")
    name = put(firm, *MIXED)
    risks: dict[str, Decimal] = {}
    for each in asked("validate", name)["files"][0]["findings"]:
        if "amount_at_risk" in each:
            risks[each["rule"]] = risks.get(each["rule"], Decimal(0)) + Decimal(each["amount_at_risk"])
    at_stake = asked("rates", name)["bills"][0]["at_stake"]
    assert {"P010", "P011", "P210", "B210", "B211"} <= set(risks)
    assert Decimal(at_stake["rates"]) == sum(risks[code] for code in ("P010", "P011", "P210"))
    assert Decimal(at_stake["discounts"]) == risks["B210"] + risks["B211"]


def test_what_the_clients_rules_let_pass_is_let_pass(firm: Path) -> None:
    profile = firm / "clients" / "merrow.toml"
    profile.write_text(profile.read_text() + "[rules.P011]\ntolerance = 10\n[rules.P210]\ntolerance = 9.99\n")
    assert main(["rates", put(firm, line(1, "T1", "2.00", "350.00"))]) == 0
    assert main(["rates", put(firm, line(1, "T1", "2.00", "350.01"))]) == 1
    assert main(["rates", put(firm, line(1, "T2", "2.00", "250.00"))]) == 1


@pytest.mark.parametrize(("fail_on", "status"), [("error", 0), ("warning", 1), ("never", 0)])
def test_a_rate_that_was_never_billed_before_is_a_warning(
    firm: Path, capsys: pytest.CaptureFixture[str], fail_on: str, status: int
) -> None:
    sent(firm, "990", "660.00", rate="330.00")
    name = put(firm, line(1, "T1", "2.00", "340.00"))
    assert main(["rates", name, "--fail-on", fail_on]) == status
    said = capsys.readouterr().out
    assert "  warning: timekeeper 'T1' was never billed at 340.00 before, but at 330.00 (row 3)" in said
    assert said.endswith("as agreed\n")


def test_a_bill_that_was_sent_itself_is_no_earlier_one(firm: Path, asked: Callable[..., Any]) -> None:
    sent(firm, "1001", "680.00")
    (bill,) = asked("rates", put(firm, *GOOD))["bills"]
    assert bill["billed_before"] is False
    assert [each["marks"] for each in bill["matters"][0]["timekeepers"]] == [[], []]


def test_a_volume_discount_counts_earlier_bills_and_those_of_the_run_before(
    firm: Path, asked: Callable[..., Any]
) -> None:
    profile = firm / "clients" / "merrow.toml"
    profile.write_text(profile.read_text() + "[[discounts]]\ntiers = [{ above = 3000, percent = 5 }]\n")
    sent(firm, "990", "2000.00", rate="1000.00")
    put(firm, line(1, "T1", "2.00", "340.00"), name="a.txt")
    put(firm, line(1, "T1", "2.00", "340.00"), name="b.txt", INVOICE_NUMBER="1002")
    bills = asked("rates", "a.txt", "b.txt")["bills"]
    found = [(each["discounts"][0]["billed_before"], each["discounts"][0]["expected"]) for each in bills]
    assert found == [("2000.00", "0.00"), ("2680.00", "18.00")]


def test_granted_discounts_are_as_agreed(firm: Path, asked: Callable[..., Any]) -> None:
    profile = firm / "clients" / "merrow.toml"
    profile.write_text(profile.read_text() + "[[discounts]]\npercent = 10\n")
    off = {
        **line(2, "T1", "1.00", "0.00"),
        "EXP_FEE_INV_ADJ_TYPE": "IF",
        "TIMEKEEPER_ID": "",
        "TIMEKEEPER_NAME": "",
        "TIMEKEEPER_CLASSIFICATION": "",
        "LINE_ITEM_UNIT_COST": "",
        "LINE_ITEM_ADJUSTMENT_AMOUNT": "-68.00",
        "LINE_ITEM_TOTAL": "-68.00",
    }
    (bill,) = asked("rates", put(firm, line(1, "T1", "2.00", "340.00"), off))["bills"]
    (discount,) = bill["discounts"]
    assert (discount["expected"], discount["granted"], discount["missing"]) == ("68.00", "68.00", "0.00")
    assert bill["verdict"] == "as agreed"


def test_a_batch_is_added_up_by_currency(firm: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(firm, *MIXED, name="a.txt")
    put(firm, *MIXED, name="b.txt", INVOICE_NUMBER="1002")
    assert main(["rates", "a.txt", "b.txt"]) == 1
    assert capsys.readouterr().out.endswith("\n2 bills: at stake 855.00 USD\n")


def test_a_bill_of_an_unknown_client_is_told_and_the_others_go_on(
    firm: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(firm, *GOOD, name="a.txt", CLIENT_ID="C99")
    assert main(["rates", "a.txt", put(firm, *GOOD)]) == 4
    said = capsys.readouterr()
    assert "error: a.txt: no profile has the CLIENT_ID 'C99' of invoice 1001\n  try: " in said.err
    assert "bill.txt: invoice 1001: as agreed" in said.out
    assert main(["rates", "a.txt", "--client", "merrow"]) == 0


def test_a_file_that_cannot_be_read_is_told_and_the_others_go_on(
    firm: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (firm / "letter.doc").write_bytes(b"Dear Sirs, enclosed please find")
    (firm / "empty.txt").write_bytes(e_bill(()))
    assert main(["rates", "letter.doc", "gone.txt", "empty.txt", put(firm, *GOOD)]) == 3
    said = capsys.readouterr()
    assert said.err.count("error: ") == said.err.count("  try: ") == 3
    assert "empty.txt holds no bill that can be read" in said.err
    assert "bill.txt: invoice 1001: as agreed" in said.out


def test_lines_that_cannot_be_read_are_said_to_be_left_out(firm: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(firm, *GOOD)
    (firm / "bill.txt").write_bytes((firm / "bill.txt").read_bytes() + b"20261105|1001|x[]\n")
    assert main(["rates", "bill.txt"]) == 0
    assert "warning: bill.txt has 1 fault; what may be hidden by it is not counted" in capsys.readouterr().err


def test_a_profile_without_rates_is_said_to_have_none(tmp_path: Path, monkeypatch: Any, capsys: Any) -> None:
    monkeypatch.chdir(tmp_path)
    set_up(tmp_path, merrow='name = "Merrow Mills"\nids = ["C01"]\nformat = "1998b"\n')
    assert main(["rates", put(tmp_path, *MIXED)]) == 0
    assert "note: the client's profile lists no rates to compare with" in capsys.readouterr().out


def test_outside_a_workspace_there_is_nothing_to_compare_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["rates", put(tmp_path, *GOOD)]) == 4
    assert "there is no workspace here" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["rates"], ["rates", "bill.txt", "--fail-on", "note"]])
def test_a_misused_option_is_a_usage_error(firm: Path, words: list[str]) -> None:
    assert main(words) == 2


def test_the_profile_of_the_page_about_rates_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    page = (Path(__file__).parents[2] / "docs" / "rates.md").read_text("utf-8")
    set_up(tmp_path, merrow=page.partition("```toml\n")[2].partition("```")[0])
    assert main(["rates", put(tmp_path, line(1, "T1", "2.00", "340.50"))]) == 1
    assert "at stake 68.10 USD (rates 0.00, discounts 68.10)" in capsys.readouterr().out
    assert main(["budget"]) == 0
    assert "1200.00" in capsys.readouterr().out
