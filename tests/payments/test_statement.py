"""Statements and reminders: what they ask for, what they leave out, and that nothing is sent or overwritten."""

from __future__ import annotations

import email
import email.policy
import io
from dataclasses import replace
from decimal import Decimal

import docx
import pytest
from receiving import TODAY, Firm, day

from ledes.bill import Contact
from ledes.errors import UsageError
from ledes.letters import plain
from ledes.payments import chasing, drafts, finding, noting, statement, writeoffs
from ledes.payments.balance import Payment
from ledes.payments.statement import Account

D = Decimal


def accounts(firm: Firm) -> tuple[Account, ...]:
    with firm.reading() as book:
        return statement.accounts(statement.items(book, firm.home, "", TODAY))


def reminders(firm: Firm, **said: int) -> list[tuple[str, int, list[str]]]:
    with firm.reading() as book:
        found = statement.reminders(book, firm.home, TODAY, **said)
    return [(each.client, each.level, [item.receivable.invoice for item in each.items]) for each in found]


@pytest.fixture
def owing(firm: Firm) -> Firm:
    """Let two clients owe money; of 1001 a part came, and a part was given up."""
    firm.bill("1001", "1000.00", dated=day(1, 10))
    firm.bill("1002", "500.00", dated=day(20))
    firm.bill("1003", "80.00", client="tarn", currency="EUR")
    firm.bill("1004", "70.00", currency="GBP")
    with firm.writing() as book:
        noting.pay(book, "1001", Payment(day=day(10), amount=D(400)), today=TODAY)
        writeoffs.ask(book, "1001", D(50), "x", "lena")
        writeoffs.approve(book, "1001", "M. Ashdown")
    return firm


def test_each_client_and_currency_has_an_account_of_its_own(owing: Firm) -> None:
    found = accounts(owing)
    assert [(each.client, each.currency, statement.open_of(each)) for each in found] == [
        ("merrow", "GBP", D("70.00")),
        ("merrow", "USD", D("1050.00")),
        ("tarn", "EUR", D("80.00")),
    ]


def test_a_statement_adds_up_and_says_what_is_overdue(owing: Firm) -> None:
    account = accounts(owing)[1]
    letter = statement.letter(owing.home, account, TODAY)
    assert plain.body(letter).count("Merrow Mills") == 1
    lines = [line.split() for line in plain.lines(letter.table)] if letter.table else []
    assert lines[0] == ["Invoice", "Date", "Due", "Billed", "Paid", "Credited", "Open"]
    assert lines[2] == ["1001", "2026-10-01", "2026-10-31", "1,000.00", "400.00", "50.00", "550.00"]
    assert lines[-1] == ["Total", "1,050.00"]
    assert "Open in all: 1,050.00 USD, of which 550.00 USD is overdue." in plain.body(letter)
    assert "Dear Nils Ahrens," in plain.body(letter)


def test_a_statement_for_a_past_day_knows_nothing_of_later_days(owing: Firm) -> None:
    with owing.reading() as book:
        found = statement.accounts(statement.items(book, owing.home, "merrow", day(9)))
    assert [(each.currency, statement.open_of(each)) for each in found] == [("GBP", D("70.00")), ("USD", D("1000.00"))]
    assert [item.receivable.invoice for item in found[1].items] == ["1001"]


def test_a_mail_leaves_the_addresses_of_a_letter_away(owing: Firm) -> None:
    account = accounts(owing)[1]
    mail = plain.body(statement.letter(owing.home, account, TODAY, mail=True))
    assert mail.startswith("Dear Nils Ahrens,")


def test_a_firm_that_names_no_person_signs_once(owing: Firm) -> None:
    unnamed = replace(owing.home.firm, contact=Contact())
    after = statement.letter(replace(owing.home, firm=unnamed), accounts(owing)[1], TODAY).after
    assert after[-1] == unnamed.name


def test_bills_that_the_client_does_not_have_stand_on_no_statement(firm: Firm) -> None:
    firm.status(firm.bill("1001"), "REJECTED")
    firm.status(firm.bill("1002"), "PAID", "1000.00")
    firm.bill("1003", environment="test")
    firm.bill("1004", kind="accrual")
    assert accounts(firm) == ()


def test_a_reminder_asks_for_what_is_overdue_and_owed_only(owing: Firm) -> None:
    assert reminders(owing) == [("merrow", 1, ["1004"]), ("merrow", 1, ["1001"])]
    owing.status(1, "APPROVED_REDUCED", "900.00")
    with owing.reading() as book:
        (_, account) = statement.reminders(book, owing.home, TODAY)
    assert statement.open_of(account) == D("500.00")
    assert reminders(owing, after=30) == []


def test_what_is_promised_or_with_an_agency_is_not_asked_for(owing: Firm) -> None:
    with owing.writing() as book:
        chasing.hand_over(book, "1004", "Northway", "lena")
        about = finding.subject(book, owing.home, "1001")
        chasing.promise(book, about, [(D(550), day(5, 12))], "lena", currency="USD", today=TODAY)
    assert reminders(owing) == []


def test_the_next_reminder_comes_after_a_while_with_the_next_words(owing: Firm) -> None:
    with owing.writing() as book:
        (_, account) = statement.reminders(book, owing.home, TODAY)
        drafts.note(book, drafts.write(owing.home, account, TODAY, owing.root / "drafts"), "lena")
    assert reminders(owing) == [("merrow", 1, ["1004"])]
    assert reminders(owing, every=0) == [("merrow", 1, ["1004"]), ("merrow", 2, ["1001"])]
    with owing.writing() as book:
        account = statement.reminders(book, owing.home, TODAY, every=0)[1]
        for _ in range(3):
            drafts.note(book, drafts.write(owing.home, account, TODAY, owing.root / "drafts"), "lena")
    assert reminders(owing, every=0)[1][1] == 2


def test_a_draft_is_a_message_and_a_letter_that_say_the_same(owing: Firm) -> None:
    account = accounts(owing)[1]
    made = drafts.write(owing.home, account, TODAY, owing.root / "drafts")
    assert [path.name for path in made.files] == [
        f"statement-merrow-USD-2026-11-30.{extension}" for extension in ("eml", "txt", "docx")
    ]
    raw = made.files[0].read_bytes()
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    assert (mail["To"], mail["X-Unsent"]) == ("Nils Ahrens <ap@merrow.example>", "1")
    assert mail["From"] == "Ashdown & Pell LLP <billing@ashdown.example>"
    (attached,) = mail.iter_attachments()
    assert attached.get_content() == made.files[2].read_bytes()
    (table,) = docx.Document(io.BytesIO(made.files[2].read_bytes())).tables
    assert table.rows[-1].cells[-1].text == "1,050.00"
    assert "1,050.00" in made.files[1].read_text("utf-8")


def test_a_draft_that_somebody_worked_on_is_not_overwritten(owing: Firm) -> None:
    account = accounts(owing)[1]
    folder = owing.root / "drafts"
    made = drafts.write(owing.home, account, TODAY, folder)
    assert drafts.write(owing.home, account, TODAY, folder).files == made.files
    made.files[1].write_text("my own words", "utf-8")
    with pytest.raises(UsageError, match="is there already and says something else"):
        drafts.write(owing.home, account, TODAY, folder)
    assert made.files[1].read_text("utf-8") == "my own words"
    drafts.write(owing.home, account, TODAY, folder, force=True)
    assert made.files[1].read_text("utf-8") != "my own words"
