"""Attachments in the ledger: recorded with the bill or not at all, told by its first event, never changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest
from sqlalchemy import text

from ledes import ledger
from ledes.errors import LedgerError
from ledes.ledger import verify
from ledes.ledger.records import Attached, Parcel

Make = Callable[..., Parcel]


def file(name: str = "copy.pdf", content: bytes = b"%PDF", invoice: str = "1001", line: str = "") -> Attached:
    digest = hashlib.sha256(content).hexdigest()
    return Attached(name=name, invoice=invoice, line=line, size=len(content), sha256=digest, content=content)


def test_they_come_back_as_they_went_in_their_order(url: str, parcel: Make) -> None:
    files = (file("z.pdf", b"%PDF z"), file("a.pdf", b"%PDF a", line="3"))
    with ledger.writing(url) as book:
        (submission,) = book.record(parcel(attachments=files))
    with ledger.reading(url) as book:
        found = book.attachments(submission.delivery.id)
        assert found == files
        assert [book.blob(each.sha256) for each in found] == [b"%PDF z", b"%PDF a"]
        assert list(verify.problems(book)) == []


def test_the_first_event_of_each_bill_names_its_own(url: str, parcel: Make) -> None:
    files = (file(), file("hotel.pdf", b"%PDF h", "1002", "3"))
    with ledger.writing(url) as book:
        book.record(parcel("1001", "1002", "1003", attachments=files))
        told = [book.events(each)[0].detail.get("attachments") for each in (1, 2, 3)]
    assert told[0] == [{"name": "copy.pdf", "line": "", "kind": "", "size": 4, "sha256": files[0].sha256}]
    assert [each["name"] for each in told[1] or ()] == ["hotel.pdf"]
    assert told[2] is None


def test_a_record_that_fails_leaves_none_behind(url: str, parcel: Make) -> None:
    with ledger.writing(url) as book:
        book.record(parcel())
        with pytest.raises(LedgerError):
            book.record(parcel(attachments=(file(),)))
        with book.asking() as connection:
            assert connection.execute(text("SELECT count(*) FROM attachments")).scalar() == 0
        assert list(verify.problems(book)) == []


@pytest.mark.parametrize("verb", ["DELETE FROM attachments", "UPDATE attachments SET name = ''"])
def test_the_database_refuses_to_change_them(url: str, parcel: Make, verb: str) -> None:
    with ledger.writing(url) as book:
        book.record(parcel(attachments=(file(),)))
    refused = pytest.raises(LedgerError, match="attachments is append-only")
    with ledger.writing(url) as book, refused, book.changing() as connection:
        connection.execute(text(verb))


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM attachments",
        "UPDATE attachments SET line = '7'",
        "UPDATE attachments SET name = 'other.pdf'",
        "UPDATE attachments SET invoice = '1002'",
    ],
)
def test_what_was_changed_all_the_same_is_noticed(
    url: str, parcel: Make, tamper: Callable[..., None], statement: str
) -> None:
    with ledger.writing(url) as book:
        book.record(parcel(attachments=(file(),)))
    tamper(url, statement)
    with ledger.reading(url) as book:
        assert "submission 1: its attachments are not those that were recorded" in list(verify.problems(book))


def test_bytes_that_are_gone_are_noticed(url: str, parcel: Make, tamper: Callable[..., None]) -> None:
    with ledger.writing(url) as book:
        book.record(parcel(attachments=(file(),)))
    tamper(url, f"DELETE FROM blobs WHERE sha256 = '{file().sha256}'")
    with ledger.reading(url) as book:
        assert list(verify.problems(book)) == [f"the bytes with digest {file().sha256[:12]} are gone"]
