"""`ledes convert` writes files beside the biller, says what it did, and keeps its word to scripts."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from ebills import FEE, TAXED, file, record

from ledes import schemas
from ledes.__main__ import main
from ledes.formats.delimited.layouts import LEDES98BI


@pytest.fixture(autouse=True)
def away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bill.txt").write_bytes(file(record(FEE)))
    (tmp_path / "taxed.txt").write_bytes(file(record(TAXED, LEDES98BI), layout=LEDES98BI))
    return tmp_path


def test_outside_a_workspace_the_file_lands_here(away: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["convert", "bill.txt", "--to", "JSON"]) == 0
    assert (away / "1001.json").is_file()
    assert "1001.json: invoice 1001, 630.00, json" in capsys.readouterr().out


def test_what_is_missing_keeps_it_back_and_setting_it_helps(away: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["convert", "bill.txt", "--to", "98bi", "--out", "out"]) == 1
    assert "--set currency=VALUE" in capsys.readouterr().out
    assert not (away / "out").exists()
    words = ["--set", "currency=USD", "--set", "matter.account=O", "--set", "matter.M-7.name=Set-off"]
    assert main(["convert", "bill.txt", "--to", "98bi", "--out", "out", *words]) == 0
    assert [path.name for path in (away / "out").iterdir()] == ["1001.txt"]


def test_json_keeps_to_its_schema(away: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lacking = ["currency", "matter.name", "firm", "client"]
    allowed = [word for name in lacking for word in ("--allow-loss", name)]
    assert main(["convert", "taxed.txt", "--to", "1998b", "--json", *allowed]) == 1
    said = json.loads(capsys.readouterr().out)
    jsonschema.validate(said, json.loads(schemas.path("convert.schema.json").read_text("utf-8")))
    assert said["outputs"] == []
    assert "T010" in {finding["rule"] for finding in said["findings"]}
    assert main(["convert", "taxed.txt", "bill.txt", "--to", "json", "--json", "--out", "out"]) == 0
    said = json.loads(capsys.readouterr().out)
    jsonschema.validate(said, json.loads(schemas.path("convert.schema.json").read_text("utf-8")))


def test_a_file_that_is_there_is_not_overwritten(away: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (away / "1001.json").write_text("mine", "utf-8")
    assert main(["convert", "bill.txt", "--to", "json"]) == 2
    assert "holds something else" in capsys.readouterr().err
    assert (away / "1001.json").read_text("utf-8") == "mine"
    assert main(["convert", "bill.txt", "--to", "json", "--force"]) == 0


def test_an_unknown_format_names_those_that_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["convert", "bill.txt", "--to", "pdf"]) == 2
    assert "98bi" in capsys.readouterr().err


def test_without_target_and_workspace_the_biller_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["convert", "bill.txt"]) == 4
    assert "no workspace" in capsys.readouterr().err
