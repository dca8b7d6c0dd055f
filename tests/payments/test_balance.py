"""What is open of an invoice, whoever tells of its money."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledes.payments.balance import Balance, Payment, Reported, WriteOff, balance

D = Decimal


def day(number: int) -> datetime.date:
    return datetime.date(2026, 11, number)


def paid(number: int, amount: str, *, besides: bool = False) -> Payment:
    return Payment(day=day(number), amount=D(amount), besides=besides)


def told(number: int, amount: str) -> Reported:
    return Reported(day=day(number), amount=D(amount))


CASES = {
    "nothing yet": ([], None, "0"),
    "a part by hand": ([paid(5, "400")], None, "400"),
    "the platform alone": ([], told(8, "1000"), "1000"),
    "the same money by both": ([paid(5, "1000")], told(8, "1000"), "1000"),
    "booked some days later": ([paid(20, "1000")], told(8, "1000"), "1000"),
    "booked in two parts, one so far": ([paid(9, "400")], told(8, "1000"), "1000"),
    "booked in two parts": ([paid(9, "400"), paid(12, "600")], told(8, "1000"), "1000"),
    "a part told, more in the books": ([paid(5, "300"), paid(20, "700")], told(8, "300"), "1000"),
    "the rest came besides": ([paid(20, "200", besides=True)], told(8, "800"), "1000"),
    "besides, and the books follow": ([paid(20, "200", besides=True), paid(21, "800")], told(8, "800"), "1000"),
    "besides, then the platform tells of it too": ([paid(20, "200", besides=True)], told(25, "1000"), "1000"),
    "it went back after the report": ([paid(5, "1000"), paid(20, "-1000")], told(8, "1000"), "0"),
    "it went back and came again": ([paid(5, "1000"), paid(20, "-1000")], told(25, "1000"), "1000"),
    "what went back had not been noted": ([paid(20, "-1000")], told(8, "1000"), "0"),
    "it went back before the report": ([paid(5, "1000"), paid(7, "-1000")], told(8, "1000"), "1000"),
    "too much": ([paid(5, "1200")], told(8, "1000"), "1200"),
}


@pytest.mark.parametrize("case", CASES)
def test_money_that_two_tell_of_counts_once(case: str) -> None:
    payments, reported, expected = CASES[case]
    found = balance(D(1000), payments=payments, reported=reported)
    assert (found.paid, found.open) == (D(expected), D(1000) - D(expected))


def test_what_is_open_is_billed_less_paid_less_written_off() -> None:
    off = [WriteOff(day=day(9), amount=D(60)), WriteOff(day=day(10), amount=D(-10))]
    found = balance(D(1000), approved=D(900), payments=[paid(5, "700")], write_offs=off)
    assert (found.cut, found.paid, found.written_off, found.open) == (D(100), D(700), D(50), D(250))
    assert (found.disputed, found.owed) == (D(50), D(200))


def test_what_the_client_cut_is_not_asked_for_again() -> None:
    found = balance(D(1000), approved=D(900), payments=[paid(5, "900")])
    assert (found.open, found.disputed, found.owed) == (D(100), D(100), D(0))


def test_more_than_was_billed_is_told() -> None:
    found = balance(D(1000), payments=[paid(5, "1050.50")])
    assert (found.open, found.overpaid, found.disputed) == (D("-50.50"), D("50.50"), D(0))


def test_a_day_in_the_past_knows_nothing_of_later_days() -> None:
    off = [WriteOff(day=day(20), amount=D(100))]
    at = balance(D(1000), payments=[paid(5, "300"), paid(15, "300")], reported=told(18, "900"), write_offs=off)
    then = balance(
        D(1000),
        payments=[paid(5, "300"), paid(15, "300")],
        reported=told(18, "900"),
        write_offs=off,
        until=day(10),
    )
    assert (at.open, then.open) == (D(0), D(700))


def test_what_the_books_do_not_show_is_told_apart() -> None:
    found = balance(D(1000), payments=[paid(9, "400")], reported=told(8, "1000"))
    assert (found.noted, found.reported, found.unnoted) == (D(400), D(1000), D(600))


def test_a_credit_note_is_settled_by_money_that_goes_out() -> None:
    owed = balance(D(-100))
    assert (owed.open, owed.overpaid) == (D(-100), D(0))
    assert balance(D(-100), payments=[paid(5, "-100")]).open == 0
    assert balance(D(-100), payments=[paid(5, "-100")], reported=told(8, "-100")).open == 0
    assert balance(D(-100), reported=told(8, "-100"), payments=[paid(9, "100")]).open == D(-100)


amounts = st.integers(-500, 1500).map(D)
payments = st.lists(st.tuples(st.integers(1, 28), amounts, st.booleans()), max_size=5)


@given(payments, st.none() | st.tuples(st.integers(1, 28), st.integers(0, 1500).map(D)), st.lists(amounts, max_size=3))
def test_the_parts_always_add_up_to_the_bill(
    came: list[tuple[int, Decimal, bool]], word: tuple[int, Decimal] | None, off: list[Decimal]
) -> None:
    noted = [Payment(day=day(at), amount=amount, besides=besides) for at, amount, besides in came]
    reported = Reported(day=day(word[0]), amount=word[1]) if word else None
    found: Balance = balance(
        D(1000), payments=noted, reported=reported, write_offs=[WriteOff(day=day(1), amount=each) for each in off]
    )
    assert found.paid + found.written_off + found.owed + found.disputed == found.billed
    assert found.paid >= found.noted
    without = balance(D(1000), payments=noted).paid
    assert found.paid <= max(without, reported.amount if reported else without) + sum(
        max(D(0), each.amount) for each in noted if each.besides
    )
