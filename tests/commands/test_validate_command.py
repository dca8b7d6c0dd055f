"""`ledes validate` works without any set-up, prints for people and programs, and exits as its caller needs."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import jsonschema
import pytest
from ebills import FEE, file, record

from ledes import schemas
from ledes.__main__ import main


@pytest.fixture(autouse=True)
def away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(folder: Path, name: str, content: bytes) -> str:
    (folder / name).write_bytes(content)
    return name


def test_a_good_bill_is_said_to_be_good(away: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", put(away, "good.txt", file(record(FEE)))]) == 0
    assert capsys.readouterr().out == "good.txt: LEDES 1998B, 1 bill (1001), 1 line: conforms to the standard\n"


def test_a_finding_has_place_severity_code_fact_and_fix(away: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", put(away, "bill.txt", file(record(FEE, LINE_ITEM_TOTAL="631.00")))]) == 1
    first, fix, verdict = capsys.readouterr().out.splitlines()
    assert first.startswith("bill.txt:3:LINE_ITEM_TOTAL: error T001 ")
    assert fix.startswith("  fix: ")
    assert verdict.endswith("fails the standard; 1 error")


@pytest.mark.parametrize(("fail_on", "status"), [("error", 0), ("warning", 1), ("note", 1), ("never", 0)])
def test_the_caller_chooses_what_fails(away: Path, fail_on: str, status: int) -> None:
    name = put(away, "bill.txt", file(record(FEE, TIMEKEEPER_CLASSIFICATION="AT")))
    assert main(["validate", name, "--fail-on", fail_on]) == status


def test_json_keeps_to_its_schema(away: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = put(away, "bill.txt", file(record(FEE, LINE_ITEM_TOTAL="631.00"), "20261105|1001|x[]"))
    assert main(["validate", name, "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    jsonschema.validate(said, json.loads(schemas.path("validate.schema.json").read_text("utf-8")))
    (report,) = said["files"]
    assert report["verdict"] == {"standard": "fails", "client": "not asked"}
    assert report["bills"] == [
        {"number": "1001", "client": "C01", "matters": ["CM-7"], "lines": 1, "total": "630.00", "currency": None}
    ]
    assert said["counts"]["error"] == len([each for each in report["findings"] if each["severity"] == "error"])


def test_equal_findings_unfold_only_when_asked(away: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [record(FEE, LINE_ITEM_NUMBER=str(n), TIMEKEEPER_CLASSIFICATION="AT") for n in (1, 2, 3)]
    name = put(away, "bill.txt", file(*lines))
    main(["validate", name])
    folded = capsys.readouterr().out
    main(["validate", name, "--all"])
    unfolded = capsys.readouterr().out
    assert "(also rows 4, 5)" in folded
    assert [line for line in unfolded.splitlines() if "P001" in line][2].startswith("bill.txt:5:")


def test_standard_input_and_folders_are_inputs(
    away: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    stdin = io.TextIOWrapper(io.BytesIO(file(record(FEE))))
    monkeypatch.setattr(sys, "stdin", stdin)
    assert main(["validate", "-"]) == 0
    (away / "many").mkdir()
    for name in ("a.txt", ".hidden.txt", "b.txt.part", "c.tmp"):
        put(away / "many", name, file(record(FEE)))
    assert main(["validate", "many"]) == 0
    assert capsys.readouterr().out.count("conforms") == 2


def test_a_batch_goes_on_after_a_file_that_cannot_be_read(away: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(away, "letter.doc", b"Dear Sirs, enclosed please find")
    put(away, "good.txt", file(record(FEE)))
    assert main(["validate", "letter.doc", "gone.txt", "good.txt"]) == 3
    said = capsys.readouterr()
    assert "good.txt: LEDES 1998B" in said.out
    assert "error: letter.doc is in no form that ledes reads" in said.err
    assert "error: gone.txt cannot be opened: no such file or directory" in said.err
    assert said.err.count("  try: ") == 2


def test_a_misused_option_is_a_usage_error(away: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate"]) == 2
    assert main(["validate", "x", "--scope", "galaxy"]) == 2
    assert main(["validate", "x", "--set", "currency"]) == 2
    assert "is not NAME=VALUE" in capsys.readouterr().err


def test_a_named_client_needs_a_workspace(away: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", put(away, "good.txt", file(record(FEE))), "--client", "x"]) == 4
    assert "no workspace" in capsys.readouterr().err


def test_no_narrative_reaches_an_error_of_the_program(away: Path, capsys: pytest.CaptureFixture[str]) -> None:
    secret = "the confidential strategy"
    content = file(record(FEE, LINE_ITEM_DESCRIPTION=secret)).replace(b"LEDES1998B[]\n", b"<html>\n")
    main(["validate", put(away, "odd.txt", content[:40])])
    assert secret not in capsys.readouterr().err
