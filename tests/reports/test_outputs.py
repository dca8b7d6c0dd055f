"""One report, every output: the same figures everywhere, exact, and nothing in a text that a program would run."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import jsonschema
import pytest
from lxml import etree, html
from python_calamine import load_workbook

from ledes import schemas
from ledes.reports import Answer, Asked, Figure, Report
from ledes.show import reportpage, reporttext, sheetfiles
from ledes.show.sheet import CODE, COUNT, DATE, MONEY, NUMBER, PERCENT, TEXT, Column, Sheet

Golden = Callable[[str, str], None]

COLUMNS = (
    Column("matter", "Matter", TEXT, 14),
    Column("billed", "Billed", MONEY, 13),
    Column("hours", "Hours", NUMBER, 8),
    Column("share", "Accepted", PERCENT, 9),
    Column("bills", "Bills", COUNT, 7),
    Column("last", "Last", DATE, 11),
    Column("line", "To write", CODE, 20),
)
ROWS = (
    ("M-1 <Mill>", Decimal("1234567.89"), Decimal("12.50"), Decimal("0.875"), 1200, date(2026, 10, 31), 'a = "b"'),
    ("=2+3", Decimal("-0.10"), Decimal("0.1"), Decimal("0.3333"), 0, None, "x = 1"),
    ("", None, None, None, None, None, ""),
)
TOTALS = (("Together", Decimal("1234567.79"), Decimal("12.60"), None, 1200, None, ""),)
MATTERS = Sheet(key="matters", title="By matter", columns=COLUMNS, rows=ROWS, totals=TOTALS, notes=("Net of tax.",))
EMPTY = Sheet(key="late", title="Late: of [2026]", columns=COLUMNS[:2], rows=())
DETAIL = Sheet(key="all", title="Every bill", columns=COLUMNS[:2], rows=(("M-1", Decimal("5.00")),), detail=True)
ANSWER = Answer(
    tables=(MATTERS, EMPTY, DETAIL),
    figures=(Figure("Billed", Decimal("1234567.79"), MONEY, "USD"), Figure("Accepted", Decimal("0.875"), PERCENT)),
    notes=("Of two bills nothing was heard.",),
)
REPORT = Report(key="sample", title="A sample", summary="What a report can hold.", make=lambda *_: ANSWER)
ASKED = Asked(today=date(2026, 11, 22), client="northwind", since=date(2026, 1, 1), options={"from": "due"})


def printed(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, columns: str = "") -> str:
    if columns:
        monkeypatch.setenv("COLUMNS", columns)
    else:
        monkeypatch.delenv("COLUMNS", raising=False)
    reporttext.show(REPORT, ANSWER)
    return capsys.readouterr().out


def workbook() -> bytes:
    stream = io.BytesIO()
    sheetfiles.write_xlsx(stream, ANSWER.tables, ANSWER.notes)
    return stream.getvalue()


def page() -> str:
    stream = io.BytesIO()
    reportpage.write(stream, REPORT, ASKED, ANSWER)
    return stream.getvalue().decode("utf-8")


def test_piped_text_is_one_line_a_row(
    golden: Golden, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    golden("reports/sample.txt", printed(capsys, monkeypatch))


def test_a_narrow_terminal_gets_a_block_a_row(
    golden: Golden, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    said = printed(capsys, monkeypatch, "40")
    golden("reports/sample-narrow.txt", said)
    assert "- Matter: M-1 <Mill>\n  Billed: 1,234,567.89\n" in said


def test_tables_of_detail_are_printed_when_asked(capsys: pytest.CaptureFixture[str]) -> None:
    reporttext.show(REPORT, ANSWER)
    assert "--all prints too: every bill" in capsys.readouterr().out
    reporttext.show(REPORT, ANSWER, unfold=True)
    assert "\nEvery bill\n" in capsys.readouterr().out


def test_json_keeps_to_its_schema_and_rounds_nothing(golden: Golden) -> None:
    said = reporttext.as_data(REPORT, ASKED, ANSWER)
    jsonschema.validate(said, json.loads(schemas.path("report.schema.json").read_text("utf-8")))
    assert said["tables"][0]["rows"][0]["billed"] == "1234567.89"
    assert said["tables"][0]["rows"][1]["last"] is None
    golden("reports/sample.json", json.dumps(said, indent=2) + "\n")


def test_csv_holds_the_rows_with_their_digits_and_no_sums(golden: Golden) -> None:
    stream = io.BytesIO()
    sheetfiles.write_csv(stream, MATTERS)
    text = stream.getvalue().decode("utf-8-sig")
    golden("reports/sample.csv", text.replace("\r\n", "\n"))
    first, second, _ = csv.DictReader(io.StringIO(text))
    assert (first["billed"], first["share"]) == ("1234567.89", "0.875")
    assert second["matter"] == "'=2+3"


def test_the_page(golden: Golden) -> None:
    golden("reports/sample.html", re.sub(r"<style>.*</style>", "", page(), flags=re.DOTALL))
    root = html.fromstring(page())
    assert not list(root.iter("script", "link", "img", "iframe", "object", "embed"))
    assert "M-1 <Mill>" in root.text_content()
    assert "http" not in page()


def test_a_page_of_very_many_rows_says_where_the_others_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reportpage, "MOST_ROWS", 3)
    monkeypatch.setattr(reportpage, "MOST_DETAILS", 4)
    column = Column("a", "A", COUNT)
    many = tuple((each,) for each in range(90001, 90006))
    tables = tuple(Sheet(title=f"T{each}", columns=(column,), rows=many, detail=each > 0) for each in range(4))
    stream = io.BytesIO()
    reportpage.write(stream, REPORT, ASKED, Answer(tables=tables))
    root = html.fromstring(stream.getvalue().decode())
    shown = [len(section.findall(".//tbody/tr")) for section in root.iter("section")]
    assert shown == [3, 3, 1, 0]
    said = root.text_content()
    assert [word in said for word in ("and 2 rows more", "and 4 rows more", "5 rows, in the files")] == [True] * 3
    assert "Nothing." not in said


def test_the_workbook_has_a_sheet_for_each_table_and_one_for_notes() -> None:
    book = load_workbook(io.BytesIO(workbook()))
    assert book.sheet_names == ["By matter", "Late  of  2026", "Every bill", "Notes"]
    heads, first, second, _empty, _blank, total = book.get_sheet_by_index(0).to_python()
    assert heads == [column.title for column in COLUMNS]
    assert first == ["M-1 <Mill>", 1234567.89, 12.5, 0.875, 1200, date(2026, 10, 31), 'a = "b"']
    assert second[:2] == ["=2+3", -0.1]
    assert total[:3] == ["Together", 1234567.79, 12.6]
    assert book.get_sheet_by_index(3).to_python() == [["Of two bills nothing was heard."], ["By matter: Net of tax."]]


def test_sums_stand_outside_what_is_filtered_and_numbers_are_numbers() -> None:
    main = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(io.BytesIO(workbook())) as archive:
        sheet = etree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
        styles = etree.fromstring(archive.read("xl/styles.xml"))
    (filtered,) = sheet.iter(f"{main}autoFilter")
    assert filtered.get("ref") == "A1:G4"
    cells = {cell.get("r"): cell for cell in sheet.iter(f"{main}c")}
    assert {place: cells[place].get("t", "n") for place in ("B2", "C2", "D2", "E2", "B6")} == dict.fromkeys(
        ("B2", "C2", "D2", "E2", "B6"), "n"
    )
    assert cells["B2"].findtext(f"{main}v") == "1234567.89"
    assert cells["A3"].get("t") == "inlineStr"
    assert not list(sheet.iter(f"{main}f"))
    shapes = {each.get("formatCode") for each in styles.iter(f"{main}numFmt")}
    assert {"0.0%", "0.00%"} & shapes
    assert {"yyyy-mm-dd"} <= shapes


def test_the_same_report_gives_the_same_bytes() -> None:
    assert workbook() == workbook()


def test_an_amount_with_more_digits_than_a_workbook_keeps_is_a_text(tmp_path: Path) -> None:
    long = Decimal("12345678901234.567")
    sheet = Sheet(title="T", columns=(Column("a", "A", MONEY),), rows=((long,),))
    with (tmp_path / "t.xlsx").open("wb") as stream:
        sheetfiles.write_xlsx(stream, sheet)
    assert load_workbook(str(tmp_path / "t.xlsx")).get_sheet_by_index(0).to_python() == [["A"], ["12345678901234.567"]]


NASTY = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    " =1+1",
    "\r\n=1+1",
    "＝1+1",
    "\u200e=1+1",
    "\ufeff=1+1",
    "=cmd|'/C x'!A0",
)


@pytest.mark.parametrize("text", NASTY)
def test_no_text_becomes_a_formula(text: str, tmp_path: Path) -> None:
    sheet = Sheet(title=text, columns=(Column("a", "A"),), rows=((text,),), notes=(text,))
    stream = io.BytesIO()
    sheetfiles.write_csv(stream, sheet)
    (_, (cell,)) = csv.reader(io.StringIO(stream.getvalue().decode("utf-8-sig")))
    assert cell.startswith("'")
    with (tmp_path / "t.xlsx").open("wb") as out:
        sheetfiles.write_xlsx(out, (sheet,), (text,))
    with zipfile.ZipFile(tmp_path / "t.xlsx") as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml") + archive.read("xl/worksheets/sheet2.xml")


@pytest.mark.parametrize("text", ["a=b", "1-2", "see @ below", "'=1"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    stream = io.BytesIO()
    sheetfiles.write_csv(stream, Sheet(title="T", columns=(Column("a", "A"),), rows=((text,),)))
    assert list(csv.reader(io.StringIO(stream.getvalue().decode("utf-8-sig"))))[1] == [text]


def test_more_rows_than_a_sheet_holds_go_on_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheetfiles, "MOST_ROWS", 3)
    column = Column("a", "A", COUNT)
    sheet = Sheet(title="T", columns=(column,), rows=((each,) for each in range(7)), totals=((21,),))
    stream = io.BytesIO()
    sheetfiles.write_xlsx(stream, sheet)
    book = load_workbook(io.BytesIO(stream.getvalue()))
    assert book.sheet_names == ["T", "T 2", "T 3"]
    rows = [row[0] for place in range(3) for row in book.get_sheet_by_index(place).to_python()]
    assert rows == ["A", 0, 1, 2, "A", 3, 4, 5, "A", 6, "", 21]


def test_a_terminal_shows_a_table_where_it_fits_and_headings_as_they_stand(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.delenv("NO_COLOR", raising=False)
    column = Column("line", "Under [rules]", CODE)
    table = Sheet(title="One", columns=(column, COLUMNS[1]), rows=(("words " * 30, Decimal("1.00")),))
    reporttext.show(REPORT, Answer(tables=(table,)))
    said = capsys.readouterr().out
    assert "Under [rules]" in said
    assert "- Under" not in said
    monkeypatch.setenv("COLUMNS", "20")
    reporttext.show(REPORT, Answer(tables=(table,)))
    assert "- Under [rules]: words" in capsys.readouterr().out
