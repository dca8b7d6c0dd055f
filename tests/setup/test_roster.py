"""Tables of approved timekeepers: read exactly, every wrong cell named by row and column."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from ledes.client import ApprovedTimekeeper
from ledes.setup import roster
from ledes.setup.mistakes import Mistakes

DAY = datetime.date


def people(path: Path, content: str | bytes) -> tuple[ApprovedTimekeeper, ...]:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return roster.read(path, path.name)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "t.csv"


def test_each_row_is_a_person_at_a_rate_from_a_day_to_a_day(path: Path) -> None:
    content = 'id,name,classification,rate,from,to\n007,"Müller, Łucja",PT,250.50,2025-01-01,2025-12-31\n'
    assert people(path, content) == (
        ApprovedTimekeeper(
            id="007",
            name="Müller, Łucja",
            classification="PT",
            rate=Decimal("250.50"),
            start=DAY(2025, 1, 1),
            end=DAY(2025, 12, 31),
        ),
    )


@pytest.mark.parametrize(
    "content",
    [
        "id,rate\r\nBK,99.50\r\n",
        "\ufeffid,rate\nBK,99.50\n",
        "ID;Rate\nBK;99.50\n",
        "rate\tid\n99.50\tBK\n",
        "id,rate,,\n\n BK , 99.50 ,,\n,,,\n",
        "id,rate,to\nBK,99.50\n",
    ],
    ids=["CRLF", "BOM", "semicolons", "tabs", "blanks", "short row"],
)
def test_the_ways_that_spreadsheets_write_csv_are_all_read(path: Path, content: str) -> None:
    assert people(path, content) == (ApprovedTimekeeper(id="BK", rate=Decimal("99.50")),)


def test_a_rate_may_change_from_one_day_to_the_next(path: Path) -> None:
    found = people(path, "id,rate,from,to\nBK,90,2026-01-01,\nBK,80,,2025-12-31\n")
    assert [each.rate for each in found] == [90, 80]


def test_a_workbook_is_read_with_its_dates_and_numbers(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, ["id", "rate", "from"])
        sheet.write_row(1, 0, ["007", 385.1])
        sheet.write_datetime(1, 2, datetime.datetime(2026, 1, 31), day)  # noqa: DTZ001
        sheet.write_row(2, 0, [42, 100])
    assert roster.read(path, "t.xlsx") == (
        ApprovedTimekeeper(id="007", rate=Decimal("385.1"), start=DAY(2026, 1, 31)),
        ApprovedTimekeeper(id="42", rate=Decimal(100)),
    )


WRONG: dict[str, tuple[str | bytes, str]] = {
    "no amount": ("id,rate\nBK,12x\n", "t.csv: row 2, column rate: is '12x', not an amount"),
    "thousands separator": ('id,rate\nBK,"1,200"\n', "t.csv: row 2, column rate: is '1,200', not an amount"),
    "below zero": ("id,rate\nBK,-1\n", "t.csv: row 2, column rate: is '-1', not an amount"),
    "no number for people": ("id,rate\nBK,NaN\n", "t.csv: row 2, column rate: is 'NaN', not an amount"),
    "day of another form": ("id,from\nBK,31/01/2026\n", "t.csv: row 2, column from: is '31/01/2026', not a day"),
    "day that is not": ("id,to\nBK,2026-02-30\n", "t.csv: row 2, column to: is '2026-02-30', not a day"),
    "no id": ("id,rate\n,5\n", "t.csv: row 2, column id: is empty"),
    "ends too early": (
        "id,from,to\nBK,2026-02-01,2026-01-01\n",
        "t.csv: row 2: ends on 2026-01-01 before it begins on 2026-02-01",
    ),
    "twice on one day": (
        "id,from,to\nBK,,2026-01-01\n\nBK,2026-01-01,\n",
        "t.csv: row 4: 'BK' is approved twice on one day, also in row 2",
    ),
    "misspelt heading": ("id,form\nBK,2026-01-01\n", "t.csv: row 1: there is no column 'form'"),
    "heading twice": ("id,rate,rate\nBK,1,2\n", "t.csv: row 1: names the column 'rate' twice"),
    "no id column": ("name,rate\nKay,1\n", "t.csv: row 1: names no column 'id'"),
    "no headings": ("BK,1\n", "2 mistakes in set-up files\n  t.csv: row 1: there is no column 'bk'"),
    "too many cells": ("id,name\nBK,Kay,Bo\n", "t.csv: row 2: has 3 cells under 2 headings"),
    "open quote": ('id,name\nBK,"Kay\n', "t.csv: row 2: a quoted cell is not closed or goes on behind its quotes"),
    "empty": ("", "t.csv: is empty"),
    "other letters": (b"id,name\nBK,M\xfcller\n", "t.csv: row 2: holds bytes that are not UTF-8"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_cell_is_told_with_row_column_and_fact(case: str, path: Path) -> None:
    content, message = WRONG[case]
    with pytest.raises(Mistakes) as caught:
        people(path, content)
    assert caught.value.message.startswith(message)
    assert caught.value.hint


def test_all_wrong_cells_are_told_at_once(path: Path) -> None:
    with pytest.raises(Mistakes) as caught:
        people(path, "id,rate,from\nA,x,y\nB,1,2,3\n")
    assert [each.place for each in caught.value.mistakes] == ["row 3", "row 2, column rate", "row 2, column from"]


def test_a_file_that_is_no_workbook_is_told(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    with pytest.raises(Mistakes, match=r"t\.xlsx: is no XLSX workbook"):
        people(path, "id,rate\n")


def test_a_table_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    with pytest.raises(Mistakes, match=r"gone\.csv: cannot be read: no such file"):
        roster.read(tmp_path / "gone.csv", "gone.csv")
