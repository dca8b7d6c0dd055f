"""Writing: one transaction a step, nothing changed or taken away, one open submission for each number."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from sqlalchemy import text

from ledes import ledger
from ledes.client import Client
from ledes.errors import LedgerError
from ledes.ledger.records import Parcel

Make = Callable[..., Parcel]


def test_money_comes_back_as_it_went(url: str, parcel: Make) -> None:
    with ledger.writing(url) as book:
        (submission,) = book.record(parcel(total="1234567890123.4567"))
    assert submission.total == Decimal("1234567890123.4567")
    assert submission.whole == 12345678901234567


def test_more_than_four_decimals_are_never_rounded(url: str, parcel: Make) -> None:
    with ledger.writing(url) as book:
        with pytest.raises(ValueError, match="more than four decimals"):
            book.record(parcel(total="1.00001"))
        assert book.submissions() == ()
        assert book.counts()["deliveries"] == 0


@pytest.mark.parametrize("table", ["events", "checkpoints", "blobs", "deliveries"])
@pytest.mark.parametrize("verb", ["DELETE FROM {}", "UPDATE {} SET {} = ''"])
def test_the_database_itself_refuses_to_change_what_happened(url: str, parcel: Make, table: str, verb: str) -> None:
    columns = {"events": "digest", "checkpoints": "digest", "blobs": "bytes", "deliveries": "payload"}
    with ledger.writing(url) as book:
        book.record(parcel())
    refused = pytest.raises(LedgerError, match=f"{table} is append-only")
    with ledger.writing(url) as book, refused, book.changing() as connection:
        connection.execute(text(verb.format(table, columns[table])))


@pytest.mark.parametrize(
    ("other", "taken"),
    [
        ({}, True),
        ({"environment": "test"}, False),
        ({"account": "eu"}, False),
        ({"client": "harrow"}, False),
        ({"vendor": "mail"}, False),
    ],
)
def test_a_number_is_open_once_for_a_client_account_and_environment(
    url: str, parcel: Make, other: dict[str, str], taken: bool
) -> None:
    with ledger.writing(url) as book:
        book.record(parcel())
        if taken:
            with pytest.raises(LedgerError, match="recorded by another run"):
                book.record(parcel(digest="e", **other))
        else:
            book.record(parcel(digest="e", **other))
        assert len(book.submissions()) == (1 if taken else 2)


def test_a_number_is_free_again_once_its_submission_is_replaced(url: str, parcel: Make) -> None:
    with ledger.writing(url) as book:
        (old,) = book.record(parcel())
        for kind in ("ATTEMPT", "REFUSED"):
            book.note([old.id], kind)
        (new,) = book.record(parcel(digest="e", replaces=old.id))
        assert (new.replaces, book.submission(old.id).state) == (old.id, "replaced")


def test_replacing_and_recording_happen_together_or_not_at_all(url: str, parcel: Make) -> None:
    with ledger.writing(url) as book:
        (old,) = book.record(parcel())
        for kind in ("ATTEMPT", "REFUSED"):
            book.note([old.id], kind)
        with pytest.raises(ValueError, match="decimals"):
            book.record(parcel(total="1.00001", replaces=old.id))
        assert book.submission(old.id).state == "refused"


def test_an_event_happens_to_all_of_a_delivery_or_to_none(url: str, parcel: Make) -> None:
    with ledger.writing(url) as book:
        first, second = book.record(parcel("1001", "1002"))
        book.note([second.id], "ATTEMPT")
        with pytest.raises(LedgerError, match="cannot take the event"):
            book.note([first.id, second.id], "ATTEMPT")
        assert book.submission(first.id).state == "ready"


def test_references_are_made_of_the_bills_so_that_a_lost_ledger_makes_them_again(
    url: str, parcel: Make, tmp_path_factory: pytest.TempPathFactory
) -> None:
    made = []
    for place in (url, f"sqlite:///{tmp_path_factory.mktemp('other') / 'ledger.db'}"):
        with ledger.writing(place) as book:
            made.append(book.record(parcel())[0].delivery.reference)
    assert made[0] == made[1]
    with ledger.writing(url) as book:
        (old,) = book.submissions()
        for kind in ("ATTEMPT", "REFUSED"):
            book.note([old.id], kind)
        (again,) = book.record(parcel(replaces=old.id))
        assert again.delivery.reference != made[0]


def test_an_attempt_whose_run_is_gone_is_in_doubt(url: str, parcel: Make) -> None:
    with ledger.writing(url) as book:
        (submission,) = book.record(parcel())
        book.note([submission.id], "ATTEMPT")
    with ledger.writing(url) as book:
        assert book.submission(submission.id).state == "in_doubt"
        assert [event.kind for event in book.events(submission.id)] == ["CREATED", "ATTEMPT", "LOST"]


def test_looking_leaves_an_attempt_that_is_under_way_alone(url: str, parcel: Make) -> None:
    with ledger.writing(url) as book:
        (submission,) = book.record(parcel())
        book.note([submission.id], "ATTEMPT")
        with ledger.reading(url) as reader:
            assert reader.submission(submission.id).state == "sending"


def test_bytes_are_kept_once(url: str, parcel: Make) -> None:
    with ledger.writing(url) as book:
        book.record(parcel("1001"))
        book.record(parcel("1002"))
        with book.asking() as connection:
            assert connection.execute(text("SELECT count(*) FROM blobs")).scalar() == 1
        assert book.payload(book.submissions()[1]) == b"the bill"


def test_history_leaves_out_tests_and_what_is_closed_and_is_newest_first(url: str, parcel: Make) -> None:
    with ledger.writing(url) as book:
        book.record(parcel(environment="test"))
        (old,) = book.record(parcel())
        for kind in ("ATTEMPT", "REFUSED"):
            book.note([old.id], kind)
        book.record(parcel(digest="e", replaces=old.id))
        book.record(parcel(digest="e", account="eu"))
        past = book.history(Client(key="merrow"))
        assert [each.id for each in past.under_number("1001")] == ["4", "3"]
        assert past.under_number("77") == ()
        besides = book.history(Client(key="merrow"), besides=lambda _number: ("post", "eu"))
        assert [each.id for each in besides.under_number("1001")] == ["3"]
