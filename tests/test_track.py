"""Tracking: what vendors say is kept as it came, in the order in which it happened, and moves nothing by guess."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from office import Office, record

from ledes import ledger, status
from ledes.errors import Exit, UsageError
from ledes.sending.outcome import Outcome
from ledes.submit import Request, submit
from ledes.track import track

DAY = datetime.datetime(2026, 12, 1, 9, tzinfo=datetime.UTC)


def send(office: Office, *numbers: str) -> Outcome:
    path = office.file("a.txt", *(record(number, "450.00") for number in numbers))
    return submit(office.home, Request(inputs=(path,)), office.around())


def hear(office: Office, *events: dict[str, Any]) -> Outcome:
    office.platform.events = [*office.platform.events, *events]
    return track(office.home, around=office.around())


def at(hours: int) -> str:
    return (DAY + datetime.timedelta(hours=hours)).isoformat()


def test_words_become_statuses_and_what_came_is_kept(office: Office) -> None:
    send(office, "1001")
    outcome = hear(office, {"reference": "P-1", "words": "Received", "at": at(0)})
    assert outcome.exit is Exit.DONE
    assert office.standing() == [("1001", "delivered", "RECEIVED")]
    with ledger.reading(office.home.ledger_url) as book:
        event = book.events(1)[-1]
        assert b'"words": "Received"' in book.blob(event.blob)


def test_what_was_heard_before_is_not_heard_again(office: Office) -> None:
    send(office, "1001")
    hear(office, {"reference": "P-1", "words": "Received", "at": at(0)})
    before = office.kinds()
    hear(office)
    hear(office)
    assert office.kinds() == before


def test_an_older_event_never_overrules_a_newer_one(office: Office) -> None:
    send(office, "1001")
    hear(office, {"reference": "P-1", "words": "Rejected", "at": at(5), "text": "DUPLICATE INVOICE"})
    hear(office, {"reference": "P-1", "words": "Received", "at": at(1)})
    assert office.standing() == [("1001", "delivered", "REJECTED")]
    assert office.submissions()[0].standing.words == "DUPLICATE INVOICE"
    assert office.kinds()[-2:] == ["STATUS", "STATUS"]


def test_a_word_that_is_not_known_is_kept_and_told_and_changes_nothing(office: Office) -> None:
    send(office, "1001")
    hear(office, {"reference": "P-1", "words": "Received", "at": at(0)})
    outcome = hear(office, {"reference": "P-1", "words": "In limbo", "at": at(1)})
    assert outcome.notes == ["invoice 1001: Test platform says 'In limbo', a word that is not known; kept"]
    assert office.standing() == [("1001", "delivered", "RECEIVED")]


def test_a_report_that_fits_nothing_is_kept_and_told_once(office: Office) -> None:
    send(office, "1001")
    stranger = {"invoice": "77", "words": "Paid", "at": at(0)}
    assert len(hear(office, stranger).notes) == 1
    assert hear(office).notes == []
    with ledger.reading(office.home.ledger_url) as book:
        assert book.counts()["strays"] == 1


def test_an_approval_that_takes_something_off_is_a_reduced_one(office: Office) -> None:
    send(office, "1001")
    cut = {"reference": "P-1", "words": "Approved", "at": at(0), "amount": "400.00"}
    hear(office, {**cut, "adjustments": [["1", "-50.00", "Rate above the approved rate"]]})
    (row,) = [status.as_data(each) for each in office.submissions()]
    assert (row["status"], row["approved"], row["words"]) == (
        "APPROVED_REDUCED",
        "400.00",
        "Rate above the approved rate",
    )
    assert "appeal" in row["next"]


def test_money_that_came_is_an_amount_beside_the_status(office: Office) -> None:
    send(office, "1001")
    hear(office, {"reference": "P-1", "words": "Approved", "at": at(0), "amount": "450.00", "currency": "USD"})
    hear(office, {"reference": "P-1", "words": "Paid", "at": at(2), "amount": "449.50"})
    standing = office.submissions()[0].standing
    assert (standing.status, standing.approved, standing.paid) == ("PAID", 4_500_000, 4_495_000)


@pytest.mark.parametrize("odd", [{"amount": "400.00", "currency": "EUR"}, {"amount": "400.00001"}])
def test_an_amount_that_cannot_be_counted_is_kept_as_it_was_stated(office: Office, odd: dict[str, str]) -> None:
    send(office, "1001")
    hear(office, {"reference": "P-1", "words": "Paid", "at": at(0), **odd})
    assert office.submissions()[0].standing.paid is None
    with ledger.reading(office.home.ledger_url) as book:
        assert book.events(1)[-1].detail["stated"].startswith(odd["amount"])


def test_a_report_by_our_reference_clears_a_doubt(office: Office) -> None:
    office.can(look=False)
    office.platform.behaviours = ["drop"]
    send(office, "1001")
    reference = office.submissions()[0].delivery.reference
    hear(office, {"reference": reference, "words": "Received", "at": at(0)})
    assert office.standing() == [("1001", "delivered", "RECEIVED")]


def test_a_younger_report_by_number_clears_the_doubt_of_the_only_bill_that_bore_it(office: Office) -> None:
    office.can(look=False)
    office.platform.behaviours = ["drop"]
    send(office, "1001")
    old = office.clock.at - datetime.timedelta(days=30)
    hear(office, {"invoice": "1001", "words": "Received", "at": old.isoformat()})
    assert office.standing()[0][1] == "in_doubt"
    young = office.clock.at + datetime.timedelta(hours=1)
    hear(office, {"invoice": "1001", "words": "Received", "at": young.isoformat()})
    assert office.standing()[0][1] == "delivered"


def test_a_bill_that_the_vendor_has_from_elsewhere_is_not_sent_before_a_person_looked(office: Office) -> None:
    office.can(settles_after=datetime.timedelta(seconds=1), repeatable=True)
    office.platform.behaviours, office.platform.wait = ["busy"], 3600
    send(office, "1001")
    hear(office, {"invoice": "1001", "words": "Received"})
    office.clock.sleep(3600)
    submit(office.home, Request(), office.around())
    assert office.standing() == [("1001", "in_doubt", "RECEIVED")]
    assert office.platform.stored == []
    assert status.next_step(office.submissions()[0]).startswith("look at the portal")


def test_a_number_that_two_bills_bear_goes_to_the_one_that_was_there_then(office: Office) -> None:
    send(office, "1001")
    hear(office, {"reference": "P-1", "words": "Rejected", "at": office.clock.at.isoformat()})
    path = office.file("b.txt", record("1001", "430.00"))
    submit(office.home, Request(inputs=(path,), replaces=1), office.around())
    later = office.clock.at + datetime.timedelta(hours=1)
    hear(office, {"invoice": "1001", "words": "Approved", "at": later.isoformat()})
    assert office.standing() == [("1001", "replaced", "REJECTED"), ("1001", "delivered", "APPROVED")]
    hear(office, {"reference": "P-1", "words": "On hold", "at": later.isoformat()})
    assert office.standing()[0] == ("1001", "replaced", "ON_HOLD")


def test_a_present_status_without_a_time_may_return_to_what_it_was(office: Office) -> None:
    send(office, "1001")
    for words in ("Received", "On hold", "On hold", "Received"):
        office.platform.events = []
        hear(office, {"reference": "P-1", "words": words})
    assert office.kinds().count("STATUS") == 3
    assert office.standing()[0][2] == "RECEIVED"


def test_a_vendor_out_of_reach_is_told_and_the_rest_stays(office: Office) -> None:
    send(office, "1001")
    office.platform.url = "http://127.0.0.1:9"
    office.set_up()
    outcome = hear(office)
    assert outcome.exit is Exit.UNREACHED
    assert [each.invoice for each in outcome.submissions.values()] == ["1001"]


def test_a_vendor_that_there_is_none_of_is_an_error(office: Office) -> None:
    from ledes.sending.pace import Surroundings

    with pytest.raises(UsageError, match="no vendor 'nobody'"):
        track(office.home, vendor="nobody", around=Surroundings(clock=office.clock))


def test_what_is_released_at_the_portal_is_known_by_what_follows(office: Office) -> None:
    office.can(finalize=False)
    office.adapter.finalized = False
    send(office, "1001")
    hear(office, {"reference": "P-1", "words": "Received", "at": at(0)})
    assert office.standing()[0][1] == "uploaded"
    hear(office, {"reference": "P-1", "words": "Approved", "at": at(1)})
    assert office.standing()[0][1] == "delivered"
