"""`ledes report NAME` as a biller types it, over the firm with a past."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pastfirm
import pytest
from python_calamine import load_workbook

from ledes.__main__ import main
from ledes.commands import surroundings
from ledes.reports import reports

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(surroundings, "today", lambda: pastfirm.TODAY)


def say(past: pastfirm.Past, *arguments: str) -> int:
    return main(["report", *arguments, "--workspace", str(past.root)])


@pytest.mark.parametrize("name", [key for key in reports() if key != "rule-gaps"])
def test_every_report_fits_a_narrow_terminal(
    name: str, past: pastfirm.Past, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    assert say(past, name) == 0
    lines = capsys.readouterr().out.splitlines()
    cards = [line for line in lines if line.startswith(("- ", "  ")) and not line.startswith("note: ")]
    assert cards
    assert all(len(line) <= 60 or ": " in line for line in cards)


def test_files_come_beside_each_other_and_hold_the_charts(past: pastfirm.Past, tmp_path: Path, capsys: Capture) -> None:
    names = {way: tmp_path / f"ageing.{way}" for way in ("csv", "xlsx", "html")}
    options = [word for way, path in names.items() for word in (f"--{way}", str(path))]
    assert say(past, "ageing", "--from", "acceptance", *options) == 0
    assert capsys.readouterr().out == ""
    assert {path.name for path in tmp_path.iterdir()} == {
        *(path.name for path in names.values()),
        "ageing-starts.csv",
        "ageing-invoices.csv",
    }
    assert "Charts" in load_workbook(str(names["xlsx"])).sheet_names
    page = names["html"].read_text("utf-8")
    assert page.count("<svg ") == 3
    every = (tmp_path / "ageing-invoices.csv").read_text("utf-8-sig").splitlines()
    assert len(every) == 1 + sum(each.open != 0 for each in past.truths)


def test_a_report_is_limited_to_a_client_and_to_days(past: pastfirm.Past, capsys: Capture) -> None:
    since, until = datetime.date(2026, 7, 1), datetime.date(2026, 9, 30)
    arguments = ("days", "--client", "orme", "--since", since.isoformat(), "--until", until.isoformat(), "--json")
    assert say(past, *arguments) == 0
    said = json.loads(capsys.readouterr().out)
    ours = [each for each in past.truths if each.payer.key == "orme" and since <= each.date <= until]
    assert {row["invoice"] for row in said["tables"][-1]["rows"]} == {each.number for each in ours}


def test_a_client_that_is_not_there_is_told(past: pastfirm.Past, capsys: Capture) -> None:
    assert say(past, "statement", "--client", "nobody") == 4
    assert "there is no client 'nobody'" in capsys.readouterr().err


def test_reports_of_an_empty_ledger_say_that_there_is_nothing(tmp_path: Path, capsys: Capture) -> None:
    pastfirm.settle(tmp_path)
    for name in reports():
        assert main(["report", name, "--workspace", str(tmp_path)]) == 0
    assert "nothing" in capsys.readouterr().out
