"""`ledes diff` prints for people and programs, and exits as diff does."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from ebills import FEE, file, record

from ledes import schemas
from ledes.__main__ import main


@pytest.fixture(autouse=True)
def away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_bytes(file(record(FEE)))
    less = record(FEE, INVOICE_TOTAL="455.00", LINE_ITEM_NUMBER_OF_UNITS="1.50", LINE_ITEM_TOTAL="455.00")
    (tmp_path / "b.txt").write_bytes(file(less))
    return tmp_path


def test_equal_files_exit_with_0(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "a.txt", "a.txt"]) == 0
    assert capsys.readouterr().out == "a.txt and a.txt hold the same\n"


def test_changes_are_told_and_exit_with_1(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "a.txt", "b.txt"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "invoice 1001",
        "  invoice total 630.00 -> 455.00 (-175.00)",
        "  line 1: hours 2.00 -> 1.50, total -175.00 (630.00 -> 455.00)",
        "         before   after  difference",
        "  fees   630.00  455.00     -175.00",
        "  total  630.00  455.00     -175.00",
    ]


def test_json_keeps_to_its_schema(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "a.txt", "b.txt", "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    jsonschema.validate(said, json.loads(schemas.path("diff.schema.json").read_text("utf-8")))
    (bill,) = said["bills"]
    assert bill["kind"] == "changed"
    assert [(each["path"], each["difference"]) for each in bill["lines"][0]["values"]] == [
        ("line.units", "-0.50"),
        ("line.amount", "-175.00"),
    ]


def test_a_page_is_written(away: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "a.txt", "b.txt", "--html", "out.html"]) == 1
    page = (away / "out.html").read_text("utf-8")
    assert "<caption>Money</caption>" in page
    assert "-175.00" in page


def test_a_page_that_cannot_be_written_is_an_error_with_a_way_out(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "a.txt", "b.txt", "--html", "a.txt/out.html"]) == 4
    assert "choose another file with --html" in capsys.readouterr().err


@pytest.mark.parametrize(("words", "status"), [(["a.txt", "gone.txt"], 3), (["-", "-"], 2), (["a.txt"], 2)])
def test_what_cannot_be_compared_is_told(words: list[str], status: int) -> None:
    assert main(["diff", *words]) == status
