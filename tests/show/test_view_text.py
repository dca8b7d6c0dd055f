"""The page on a terminal: whole at 80 and at 50 columns, and plain where nobody sees colours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
import strategies
from fullbill import CASES, FULL, checked
from hypothesis import given, settings
from rich.cells import cell_len

from ledes.bill import Bill, Line
from ledes.show import bill as shown
from ledes.show import billtext
from ledes.show.billmarks import Found
from ledes.verdict import Skipped


def printed(bill: Bill, width: int, *, colour: bool = False) -> list[str]:
    report = checked(bill, cases=CASES if bill is FULL else ())
    found = Found(report, {})
    cover = shown.cover(report, found, "JSON of ledes", (1,))
    said = billtext.lines(cover, [shown.page(bill, found)], width, colour=colour)
    return "\n".join(said).split("\n")


@pytest.mark.parametrize("width", [50, 80])
def test_the_whole_bill_fits_the_width(width: int, golden: Callable[[str, str], None]) -> None:
    lines = printed(FULL, width)
    assert max(map(cell_len, lines)) <= width
    golden(f"view/full-{width}.txt", "".join(f"{line}\n" for line in lines))


def test_without_colour_there_is_nothing_but_text_and_with_it_the_same_text() -> None:
    plain, coloured = printed(FULL, 80), printed(FULL, 80, colour=True)
    assert not any("\x1b" in line for line in plain)
    assert any("\x1b[1;31m" in line for line in coloured)


@pytest.mark.parametrize(("count", "said"), [(2, "not asked: T000, T001"), (40, "not asked: 40 rules")])
def test_rules_that_were_not_asked_are_named_where_they_are_few(count: int, said: str) -> None:
    report = replace(
        checked(FULL, cases=()), skipped=tuple(Skipped(rule=f"T{n:03}", bill="", why="-") for n in range(count))
    )
    assert shown.cover(report, Found(report, {}), "JSON of ledes", (1,)).unasked.startswith(said)


def test_a_very_wide_terminal_gets_lines_that_can_be_read() -> None:
    assert max(map(cell_len, printed(FULL, 300))) <= billtext.WIDEST


@pytest.mark.parametrize("width", [30, 50, 80])
def test_no_figure_of_a_table_is_cut(width: int) -> None:
    page = shown.page(FULL, Found(checked(FULL), {}))
    said = " ".join(" ".join(printed(FULL, width)).split())
    for table in (*page.tables, page.sums, *(table for section in page.sections for table in section.tables)):
        for place, heading in enumerate(table.headings):
            if heading in table.right:
                assert all(row[place] in said for row in (*table.rows, table.foot) if row)


def test_a_very_long_line_number_and_a_very_narrow_window_lose_nothing() -> None:
    bill = Bill(lines=(Line(number="9" * 60, row=3, kind="F", description="reply", amount=Decimal("1" * 28)),))
    said = "".join("".join(printed(bill, 5)).split())
    assert "9" * 60 in said and "reply" in said and "1" * 28 in said


@settings(max_examples=25, deadline=None)
@given(strategies.bills())
def test_any_bill_can_be_printed_and_shows_each_of_its_entries(bill: Bill) -> None:
    lines = printed(bill, 50)
    assert sum(" together" in line for line in lines) >= len({line.kind for line in bill.lines})
