"""The rows of a table are sorted: entries, totals, small print, and what is broken is recognised as that."""

from __future__ import annotations

import io

import pytest

from ledes.bill import Bill, Unread
from ledes.finding import Finding, Severity
from ledes.formats import Reading, named

HEAD = "Invoice #,Bill Date,Period Start,Period End,Matter,Date,Timekeeper,Hours,Rate,Narrative,Task Code"


def row(number: str = "A-1", text: str = "Draft", hours: str = "1.0") -> str:
    return f"{number},2026-10-31,2026-10-01,2026-10-31,M-1,2026-10-05,OKT,{hours},100.00,{text},L110"


def read(*rows: str, head: str = HEAD, sets: dict[str, str] | None = None) -> tuple[list[Bill], list[Finding]]:
    content = "\n".join((head, *rows)).encode()
    parts = list(named("csv").read(io.BytesIO(content), "export.csv", Reading(sets=sets or {})))
    return [each for each in parts if isinstance(each, Bill)], [each for each in parts if isinstance(each, Finding)]


def wrong(findings: list[Finding]) -> list[tuple[str, int, str]]:
    return [(each.rule, each.row, each.bill) for each in findings if each.severity is Severity.ERROR]


def test_bills_come_in_the_order_in_which_the_table_first_names_them() -> None:
    bills, findings = read(row("B"), row("A"), row("B"), row("C"), row("A"))
    assert [(bill.number, len(bill.lines)) for bill in bills] == [("B", 2), ("A", 2), ("C", 1)]
    assert wrong(findings) == []


def test_junk_above_the_headings_and_blank_rows_are_passed_over() -> None:
    bills, findings = read(HEAD, row(), ",,,,,,,,,,", "", row(), head="Report of October\n\nprinted 2 November")
    assert len(bills[0].lines) == 2
    assert [line.row for line in bills[0].lines] == [5, 8]
    assert wrong(findings) == []


@pytest.mark.parametrize(
    "last",
    ["Total,,,,,,,2.0,,,", ",,,,,,,2.0,,,", "Grand total,,,,,,,2.0,,,", ",,,,,Total,,2.0,,,", "Printed by OKT", HEAD],
)
def test_what_is_no_entry_at_the_end_is_left_out_and_told(last: str) -> None:
    bills, findings = read(row(), row(), last)
    assert (len(bills[0].lines), bills[0].total) == (2, 200)
    assert wrong(findings) == []
    assert [(each.rule, each.row) for each in findings if each.rule == "L212"] == [("L212", 4)]


def test_a_line_break_in_a_text_without_quotes_is_recognised_as_that() -> None:
    broken = row(text="first part\nsecond part")
    bills, findings = read(row(), broken, row())
    assert wrong(findings) == [("L205", 3, "A-1")]
    assert "a line break in a text" in next(each.message for each in findings if each.rule == "L205")
    assert bills[0].unread[0] == Unread(3, "line")
    assert [line.row for line in bills[0].lines] == [2, 5]
    assert bills[0].total is None


def test_a_comma_in_a_text_without_quotes_is_recognised_as_that() -> None:
    bills, findings = read(row(), row(text="pleadings, motions"), row())
    assert wrong(findings) == [("L205", 3, "A-1")]
    assert "a comma in a text is not in quotes" in next(each.message for each in findings if each.rule == "L205")
    assert Unread(3, "line") in bills[0].unread


def test_a_short_row_is_told_and_not_padded() -> None:
    _bills, findings = read(row(), row().rpartition(",")[0], row())
    assert wrong(findings) == [("L205", 3, "A-1")]


def test_the_rest_of_a_text_in_the_middle_is_not_taken_for_small_print() -> None:
    bills, findings = read(row(), "and more words", row())
    assert wrong(findings) == [("L205", 3, "A-1")]
    assert Unread(3, "line") in bills[0].unread


def test_a_row_without_an_invoice_number_holds_back_the_bill_before_it() -> None:
    bills, findings = read(row("A"), row(""), row("B"))
    assert wrong(findings) == [("L208", 3, "A")]
    assert Unread(3, "line") in bills[0].unread
    assert bills[1].unread == ()


def test_a_broken_first_row_holds_back_the_bill_after_it() -> None:
    bills, findings = read(row("A", text="one, two"), row("A"))
    assert wrong(findings) == [("L205", 2, "A")]
    assert Unread(2, "line") in bills[0].unread


def test_a_quote_that_never_closes_stops_the_reading_and_no_bill_comes_out() -> None:
    bills, findings = read(row(), row(text='"never closed'), row())
    assert bills == []
    assert [(each.rule, each.row) for each in findings if each.severity is Severity.ERROR] == [("L206", 3)]


def test_a_stray_quote_spoils_its_own_row_only() -> None:
    bills, findings = read(row(), row(text='"wrong" quote'), row())
    assert wrong(findings) == [("L206", 3, "A-1")]
    assert [line.row for line in bills[0].lines] == [2, 4]


def test_what_belongs_to_the_invoice_is_the_same_in_all_its_rows() -> None:
    _bills, findings = read(row(), row().replace("2026-10-31", "2026-11-01", 1))
    assert [(each.rule, each.row, each.field) for each in findings if each.severity is Severity.ERROR] == [
        ("F204", 3, "Bill Date")
    ]


def test_a_doubled_heading_that_is_read_stops_the_reading() -> None:
    bills, findings = read(row() + ",9", head=HEAD + ",Hours")
    assert (bills, wrong(findings)) == ([], [("L203", 1, "")])


def test_a_doubled_heading_that_is_not_read_does_no_harm() -> None:
    bills, findings = read(row() + ",9,9", head=HEAD + ",Extra,Extra")
    assert (len(bills), wrong(findings)) == (1, [])
    assert "not read: Extra, Extra" in [each.message for each in findings]


def test_headings_that_no_map_knows_are_told_with_the_nearest_map() -> None:
    _bills, findings = read("a,b,c", head="Colour,Shape,Size")
    assert wrong(findings) == [("L201", 0, "")]
    _bills, findings = read("1,2,3", head="Invoice #,Hours,Rate")
    assert wrong(findings) == [("L201", 1, "")]
    assert "generic" in findings[0].message


def test_headings_without_entries_are_told() -> None:
    bills, findings = read("")
    assert (bills, wrong(findings)) == ([], [("L216", 1, "")])


def test_a_subtotal_between_entries_is_no_entry() -> None:
    bills, findings = read(row("A"), "Subtotal,,,,,,,1.0,,,", row("B"), "Subtotal,,,,,,,1.0,,,")
    assert [len(bill.lines) for bill in bills] == [1, 1]
    assert wrong(findings) == []


def test_what_a_text_says_never_shows_in_a_message() -> None:
    secret = "privileged talk about settlement"
    _bills, findings = read(row(hours=secret), row(text=f"{secret}, and more"), row(), head=HEAD)
    assert wrong(findings)
    assert not any("settlement" in each.message for each in findings)
