"""The page on paper: the same bytes each time, every word of the bill, and never one of them as markup."""

from __future__ import annotations

import dataclasses
import json
import sys

import pytest
from fullbill import CASES, FULL, checked

from ledes.bill import Bill, Line
from ledes.errors import SetupError
from ledes.show import bill as shown
from ledes.show import billpdf
from ledes.show.billmarks import Found
from ledes.show.billpage import Cover, Page

typst = pytest.importorskip("typst", reason="PDF asks for the extra pdf")


def laid_out(*bills: Bill) -> tuple[Cover, list[Page]]:
    report = checked(*bills, cases=CASES)
    found = Found(report, {})
    places = tuple(range(1, len(bills) + 1))
    return shown.cover(report, found, "JSON of ledes", places), [
        shown.page(bill, found, place) for place, bill in zip(places, bills, strict=True)
    ]


def test_the_same_bill_gives_the_same_bytes() -> None:
    once, again = (billpdf.render(*laid_out(FULL)) for _ in range(2))
    assert once.startswith(b"%PDF-")
    assert once == again


def test_words_of_the_bill_are_never_read_as_markup() -> None:
    hostile = '#panic("read") *bold* $x$ \\ @here [ ] // < "'
    line = Line(number=hostile, row=3, kind="F", description=hostile, date=None)
    cover, pages = laid_out(Bill(number=hostile, description=hostile, lines=(line,)))
    assert billpdf.render(cover, pages).startswith(b"%PDF-")
    assert hostile in cells(cover, pages)


def test_every_narrative_stands_in_a_cell() -> None:
    said = cells(*laid_out(FULL, dataclasses.replace(FULL, number="2")))
    for line in FULL.lines:
        assert said.count(line.description) == 2


def cells(cover: Cover, pages: list[Page]) -> list[str]:
    """Give the text that begins each cell, as typst understood it."""
    laid = {"cover": dataclasses.asdict(cover), "pages": [dataclasses.asdict(page) for page in pages]}
    words = json.dumps(laid, default=sorted)
    tables = json.loads(typst.query(billpdf.TEMPLATE.read_bytes(), "table", sys_inputs={"data": words}))
    bodies = [cell["body"] for table in tables for cell in table["children"] if cell["func"] == "cell"]
    return [body.get("children", [body])[0].get("text", "") for body in bodies]


def test_an_empty_file_still_gives_a_page() -> None:
    assert billpdf.render(*laid_out()).startswith(b"%PDF-")


def test_without_typst_the_way_out_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(SetupError, match="not installed") as caught:
        billpdf.render(*laid_out(FULL))
    assert "ledes[pdf]" in caught.value.hint
