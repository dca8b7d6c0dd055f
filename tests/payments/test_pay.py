"""Money noted by hand: once each, checked, and out again by another event."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from receiving import TODAY, Firm, day

from ledes.errors import UsageError
from ledes.ledger import verify
from ledes.payments import noting
from ledes.payments.balance import Payment
from ledes.payments.noting import Noted

D = Decimal


def pay(firm: Firm, invoice: str, amount: str, at: int = 20, **said: Any) -> Noted:
    stated = {name: said.pop(name) for name in ("reference", "reason", "besides") if name in said}
    with firm.writing() as book:
        payment = Payment(day=day(at), amount=D(amount), by="lena", **stated)
        return noting.pay(book, invoice, payment, today=TODAY, **said)


def test_partial_payments_add_up(either: Firm) -> None:
    either.bill("1001", "1000.00")
    assert pay(either, "1001", "400.00").receivable.balance.open == D("600.00")
    last = pay(either, "1001", "600.00", 25).receivable
    assert (last.balance.paid, last.balance.open) == (D("1000.00"), D("0.00"))
    with either.reading() as book:
        assert [each.kind for each in book.events(1)][-2:] == ["PAYMENT", "PAYMENT"]
        assert book.submission(1).state == "delivered"
        assert list(verify.problems(book)) == []


def test_the_same_payment_counts_once_and_a_second_like_it_has_to_be_said(firm: Firm) -> None:
    firm.bill()
    assert pay(firm, "1001", "400.00", reference="CHQ-1").new
    assert not pay(firm, "1001", "400.00", reference="CHQ-1").new
    assert not pay(firm, "1001", "400.00").new
    assert pay(firm, "1001", "400.00", reference="CHQ-2").new
    assert pay(firm, "1001", "200.00").new
    assert not pay(firm, "1001", "200.0").new
    assert pay(firm, "1001", "200.00", again=True).receivable.balance.paid == D(1200)


def test_money_that_went_back_needs_a_reason_and_must_have_come(firm: Firm) -> None:
    firm.bill()
    pay(firm, "1001", "400.00")
    with pytest.raises(UsageError, match="needs a --reason"):
        pay(firm, "1001", "-400.00")
    with pytest.raises(UsageError, match=re.escape("only 400.00 USD was paid of invoice 1001")):
        pay(firm, "1001", "-400.01", reason="returned")
    back = pay(firm, "1001", "-400.00", reason="returned").receivable
    assert (back.balance.paid, back.balance.open) == (D(0), D(1000))


def test_more_than_was_billed_is_kept(firm: Firm) -> None:
    firm.bill()
    assert pay(firm, "1001", "1100.00").receivable.balance.overpaid == D(100)


@pytest.mark.parametrize(
    ("amount", "said", "fact"),
    [
        ("0.00", {}, "the amount is zero"),
        ("10.001", {}, "more decimals than USD has"),
        ("10.00", {"currency": "eur"}, "is in USD, not in EUR"),
    ],
)
def test_what_no_payment_can_be_is_refused(firm: Firm, amount: str, said: dict[str, Any], fact: str) -> None:
    firm.bill()
    with pytest.raises(UsageError, match=re.escape(fact)) as caught:
        pay(firm, "1001", amount, **said)
    assert caught.value.hint
    assert firm.receivable().payments == ()


def test_a_payment_cannot_lie_ahead(firm: Firm) -> None:
    firm.bill()
    with firm.writing() as book, pytest.raises(UsageError, match="2026-12-01 lies ahead"):
        noting.pay(book, "1001", Payment(day=day(1, 12), amount=D(5)), today=TODAY)


def test_tests_and_withdrawn_bills_are_never_paid(firm: Firm) -> None:
    firm.bill("1001", environment="test")
    with pytest.raises(UsageError, match="only sent as a test"):
        pay(firm, "1001", "5.00")
    one = firm.bill("1002")
    with firm.writing() as book:
        book.note([one], "WITHDRAWN")
    with pytest.raises(UsageError, match="was withdrawn"):
        pay(firm, "1002", "5.00")


def test_a_test_beside_the_real_bill_is_no_second_bill(firm: Firm) -> None:
    firm.bill("1001", environment="test")
    firm.bill("1001")
    assert pay(firm, "1001", "5.00").receivable.submission.id == 2


def test_a_number_of_two_clients_has_to_be_told_apart(firm: Firm) -> None:
    firm.bill("1001")
    firm.bill("1001", client="tarn", currency="EUR")
    with pytest.raises(UsageError, match="fits 2 bills: #1 invoice to merrow; #2 invoice to tarn"):
        pay(firm, "1001", "5.00")
    assert pay(firm, "#2", "5.00").receivable.client == "tarn"
    assert pay(firm, "1001", "6.00", client="merrow").receivable.client == "merrow"


def test_money_follows_the_bill_to_its_corrected_version(either: Firm) -> None:
    one = either.bill("1001", "1000.00")
    pay(either, "1001", "300.00")
    either.status(one, "REJECTED")
    either.bill("1001-R", "900.00", replaces=one)
    late = pay(either, "1001", "100.00", 25).receivable
    assert (late.invoice, late.balance.billed, late.balance.paid) == ("1001-R", D(900), D(400))
    assert not pay(either, "1001-R", "300.00").new


def test_the_platforms_word_and_a_payment_of_the_same_money_count_once(firm: Firm) -> None:
    one = firm.bill()
    firm.status(one, "PAID", "1000.00", day(8))
    assert firm.receivable().balance.paid == D(1000)
    assert pay(firm, "1001", "1000.00", 12).receivable.balance.paid == D(1000)


def test_a_platform_that_says_paid_without_an_amount_means_what_was_approved(firm: Firm) -> None:
    one = firm.bill()
    firm.status(one, "APPROVED_REDUCED", "900.00", day(5))
    firm.status(one, "PAID", "", day(8))
    found = firm.receivable().balance
    assert (found.paid, found.open, found.disputed, found.owed) == (D(900), D(100), D(100), D(0))


def test_where_it_is_not_sure_a_person_has_to_say(firm: Firm) -> None:
    one = firm.bill()
    firm.status(one, "SHORT_PAID", "800.00", day(8))
    with pytest.raises(UsageError, match=re.escape("the platform reported 800.00 USD of invoice 1001 as paid")) as told:
        pay(firm, "1001", "200.00")
    assert "--besides" in told.value.hint
    assert pay(firm, "1001", "200.00", besides=True).receivable.balance.open == D(0)
    assert pay(firm, "1001", "800.00", 12).receivable.balance.open == D(0)


def test_a_part_of_what_the_platform_reported_changes_nothing(firm: Firm) -> None:
    one = firm.bill()
    firm.status(one, "SHORT_PAID", "800.00", day(8))
    assert pay(firm, "1001", "150.00", same=True).receivable.balance.paid == D(800)


def test_the_day_of_the_report_is_known_after_something_else_was_said(firm: Firm) -> None:
    one = firm.bill()
    firm.status(one, "PAID", "1000.00", day(8))
    firm.status(one, "DISPUTED", "", day(15))
    back = pay(firm, "1001", "-1000.00", 20, reason="recalled by the bank").receivable
    assert back.reported is not None
    assert (back.reported.day, back.balance.paid) == (day(8), D(0))
