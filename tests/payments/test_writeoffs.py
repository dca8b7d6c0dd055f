"""A write-off is asked by one and approved by another, and counts only then."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from receiving import TODAY, Firm, day

from ledes.errors import UsageError
from ledes.payments import noting, writeoffs
from ledes.payments.balance import Payment

D = Decimal


def test_nothing_is_written_off_before_somebody_else_approved_it(either: Firm) -> None:
    either.bill()
    with either.writing() as book:
        asked = writeoffs.ask(book, "1001", D("150.00"), "cut not appealed", "lena")
        assert (asked.balance.open, asked.asked and asked.asked.amount) == (D(1000), D(150))
        with pytest.raises(UsageError, match="lena asked for this write-off and cannot approve it"):
            writeoffs.approve(book, "1001", "Lena")
        done = writeoffs.approve(book, "1001", "M. Ashdown")
    assert (done.balance.written_off, done.balance.open, done.asked) == (D(150), D(850), None)
    assert [(each.by, each.reason) for each in done.write_offs] == [("M. Ashdown", "cut not appealed")]


def test_a_declined_request_counts_for_nothing(firm: Firm) -> None:
    firm.bill()
    with firm.writing() as book:
        writeoffs.ask(book, "1001", None, "small", "lena")
        assert [each.invoice for each in writeoffs.waiting(book)] == ["1001"]
        gone = writeoffs.decline(book, "1001", "M. Ashdown", reason="appeal first")
        assert (gone.balance.open, gone.asked, writeoffs.waiting(book)) == (D(1000), None, ())
        with pytest.raises(UsageError, match="no write-off of invoice 1001 waits"):
            writeoffs.approve(book, "1001", "M. Ashdown")


def test_no_more_than_is_open_can_be_given_up(firm: Firm) -> None:
    firm.bill()
    with firm.writing() as book:
        with pytest.raises(UsageError, match=re.escape("only 1000.00 USD of invoice 1001 is open")):
            writeoffs.ask(book, "1001", D("1000.01"), "x", "lena")
        with pytest.raises(UsageError, match="needs a --reason"):
            writeoffs.ask(book, "1001", D(1), " ", "lena")
        writeoffs.ask(book, "1001", None, "x", "lena")
        with pytest.raises(UsageError, match=re.escape("a write-off of 1000.00 USD waits already")):
            writeoffs.ask(book, "1001", D(1), "x", "lena")
        noting.pay(book, "1001", Payment(day=day(20), amount=D(400)), today=TODAY)
        with pytest.raises(UsageError, match=re.escape("only 600.00 USD")):
            writeoffs.approve(book, "1001", "M. Ashdown")


def test_what_was_written_off_can_be_taken_back(firm: Firm) -> None:
    firm.bill()
    with firm.writing() as book:
        writeoffs.ask(book, "1001", D(200), "x", "lena")
        writeoffs.approve(book, "1001", "M. Ashdown")
        with pytest.raises(UsageError, match=re.escape("only 200.00 USD of invoice 1001 was written off")):
            writeoffs.ask(book, "1001", D(-201), "they paid after all", "lena")
        writeoffs.ask(book, "1001", D(-200), "they paid after all", "lena")
        assert writeoffs.approve(book, "1001", "M. Ashdown").balance.open == D(1000)
