"""Verifying: whoever changes the file behind the ledger's back is found out."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from ledes import ledger
from ledes.ledger import verify
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
