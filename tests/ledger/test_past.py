"""What rules hear of earlier bills: from the facts kept with each, without what does not count."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ledes import facts, ledger
from ledes.bill import Bill, Line, Matter, Timekeeper
from ledes.client import Client
from ledes.earlier import Spent
from ledes.errors import LedgerError
from ledes.ledger import answers
from ledes.ledger.past import Past
from ledes.ledger.records import Entry, Parcel
from ledes.ledger.writing import Ledger
from ledes.others import Index

DAY = datetime.date
M1, M2 = Matter(firm_id="M-1", client_id="C-1"), Matter(client_id="C-2")
ADA = Timekeeper(id="T1", name="Quill, Ada", classification="PARTNR")
Record = Callable[..., int]


def fee(**changes: Any) -> Line:
    line = Line(
        number="1",
        kind="F",
        matter=M1,
        date=DAY(2026, 5, 4),
        units=Decimal("2.0"),
        rate=Decimal("350.00"),
        amount=Decimal("700.00"),
        task="L110",
        timekeeper=ADA,
        description="Review the lease",
    )
    return replace(line, **changes)


def cost(**changes: Any) -> Line:
    line = Line(number="2", kind="E", matter=M1, date=DAY(2026, 5, 5), amount=Decimal("24.95"), expense="E110")
    return replace(line, description="Train", tax=Decimal("1.05"), **changes)


def bill(number: str, *lines: Line, month: int = 6) -> Bill:
    return Bill(
        number=number,
        date=DAY(2026, month, 2),
        start=DAY(2026, month - 1, 1),
        end=DAY(2026, month - 1, 28),
        currency="USD",
        matters=tuple({id(line.matter): line.matter for line in lines if line.matter}.values()),
        lines=lines,
    )


@pytest.fixture
def book(url: str) -> Iterator[Ledger]:
    with ledger.writing(url) as opened:
        yield opened


@pytest.fixture
def record(book: Ledger) -> Record:
    def recorded(each: Bill, *events: str, **other: Any) -> int:
        entry = Entry(
            invoice=each.number,
            kind="invoice",
            digest=each.number,
            total=Decimal("450.00"),
            currency="USD",
            facts=facts.of(each),
        )
        stated: dict[str, Any] = {
            "vendor": "post",
            "account": "default",
            "environment": "production",
            "client": "merrow",
            "file_name": f"{each.number}.txt",
            "format": "1998b",
            "content": b"the bill",
            **other,
        }
        (submission,) = book.record(Parcel(entries=(entry,), **stated))
        for event in events:
            book.note([submission.id], event)
        return submission.id

    return recorded


@pytest.fixture
def past(book: Ledger) -> Past:
    return book.history(Client(key="merrow"))


def test_bills_of_a_matter_come_newest_first_with_their_sums(record: Record, past: Past) -> None:
    record(bill("1", fee(), cost(), fee(matter=M2, amount=Decimal(9))))
    record(bill("2", fee(amount=Decimal("100.125")), month=7))
    newest, oldest = past.bills("M-1")
    assert (newest.number, newest.fees, newest.date, newest.start) == (
        "2",
        Decimal("100.125"),
        DAY(2026, 7, 2),
        DAY(2026, 6, 1),
    )
    assert (oldest.fees, oldest.expenses, oldest.total) == (Decimal(700), Decimal("24.95"), Decimal(726))
    assert (oldest.state, oldest.status, oldest.currency, oldest.kind) == ("ready", "", "USD", "invoice")
    assert [each.number for each in past.bills("C-2")] == ["1"]
    assert past.bills("M-9") == ()


def test_sums_are_given_by_matter_phase_and_days(record: Record, past: Past) -> None:
    record(bill("1", fee(), cost(), fee(task="L120", amount=Decimal(50))))
    record(bill("2", fee(matter=M2, amount=Decimal(9)), month=7))
    assert past.spent() == Spent(Decimal(759), Decimal("24.95"), Decimal(785))
    assert past.spent("M-1", phase="L100").fees == Decimal(750)
    assert past.spent("M-1", phase="L120").fees == Decimal(50)
    assert past.spent(phase="L100").fees == Decimal(759)
    assert past.spent(since=DAY(2026, 7, 2)).fees == Decimal(9)
    assert past.spent(until=DAY(2026, 7, 1)).fees == Decimal(750)
    assert past.spent(since=DAY(2026, 6, 3), until=DAY(2026, 7, 1)) == Spent()


def test_rates_are_given_with_the_days_of_their_use_the_last_first(record: Record, past: Past) -> None:
    record(bill("1", fee(), fee(date=DAY(2026, 5, 20))))
    record(bill("2", fee(rate=Decimal(360), date=DAY(2026, 6, 9)), fee(date=DAY(2026, 5, 2)), month=7))
    newest, oldest = past.rates("T1")
    assert (newest.rate, newest.first, newest.last) == (Decimal(360), DAY(2026, 6, 9), DAY(2026, 6, 9))
    assert (oldest.rate, oldest.first, oldest.last) == (Decimal(350), DAY(2026, 5, 2), DAY(2026, 5, 20))
    assert oldest.classification == "PARTNR"
    assert past.rates("T9") == ()


def test_hours_are_added_up_for_the_days_that_are_asked_for(record: Record, past: Past) -> None:
    record(bill("1", fee(), fee(date=DAY(2026, 5, 6))))
    record(bill("2", fee(units=Decimal("0.25"))))
    shifts = [("T1", DAY(2026, 5, 4)), ("T1", DAY(2026, 5, 5)), ("T2", DAY(2026, 5, 4))]
    assert past.hours(shifts) == {("T1", DAY(2026, 5, 4)): Decimal("2.25")}
    assert past.hours([]) == {}


def test_lines_are_found_by_their_fingerprints_and_days_many_at_once(record: Record, past: Past) -> None:
    record(bill("1", fee(), fee(number="7", matter=M2), fee(number="9", date=DAY(2026, 5, 9))))
    print_ = facts.fingerprint(fee())
    assert print_ is not None
    found = past.lines({**dict.fromkeys(range(1000), (DAY(2026, 5, 1),)), print_: (DAY(2026, 5, 4), DAY(2026, 5, 8))})
    assert [(each.number, each.line, each.date, each.matter) for each in found[print_]] == [
        ("1", "1", DAY(2026, 5, 4), "M-1"),
        ("1", "7", DAY(2026, 5, 4), "C-2"),
    ]
    assert list(found) == [print_]
    assert past.lines({}) == {}


def test_what_does_not_count_is_left_out(record: Record, past: Past, book: Ledger) -> None:
    record(bill("1", fee()), environment="test")
    record(bill("2", fee()), client="other")
    record(bill("3", fee()), "ATTEMPT", "REFUSED")
    record(bill("4", fee()), "WITHDRAWN")
    rejected = record(bill("5", fee()), "ATTEMPT", "RECEIPT")
    book.note([rejected], "STATUS", {"status": "REJECTED", "at": "2026-07-01T09:00:00.000000Z"})
    assert past.spent() == Spent()
    assert (past.bills("M-1"), past.rates("T1"), past.hours([("T1", DAY(2026, 5, 4))])) == ((), (), {})
    (earlier,) = past.under_number("5")
    assert (earlier.status, earlier.file_name, earlier.date) == ("REJECTED", "5.txt", DAY(2026, 6, 2))
    assert earlier.reported == datetime.datetime(2026, 7, 1, 9, tzinfo=datetime.UTC)


def test_the_bills_of_the_run_are_left_out_but_their_numbers_are_known(record: Record, past: Past) -> None:
    record(bill("1", fee()))
    record(bill("2", fee()))
    apart = past.apart(frozenset({"1"}))
    assert past.spent().fees == Decimal(1400)
    assert (apart.spent().fees, [each.number for each in apart.bills("M-1")]) == (Decimal(700), ["2"])
    assert [each.id for each in apart.under_number("1")] == ["1"]


def test_a_question_is_put_to_the_ledger_once(record: Record, past: Past, book: Ledger) -> None:
    record(bill("1", fee()))
    assert past.spent("M-1") == past.spent("M-1", since=DAY(2026, 1, 1))
    record(bill("2", fee()))
    assert past.spent("M-1").fees == Decimal(700)
    assert book.history(Client(key="merrow")).spent("M-1").fees == Decimal(1400)


def test_the_next_file_of_a_run_leaves_out_the_same_bills_and_asks_nothing_anew(record: Record, past: Past) -> None:
    record(bill("1", fee()))
    record(bill("2", fee(units=Decimal("1.0"), amount=Decimal("350.00"))))
    assert past.apart(frozenset({"1"})).spent("M-1").fees == Decimal(350)
    record(bill("3", fee()))
    assert past.apart(frozenset(["1"])).spent("M-1").fees == Decimal(350)
    assert past.apart(frozenset({"2"})).spent("M-1").fees == Decimal(1400)
    assert past.apart(frozenset()) is past


@pytest.mark.parametrize(("day", "again"), [(DAY(2026, 5, 4), None), (DAY(2026, 6, 4), ())])
def test_no_line_is_looked_for_where_earlier_bills_hold_none_of_its_days(
    record: Record, past: Past, day: datetime.date, again: tuple[str, ...] | None
) -> None:
    record(bill("1", fee()))
    own, index = bill("2", fee(date=day, description="Draft the lease")), Index()
    index.add("run.txt", 0, "merrow", own)
    assert past.again(own) is None
    past.foresee(index.foreseen("merrow"))
    assert past.again(own) == again


def test_a_bill_without_matters_and_lines_has_facts_too(record: Record, book: Ledger) -> None:
    record(bill("1"))
    assert book.without_facts() == ()


def test_facts_are_never_changed(record: Record, book: Ledger) -> None:
    record(bill("1", fee()))
    for table in ("billed", "task_fees", "billed_rates", "hours", "prints"):
        with pytest.raises(LedgerError, match="append-only"), book.changing() as connection:
            connection.exec_driver_sql(f"DELETE FROM {table}")


def test_no_narrative_is_kept(record: Record, tmp_path: Path) -> None:
    record(bill("1", fee(description="Unmistakable words")))
    assert b"nmistakable" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


def test_rates_asked_for_everybody_are_those_asked_for_one_by_one(book: Ledger, record: Record) -> None:
    record(bill("1", fee(), fee(matter=M2)))
    record(bill("2", fee(), month=7), client="tarn")
    record(bill("3", fee(), month=8))
    rows = answers.rates_of_all(book, ("merrow", "tarn", "nobody"))
    for client in ("merrow", "tarn", "nobody"):
        for without in (frozenset[str](), frozenset({"1"})):
            alone = answers.Answers(book, client, without).rates(("T1",))
            assert answers.Answers(book, client, without, rows[client]).rates(("T1",)) == alone
    assert answers.Answers(book, "merrow", frozenset()).rates(("T1",))
