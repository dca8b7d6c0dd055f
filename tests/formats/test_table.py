"""Tables become bills: the ready maps on their samples, values by their declared forms, nothing changed in silence."""

from __future__ import annotations

import datetime
import io
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledes.bill import Bill, Unread
from ledes.errors import UsageError
from ledes.finding import Finding, Severity
from ledes.formats import Reading, formats, named, recognise, table

SAMPLES = Path(__file__).parents[2] / "samples" / "tables"
INVOICE = {
    "invoice.number": "7",
    "invoice.date": "2026-10-31",
    "invoice.start": "2026-10-01",
    "invoice.end": "2026-10-31",
}
HEAD = "Invoice #,Bill Date,Period Start,Period End,Client ID,Matter,Date,Type,Timekeeper,Hours,Rate,Amount,Narrative"
ROW = "A-1,2026-10-31,2026-10-01,2026-10-31,00123,M-1,2026-10-05,Fee,OKT,1.50,410.00,615.00,Draft the reply"


def read(
    content: bytes | str,
    sets: Mapping[str, str] | None = None,
    key: str = "csv",
) -> tuple[list[Bill], list[Finding]]:
    if isinstance(content, str):
        content = content.encode()
    parts = list(named(key).read(io.BytesIO(content), "export", Reading(sets=sets or {})))
    return [each for each in parts if isinstance(each, Bill)], [each for each in parts if isinstance(each, Finding)]


def told(findings: list[Finding]) -> list[str]:
    return [each.rule for each in findings if each.severity > Severity.NOTE]


def table_of(*rows: str, head: str = HEAD) -> str:
    return "\n".join((head, *rows)) + "\n"


def row(**cells: str) -> str:
    values = dict(zip(HEAD.split(","), ROW.split(","), strict=True))
    names = {name.replace(" ", "_").replace("#", "no").lower(): name for name in values}
    for name, cell in cells.items():
        values[names[name]] = cell
    return ",".join(values.values())


def workbook(rows: list[list[object]], sheet: str = "Sheet1") -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet(sheet)
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for at, cells in enumerate(rows):
            for place, cell in enumerate(cells):
                if isinstance(cell, datetime.date):
                    page.write_datetime(at, place, datetime.datetime(cell.year, cell.month, cell.day), day)  # noqa: DTZ001
                elif isinstance(cell, str) and cell.startswith("="):
                    page.write_formula(at, place, cell, None, "" if "A" in cell else "#DIV/0!")
                else:
                    page.write(at, place, cell)
    return out.getvalue()


def test_the_generic_sample_gives_its_two_bills_though_their_rows_are_mixed() -> None:
    bills, findings = read((SAMPLES / "generic.csv").read_bytes())
    assert told(findings) == []
    assert [(bill.number, bill.total, bill.client.id) for bill in bills] == [
        ("00871", Decimal("1200.00"), "00123"),
        ("00872", Decimal("195.00"), "00417"),
    ]
    first = bills[0]
    assert [line.row for line in first.lines] == [4, 7]
    assert [line.number for line in first.lines] == ["1", "2"]
    assert first.lines[0].description == "Review the lease, its three annexes\nand the notice of 2 October"
    assert first.lines[0].matter is first.lines[1].matter is first.matters[0]
    assert [person.last for person in first.timekeepers] == ["Tamsworth", "Nettlefold"]
    assert first.source == "export"
    assert "the row is taken for a total and left out" in [each.message for each in findings]


def test_the_clio_sample_leaves_out_what_is_not_billable_and_reads_times_and_codes() -> None:
    bills, findings = read((SAMPLES / "clio-activities.csv").read_bytes(), INVOICE)
    assert told(findings) == []
    lines = bills[0].lines
    assert [(line.kind, line.units, line.activity, line.expense) for line in lines] == [
        ("F", Decimal("1.40"), "A103", ""),
        ("F", Decimal("0.5"), "A106", ""),
        ("E", Decimal("1"), "", "E107"),
    ]
    assert bills[0].timekeepers[0].name == "Calloway, Ines"
    assert any(each.rule == "L211" and each.message.startswith("1 row ") for each in findings)


def test_the_freshbooks_sample_takes_values_out_of_the_description_and_the_period_from_the_lines() -> None:
    bills, findings = read((SAMPLES / "freshbooks.csv").read_bytes())
    assert told(findings) == []
    bill = bills[0]
    assert (bill.number, bill.currency, bill.total) == ("INV-0042", "USD", Decimal("1750.00"))
    assert (bill.start, bill.end) == (datetime.date(2026, 10, 8), datetime.date(2026, 10, 22))
    assert bill.matters[0].firm_id == "PWO-3C1A"
    assert bill.matters[0].client_id == "CL90317"
    assert bill.lines[1].adjustment == Decimal("-120.00")
    assert [(line.kind, line.task, line.expense, line.description) for line in bill.lines] == [
        ("F", "P260", "", "Review the office action"),
        ("F", "P260", "", "Draft the response, claims 1-9"),
        ("E", "", "E112", "Official fee for the extension"),
    ]


def test_the_proforma_sample_names_all_that_is_missing_at_once() -> None:
    bills, findings = read((SAMPLES / "3e-proforma.xlsx").read_bytes(), key="xlsx")
    assert bills == []
    assert told(findings) == ["L204"]
    message = next(each.message for each in findings if each.rule == "L204")
    for name in (*INVOICE, "matter.firm_id", "client.id", "firm.id"):
        assert name in message
    assert "--set" in next(each.fix for each in findings if each.rule == "L204")


def test_the_proforma_sample_is_a_bill_once_the_invoice_is_set() -> None:
    sets = {**INVOICE, "matter.firm_id": "20417.003", "matter.20417.003.name": "Road", "client.id": "0044"}
    bills, findings = read((SAMPLES / "3e-proforma.xlsx").read_bytes(), sets, key="xlsx")
    assert told(findings) == []
    bill = bills[0]
    assert (bill.total, bill.client.id, bill.matters[0].name) == (Decimal("3049.0"), "0044", "Road")
    assert [line.row for line in bill.lines] == [4, 5, 7]
    assert bill.timekeepers[0].id == "0093"


@pytest.mark.parametrize("name", ["generic.csv", "clio-activities.csv", "freshbooks.csv", "3e-proforma.xlsx"])
def test_the_map_that_fits_is_found_and_told(name: str) -> None:
    content = (SAMPLES / name).read_bytes()
    form = recognise(content[:4096], name)
    findings = [each for each in form.read(io.BytesIO(content), name, Reading()) if isinstance(each, Finding)]
    assert f"read with the map {Path(name).stem}," in next(each.message for each in findings if each.rule == "L210")


def test_ids_and_codes_stay_text() -> None:
    bills, _ = read(table_of(row(invoice_no="0007", timekeeper="00093", matter='="0012"')))
    bill = bills[0]
    assert (bill.number, bill.client.id, bill.timekeepers[0].id, bill.matters[0].firm_id) == (
        "0007",
        "00123",
        "00093",
        "0012",
    )


def test_digits_stay_as_written_and_stated_totals_are_kept_even_when_wrong() -> None:
    bills, findings = read(table_of(row(hours="2.00", rate="100", amount="999.9900")))
    line = bills[0].lines[0]
    assert (str(line.units), str(line.rate), str(line.amount)) == ("2.00", "100", "999.9900")
    assert told(findings) == []


@pytest.mark.parametrize(
    ("hours", "rate", "amount"),
    [("1.5", "100.25", "150.38"), ("0.10", "0.25", "0.03"), ("-0.10", "0.25", "-0.03"), ("2", "10", "20.00")],
)
def test_an_amount_that_no_column_states_is_units_times_rate_rounded_half_up(
    hours: str, rate: str, amount: str
) -> None:
    head = HEAD.replace(",Amount", "")
    cells = [cell for cell in row(hours=hours, rate=rate).split(",") if cell != "615.00"]
    bills, _ = read(table_of(",".join(cells), head=head))
    assert str(bills[0].lines[0].amount) == amount
    assert bills[0].total == Decimal(amount)


def test_tax_columns_are_added_up_and_the_total_includes_them() -> None:
    head = HEAD + ",Tax Rate,Tax Amount,Tax Type"
    bills, findings = read(table_of(ROW + ",20%,123.00,VAT", ROW + ",0.2,,VAT", head=head))
    bill = bills[0]
    assert told(findings) == []
    assert [line.tax for line in bill.lines] == [Decimal("123.00"), Decimal("123.00")]
    assert [(tax.kind, tax.rate, tax.amount) for tax in bill.lines[0].taxes] == [
        ("VAT", Decimal("0.20"), Decimal("123.00"))
    ]
    assert (bill.net, bill.tax, bill.total) == (Decimal("1230.00"), Decimal("246.00"), Decimal("1476.00"))


def test_a_discount_reduces_whatever_its_sign() -> None:
    bills, _ = read(table_of(ROW + ",40", ROW + ",-40", head=HEAD + ",Discount"))
    assert [line.adjustment for line in bills[0].lines] == [Decimal("-40"), Decimal("-40")]


@pytest.mark.parametrize(
    ("cells", "rule", "field", "lost"),
    [
        ({"amount": "1.234.5"}, "F200", "Amount", "line.amount"),
        ({"amount": "615.00 USD"}, "F200", "Amount", "line.amount"),
        ({"hours": "NaN"}, "F200", "Hours", "line.units"),
        ({"hours": "1e2"}, "F200", "Hours", "line.units"),
        ({"date": "2026-02-30"}, "F201", "Date", "line.date"),
        ({"date": "soon"}, "F201", "Date", "line.date"),
        ({"type": "Zeit"}, "F202", "Type", "line.kind"),
        ({"rate": "410.00001"}, "F205", "Rate", "line.rate"),
    ],
)
def test_a_cell_that_cannot_be_read_is_one_finding_and_unread(
    cells: dict[str, str], rule: str, field: str, lost: str
) -> None:
    bills, findings = read(table_of(ROW, row(**cells)))
    wrong = [each for each in findings if each.severity is Severity.ERROR]
    assert [(each.rule, each.row, each.field, each.bill) for each in wrong] == [(rule, 3, field, "A-1")]
    assert Unread(3, lost) in bills[0].unread
    assert getattr(bills[0].lines[1], lost.removeprefix("line.")) in (None, "")


def test_thousands_separators_are_read_only_where_they_are_declared() -> None:
    text = table_of(row(amount='"1,615.00"'))
    _bills, findings = read(text)
    assert told(findings) == ["F200"]
    assert "table.thousands" in next(each.message for each in findings if each.rule == "F200")
    bills, findings = read(text, {"table.thousands": ","})
    assert (told(findings), bills[0].lines[0].amount) == ([], Decimal("1615.00"))


def test_dates_that_may_be_two_things_are_refused_until_the_form_is_set() -> None:
    text = table_of(row(date="03/04/2026"))
    bills, findings = read(text)
    assert (bills, told(findings)) == ([], ["L207"])
    bills, _ = read(text, {"table.dates": "%d/%m/%Y"})
    assert (bills[0].lines[0].date, bills[0].date) == (datetime.date(2026, 4, 3), datetime.date(2026, 10, 31))
    bills, _ = read(text.replace("2026-10-31", "31/10/2026").replace("2026-10-01", "01/10/2026"))
    assert bills[0].lines[0].date == datetime.date(2026, 4, 3)


def test_dates_of_both_kinds_in_one_table_are_refused() -> None:
    bills, findings = read(table_of(row(date="13/04/2026"), row(date="04/13/2026"), row(date="03/04/2026")))
    assert (bills, told(findings)) == ([], ["L207"])


def test_time_in_minutes_or_as_a_clock_becomes_hours_and_rounding_is_told() -> None:
    bills, findings = read(table_of(row(hours="90"), row(hours="1:20")), {"table.units": "minutes"})
    assert [line.units for line in bills[0].lines] == [Decimal("1.5"), Decimal("1.3333")]
    assert [(each.rule, each.row) for each in findings if each.rule == "F207"] == [("F207", 3)]


def test_an_expense_counts_pieces_whatever_the_unit_of_time() -> None:
    bills, _ = read(table_of(row(type="Expense", hours="90")), {"table.units": "minutes"})
    assert bills[0].lines[0].units == Decimal("90")


@pytest.mark.parametrize(
    ("encoding", "rules"), [("utf-8", []), ("utf-8-sig", []), ("utf-16", []), ("cp1252", ["L215"])]
)
def test_text_is_read_in_its_encoding(encoding: str, rules: list[str]) -> None:
    bills, findings = read(table_of(row(narrative="Prüfung der Klage – Teil 1")).encode(encoding))
    assert bills[0].lines[0].description == "Prüfung der Klage – Teil 1"
    assert [each.rule for each in findings if each.rule == "L215"] == rules


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_any_usual_delimiter_is_found(delimiter: str) -> None:
    content = table_of(ROW, ROW).replace(",", delimiter)
    assert recognise(content.encode(), "x").key == "csv"
    bills, findings = read(content)
    assert (told(findings), len(bills[0].lines)) == ([], 2)


def test_what_is_set_fills_blanks_only() -> None:
    bills, _ = read(table_of(ROW), {"client.id": "999", "currency": "EUR", "firm.address.city": "Leeds"})
    assert (bills[0].client.id, bills[0].currency, bills[0].firm.address.city) == ("00123", "EUR", "Leeds")


@pytest.mark.parametrize("sets", [{"curency": "USD"}, {"invoice.date": "31.10.2026"}, {"table.units": "weeks"}])
def test_a_wrong_setting_is_told_as_such(sets: dict[str, str]) -> None:
    with pytest.raises(UsageError) as raised:
        read(table_of(ROW), sets)
    assert raised.value.hint


def test_money_of_a_workbook_has_the_digits_that_were_typed() -> None:
    day = datetime.date(2026, 10, 5)
    rows: list[list[object]] = [
        [*HEAD.split(",")],
        ["A-1", day, day, day, 123, "M-1", day, "Fee", "OKT", 0.1 + 0.2, 410.1, 123.03, "x"],
        ["A-1", day, day, day, 123, "M-1", day, "Fee", "OKT", "00:30", 410.1, 205.05, "x"],
    ]
    bills, findings = read(workbook(rows), key="xlsx")
    assert told(findings) == []
    assert [str(line.units) for line in bills[0].lines] == ["0.3", "0.5"]
    assert str(bills[0].lines[0].rate) == "410.1"
    assert bills[0].client.id == "123"
    assert bills[0].lines[0].date == day


def test_cells_of_a_workbook_that_hold_no_value_are_told() -> None:
    day = datetime.date(2026, 10, 5)
    rows: list[list[object]] = [
        [*HEAD.split(",")],
        ["A-1", day, day, day, "1", "M-1", day, "Fee", "OKT", 1, 410, "=1/0", "x"],
        ["A-1", day, day, day, "1", "M-1", day, "Fee", "OKT", 1, 410, "=A1+1", "x"],
        ["A-1", day, day, day, "1", day, day, "Fee", "OKT", 1, 410, 410, "x"],
        ["A-1", day, day, day, 1234567890123456789, "M-1", day, "Fee", "OKT", 1, 410, 410, "x"],
    ]
    bills, findings = read(workbook(rows), key="xlsx")
    wrong = [(each.rule, each.row, each.field) for each in findings if each.severity is Severity.ERROR]
    assert wrong == [("F206", 2, "Amount"), ("F206", 3, "Amount"), ("F209", 4, "Matter"), ("F209", 5, "Client ID")]
    assert bills[0].lines[0].amount is None
    assert bills[0].total is None


def test_a_sheet_is_chosen_and_others_that_fit_are_told() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet("Cover").write(0, 0, "October")
        for name in ("One", "Two"):
            page = book.add_worksheet(name)
            page.write_row(0, 0, HEAD.split(","))
            page.write_row(1, 0, ROW.split(","))
    bills, findings = read(out.getvalue(), key="xlsx")
    assert len(bills) == 1
    assert "sheet One is read; Two could be read too" in [each.message for each in findings]


def test_a_table_knows_its_own_beginning_and_leaves_others_alone() -> None:
    assert table.sniff_csv(table_of(ROW).encode())
    assert table.sniff_csv(HEAD.encode("utf-16"))
    assert not table.sniff_csv(b"LEDES1998B[]\nINVOICE_DATE|INVOICE_NUMBER[]\n")
    assert not table.sniff_csv(b"<?xml version='1.0'?>")
    assert not table.sniff_csv(b"Dear Sir,\nthank you, and regards,\nA.\n")
    assert not table.sniff_csv(b"")
    assert not table.sniff_xlsx(b"PK\x03\x04 something else")
    assert formats()["csv"].write is None
    assert formats()["csv"].asked_last


QUICK = settings(
    max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


@QUICK
@given(
    st.lists(st.lists(st.text(max_size=8) | st.sampled_from(ROW.split(",")), max_size=14), max_size=6),
    st.sampled_from(",;\t"),
)
def test_any_cells_give_findings_and_never_a_traceback(rows: list[list[str]], delimiter: str) -> None:
    body = "\n".join(delimiter.join(cells) for cells in rows)
    read(HEAD.replace(",", delimiter) + "\n" + body.encode("utf-8", "replace").decode())


@QUICK
@given(st.binary(max_size=200))
def test_any_bytes_give_findings_and_never_a_traceback(content: bytes) -> None:
    read(content)
    read(HEAD.encode() + b"\n" + content)
    read(b"PK\x03\x04" + content, key="xlsx")
