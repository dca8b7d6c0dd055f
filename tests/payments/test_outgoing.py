"""What goes back to the finance system, in its own columns, and whether both sides know of the same bills."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from receiving import TODAY, Firm, day

from ledes.errors import UsageError
from ledes.payments import chasing, exporting, finance, finding, noting, outgoing, posting, writeoffs
from ledes.payments.balance import Payment
from ledes.payments.outgoing import Row

D = Decimal


def rows(firm: Firm, kind: str, **said: str) -> list[Row]:
    with firm.reading() as book:
        return outgoing.rows(book, firm.home, kind, **said)  # type: ignore[arg-type]


@pytest.fixture
def busy(firm: Firm) -> Firm:
    """Let one bill be cut, paid in part, written off in part, chased."""
    one = firm.bill("1001", "1000.00")
    cuts = [{"line": "3", "amount": "-60.00", "words": "not approved"}]
    firm.status(one, "APPROVED_REDUCED", "900.00", day(5), adjustments=cuts, text="rates")
    firm.bill("1002", "80.00", client="tarn", currency="EUR")
    with firm.writing() as book:
        noting.pay(book, "1001", Payment(day=day(20), amount=D(400), reference="CHQ-1", by="lena"), today=TODAY)
        writeoffs.ask(book, "1001", D(60), "small", "lena")
        writeoffs.approve(book, "1001", "M. Ashdown")
        bill, client = (finding.subject(book, firm.home, each) for each in ("1001", "merrow"))
        chasing.note(book, bill, "=1+1 will pay", "lena", sort="call", whom="N. Ahrens")
        chasing.note(book, client, "new contact", "lena")
        parts = [(D(200), day(5, 12)), (D(240), day(5, 1).replace(year=2027))]
        chasing.promise(book, bill, parts, "lena", currency="USD", today=TODAY)
    return firm


@pytest.mark.parametrize("kind", finance.OUT)
def test_every_kind_of_rows_has_every_column(busy: Firm, kind: str) -> None:
    found = rows(busy, kind)
    assert found
    for row in found:
        assert not set(finance.OUT[kind]) - set(row)


def test_statuses_come_with_their_balance(busy: Firm) -> None:
    (row,) = [each for each in rows(busy, "status") if each["invoice"] == "1001"]
    names = ("billed", "approved", "paid", "written_off", "open", "disputed", "due", "status")
    assert [str(row[name]) for name in names] == [
        *("1000.00", "900.00", "400.00", "60.00", "540.00", "40.00"),
        *("2026-10-31", "APPROVED_REDUCED"),
    ]


def test_adjustments_name_lines_and_the_rest_and_add_up_to_the_cut(busy: Firm) -> None:
    found = [(row["line"], row["amount"], row["words"]) for row in rows(busy, "adjustments")]
    assert found == [("3", D("-60.00"), "not approved"), ("", D("-40.00"), "rates")]


def test_collection_activity_has_notes_promises_and_money(busy: Firm) -> None:
    found = [(row["activity"], row["invoice"], row["amount"]) for row in rows(busy, "collections", client="merrow")]
    assert sorted(found, key=str) == [
        ("call", "1001", None),
        ("note", "", None),
        ("payment", "1001", D("400.00")),
        ("plan", "1001", D("200.00")),
        ("plan", "1001", D("240.00")),
        ("write-off", "1001", D("60.00")),
    ]


def test_rows_are_limited_to_a_client_and_days(busy: Firm) -> None:
    assert [row["invoice"] for row in rows(busy, "status", client="tarn")] == ["1002"]
    with busy.reading() as book:
        assert outgoing.rows(book, busy.home, "payments", since=day(21)) == []
        assert len(outgoing.rows(book, busy.home, "payments", since=day(20))) == 1


def test_the_firm_chooses_headings_order_and_forms(busy: Firm) -> None:
    (busy.root / "finance").mkdir()
    (busy.root / "finance" / "elite.toml").write_text(
        '[forms]\ndates = ["%d.%m.%Y"]\ndecimal = ","\n[table]\ndelimiter = ";"\n'
        '[out.payments]\namount = "Betrag"\nday = "Datum"\ninvoice = "Rechnung"\n',
        "utf-8",
    )
    chosen = finance.find(busy.root)
    out = io.BytesIO()
    exporting.write_csv(out, "payments", chosen, rows(busy, "payments"))
    assert out.getvalue().decode() == "Betrag;Datum;Rechnung\r\n400,00;20.11.2026;1001\r\n"


def test_no_text_becomes_a_formula_and_days_and_amounts_stay_what_they_are(busy: Firm, tmp_path: Path) -> None:
    chosen = finance.find(busy.root)
    out = io.BytesIO()
    exporting.write_csv(out, "notes", chosen, rows(busy, "notes"))
    texts = [row["text"] for row in csv.DictReader(io.StringIO(out.getvalue().decode()))]
    assert sorted(texts) == ["'=1+1 will pay", "new contact"]
    with (tmp_path / "a.xlsx").open("wb") as stream:
        exporting.write_xlsx(stream, "payments", chosen, rows(busy, "payments"))
    found = CalamineWorkbook.from_path(str(tmp_path / "a.xlsx")).get_sheet_by_index(0).to_python()
    assert found[0][:5] == ["client", "invoice", "day", "currency", "amount"]
    assert found[1][:5] == ["merrow", "1001", day(20), "USD", 400.0]


def test_a_letter_that_an_encoding_has_not_is_told(busy: Firm) -> None:
    (busy.root / "finance").mkdir()
    (busy.root / "finance" / "old.toml").write_text('[table]\nencoding = "ascii"\n', "utf-8")
    with busy.writing() as book:
        chasing.note(book, finding.subject(book, busy.home, "1001"), "Zürich", "lena")
    with pytest.raises(UsageError, match="ascii has no letter 'ü'"):
        exporting.write_csv(io.BytesIO(), "notes", finance.find(busy.root), rows(busy, "notes"))


def test_bills_on_one_side_only_are_found(firm: Firm) -> None:
    for number in ("1001", "1002", "1003"):
        firm.bill(number)
    firm.bill("1004", "80.00", client="tarn", currency="EUR")
    firm.bill("1005", environment="test")
    with firm.writing() as book:
        book.note([2], "REPLACED")
        firm.sent(book, "1002", "900.00", replaces=2)
    lines = ("1001,1000.00,CL", "1002,1000.00,CL", "1004,80,T-2", "1005,1,CL", "1009,7.00,CL", "x,1.1.1,CL")
    path = firm.csv("posted.csv", "Invoice No,Total,Client", *lines)
    with firm.reading() as book:
        found = posting.compare(book, firm.home, path, finance.find(firm.root))
    assert [each.invoice for each in found.not_posted] == ["1003"]
    assert [(each.invoice, each.why) for each in found.not_sent] == [
        ("1005", "it is not on record here"),
        ("1009", "it is not on record here"),
    ]
    assert [(each.invoice, each.sent, each.posted) for each in found.different] == [("1002", D(900), D("1000.00"))]
    assert (found.equal, [each.row for each in found.faults]) == (2, [7])


def test_a_bill_that_did_not_leave_is_not_sent(firm: Firm) -> None:
    with firm.writing() as book:
        firm.sent(book, "1001", "5.00")
    one = firm.bill("1002", "5.00")
    with firm.writing() as book:
        book.note([one], "WITHDRAWN")
    path = firm.csv("posted.csv", "Invoice", "1002")
    with firm.reading() as book:
        found = posting.compare(book, firm.home, path, finance.find(firm.root), since=day(1))
    assert ([each.invoice for each in found.not_posted], [each.why for each in found.not_sent]) == (
        ["1001"],
        ["it is not on record here"],
    )
