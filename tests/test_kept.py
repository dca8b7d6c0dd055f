"""What is found of a bill once is found anew for another bill, for other company, and when it was let go."""

from __future__ import annotations

from ledes.bill import Bill
from ledes.kept import MOST, forget, kept

asked: list[str] = []


@kept
def named(bill: Bill, *beside: object) -> tuple[str, int]:
    asked.append(bill.number)
    return bill.number, len(beside)


def numbers(*bills: Bill) -> list[str]:
    asked.clear()
    for bill in bills:
        assert named(bill) == (bill.number, 0)
    return list(asked)


def test_several_bills_are_known_at_once() -> None:
    one, other = Bill(number="1"), Bill(number="2")
    assert numbers(one, other, one, other) == ["1", "2"]


def test_equal_bills_are_two() -> None:
    assert numbers(Bill(number="1"), Bill(number="1")) == ["1", "1"]


def test_an_answer_holds_for_what_it_was_given_for() -> None:
    bill, here, there = Bill(number="1"), object(), object()
    asked.clear()
    assert [named(bill, here)[1], named(bill, there)[1], named(bill)[1], named(bill, here)[1]] == [1, 1, 0, 1]
    assert len(asked) == 3


def test_what_is_let_go_is_found_anew() -> None:
    bill = Bill(number="1")
    numbers(bill)
    forget()
    assert numbers(bill, bill) == ["1"]


def test_without_being_told_it_lets_go_after_some_bills() -> None:
    first = Bill(number="first")
    forget()
    assert numbers(first, *(Bill(number=str(at)) for at in range(MOST)), first).count("first") == 2
