"""Verifying: whoever changes the file behind the ledger's back is found out."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from ledes import ledger
from ledes.ledger import clientbook, verify
from ledes.ledger.records import Parcel

ANSWER = "(SELECT blob FROM events WHERE kind = 'RECEIPT')"


@pytest.fixture
def runs(url: str, parcel: Callable[..., Parcel]) -> str:
    """Make a ledger of two runs; give its URL."""
    with ledger.writing(url) as book:
        book.record(parcel("1001"))
        book.note([1], "ATTEMPT")
        book.note([1], "RECEIPT", {"reference": "P-1"}, blob=b"thank you")
    with ledger.writing(url) as book:
        book.record(parcel("1002"))
    return url


def test_a_whole_ledger_is_whole(runs: str) -> None:
    with ledger.reading(runs) as book:
        assert list(verify.problems(book)) == []


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("UPDATE events SET detail = '{\"reference\":\"P-2\"}' WHERE kind = 'RECEIPT'", "event 3: was changed"),
        ("UPDATE events SET at = '2026-01-01T00:00:00.000000Z' WHERE id = 2", "event 2: was changed"),
        ("DELETE FROM events WHERE id = 2", "comes after event 1"),
        ("DELETE FROM events WHERE id = 3", "has 2 events instead of 3"),
        ("DELETE FROM events WHERE submission = 2", "submission 2 has 0 events instead of 1"),
        ("UPDATE submissions SET state = 'ready' WHERE id = 1", "submission 1: state is not what its events"),
        ("UPDATE submissions SET whole = 1 WHERE id = 1", "submission 1: whole is not what its events"),
        ("UPDATE submissions SET invoice = '9' WHERE id = 1", "submission 1: invoice is not what"),
        ("UPDATE deliveries SET reference = 'x' WHERE id = 1", "submission 1: reference is not what"),
        ("DELETE FROM submissions WHERE id = 2", "submission 2 is gone"),
        (f"UPDATE blobs SET bytes = (SELECT bytes FROM blobs WHERE sha256 = {ANSWER})", "were changed"),
        (f"DELETE FROM blobs WHERE sha256 = {ANSWER}", "are gone"),
        ("UPDATE checkpoints SET digest = 'x' WHERE id = 1", "checkpoint 1 does not fit"),
        ("DELETE FROM checkpoints WHERE id = 1", "checkpoint 2 does not fit"),
    ],
)
def test_a_change_is_found(runs: str, tamper: Callable[..., None], change: str, found: str) -> None:
    tamper(runs, change)
    with ledger.reading(runs) as book:
        problems = list(verify.problems(book))
    assert any(re.search(found, problem) for problem in problems), problems


def test_a_history_cut_off_at_its_end_does_not_fit_its_checkpoint(runs: str, tamper: Callable[..., None]) -> None:
    tamper(runs, "DELETE FROM events WHERE submission = 2", "DELETE FROM submissions WHERE id = 2")
    with ledger.reading(runs) as book:
        assert list(verify.problems(book)) == ["checkpoint 2 counts 4 events, there are 3"]


@pytest.fixture
def noted(runs: str) -> str:
    """Go on with two runs in which something is written down about clients; the second does nothing else."""
    with ledger.writing(runs) as book:
        book.note([2], "WITHDRAWN")
        clientbook.write(book, "merrow", "NOTE", {"text": "one"})
        clientbook.write(book, "tarn", "NOTE", {"text": "two"})
    with ledger.writing(runs) as book:
        clientbook.write(book, "merrow", "PROMISE", {"amount": 5})
    return runs


def test_what_is_written_down_about_clients_is_sealed_with_each_run(noted: str) -> None:
    with ledger.reading(noted) as book:
        assert list(verify.problems(book)) == []
    with ledger.writing(noted) as book:
        assert not book.checkpoint()
    with ledger.reading(noted) as book:
        assert list(verify.problems(book)) == []


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("DELETE FROM client_events WHERE client = 'merrow' AND seq = 2", "checkpoint 4 counts 3 events of clients"),
        ("DELETE FROM client_events WHERE client = 'tarn'", "checkpoint 3 counts 2 events of clients, there are 1"),
        ("DELETE FROM client_events", "checkpoint 3 counts 2 events of clients, there are 0"),
        ("UPDATE client_events SET client = 'orme' WHERE client = 'tarn'", "checkpoint 3 does not fit"),
        ("UPDATE checkpoints SET client_events = 2 WHERE id = 4", "checkpoint 4 counts 2 events of clients"),
        ("UPDATE checkpoints SET client_last = NULL, client_events = NULL WHERE id = 3", "checkpoint 3 does not fit"),
        ("DELETE FROM checkpoints WHERE id = 3", "checkpoint 4 does not fit"),
    ],
)
def test_a_clients_chain_that_was_cut_off_does_not_fit_its_checkpoint(
    noted: str, tamper: Callable[..., None], change: str, found: str
) -> None:
    tamper(noted, change)
    with ledger.reading(noted) as book:
        problems = list(verify.problems(book))
    assert any(problem.startswith(found) for problem in problems), problems


def test_checkpoints_of_an_older_program_cover_no_client_and_the_next_one_all(
    url: str, tamper: Callable[..., None]
) -> None:
    with ledger.writing(url) as book:
        clientbook.write(book, "merrow", "NOTE", {"text": "one"})
    # an older program sealed nothing, because no bill had an event
    tamper(url, "DELETE FROM checkpoints")
    with ledger.writing(url) as book:
        clientbook.write(book, "merrow", "NOTE", {"text": "two"})
    with ledger.reading(url) as book:
        assert list(verify.problems(book)) == []
    tamper(url, "DELETE FROM client_events WHERE seq = 2")
    with ledger.reading(url) as book:
        (problem,) = verify.problems(book)
    assert problem.endswith("counts 2 events of clients, there are 1")
