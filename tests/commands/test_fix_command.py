"""`ledes fix` writes beside the original, lists what it did and what is left, and never overwrites unasked."""

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

GOOD = file(record(FEE))
CURLY = file(record(FEE, LINE_ITEM_DESCRIPTION="the client’s case"))
STRAIGHT = file(record(FEE, LINE_ITEM_DESCRIPTION="the client's case"))


@pytest.fixture(autouse=True)
def away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bill.txt").write_bytes(CURLY)
    return tmp_path


def test_the_mended_file_stands_beside_the_original(away: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fix", "bill.txt"]) == 0
    assert (away / "bill.txt").read_bytes() == CURLY
    assert (away / "bill.fixed.txt").read_bytes() == STRAIGHT
    assert capsys.readouterr().out.splitlines() == [
        "bill.txt:3:LINE_ITEM_DESCRIPTION: mended L004 ’ right single quotation mark -> '",
        "bill.fixed.txt: LEDES 1998B, 1 bill (1001), 1 line: conforms to the standard",
        "bill.txt was: conforms to the standard; 1 warning",
        "bill.fixed.txt: 1 repair written",
    ]


def test_mending_again_writes_nothing_new_and_mending_the_mended_says_so(
    away: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["fix", "bill.txt"]) == main(["fix", "bill.txt"]) == 0
    capsys.readouterr()
    assert main(["fix", "bill.fixed.txt"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "bill.fixed.txt: nothing to mend"
    assert sorted(path.name for path in away.iterdir()) == ["bill.fixed.txt", "bill.txt"]


def test_another_file_is_not_overwritten_unless_asked(away: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (away / "bill.fixed.txt").write_bytes(b"precious")
    assert main(["fix", "bill.txt"]) == 2
    assert (away / "bill.fixed.txt").read_bytes() == b"precious"
    assert "--force" in capsys.readouterr().err
    assert main(["fix", "bill.txt", "--force"]) == 0
    assert (away / "bill.fixed.txt").read_bytes() == STRAIGHT


def test_errors_that_are_left_are_listed_with_their_fix(away: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (away / "bad.txt").write_bytes(b"\xef\xbb\xbf" + file(record(FEE, LINE_ITEM_TOTAL="631.00")))
    assert main(["fix", "bad.txt", "--out", "out.txt"]) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "bad.txt:1: mended L003 byte order mark taken away"
    assert said[1].startswith("out.txt:3:LINE_ITEM_TOTAL: error T001")
    assert said[2].startswith("  fix: ")


def test_a_unified_diff_is_shown_on_request(capsys: pytest.CaptureFixture[str]) -> None:
    main(["fix", "bill.txt", "--diff"])
    said = capsys.readouterr().out.splitlines()
    assert said[:2] == ["--- bill.txt", "+++ bill.fixed.txt"]
    assert [line[0] for line in said if "case|12-3456789" in line] == ["-", "+"]


def test_json_keeps_to_its_schema(away: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (away / "bad.txt").write_bytes(b"\xef\xbb\xbf" + file(record(FEE, LINE_ITEM_TOTAL="631.00"), end="\r\n"))
    assert main(["fix", "bad.txt", "--json", "--diff"]) == 1
    said = json.loads(capsys.readouterr().out)
    jsonschema.validate(said, json.loads(schemas.path("fix.schema.json").read_text("utf-8")))
    assert [each["rule"] for each in said["repairs"]] == ["L003", "L007"]
    assert said["out"] == "bad.fixed.txt"
    assert [each["rule"] for each in said["left"]] == ["T001"]
    assert said["verdict"]["before"]["standard"] == said["verdict"]["after"]["standard"] == "fails"
    main(["fix", "bill.txt", "--json"])
    jsonschema.validate(
        json.loads(capsys.readouterr().out), json.loads(schemas.path("fix.schema.json").read_text("utf-8"))
    )


def test_standard_input_needs_a_name_to_write_to(away: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert main(["fix", "-"]) == 2
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(CURLY)))
    assert main(["fix", "-", "--out", "out.txt"]) == 0
    assert (away / "out.txt").read_bytes() == STRAIGHT


@pytest.mark.parametrize(("words", "status"), [(["gone.txt"], 3), (["letter.doc"], 3), ([], 2)])
def test_what_cannot_be_mended_is_told(away: Path, words: list[str], status: int) -> None:
    (away / "letter.doc").write_bytes(b"Dear Sirs, enclosed please find")
    assert main(["fix", *words]) == status


def test_a_client_needs_a_workspace(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fix", "bill.txt", "--client", "x"]) == 4
    assert "no workspace" in capsys.readouterr().err


def test_a_clients_roster_lends_its_names(away: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (away / "clients").mkdir()
    (away / "ledes.toml").write_text('[firm]\nid = "12-3456789"\nname = "Ashdown & Pell LLP"\n', "utf-8")
    roster = '[[timekeepers]]\nid = "T1"\nname = "Ashdown, Mira"\n'
    (away / "clients" / "merrow.toml").write_text(
        f'name = "Merrow Mills"\nids = ["C01"]\nformat = "1998b"\n{roster}', "utf-8"
    )
    (away / "turned.txt").write_bytes(file(record(FEE, TIMEKEEPER_NAME="Mira Ashdown")))
    main(["fix", "turned.txt", "--client", "merrow"])
    assert (away / "turned.fixed.txt").read_bytes() == GOOD
