from __future__ import annotations

import datetime
from typing import Any

import pytest

from ledes.bill import Bill, Unread
from ledes.client import Client
from ledes.rules import Earlier

AT = datetime.datetime(2026, 4, 2, 9, 30, tzinfo=datetime.UTC)


class Sent:
    """A history in which one number was used."""

    def __init__(self, *earlier: Earlier) -> None:
        self.earlier = earlier

    def under_number(self, number: str) -> tuple[Earlier, ...]:
        return self.earlier if number == "2026-17" else ()


def test_a_line_number_that_comes_again_is_told_at_the_second(make: Any, judge: Any, fired: Any) -> None:
    bill = make.bill(make.fee(), make.expense(number="1"), make.discount())
    assert judge("I001", bill) == [(4, "line.number", "the line number '1' stands already in row 3")]
    assert fired(bill) == ["I001"]


def test_blank_line_numbers_are_not_the_same_number(make: Any, judge: Any) -> None:
    assert judge("I001", make.bill(make.fee(number=""), make.expense(number=""))) == []


def test_an_invoice_without_lines_is_told_unless_they_were_lost(judge: Any) -> None:
    assert judge("I002", Bill(row=3)) == [(3, "bill.lines", "the invoice has no lines")]
    assert judge("I002", Bill(row=3, unread=(Unread(3, "line"),))) == []


def test_a_number_that_was_never_used_is_good(make: Any, judge: Any) -> None:
    history = Sent(Earlier("12", "delivered", "APPROVED", AT))
    assert judge("I010", make.bill(number="2026-18"), profile=Client(key="c"), history=history) == []


def test_a_number_that_was_used_is_told_with_what_became_of_it(make: Any, judge: Any) -> None:
    history = Sent(Earlier("12", "delivered", "APPROVED", AT))
    assert judge("I010", make.bill(), profile=Client(key="c"), history=history) == [
        (3, "bill.number", "the number '2026-17' was used on 2026-04-02 (submission 12, APPROVED)")
    ]


@pytest.mark.parametrize(("state", "status"), [("refused", ""), ("delivered", "REJECTED"), ("uploaded", "FILE_ERROR")])
def test_a_rejected_number_is_free_only_where_the_client_wants_it_again(
    make: Any, judge: Any, state: str, status: str
) -> None:
    history = Sent(Earlier("12", state, status, AT))
    same, new = Client(key="c", number_on_resending="same"), Client(key="c", number_on_resending="new")
    assert judge("I010", make.bill(), profile=same, history=history) == []
    assert judge("I010", make.bill(), profile=new, history=history) != []


def test_one_earlier_invoice_that_stands_keeps_the_number(make: Any, judge: Any) -> None:
    history = Sent(Earlier("13", "refused", "", AT), Earlier("12", "in_doubt", "", AT))
    found = judge("I010", make.bill(), profile=Client(key="c"), history=history)
    assert found[0][2].endswith("(submission 12, in_doubt)")
