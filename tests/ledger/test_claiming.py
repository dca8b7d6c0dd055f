"""Claims on a shared ledger: one run a delivery, for as long as it renews its lease, and nothing afterwards."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from ledes import ledger
from ledes.errors import LedgerError
from ledes.ledger import pacing, remembering, verify
from ledes.ledger.claiming import FULL
from ledes.ledger.recording import RecordedError
from ledes.ledger.records import Parcel
from ledes.ledger.writing import Ledger

Make = Callable[..., Parcel]
KEY = ("post", "default", "production")


@contextlib.contextmanager
def still(url: str, lease: float) -> Iterator[Ledger]:
    """Open a ledger as a run whose leases nobody renews, as when its machine stands still."""
    with ledger.writing(url, lease=lease) as book:
        assert book.claims is not None
        book.claims.ended.set()
        yield book


@pytest.fixture
def one(server_url: str) -> Iterator[Ledger]:
    with ledger.writing(server_url) as book:
        yield book


@pytest.fixture
def other(server_url: str) -> Iterator[Ledger]:
    with ledger.writing(server_url) as book:
        yield book


def test_a_delivery_is_one_runs_alone(one: Ledger, other: Ledger, parcel: Make) -> None:
    (submission,) = one.record(parcel())
    delivery = submission.delivery.id
    with one.claim(delivery) as mine, other.claim(delivery) as theirs:
        assert mine == ""
        assert "process" in theirs
    with other.claim(delivery) as theirs:
        assert theirs == ""


def test_a_file_has_no_claims_because_nobody_else_writes(file_url: str, parcel: Make) -> None:
    with ledger.writing(file_url) as book:
        (submission,) = book.record(parcel())
        with book.claim(submission.delivery.id) as mine:
            assert (mine, book.claims) == ("", None)


def test_nobody_else_moves_what_is_claimed_but_the_vendors_word_is_noted(
    one: Ledger, other: Ledger, parcel: Make
) -> None:
    (submission,) = one.record(parcel())
    with one.claim(submission.delivery.id):
        one.note([submission.id], "ATTEMPT")
        with pytest.raises(LedgerError, match="is being worked on by"):
            other.note([submission.id], "CONFIRMED", {})
        other.note([submission.id], "STATUS", {"status": "RECEIVED"})
        one.note([submission.id], "RECEIPT", {"reference": "P-1"})
    assert [event.kind for event in one.events(submission.id)] == ["CREATED", "ATTEMPT", "STATUS", "RECEIPT"]


def test_a_lease_is_renewed_while_its_run_lives(server_url: str, other: Ledger, parcel: Make) -> None:
    with ledger.writing(server_url, lease=0.4) as book:
        (submission,) = book.record(parcel())
        with book.claim(submission.delivery.id):
            book.note([submission.id], "ATTEMPT")
            time.sleep(1.2)
            with other.claim(submission.delivery.id) as theirs:
                assert theirs
            book.note([submission.id], "RECEIPT", {"reference": "P-1"})


def test_past_its_lease_a_run_notes_nothing_more_and_its_attempt_is_in_doubt(
    server_url: str, other: Ledger, parcel: Make
) -> None:
    with still(server_url, 0.2) as book:
        (submission,) = book.record(parcel())
        with book.claim(submission.delivery.id):
            book.note([submission.id], "ATTEMPT")
            time.sleep(0.3)
            assert book.claims is not None
            assert book.claims.left(submission.delivery.id) <= 0
            with pytest.raises(LedgerError, match="lease of submission 1 passed"):
                book.note([submission.id], "RECEIPT", {"reference": "P-1"})
            with other.claim(submission.delivery.id) as theirs:
                assert theirs == ""
                assert other.submission(submission.id).state == "in_doubt"
                with pytest.raises(LedgerError, match="lease of submission 1 passed"):
                    book.note([submission.id], "RECEIPT", {"reference": "P-1"})
        assert other.submission(submission.id).state == "in_doubt"
    assert [event.kind for event in other.events(submission.id)] == ["CREATED", "ATTEMPT", "LOST"]
    assert list(verify.problems(other)) == []


def test_a_renewal_does_not_bring_back_a_lease_that_passed(server_url: str, other: Ledger, parcel: Make) -> None:
    with still(server_url, 0.2) as book:
        (submission,) = book.record(parcel())
        with book.claim(submission.delivery.id):
            time.sleep(0.3)
            assert book.claims is not None
            book.claims.renew()
            with other.claim(submission.delivery.id) as theirs:
                assert theirs == ""


def test_opening_puts_attempts_in_doubt_whose_lease_passed_and_no_others(
    server_url: str, one: Ledger, parcel: Make
) -> None:
    (lives,) = one.record(parcel("1001"))
    with contextlib.ExitStack() as held, still(server_url, 0.2) as dead:
        held.enter_context(one.claim(lives.delivery.id))
        one.note([lives.id], "ATTEMPT")
        (left,) = dead.record(parcel("1002"))
        held.enter_context(dead.claim(left.delivery.id))
        dead.note([left.id], "ATTEMPT")
        time.sleep(0.3)
        with ledger.writing(server_url) as book:
            assert [each.state for each in book.submissions()] == ["sending", "in_doubt"]


def test_an_account_takes_so_many_at_once_by_all_runs_together(one: Ledger, other: Ledger, parcel: Make) -> None:
    deliveries = [one.record(parcel(str(number)))[0].delivery.id for number in range(3)]
    with one.claim(deliveries[0], 2) as first, other.claim(deliveries[1], 2) as second:
        assert (first, second) == ("", "")
        with other.claim(deliveries[2], 2) as third:
            assert third == FULL
        with other.claim(deliveries[2], 3) as third:
            assert third == ""


def test_claims_of_many_threads_at_once_are_never_double(server_url: str, parcel: Make) -> None:
    with contextlib.ExitStack() as opened:
        books = [opened.enter_context(ledger.writing(server_url)) for _ in range(4)]
        deliveries = [books[0].record(parcel(str(number)))[0].delivery.id for number in range(25)]
        claimed: list[int] = []

        def work(book: Ledger) -> None:
            for each in deliveries:
                with book.claim(each) as other:
                    if not other and book.submissions(delivery=each)[0].state == "ready":
                        claimed.append(each)
                        book.note([submission.id for submission in book.submissions(delivery=each)], "ATTEMPT")
                        book.note([submission.id for submission in book.submissions(delivery=each)], "REFUSED")

        threads = [threading.Thread(target=work, args=(book,)) for book in books]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert sorted(claimed) == sorted(deliveries)
        assert list(verify.problems(books[0])) == []


def test_of_two_runs_that_record_a_bill_one_wins_and_the_other_is_told(
    one: Ledger, other: Ledger, parcel: Make
) -> None:
    told: list[str] = []
    both = threading.Barrier(2)

    def record(book: Ledger) -> None:
        both.wait(10)
        try:
            book.record(parcel())
        except RecordedError as error:
            told.append(error.message)

    threads = [threading.Thread(target=record, args=(book,)) for book in (one, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert told == ["invoice 1001 was recorded by another run meanwhile"]
    assert len(one.submissions()) == 1


def test_a_checkpoint_waits_for_events_that_are_not_committed_yet(one: Ledger, other: Ledger, parcel: Make) -> None:
    """Numbers of events are given before they are committed; a seal between would find one too many later."""
    (early,), (late,) = one.record(parcel("1001")), one.record(parcel("1002"))
    sealing = threading.Thread(target=other.checkpoint)
    with one.changing() as connection:
        one._append(connection, early.id, "WITHDRAWN", one._now(), {})
        threading.Thread(target=lambda: other.note([late.id], "WITHDRAWN")).start()
        sealing.start()
        time.sleep(0.3)
        assert sealing.is_alive()
    sealing.join(20)
    one.checkpoint()
    assert list(verify.problems(one)) == []


def test_turns_are_shared_by_all_runs(one: Ledger, other: Ledger) -> None:
    waits = [pacing.turn(each, KEY, 60, 10) for each in (one, other, one)]
    assert waits[0] == 0
    assert 0.8 < (waits[1] or 0) <= 1
    assert 1.6 < (waits[2] or 0) <= 2
    assert pacing.turn(other, KEY, 60, 1) is None


def test_pauses_are_shared_by_all_runs(one: Ledger, other: Ledger) -> None:
    pacing.busy(one, KEY, 60)
    assert pacing.rest(other, KEY) is not None
    assert pacing.rest(other, ("post", "eu", "production")) is None


def test_failures_of_all_runs_count_together(one: Ledger, other: Ledger) -> None:
    for each in (one, other):
        pacing.failed(each, KEY, 3, 60)
        assert pacing.rest(each, KEY) is None
    pacing.failed(one, KEY, 3, 60)
    assert pacing.rest(other, KEY) is not None
    pacing.through(other, KEY)
    assert pacing.rest(one, KEY) is None


def test_one_run_asks_an_account_at_a_time(one: Ledger, other: Ledger) -> None:
    assert not pacing.asked_by_another(one, KEY, one.owner)
    assert pacing.asked_by_another(other, KEY, other.owner)
    pacing.asked(one, KEY, one.owner)
    assert not pacing.asked_by_another(other, KEY, other.owner)


def test_an_inbox_file_taken_by_two_runs_is_remembered_once(one: Ledger, other: Ledger) -> None:
    for each in (one, other):
        each.take("a.txt", "digest", "taken")
        with each.changing() as connection:
            remembering.poll(connection, KEY, "2026-11-30T09:00:00.000000Z")
    assert one.taken("a.txt") == ("digest", "taken")


def test_what_was_closed_writes_no_more(file_url: str, parcel: Make) -> None:
    with ledger.writing(file_url) as book:
        book.record(parcel())
    with pytest.raises(LedgerError, match="was closed"):
        book.note([1], "ATTEMPT")
