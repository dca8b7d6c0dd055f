"""What is written down about a client stays, in a chain of its own, on both kinds of ledger."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import delete
from sqlalchemy.exc import DBAPIError

from ledes import ledger
from ledes.errors import LedgerError
from ledes.ledger import clientbook, remarks, verify
from ledes.ledger.moneytables import client_events
from ledes.ledger.records import Parcel
from ledes.ledger.remarks import Remark

NOON = datetime.datetime(2026, 11, 30, 12, tzinfo=datetime.UTC)


def test_each_client_has_a_chain_of_its_own(url: str) -> None:
    with ledger.writing(url, clock=lambda: NOON) as book:
        clientbook.write(book, "merrow", "NOTE", {"text": "one"})
        clientbook.write(book, "tarn", "NOTE", {"text": "two"})
        clientbook.write(book, "merrow", "PROMISE", {"amount": 5})
        found = [(each.client, each.seq, each.kind) for each in clientbook.listed(book)]
        assert found == [("merrow", 1, "NOTE"), ("merrow", 2, "PROMISE"), ("tarn", 1, "NOTE")]
        assert [each.detail["text"] for each in clientbook.listed(book, "tarn", "NOTE")] == ["two"]
        assert list(verify.problems(book)) == []


def test_the_same_thing_said_twice_stands_there_twice(url: str) -> None:
    with ledger.writing(url, clock=lambda: NOON) as book:
        for _ in range(2):
            clientbook.write(book, "merrow", "NOTE", {"text": "called again"})
        assert [each.seq for each in clientbook.listed(book)] == [1, 2]


def test_what_was_written_cannot_be_taken_away(url: str) -> None:
    with ledger.writing(url) as book:
        clientbook.write(book, "merrow", "NOTE", {"text": "one"})
        with pytest.raises((LedgerError, DBAPIError)), book.changing() as connection:
            connection.execute(delete(client_events))
        assert len(clientbook.listed(book)) == 1


def test_a_word_that_was_changed_is_found(url: str, tamper: Callable[..., None]) -> None:
    with ledger.writing(url) as book:
        for text in ("one", "two"):
            clientbook.write(book, "merrow", "NOTE", {"text": text})
    tamper(url, """UPDATE client_events SET detail = '{"text":"three"}' WHERE seq = 1""")
    with ledger.reading(url) as book:
        assert list(verify.problems(book)) == ["client merrow, event 1: it was changed, or one before it is missing"]


def test_two_who_write_at_once_stand_behind_each_other(url: str) -> None:
    with ledger.writing(url) as book, ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda place: clientbook.write(book, "merrow", "NOTE", {"text": str(place)}), range(12)))
        assert [each.seq for each in clientbook.listed(book)] == list(range(1, 13))
        assert list(verify.problems(book)) == []


def test_remarks_leave_the_state_alone_and_keep_the_chain_whole(url: str, parcel: Callable[..., Parcel]) -> None:
    with ledger.writing(url) as book:
        first, second = book.record(parcel("1001", "1002"))
        said = [Remark(each.id, "NOTE", {"text": str(place)}) for place in range(3) for each in (first, second)]
        assert remarks.note(book, said) == 6
        assert [each.kind for each in book.events(first.id)] == ["CREATED", "NOTE", "NOTE", "NOTE"]
        assert {each.state for each in book.submissions()} == {"ready"}
        assert list(verify.problems(book)) == []


def test_only_remarks_may_be_noted_as_remarks(url: str, parcel: Callable[..., Parcel]) -> None:
    with ledger.writing(url) as book:
        (one,) = book.record(parcel())
        with pytest.raises(ValueError, match="ATTEMPT is no remark"):
            remarks.note(book, [Remark(one.id, "ATTEMPT", {})])
        with pytest.raises(ValueError, match="nothing of a client is called PAYMENT"):
            clientbook.write(book, "merrow", "PAYMENT", {})


def test_a_remark_may_be_noted_while_another_run_works_on_the_bill(
    server_url: str, parcel: Callable[..., Parcel]
) -> None:
    with ledger.writing(server_url) as book:
        (one,) = book.record(parcel())
        with book.claim(one.delivery.id) as other, ledger.writing(server_url) as desk:
            assert other == ""
            remarks.note(desk, [Remark(one.id, "NOTE", {"text": "the client called"})])
            book.note([one.id], "ATTEMPT", {})
        assert [each.kind for each in book.events(one.id)] == ["CREATED", "NOTE", "ATTEMPT"]
