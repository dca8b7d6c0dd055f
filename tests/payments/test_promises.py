"""Promises to pay: kept, kept late, broken, replaced or open, by the money that came."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from receiving import TODAY, Firm, day

from ledes.errors import UsageError
from ledes.payments import chasing, finding, noting, promises
from ledes.payments.balance import Payment
from ledes.payments.promises import Promise, judge

D = Decimal


def promised(amount: str, due: int, made: int = 1, *, plan: bool = False) -> Promise:
    return Promise(client="merrow", currency="USD", amount=D(amount), due=day(due), made=day(made), plan=plan)


def states(
    given_: list[Promise], flows: list[tuple[int, str]], owed: str = "1000", today: int = 30
) -> list[tuple[str, str]]:
    money = [(day(at), D(amount)) for at, amount in flows]

    def open_on(at: datetime.date) -> Decimal:
        return D(owed) - sum((amount for when, amount in money if when < at), D(0))

    return [(each.state, str(each.got)) for each in judge(given_, money, open_on, day(today))]


CASES = {
    "in time": ([promised("500", 10)], [(10, "500")], [("kept", "500")]),
    "on the day of the promise": ([promised("500", 10, 5)], [(5, "500")], [("kept", "500")]),
    "before it was promised": ([promised("500", 10, 5)], [(4, "500")], [("broken", "0")]),
    "late": ([promised("500", 10)], [(12, "500")], [("late", "500")]),
    "a part": ([promised("500", 10)], [(9, "300")], [("broken", "300")]),
    "in parts": ([promised("500", 10)], [(8, "300"), (9, "300")], [("kept", "500")]),
    "it went back": ([promised("500", 10)], [(8, "500"), (9, "-500")], [("broken", "0")]),
    "two that fit": (
        [promised("500", 10), promised("500", 20, 2)],
        [(9, "500"), (19, "500")],
        [("kept", "500"), ("kept", "500")],
    ),
    "the oldest first": (
        [promised("500", 10), promised("500", 20)],
        [(12, "500")],
        [("late", "500"), ("broken", "0")],
    ),
    "a newer one for the same money": (
        [promised("1000", 10), promised("1000", 20, 8)],
        [(18, "1000")],
        [("replaced", "0"), ("kept", "1000")],
    ),
    "a newer one after the first was broken": (
        [promised("1000", 10), promised("1000", 20, 12)],
        [(18, "1000")],
        [("broken", "0"), ("kept", "1000")],
    ),
    "a plan replaces": (
        [promised("300", 25), promised("100", 10, 5, plan=True), promised("100", 20, 5, plan=True)],
        [(9, "100")],
        [("replaced", "0"), ("kept", "100"), ("broken", "0")],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_money_says_what_became_of_a_promise(case: str) -> None:
    given_, flows, expected = CASES[case]
    assert states(given_, flows) == expected


def test_before_its_day_a_promise_is_open() -> None:
    assert states([promised("500", 10)], [(9, "300")], today=10) == [("open", "300")]


@given(
    st.lists(st.tuples(st.integers(1, 500), st.integers(1, 28), st.integers(1, 28)), max_size=5),
    st.lists(st.tuples(st.integers(1, 28), st.integers(1, 500)), max_size=5),
)
def test_no_money_counts_for_two_promises(made: list[tuple[int, int, int]], flows: list[tuple[int, int]]) -> None:
    given_ = [promised(str(amount), due, at) for amount, due, at in made]
    found = judge(given_, [(day(at), D(amount)) for at, amount in flows], lambda _: D(10_000), day(30))
    assert sum(each.got for each in found) <= sum(amount for _, amount in flows)
    assert all(each.got <= each.promise.amount for each in found)
    assert all((each.day is not None) == (each.state in {"kept", "late"}) for each in found)


def test_promises_of_bills_and_clients_are_judged_from_the_ledger(either: Firm) -> None:
    either.bill("1001", "1000.00")
    either.bill("1002", "500.00")
    with either.writing() as book:
        for subject in ("1001", "merrow"):
            about = finding.subject(book, either.home, subject)
            chasing.promise(book, about, [(D(600), day(20))], "lena", currency="USD", today=day(10))
        noting.pay(book, "1001", Payment(day=day(15), amount=D(400)), today=TODAY)
        noting.pay(book, "1002", Payment(day=day(16), amount=D(200)), today=TODAY)
        found = {each.promise.invoice: each for each in promises.judged(book, TODAY)}
    assert (found["1001"].state, found["1001"].got) == ("broken", D(400))
    assert (found[""].state, found[""].day) == ("kept", day(16))


def test_a_promise_moves_with_its_bill_to_the_corrected_version(firm: Firm) -> None:
    one = firm.bill("1001")
    with firm.writing() as book:
        about = finding.subject(book, firm.home, "1001")
        chasing.promise(book, about, [(D(600), day(20))], "lena", currency="USD", today=day(10))
    firm.status(one, "REJECTED")
    firm.bill("1001", replaces=one)
    with firm.writing() as book:
        noting.pay(book, "1001", Payment(day=day(15), amount=D(600)), today=TODAY)
        assert [(each.promise.invoice, each.state) for each in promises.judged(book, TODAY)] == [("1001", "kept")]


def test_a_promise_that_cannot_be_is_refused(firm: Firm) -> None:
    firm.bill("1001")
    with firm.writing() as book:
        about = finding.subject(book, firm.home, "1001")
        for parts, currency, said in (
            ([(D(5), day(9))], "USD", "2026-11-09 has passed"),
            ([(D(-5), day(20))], "USD", "is below zero"),
            ([(D(5), day(20))], "EUR", "is in USD, not in EUR"),
            ([(D(5), day(20)), (D(6), day(20))], "USD", "for the same day"),
        ):
            with pytest.raises(UsageError, match=said):
                chasing.promise(book, about, parts, "lena", currency=currency, today=day(10))
        assert promises.judged(book, TODAY) == ()


def test_what_is_neither_a_bill_nor_a_client_is_told(firm: Firm) -> None:
    firm.bill("merrow")
    with firm.writing() as book:
        with pytest.raises(UsageError, match="'none' is neither an invoice on record nor a client"):
            finding.subject(book, firm.home, "none")
        with pytest.raises(UsageError, match="'merrow' is a client and an invoice number"):
            finding.subject(book, firm.home, "merrow")
        assert finding.subject(book, firm.home, "#1").client == "merrow"
        assert finding.subject(book, firm.home, "tarn").submission is None


def test_what_was_written_down_is_listed_by_time_for_bill_and_client(firm: Firm) -> None:
    firm.bill("1001")
    with firm.writing() as book:
        bill = finding.subject(book, firm.home, "1001")
        client = finding.subject(book, firm.home, "merrow")
        chasing.note(book, bill, "will pay", "lena", sort="call", whom="N. Ahrens")
        chasing.note(book, client, "new contact", "lena")
        chasing.hand_over(book, "1001", "Northway", "lena")
        assert [each.kind for each in chasing.told(book, firm.home, bill)] == ["NOTE", "AGENCY"]
        assert [each.kind for each in chasing.told(book, firm.home, client)] == ["NOTE", "AGENCY", "NOTE"]
        assert len(chasing.told(book, firm.home)) == 3
        with pytest.raises(UsageError, match="is with Northway already"):
            chasing.hand_over(book, "1001", "Northway", "lena")
        assert chasing.hand_over(book, "1001", "", "lena").agency == ""
