"""`ledes pay`, `writeoff`, `agency`, `note`, `promise`: what a person types, and what comes back."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from receiving import TODAY, Firm, day

from ledes import schemas
from ledes.__main__ import main
from ledes.commands import surroundings

Capture = pytest.CaptureFixture[str]
SCHEMA = json.loads(schemas.path("balances.schema.json").read_text("utf-8"))


@pytest.fixture
def firm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Firm:
    monkeypatch.setattr(surroundings, "today", lambda: TODAY)
    made = Firm(tmp_path / "firm")
    monkeypatch.chdir(made.root)
    made.bill("2026-1001", "1000.00")
    return made


def said(capsys: Capture, *words: str, status: int = 0) -> str:
    assert main(list(words)) == status
    return capsys.readouterr().out


def data(capsys: Capture, *words: str, status: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(said(capsys, *words, "--json", status=status))
    jsonschema.validate(found, SCHEMA)
    return found


def test_a_payment_is_noted_and_the_balance_shown(firm: Firm, capsys: Capture) -> None:
    out = said(capsys, "pay", "2026-1001", "400.00", "--on", "2026-11-20", "--reference", "CHQ-7", "--by", "lena")
    assert out.splitlines() == [
        "invoice    client         billed  approved    paid  written off    open  of it cut",
        "2026-1001  merrow  USD  1,000.00         -  400.00         0.00  600.00       0.00",
    ]
    assert "noted before" in said(capsys, "pay", "2026-1001", "400.00", "--on", "2026-11-20")
    history = said(capsys, "history", "2026-1001")
    assert "400.00 USD paid on 2026-11-20, reference CHQ-7, noted by lena" in history


def test_a_payment_with_a_minus_goes_back(firm: Firm, capsys: Capture) -> None:
    said(capsys, "pay", "2026-1001", "400.00")
    said(capsys, "pay", "2026-1001", "-400.00", status=2)
    (balance,) = data(capsys, "pay", "2026-1001", "-400.00", "--reason", "returned")["balances"]
    assert (balance["paid"], [each["amount"] for each in balance["payments"]]) == ("0.00", ["400.00", "-400.00"])


@pytest.mark.parametrize(
    ("words", "status", "fact"),
    [
        (("pay", "none", "5"), 2, "no submission bears the number 'none'"),
        (("pay", "2026-1001", "5,00"), 2, "AMOUNT '5,00' is no plain number"),
        (("pay", "2026-1001", "5.00", "--on", "30.11.2026"), 2, "--on '30.11.2026' is no day"),
        (("pay", "2026-1001", "--from", "x.csv"), 2, "INVOICE does not go with --from"),
        (("pay", "--from", "x.csv"), 3, "x.csv cannot be opened"),
        (("pay", "--place", "3"), 2, "--place needs an INVOICE"),
        (("pay", "2026-1001", "5.00", "--refrence", "R"), 2, "did you mean --reference?"),
        (("pay", "--client", "nobody"), 4, "there is no client 'nobody'"),
        (("writeoff", "--approve"), 2, "go with an INVOICE alone"),
        (("agency", "2026-1001"), 2, "one of --to and --back"),
        (("promise", "2026-1001", "5.00"), 2, "say AMOUNT and DAY"),
        (("promise", "2026-1001", "--part", "2026-12-15"), 2, "is not DAY=AMOUNT"),
        (("note", "nobody", "x"), 2, "is neither an invoice on record nor a client"),
        (("note", "2026-1001", " "), 2, "the note says nothing"),
    ],
)
def test_what_cannot_be_is_told_with_the_way_out(
    firm: Firm, capsys: Capture, words: tuple[str, ...], status: int, fact: str
) -> None:
    assert main(list(words)) == status
    assert fact in capsys.readouterr().err
    assert len(firm.receivable().payments) == 0


def test_a_file_of_payments_exits_with_1_while_money_has_no_bill(firm: Firm, capsys: Capture) -> None:
    firm.csv("a.csv", "Invoice,Amount,Date", "2026-1001,400.00,2026-11-20", "2026-1002,50.00,2026-11-20")
    found = data(capsys, "pay", "--from", "a.csv", status=1)
    assert ([each["invoice"] for each in found["noted"]], found["known"]) == (["2026-1001"], 0)
    assert [(each["id"], each["invoice"], each["source"]) for each in found["unplaced"]] == [(1, "2026-1002", "a.csv")]
    assert "2026-1002" in said(capsys, "pay", "--unplaced")
    assert data(capsys, "pay", "--place", "1", "2026-1001")["balances"][0]["paid"] == "450.00"
    assert said(capsys, "pay", "--unplaced") == "no payment waits for its bill\n"
    out = said(capsys, "pay", "--from", "a.csv")
    assert out == "a.csv: 0 payments noted, 2 noted before, 0 without a bill\n"


def test_a_row_that_cannot_be_read_exits_with_3_and_the_others_count(firm: Firm, capsys: Capture) -> None:
    firm.csv("a.csv", "Invoice,Amount,Date", "2026-1001,400.00,2026-11-20", "2026-1001,x,2026-11-21")
    assert main(["pay", "--from", "a.csv"]) == 3
    told = capsys.readouterr()
    assert "error: a.csv, row 3, column 'Amount': 'x' is no number" in told.err
    assert "1 payment noted" in told.out


def test_without_an_amount_what_is_open_is_shown(firm: Firm, capsys: Capture) -> None:
    assert [each["open"] for each in data(capsys, "pay")["balances"]] == ["1000.00"]
    said(capsys, "pay", "2026-1001", "1000.00")
    assert said(capsys, "pay") == "nothing is open\n"
    assert data(capsys, "pay", "2026-1001")["balances"][0]["open"] == "0.00"


def test_a_write_off_waits_for_somebody_else(firm: Firm, capsys: Capture) -> None:
    out = said(capsys, "writeoff", "2026-1001", "150.00", "--reason", "cut not appealed", "--by", "lena")
    assert "a write-off of 150.00 USD waits for approval, asked by lena" in out
    assert "waits for approval" in said(capsys, "writeoff")
    said(capsys, "writeoff", "2026-1001", "--approve", "--by", "lena", status=2)
    (balance,) = data(capsys, "writeoff", "2026-1001", "--approve", "--by", "M. Ashdown")["balances"]
    assert (balance["written_off"], balance["open"]) == ("150.00", "850.00")
    assert said(capsys, "writeoff") == "no write-off waits for approval\n"


def test_notes_promises_and_agencies_are_listed_together(firm: Firm, capsys: Capture) -> None:
    who = ("--with", "N. Ahrens", "--by", "lena")
    said(capsys, "note", "2026-1001", "will be in the next run", "--sort", "call", *who)
    said(capsys, "promise", "2026-1001", "1000.00", "2026-12-15", *who)
    said(capsys, "agency", "2026-1001", "--to", "Northway", "--by", "lena")
    out = said(capsys, "note", "2026-1001")
    assert "call with N. Ahrens, by lena: will be in the next run" in out
    assert "N. Ahrens promised 1000.00 USD by 2026-12-15, noted by lena" in out
    assert "given to Northway for collection by lena" in out
    assert [each["kind"] for each in data(capsys, "note", "merrow")["notes"]] == ["note", "promise", "agency"]


def test_promises_say_what_became_of_them(firm: Firm, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    said(capsys, "promise", "2026-1001", "--part", "2026-12-01=500", "--part", "2027-01-05=500", "--by", "lena")
    monkeypatch.setattr(surroundings, "today", lambda: datetime.date(2026, 12, 10))
    said(capsys, "pay", "2026-1001", "300.00", "--on", str(day(30)))
    found = data(capsys, "promise")["promises"]
    assert [(each["due"], each["state"], each["came"], each["plan"]) for each in found] == [
        ("2026-12-01", "broken", "300.00", True),
        ("2027-01-05", "open", "0.00", True),
    ]
    assert "broken (plan)" in said(capsys, "promise")


def test_nothing_of_this_breaks_the_ledger(firm: Firm, capsys: Capture) -> None:
    for words in (("pay", "2026-1001", "5.00"), ("note", "2026-1001", "x"), ("note", "tarn", "y")):
        said(capsys, *words)
    assert "whole" in said(capsys, "ledger", "verify")


def test_statements_and_reminders_are_drafted_and_not_sent(firm: Firm, capsys: Capture) -> None:
    out = said(capsys, "statement", "merrow", "--out", "letters")
    assert "nothing was sent" in out
    assert sorted(path.suffix for path in (firm.root / "letters").iterdir()) == [".docx", ".eml", ".txt"]
    found: dict[str, Any] = json.loads(said(capsys, "remind", "--json"))
    (draft,) = found["drafts"]
    jsonschema.validate(found, json.loads(schemas.path("drafts.schema.json").read_text("utf-8")))
    assert (draft["level"], draft["open"], draft["to"]) == (1, "1000.00", "ap@merrow.example")
    assert "nothing is to be reminded of" in said(capsys, "remind")
    assert "reminder 1 drafted by" in said(capsys, "history", "2026-1001")


def test_what_nobody_can_call_overdue_is_told(firm: Firm, capsys: Capture) -> None:
    firm.bill("2026-2001", "80.00", client="tarn", currency="EUR")
    out = said(capsys, "remind", "tarn")
    assert "when 1 open invoice of tarn fell due is not known: write payment_days into the profile" in out
    assert "no mail address of tarn is known" in said(capsys, "statement", "tarn")


def test_the_finance_system_gets_files_and_gives_a_list(firm: Firm, capsys: Capture) -> None:
    said(capsys, "pay", "2026-1001", "400.00", "--on", "2026-11-20", "--by", "lena")
    assert main(["export", "payments", "--out", "p.csv"]) == 0
    assert "p.csv: 1 row" in capsys.readouterr().err
    written = (firm.root / "p.csv").read_text("utf-8").splitlines()
    assert written[1] == "merrow,2026-1001,2026-11-20,USD,400.00,,,lena,"
    assert main(["export", "status", "--out", "p.txt"]) == 2
    told = json.loads(said(capsys, "export", "status", "--out", "p.xlsx", "--json"))
    assert (told["rows"], told["columns"][:2]) == (1, ["client", "invoice"])
    firm.csv("posted.csv", "Invoice,Total", "2026-1001,1000.00", "2026-1002,5.00")
    found = data(capsys, "posted", "posted.csv", status=1)
    assert (found["equal"], [each["invoice"] for each in found["not_sent"]]) == (1, ["2026-1002"])
    out = said(capsys, "posted", "posted.csv", status=1)
    assert "posted, not sent:" in out
    firm.csv("posted.csv", "Invoice,Total", "2026-1001,1000.00")
    assert said(capsys, "posted", "posted.csv") == "1 bill on both sides\n"


@pytest.mark.parametrize(
    ("words", "step"),
    [
        (("pay", "2026-1001", "400.00"), "wait for the rest: 600.00 USD is open"),
        (("pay", "2026-1001", "1000.00"), "nothing: it is settled"),
        (("agency", "2026-1001", "--to", "Northway"), "wait for Northway: 1,000.00 USD is open"),
        (("note", "2026-1001", "x"), "wait for the client"),
    ],
)
def test_the_status_knows_of_money_that_was_noted_here(
    firm: Firm, capsys: Capture, words: tuple[str, ...], step: str
) -> None:
    said(capsys, *words)
    (row,) = json.loads(said(capsys, "status", "--json"))["submissions"]
    assert row["next"] == step


def test_what_was_cut_of_a_paid_bill_is_to_be_appealed_or_given_up(firm: Firm, capsys: Capture) -> None:
    firm.status(1, "APPROVED_REDUCED", "900.00")
    said(capsys, "pay", "2026-1001", "900.00")
    assert "appeal what was cut, or ledes writeoff 2026-1001: 100.00 USD is open" in said(capsys, "status")
