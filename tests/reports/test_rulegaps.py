"""`ledes report rule-gaps` after a month at the practice portal: what was cut, and which rule would have told it."""

from __future__ import annotations

import json
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from reports_firm import Firm, entry, rows

from ledes import ledger, schemas, workspace

Capture = pytest.CaptureFixture[str]


def told(firm: Firm, capsys: Capture, *arguments: str) -> dict[str, Any]:
    assert firm.say("report", "rule-gaps", "--json", *arguments) == 0
    said: dict[str, Any] = json.loads(capsys.readouterr().out)
    jsonschema.validate(said, json.loads(schemas.path("report.schema.json").read_text("utf-8")))
    return said


def test_the_whole_story(history: Firm, capsys: Capture) -> None:
    said = told(history, capsys)
    gaps, uncaught, cases = said["tables"]
    found = {
        row["rule"]: (row["now"], row["rejections"], row["cuts"], row["rejected"], row["cut"], row["invoices"])
        for row in gaps["rows"]
    }
    assert found == {
        "P011": ("off", 0, 1, None, "30.00", "1001"),
        "I209": ("no value", 1, 0, "560.00", None, "1002"),
        "C010": ("off", 1, 0, "1120.00", None, "1003"),
        "E203": ("no value", 0, 1, None, "420.00", "1004"),
        "E207": ("no value", 0, 1, None, "420.00", "1004"),
        "E250": ("no value", 0, 1, None, "300.00", "1005"),
        "D003": ("warn", 1, 0, "280.00", None, "1008"),
    }
    (together,) = gaps["totals"]
    assert (together["rejections"], together["cuts"]) == (3, 3)
    assert (together["rejected"], together["cut"]) == ("1960.00", "750.00")
    (row,) = uncaught["rows"]
    assert (row["reason"], row["rejections"], row["rejected"], row["invoices"]) == (
        "not recognised",
        1,
        "700.00",
        "1006",
    )
    assert {each["invoice"] for each in cases["rows"]} == {"1001", "1002", "1003", "1004", "1005", "1006", "1008"}


def test_the_cases_add_up_to_what_the_ledger_says(history: Firm, capsys: Capture) -> None:
    said = told(history, capsys)
    cases = said["tables"][2]
    figures = {each["title"]: each["value"] for each in said["figures"]}
    standing = history.standing().values()
    rejected = sum((each.total for each in standing if each.status == "REJECTED"), Decimal(0))
    cut = sum(
        (Decimal(each.whole - (each.standing.approved or 0)) / 10_000 for each in standing if each.standing.approved),
        Decimal(0),
    )
    by_kind = {
        kind: sum((Decimal(row["amount"]) for row in rows(cases, kind=kind) if row["amount"]), Decimal(0))
        for kind in ("rejected", "cut")
    }
    assert by_kind == {"rejected": rejected, "cut": cut}
    assert (Decimal(figures["Rejected"]), Decimal(figures["Cut"])) == (rejected, cut)


def test_every_line_to_write_switches_on_what_would_have_stopped_the_bill(history: Firm, capsys: Capture) -> None:
    gaps = told(history, capsys)["tables"][0]
    for row in gaps["rows"]:
        assert tomllib.loads(row["switch"])
        # the rules of the profile so far, without a key that the line would set again
        key = row["switch"].partition(" =")[0]
        kept = [line for line in ('rate-above-approved = "off"', 'task-code-not-taken = "off"') if key not in line]
        history.profile("\n".join([*kept, row["switch"], ""]))
        name = str(history.root / "inbox" / f"{row['invoices']}.txt")
        history.say("validate", name, "--json")
        (report,) = json.loads(capsys.readouterr().out)["files"]
        errors = [each["rule"] for each in report["findings"] if each["severity"] == "error"]
        assert row["rule"] in errors


def test_what_the_profile_catches_today_is_no_gap(history: Firm, capsys: Capture) -> None:
    history.profile('task-code-not-taken = "off"\nentry-too-long = { level = "reject", most = 8 }\n')
    said = told(history, capsys)
    gaps, uncaught, cases = said["tables"]
    assert not rows(gaps, rule="P011") + rows(gaps, rule="E207")
    assert not rows(uncaught, invoices="1001")
    (row,) = rows(cases, invoice="1001")
    assert (row["rules"], row["on"]) == ("", "P011")
    assert any("the profiles of today would stop 1 more of these bills" in each for each in said["notes"])


def test_a_rule_that_was_on_and_silent_points_at_the_list_that_it_reads(firm: Firm, capsys: Capture) -> None:
    firm.profile("")
    path = firm.root / "clients" / "merrow.toml"
    path.write_text(path.read_text().replace("280.00", "300.00"))
    firm.send("1", entry("1.00", "300.00"))
    firm.heard("1", "APPROVED_REDUCED")
    capsys.readouterr()
    gaps, uncaught, _ = told(firm, capsys)["tables"]
    assert not gaps["rows"]
    (row,) = uncaught["rows"]
    assert (row["reason"], row["cut"], "P011" in row["silent"].split(", ")) == ("RATE_OVER_APPROVED", "20.00", True)
    assert "bring the lists up to date" in uncaught["notes"][0]


def test_a_value_that_would_find_lines_that_were_left_alone_is_not_worked_out(firm: Firm, capsys: Capture) -> None:
    firm.send("1", entry("5.00", day="20261005"), entry("6.00", day="20261006", text="Draft the statement of claim"))
    firm.heard("1", "APPROVED")
    words = "Timekeeper daily time entry exceeds the maximum allowed time of 4 hrs."
    firm.decide("1", "reduce", line="1", amount="100.00", words=words)
    firm.heard("1", "APPROVED_REDUCED")
    capsys.readouterr()
    gaps, uncaught, _ = told(firm, capsys)["tables"]
    assert not gaps["rows"]
    assert [(row["reason"], row["cut"]) for row in uncaught["rows"]] == [("DAILY_HOURS", "100.00")]


def test_lines_that_the_client_left_alone_are_counted(firm: Firm, capsys: Capture) -> None:
    firm.send("1", entry("5.00", "300.00"), entry("6.00", "310.00", text="Draft the statement of claim"))
    firm.heard("1", "APPROVED_REDUCED")
    words = "Timekeeper rate exceeds the negotiated rate of 280.00/hr"
    firm.decide("1", "accept")
    firm.heard("1", "APPROVED")
    capsys.readouterr()
    assert not told(firm, capsys)["tables"][2]["rows"]
    firm.decide("1", "reduce", line="2", amount="180.00", words=words)
    firm.heard("1", "APPROVED_REDUCED")
    capsys.readouterr()
    (row,) = rows(told(firm, capsys)["tables"][0], rule="P011")
    assert (row["cut"], row["alone"]) == ("180.00", 1)


def test_days_and_clients_limit_what_is_looked_at(history: Firm, capsys: Capture) -> None:
    assert not told(history, capsys, "--until", "2020-01-01")["tables"][2]["rows"]
    assert len(told(history, capsys, "--since", "2020-01-01", "--client", "merrow")["tables"][2]["rows"]) == 7
    assert history.say("report", "rule-gaps", "--client", "nobody") == 4
    assert history.say("report", "rule-gaps", "--since", "2026-02-01", "--until", "2026-01-01") == 2
    assert history.say("report", "rule-gaps", "--since", "yesterday") == 2


def test_a_client_without_a_profile_is_told_and_its_bills_stay_in_the_list(history: Firm, capsys: Capture) -> None:
    (history.root / "clients" / "merrow.toml").unlink()
    said = told(history, capsys)
    assert not said["tables"][0]["rows"]
    assert len(said["tables"][2]["rows"]) == 7
    assert "7 could not be asked: the client has no profile any more" in said["notes"]


def test_nothing_changes_in_the_workspace(history: Firm, capsys: Capture) -> None:
    def state() -> dict[Path, bytes]:
        ours = (path for path in history.root.rglob("*") if path.is_file() and not path.name.startswith("ledger.db"))
        return {path: path.read_bytes() for path in ours}

    def counts() -> dict[str, int]:
        with ledger.reading(workspace.load(history.root).ledger_url) as book:
            return book.counts()

    before = state(), counts()
    told(history, capsys)
    assert (state(), counts()) == before


def test_an_empty_ledger_is_an_empty_report(firm: Firm, capsys: Capture) -> None:
    assert firm.say("report", "rule-gaps") == 0
    assert capsys.readouterr().out.splitlines()[:3] == [
        "Rules against rejections and cuts",
        "  Rejections: 0",
        "  Cuts: 0",
    ]
    assert not (firm.root / "ledger.db").exists()
