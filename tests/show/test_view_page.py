"""A bill's page holds every line of the bill once, every amount as it was written, and each finding at its place."""

from __future__ import annotations

import dataclasses
import json
import re
from decimal import Decimal

import pytest
import strategies
from fullbill import CASES, FULL, LINES, case, checked
from hypothesis import given, settings

from ledes.bill import Bill, Line, Matter, Tax, Timekeeper, Unread
from ledes.finding import ERROR
from ledes.show import bill as shown
from ledes.show import billwords
from ledes.show.billmarks import MOST_ITEMS, MOST_PLACES, Found
from ledes.show.billpage import Entry, Page, Table
from ledes.validate import Case


def page(bill: Bill, *cases: Case) -> Page:
    return shown.page(bill, Found(checked(bill, cases=cases), {"bill.total": "INVOICE_TOTAL"}))


def entries(laid: Page) -> list[Entry]:
    return [entry for section in laid.sections for group in section.groups for entry in group.entries]


def table(laid: Page, caption: str) -> Table:
    return next(each for each in laid.tables if each.caption == caption)


@settings(max_examples=40, deadline=None)
@given(strategies.bills())
def test_every_line_stands_on_the_page_once_with_its_amounts_as_written(bill: Bill) -> None:
    found = {entry.anchor: entry for entry in entries(page(bill))}
    assert len(found) == len(entries(page(bill))) == len(bill.lines)
    for place, line in enumerate(bill.lines, 1):
        entry = found[f"bill1-{place}"]
        for value in (entry.units, entry.rate, entry.adjustment):
            assert value in {"", billwords.NOT_READABLE} or Decimal(value) in {line.units, line.rate, line.adjustment}
        assert entry.text == billwords.text(line.description)


@settings(max_examples=40, deadline=None)
@given(strategies.bills(strategies.kit(strategies.texts(most=8))))
def test_no_text_of_a_page_moves_a_cursor_turns_the_line_or_breaks_its_encoding(bill: Bill) -> None:
    said = json.dumps(dataclasses.asdict(page(bill)), ensure_ascii=False, default=sorted)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", said)
    assert "\\n" not in said.replace("\\\\", "")


def test_lines_stand_by_matter_kind_and_day() -> None:
    first, second = page(FULL).sections
    assert first.heading == "Matter CM-7: Redelivery <of the> vessel"
    assert [group.heading for group in second.groups] == ["Fees", "Expenses"]
    assert [(entry.date, entry.again) for entry in first.groups[0].entries] == [
        ("2026-10-05", False),
        ("2026-10-05", True),
    ]


def test_a_line_without_a_matter_and_of_no_known_kind_is_still_there() -> None:
    (section,) = page(Bill(lines=(Line(number="1", row=3, kind=""),))).sections
    assert (section.heading, section.groups[0].heading) == ("No matter", "Lines of no known type")


def test_hours_and_amounts_are_summed_by_timekeeper_and_rate_without_fixed_charges() -> None:
    rows = table(page(FULL), "Timekeepers").rows
    assert [row[:6] for row in rows] == [
        ("Ashdown, Mira", "T1", "PT (Partner)", "2.50", "400.00", "980.00"),
        ("Bellweather, Jo", "T2", "AS (Associate)", "4.0", "250.00", "1,000.00"),
        ("Ashdown, Mira", "T1", "PT (Partner)", "", "500.00", "500.00"),
        ("Quince, Ada", "T9", "PL", "", "", ""),
    ]
    assert table(page(FULL), "Timekeepers").foot[3:6] == ("6.50", "", "2,480.00")


def test_totals_put_what_the_lines_come_to_beside_what_the_bill_states() -> None:
    sums = dict(row[:2] for row in page(FULL).sums.rows)
    assert sums["Fees, 3 lines added up"] == "2,480.00"
    assert sums["of which adjustments within lines"] == "-20.00"
    assert sums["Discounts and credits of the matters, added up"] == "-137.5000"
    assert page(FULL).total == "12,345.67 GBP"


def test_a_bill_without_a_currency_takes_that_of_the_client() -> None:
    bill = Bill(total=Decimal("5.00"))
    assert shown.page(bill, Found(checked(bill), {}), 1, "USD").total == "5.00 USD"


def test_taxes_of_lines_are_added_up_by_rate() -> None:
    vat = (Tax(kind="VAT", rate=Decimal("0.2")),)
    lines = tuple(Line(row=row, amount=Decimal("10.00"), tax=Decimal("2.00"), taxes=vat) for row in (3, 4))
    assert table(page(Bill(lines=lines)), "Taxes added up from the lines").rows == (("VAT 20 %", "20.00", "4.00"),)


def test_what_could_not_be_read_is_said_and_not_left_blank() -> None:
    unread = (Unread(3, "line.total"), Unread(3, "line.date"), Unread(9, "line"), Unread(3, "bill.total"))
    laid = page(Bill(lines=(Line(row=3, kind="F"),), unread=unread))
    (entry,) = entries(laid)
    assert (entry.amount, entry.date, laid.total) == ("not readable",) * 3
    assert laid.lost.endswith("row 9")
    assert laid.sections[0].groups[0].without.startswith("without 1 of 1 lines")


def test_a_finding_lies_at_its_line_its_matter_or_the_whole_bill() -> None:
    laid = page(FULL, *CASES)
    marked = {entry.number: [mark.rule for mark in entry.marks] for entry in entries(laid)}
    assert marked == {"1": ["C003"], "2": ["T101", "C003"], "3": [], "4": []}
    assert [mark.rule for mark in laid.sections[0].marks] == ["T107"]
    places = {notice.rule: [place.words for item in notice.items for place in item.places] for notice in laid.notices}
    assert places["T101"] == ["line 2"]
    assert places["T107"] == ["matter CM-7"]
    assert places["T108"] == places["X104"] == ["the whole bill"]
    assert [notice.severity for notice in laid.notices] == ["error"] * 4 + ["warning", "note"]


def test_the_formats_own_name_of_a_total_belongs_to_the_whole_bill() -> None:
    laid = page(FULL, case("T002", (11,), "the lines come to 1.00", field="INVOICE_TOTAL"))
    assert laid.notices[0].items[0].places[0].words == "the whole bill"
    laid = page(FULL, case("I101", (12,), "another total", field="INVOICE_TOTAL"))
    assert laid.notices[0].items[0].places[0].words == "line 2"


def test_rows_that_several_lines_share_are_listed_and_mark_none() -> None:
    twins = tuple(dataclasses.replace(line, row=1) for line in LINES)
    laid = page(dataclasses.replace(FULL, lines=twins), case("T001", (1,), "wrong", field="line.total"))
    assert not any(entry.marks for entry in entries(laid))
    assert laid.notices[0].items[0].places[0].words == "row 1"


def test_a_long_list_is_cut_at_the_head_and_never_at_the_lines() -> None:
    lines = tuple(Line(number=str(row), row=row, kind="F") for row in range(1, 101))
    many = [case("T001", (row,), f"wrong by {row}") for row in range(1, 101)]
    wide = case("E002", tuple(range(1, 101)), "no narrative")
    laid = page(dataclasses.replace(FULL, lines=lines), *many, wide)
    assert sum(len(entry.marks) for entry in entries(laid)) == 200
    first, second = laid.notices
    assert (len(first.items), first.more) == (MOST_ITEMS, 100 - MOST_ITEMS)
    assert (len(second.items[0].places), second.items[0].more) == (MOST_PLACES, 100 - MOST_PLACES)


def test_facts_that_no_line_shows_are_all_listed_at_the_head() -> None:
    laid = page(FULL, *(case("I102", (0,), f"differs {number}") for number in range(40)))
    assert (len(laid.notices[0].items), laid.notices[0].more) == (40, 0)


def test_of_several_bills_each_gets_its_own_findings_and_the_file_the_rest() -> None:
    other = dataclasses.replace(FULL, number="2", lines=(Line(number="1", row=30, kind="F"),))
    report = checked(
        FULL, other, cases=(*CASES, case("L004", (30,), "odd letter", bill=""), case("L033", (9,), "x", bill="7"))
    )
    found = Found(report, {})
    cover = shown.cover(report, found, "JSON of ledes", (1, 2))
    assert [notice.rule for notice in cover.notices] == ["L004", "L033", "L250"]
    assert [listed.findings for listed in cover.bills] == ["4 errors, 1 warning", ""]
    laid = shown.page(other, found, 2)
    assert [mark.rule for mark in entries(laid)[0].marks] == ["L004"]


@pytest.mark.parametrize(
    ("country", "currency", "letter"), [("USA", "GBP", True), ("GB", "USD", False), ("", "USD", True), ("", "", False)]
)
def test_paper_is_letter_where_letter_is_used(country: str, currency: str, letter: bool) -> None:
    firm = dataclasses.replace(FULL.firm, address=dataclasses.replace(FULL.firm.address, country=country))
    bill = dataclasses.replace(FULL, firm=firm, currency=currency, client=Bill().client)
    assert page(bill).letter is letter


def test_timekeepers_that_differ_only_in_their_rate_stay_apart() -> None:
    people = [Timekeeper(id="T1", name="Ashdown, Mira", rate=Decimal(rate)) for rate in ("300", "350")]
    lines = tuple(
        Line(row=row, kind="F", units=Decimal(1), rate=who.rate, timekeeper=who, matter=Matter(client_id="C"))
        for row, who in enumerate(people, 3)
    )
    assert [row[4] for row in table(page(Bill(lines=lines)), "Timekeepers").rows] == ["300", "350"]


def test_an_error_has_its_fix_once_for_all_places() -> None:
    laid = page(FULL, *(case("T001", (row,), f"wrong {row}") for row in (11, 12)))
    assert [(notice.rule, notice.fix, len(notice.items)) for notice in laid.notices] == [("T001", "Mend it.", 2)]
    assert CASES[0].finding.severity is ERROR
