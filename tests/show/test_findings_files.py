"""`ledes validate --csv`, `--xlsx` and `--html`: nothing is lost, no amount moves, no text becomes a formula."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from findingsbill import OUTS, written
from lxml import etree
from python_calamine import load_workbook

from ledes.__main__ import main

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return written(tmp_path, monkeypatch)


def in_csv(folder: Path) -> list[dict[str, str]]:
    text = (folder / "f.csv").read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def in_xlsx(folder: Path) -> list[list[Any]]:
    return load_workbook(str(folder / "f.xlsx")).get_sheet_by_index(0).to_python()


def xml(folder: Path, part: str = "xl/worksheets/sheet1.xml") -> Any:
    with zipfile.ZipFile(folder / "f.xlsx") as archive:
        return etree.fromstring(archive.read(part))


def test_each_finding_is_a_row_in_every_table(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    main(["validate", "bill.txt", "--json"])
    (report,) = json.loads(capsys.readouterr().out)["files"]
    wanted = sorted((each["rule"], row) for each in report["findings"] for row in each["rows"] or [0])
    assert len(wanted) > 5
    assert sorted((row["rule"], int(row["row"] or 0)) for row in in_csv(made)) == wanted
    heads, *rows = in_xlsx(made)
    place = {head: index for index, head in enumerate(heads)}
    assert sorted((row[place["Rule"]], int(row[place["Row"]] or 0)) for row in rows) == wanted


def test_money_is_exact_to_the_digit_in_both_tables(made: Path) -> None:
    wanted = {("P011", "3"): "100.00", ("E207", "4"): "1800.00", ("P011", "5"): "50.00", ("P011", "7"): "150.00"}
    found = {(row["rule"], row["row"]): row["at_risk"] for row in in_csv(made) if row["at_risk"]}
    assert {key: found[key] for key in wanted} == wanted
    heads, *rows = in_xlsx(made)
    rule, row, risk = (heads.index(head) for head in ("Rule", "Row", "At risk"))
    sheet = {(each[rule], f"{each[row]:.0f}"): each[risk] for each in rows if each[risk] != ""}
    assert {key: Decimal(str(sheet[key])) for key in wanted} == {key: Decimal(value) for key, value in wanted.items()}
    assert all(isinstance(sheet[key], float) for key in wanted)


def test_amounts_are_numbers_in_the_workbook_and_their_digits_stand_in_it(made: Path) -> None:
    cells = {cell.get("r"): cell for cell in xml(made).iter(f"{MAIN}c")}
    risks = [cell for place, cell in cells.items() if re.fullmatch(r"J[0-9]+", place or "") and place != "J1"]
    values = [cell.find(f"{MAIN}v") for cell in risks]
    assert {cell.get("t", "n") for cell, value in zip(risks, values, strict=True) if value is not None} == {"n"}
    assert {"100.00", "1800.00", "50.00", "150.00"} <= {value.text for value in values if value is not None}


def test_no_cell_of_the_workbook_is_a_formula_or_a_link(made: Path) -> None:
    sheet = xml(made)
    assert not list(sheet.iter(f"{MAIN}f"))
    assert not list(sheet.iter(f"{MAIN}hyperlinks"))
    texts = [str(cell) for row in in_xlsx(made) for cell in row]
    assert '=HYPERLINK("http://a.example","x")' in texts


def test_a_formula_in_csv_is_defused_by_an_apostrophe(made: Path) -> None:
    texts = [cell for row in in_csv(made) for cell in row.values()]
    assert '\'=HYPERLINK("http://a.example","x")' in texts
    assert not [cell for cell in texts if re.match(r"\s*[=+@]|\s*-[^0-9]", cell)]


def test_the_heading_is_frozen_and_filtered(made: Path) -> None:
    sheet = xml(made)
    (pane,) = sheet.iter(f"{MAIN}pane")
    assert (pane.get("ySplit"), pane.get("state")) == ("1", "frozen")
    (filtered,) = sheet.iter(f"{MAIN}autoFilter")
    rows, columns = len(in_xlsx(made)), len(in_xlsx(made)[0])
    assert filtered.get("ref") == f"A1:{chr(64 + columns)}{rows}"


def test_the_same_check_gives_the_same_bytes(made: Path) -> None:
    before = {path.name: path.read_bytes() for path in made.iterdir()}
    main(["validate", "bill.txt", *OUTS])
    assert {path.name: path.read_bytes() for path in made.iterdir()} == before


def test_an_older_file_of_the_name_is_replaced_and_nothing_is_left_beside(made: Path) -> None:
    (made / "f.csv").write_text("of yesterday")
    main(["validate", "bill.txt", "--csv", "out/f.csv"])
    assert (made / "f.csv").read_bytes().startswith(b"\xef\xbb\xbffile,")
    assert sorted(path.name for path in made.iterdir()) == ["f.csv", "f.html", "f.xlsx"]


def test_a_file_that_cannot_be_finished_leaves_the_older_one(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    before = (made / "f.csv").read_bytes()
    monkeypatch.setattr("ledes.show.sheetfiles.write_csv", full)
    assert main(["validate", "bill.txt", "--csv", "out/f.csv"]) == 4
    assert (made / "f.csv").read_bytes() == before
    assert sorted(path.name for path in made.iterdir()) == ["f.csv", "f.html", "f.xlsx"]


@pytest.mark.parametrize("option", ["--csv", "--xlsx", "--html"])
def test_a_place_that_cannot_be_written_is_told(made: Path, option: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", "bill.txt", option, "bill.txt/f"]) == 4
    said = capsys.readouterr().err
    assert "error: bill.txt/f: " in said
    assert f"give another name with {option}" in said


def test_an_input_is_never_written_over(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = Path("bill.txt").read_bytes()
    assert main(["validate", "bill.txt", "--csv", "bill.txt"]) == 2
    Path("inbox").mkdir()
    Path("inbox/b.txt").write_bytes(before)
    assert main(["validate", "inbox", "--html", "inbox/b.txt"]) == 2
    assert capsys.readouterr().err.count("is an input itself") == 2
    assert Path("bill.txt").read_bytes() == Path("inbox/b.txt").read_bytes() == before
    assert main(["validate", "bill.txt", "--csv", "x", "--html", "./x"]) == 2
