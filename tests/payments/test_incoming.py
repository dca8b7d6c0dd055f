"""Payments out of files: each once, none dropped, and what cannot be read told by its row."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from receiving import TODAY, Firm, day

from ledes.errors import InputError, UsageError
from ledes.payments import finance, incoming, loose
from ledes.payments.incoming import Outcome
from ledes.setup.mistakes import Mistakes

D = Decimal
HEAD = "Invoice,Amount,Payment Date,Reference"


def take(firm: Firm, path: Path, name: str = "") -> Outcome:
    with firm.writing() as book:
        return incoming.take(book, firm.home, path, finance.find(firm.root, name), by="lena", today=TODAY)


def paid(firm: Firm, id_: int = 1) -> Decimal:
    return firm.receivable(id_).balance.paid


def test_a_file_read_twice_counts_once(either: Firm) -> None:
    either.bill("1001", "1000.00")
    either.bill("1002", "500.00")
    path = either.csv("paid.csv", HEAD, "1001,400.00,2026-11-20,R1", "1002,500.00,2026-11-20,R1")
    assert len(take(either, path).noted) == 2
    again = take(either, path)
    assert (len(again.noted), again.known) == (0, 2)
    assert (paid(either), paid(either, 2)) == (D(400), D(500))


def test_two_equal_rows_are_two_payments_however_often_they_are_read(firm: Firm) -> None:
    firm.bill()
    twice = firm.csv("a.csv", HEAD, "1001,100.00,2026-11-20,", "1001,100.00,2026-11-20,")
    assert len(take(firm, twice).noted) == 2
    longer = firm.csv("b.csv", HEAD, *["1001,100.00,2026-11-20,"] * 3)
    assert (len(take(firm, longer).noted), paid(firm)) == (1, D(300))


def test_what_was_noted_by_hand_is_known_in_the_file(firm: Firm) -> None:
    from ledes.payments import noting
    from ledes.payments.balance import Payment

    firm.bill()
    with firm.writing() as book:
        noting.pay(book, "1001", Payment(day=day(20), amount=D(400), by="lena"), today=TODAY)
    path = firm.csv("a.csv", HEAD, "1001,400.00,2026-11-20,R7")
    assert (take(firm, path).known, paid(firm)) == (1, D(400))


def test_money_without_a_bill_is_kept_and_placed_when_the_bill_is_there(either: Firm) -> None:
    path = either.csv("a.csv", HEAD, "1001,400.00,2026-11-20,R1", ",30.00,2026-11-21,R2")
    first = take(either, path)
    assert [(each.id, each.invoice, each.why) for each in first.unplaced] == [
        (1, "1001", "the invoice is not on record"),
        (2, "", "it names no invoice"),
    ]
    second = take(either, path)
    assert (len(second.unplaced), second.known) == (0, 2)
    either.bill("1001", "1000.00")
    third = take(either, path)
    assert [(each.invoice, payment.amount) for each, payment in third.placed] == [("1001", D("400.00"))]
    assert (third.known, paid(either)) == (2, D(400))
    with either.reading() as book:
        assert [each.id for each in loose.waiting(book)] == [2]


def test_two_equal_payments_that_waited_are_both_placed(firm: Firm) -> None:
    rows = ["1001,100.00,2026-11-20,R1"] * 2
    assert len(take(firm, firm.csv("a.csv", HEAD, *rows)).unplaced) == 2
    firm.bill("1001")
    with firm.writing() as book:
        assert loose.place(book, loose.one(book, 1), book.submission(1), "lena")
        assert loose.place(book, loose.one(book, 2), book.submission(1), "lena")
    again = take(firm, firm.csv("a.csv", HEAD, *rows))
    assert (again.known, paid(firm)) == (2, D(200))


def test_two_that_note_the_same_payment_at_once_note_it_once(either: Firm) -> None:
    from ledes.ledger import remarks
    from ledes.ledger.remarks import Remark
    from ledes.payments import noting
    from ledes.payments.balance import Payment

    either.bill("1001")
    said = noting.detail(Payment(day=day(20), amount=D(100), by="lena", source="a.csv"), "USD")
    with either.writing() as book:
        assert remarks.note(book, [Remark(1, "PAYMENT", said)]) == 1
        assert remarks.note(book, [Remark(1, "PAYMENT", {**said, "by": "nils"})]) == 0
        assert remarks.note(book, [Remark(1, "PAYMENT", {**said, "nth": 2})]) == 1
    assert paid(either) == D(200)


def test_a_person_can_place_money_with_another_number(firm: Firm) -> None:
    firm.bill("1001")
    path = firm.csv("a.csv", HEAD, "1O01,400.00,2026-11-20,R1")
    take(firm, path)
    with firm.writing() as book:
        assert loose.place(book, loose.one(book, 1), book.submission(1), "lena")
        with pytest.raises(UsageError, match="no payment 1 waits"):
            loose.one(book, 1)
    assert (take(firm, path).known, paid(firm)) == (1, D(400))


def test_a_wrong_currency_or_an_unknown_client_keeps_the_money_aside(firm: Firm) -> None:
    firm.bill("1001")
    firm.bill("1001", client="tarn", currency="EUR")
    rows = (
        "1001,5.00,2026-11-20,USD,CL",
        "1001,6.00,2026-11-20,USD,T-2",
        "1001,7.00,2026-11-20,,",
        "1001,8,2026-11-20,,X",
    )
    found = take(firm, firm.csv("a.csv", "Invoice,Amount,Date,Currency,Client", *rows))
    assert [(submission.id, payment.amount) for submission, payment in found.noted] == [(1, D("5.00"))]
    assert [each.why for each in found.unplaced] == [
        "invoice 1001 is in EUR, not in USD",
        "the number fits 2 bills",
        "there is no client X",
    ]


def test_rows_that_cannot_be_read_are_told_and_the_others_count(firm: Firm) -> None:
    firm.bill("1001")
    rows = (
        "1001,4oo,2026-11-20,",
        "1001,400.00,20.11.2026,",
        "1001,400.00,,",
        "1001,,2026-11-20,",
        "1001,400.00,2026-12-24,",
        "1001,(50.00),2026-11-21,back",
        "1001,400.00,2026-11-20,",
        ",350.00,,",
    )
    found = take(firm, firm.csv("a.csv", "Receipts of November", "", HEAD, *rows))
    assert [each.told for each in found.faults] == [
        "row 4, column 'Amount': '4oo' is no number",
        "row 5, column 'Payment Date': '20.11.2026' is no date of the form %Y-%m-%d or %Y%m%d",
        "row 6, column 'Payment Date': is empty",
        "row 7, column 'Amount': is empty",
        "row 8, column 'Payment Date': 2026-12-24 lies ahead",
    ]
    assert (found.left_out, paid(firm)) == (1, D(350))


def test_a_workbook_and_a_map_of_the_firm_are_read(firm: Firm) -> None:
    firm.bill("1001")
    (firm.root / "finance").mkdir()
    (firm.root / "finance" / "elite.toml").write_text(
        '[forms]\ndates = ["%d.%m.%Y"]\ndecimal = ","\nthousands = "."\n'
        '[payments]\ninvoice = "Inv Num"\namount = "Rcpt Amt"\nday = "Rcpt Dt"\nreference = "Chk"\n',
        "utf-8",
    )
    with xlsxwriter.Workbook(str(firm.root / "a.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Inv Num", "Rcpt Amt", "Rcpt Dt", "Chk"])
        sheet.write_row(1, 0, ["1001", 400.1, "20.11.2026", "778"])
        sheet.write_row(2, 0, ["1001", "1.000,05", "21.11.2026", "779"])
    assert len(take(firm, firm.root / "a.xlsx").noted) == 2
    assert paid(firm) == D("1400.15")


def test_a_file_without_the_headings_says_which_it_lacks(firm: Firm) -> None:
    path = firm.csv("a.csv", "Inv,Sum,When", "1,2,3")
    with pytest.raises(
        InputError, match=re.escape("a.csv has no column for invoice, amount, day; its columns are 'Inv'")
    ):
        take(firm, path)
    with pytest.raises(InputError, match="cannot be opened"):
        take(firm, firm.root / "none.csv")


def test_mistakes_of_a_finance_map_are_told_with_their_place(firm: Firm) -> None:
    (firm.root / "finance").mkdir()
    path = firm.root / "finance" / "elite.toml"
    path.write_text('[forms]\ndates = ["dd.mm"]\n[out.payments]\ninvoic = "X"\nday = "X"\n', "utf-8")
    with pytest.raises(Mistakes) as caught:
        finance.find(firm.root, "elite")
    said = str(caught.value.message)
    for part in ("finance/elite.toml", "forms.dates", "there is no column 'invoic'", "two columns under 'X'"):
        assert part in said
    (firm.root / "finance" / "second.toml").write_text("", "utf-8")
    with pytest.raises(UsageError, match="there are several finance maps"):
        finance.find(firm.root)
    with pytest.raises(UsageError, match="there is no finance map 'none'"):
        finance.find(firm.root, "none")
