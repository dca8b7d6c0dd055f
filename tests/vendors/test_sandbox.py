from __future__ import annotations

import datetime
import hashlib
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
import responses
from practice import package

from ledes.client import ApprovedTimekeeper
from ledes.gateway import (
    Absent,
    Account,
    Busy,
    Doubtful,
    Found,
    LineAdjustment,
    NotSent,
    Package,
    Receipt,
    Refused,
    StatusEvent,
    vendor,
)
from ledes.sandbox.faults import Faults
from ledes.sandbox.settings import KnownMatter, Settings

SANDBOX = vendor("sandbox")
Start = Callable[..., Any]

DEMANDING = Settings(
    delay=0.0,
    words="Collaborati (Mitratech)",
    matters=(KnownMatter(id="M-9"),),
    timekeepers=(ApprovedTimekeeper(id="TK1", rate=Decimal("280.00"), classification="PT"),),
)


def followed(account: Account, words: str, since: datetime.datetime | None = None) -> StatusEvent:
    """Track until an event with some words comes."""
    end = time.monotonic() + 10
    while time.monotonic() < end:
        for event in SANDBOX.track(account, since):
            if event.words == words:
                return event
        time.sleep(0.02)
    raise AssertionError(f"never {words}")


def test_a_delivery_is_received_and_approved(practice: Start) -> None:
    here = practice()
    receipt = SANDBOX.deliver(package(), here.account)
    assert receipt.finalized
    assert receipt.at is not None
    assert receipt.at.tzinfo is not None
    approved = followed(here.account, "Approved")
    assert (approved.reference, approved.invoice, approved.amount) == (receipt.reference, "1001", Decimal("450.00"))
    assert [event.words for event in SANDBOX.track(here.account, None)] == ["Received", "Approved"]


def test_the_journal_holds_what_was_handed_over(practice: Start) -> None:
    here, sent = practice(), package()
    SANDBOX.deliver(sent, here.account)
    (line,) = here.lines()
    assert {name: line[name] for name in ("key", "invoice", "sha256", "bytes", "outcome")} == {
        "key": "ref-1",
        "invoice": "1001",
        "sha256": hashlib.sha256(sent.content).hexdigest(),
        "bytes": len(sent.content),
        "outcome": "stored",
    }
    assert str(line["time"]).endswith("Z")


def test_looking_finds_what_came_and_nothing_else(practice: Start) -> None:
    here = practice()
    receipt = SANDBOX.deliver(package(), here.account)
    found = SANDBOX.look("ref-1", here.account)
    assert isinstance(found, Found)
    assert (found.receipt.reference, found.receipt.at) == (receipt.reference, receipt.at)
    assert SANDBOX.look("ref-2", here.account) == Absent()


def test_a_rate_above_the_portals_table_reduces_the_line(practice: Start) -> None:
    here = practice(DEMANDING)
    SANDBOX.deliver(package(), here.account)
    event = followed(here.account, "Approved with reductions")
    assert event.amount == Decimal("420.00")
    said = "Timekeeper rate exceeds the negotiated rate of 280.00/hr"
    assert event.adjustments == (LineAdjustment(line="1", amount=Decimal("-30.00"), words=said),)
    assert event.text == said


def test_a_rate_above_the_table_rejects_where_the_portal_says_so(practice: Start) -> None:
    here = practice(replace(DEMANDING, actions={"RATE_OVER_APPROVED": "reject"}))
    SANDBOX.deliver(package(), here.account)
    assert "negotiated rate of 280.00" in followed(here.account, "Rejected").text


@pytest.mark.parametrize(
    ("bill", "said"),
    [
        ({"matter": "M-7"}, 'CLIENT_MATTER_ID "M-7" is invalid. ID must be client authorized.'),
        ({"who": "TK7"}, 'TIMEKEEPER_ID "TK7" is invalid. Timekeeper must exist in Collaborati.'),
    ],
)
def test_what_the_portal_does_not_know_is_rejected_in_its_words(
    practice: Start, bill: dict[str, str], said: str
) -> None:
    here = practice(DEMANDING)
    SANDBOX.deliver(package(**bill), here.account)
    event = followed(here.account, "Rejected")
    assert (event.text, event.amount, event.adjustments) == (said, None, ())


def test_wrong_arithmetic_is_rejected_in_the_words_of_the_platform_that_was_chosen(practice: Start) -> None:
    here = practice(Settings(delay=0.0, words="Legal Tracker"))
    SANDBOX.deliver(package(total="451.00"), here.account)
    assert "math error" in followed(here.account, "Rejected").text


def test_payment_follows_approval_after_its_delay(practice: Start) -> None:
    here = practice(Settings(delay=0.0, payment_delay=0.0))
    SANDBOX.deliver(package(), here.account)
    assert followed(here.account, "Paid").amount == Decimal("450.00")


def test_an_upload_waits_until_it_is_released_where_the_portal_asks_for_it(practice: Start) -> None:
    here = practice(Settings(delay=0.0, finalize=True))
    receipt = SANDBOX.deliver(package(), here.account)
    assert not receipt.finalized
    time.sleep(0.1)
    assert list(SANDBOX.track(here.account, None)) == []
    released = SANDBOX.finalize(receipt, here.account)
    assert released.finalized
    assert SANDBOX.finalize(receipt, here.account).reference == released.reference
    followed(here.account, "Approved")


def test_tracking_since_a_moment_leaves_out_what_was_before(practice: Start) -> None:
    here = practice()
    SANDBOX.deliver(package(), here.account)
    at = followed(here.account, "Approved").at
    assert at is not None
    assert [event.words for event in SANDBOX.track(here.account, at)] == ["Approved"]
    assert list(SANDBOX.track(here.account, at + datetime.timedelta(microseconds=1))) == []


def test_tracking_goes_through_every_page(practice: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ledes.sandbox.past.PAGE", 2)
    here = practice()
    for number in ("1", "2", "3"):
        SANDBOX.deliver(package(f"ref-{number}", number=number), here.account)
    end = time.monotonic() + 10
    while len(seen := list(SANDBOX.track(here.account, None))) < 6 and time.monotonic() < end:
        time.sleep(0.02)
    assert sorted((event.invoice, event.words) for event in seen) == [
        (number, words) for number in "123" for words in ("Approved", "Received")
    ]


def test_a_repeat_is_recognised_and_stored_once(practice: Start) -> None:
    here = practice()
    first = SANDBOX.deliver(package(), here.account)
    assert SANDBOX.deliver(package(), here.account).reference == first.reference
    assert [line["outcome"] for line in here.lines()] == ["stored", "repeat"]


def test_the_same_invoice_under_another_key_is_a_duplicate(practice: Start) -> None:
    here = practice()
    SANDBOX.deliver(package(), here.account)
    with pytest.raises(Refused, match="1001"):
        SANDBOX.deliver(package("ref-2"), here.account)
    assert [line["outcome"] for line in here.lines()] == ["stored", "refused"]


def test_a_used_key_with_other_content_is_refused(practice: Start) -> None:
    here = practice()
    SANDBOX.deliver(package(), here.account)
    with pytest.raises(Refused, match="key"):
        SANDBOX.deliver(package(number="1002"), here.account)


def test_a_rejected_invoice_may_come_again_under_its_number(practice: Start) -> None:
    here = practice(DEMANDING)
    SANDBOX.deliver(package(who="TK7"), here.account)
    followed(here.account, "Rejected")
    SANDBOX.deliver(package("ref-2", rate="280.00", total="420.00"), here.account)
    assert followed(here.account, "Approved").amount == Decimal("420.00")


def test_a_portal_that_accepts_repeats_stores_each(practice: Start) -> None:
    here = practice(refuse_repeats=False)
    first = SANDBOX.deliver(package(), here.account)
    assert SANDBOX.deliver(package(), here.account).reference != first.reference
    assert [line["outcome"] for line in here.lines()] == ["stored", "stored"]


def test_a_lost_reply_is_doubtful_and_looking_finds_the_delivery(practice: Start) -> None:
    here = practice(faults=Faults(shares={"drop-reply": 1.0}))
    with pytest.raises(Doubtful):
        SANDBOX.deliver(package(), here.account)
    assert isinstance(SANDBOX.look("ref-1", here.account), Found)
    assert [(line["outcome"], line["answer"]) for line in here.lines()] == [("stored", "none")]


def test_a_busy_portal_stores_nothing_and_says_when_to_come_back(practice: Start) -> None:
    here = practice(faults=Faults(shares={"busy": 1.0}))
    with pytest.raises(Busy) as busy:
        SANDBOX.deliver(package(), here.account)
    assert busy.value.wait == 1.0
    assert SANDBOX.look("ref-1", here.account) == Absent()


def test_errors_fall_on_both_sides_of_storing_and_looking_tells_which(practice: Start) -> None:
    here = practice(faults=Faults(shares={"error": 1.0}, seed=4))
    for number in range(12):
        with pytest.raises(Doubtful, match="500"):
            SANDBOX.deliver(package(f"ref-{number}", number=str(number)), here.account)
    outcomes = [str(line["outcome"]) for line in here.lines()]
    assert set(outcomes) == {"stored", "error"}
    there = [isinstance(SANDBOX.look(f"ref-{number}", here.account), Found) for number in range(12)]
    assert there == [outcome == "stored" for outcome in outcomes]


def test_a_slow_answer_is_doubtful_for_a_sender_who_does_not_wait(practice: Start) -> None:
    here = practice(Settings(delay=0.0, slow_seconds=0.5), faults=Faults(shares={"slow": 1.0}, seed=1))
    hurried = replace(here.account, settings={"timeout": "0.1"})
    with pytest.raises(Doubtful):
        SANDBOX.deliver(package(), hurried)
    end = time.monotonic() + 5
    while SANDBOX.look("ref-1", here.account) == Absent() and time.monotonic() < end:
        time.sleep(0.02)
    assert isinstance(SANDBOX.look("ref-1", here.account), Found)


def test_a_delivery_past_its_moment_is_never_stored(practice: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ledes.vendors.sandbox.VALID_FOR", datetime.timedelta(seconds=-1))
    here = practice()
    with pytest.raises(NotSent, match="clock"):
        SANDBOX.deliver(package(), here.account)
    assert [line["outcome"] for line in here.lines()] == ["refused"]
    assert SANDBOX.look("ref-1", here.account) == Absent()


def test_absence_is_claimed_only_after_no_delivery_can_be_stored_any_more() -> None:
    from ledes.vendors.sandbox import VALID_FOR

    assert SANDBOX.can.settles_after is not None
    assert SANDBOX.can.settles_after > VALID_FOR
    assert not SANDBOX.can.repeatable


def test_a_wrong_token_leaves_the_bill_unsent(practice: Start) -> None:
    here = practice()
    with pytest.raises(NotSent, match="secret"):
        SANDBOX.deliver(package(), replace(here.account, secret="not-the-token"))
    assert [line["outcome"] for line in here.lines()] == ["refused"]


def test_what_is_no_e_bill_is_refused_at_the_door(practice: Start) -> None:
    here = practice(DEMANDING)
    other = replace(package(), content=b"hello", sha256=hashlib.sha256(b"hello").hexdigest())
    with pytest.raises(Refused, match="Invoice upload file contains invalid format"):
        SANDBOX.deliver(other, here.account)


def test_content_that_was_changed_on_the_way_is_refused(practice: Start) -> None:
    with pytest.raises(Refused, match="digest"):
        SANDBOX.deliver(replace(package(), sha256="0" * 64), practice().account)


def test_many_at_once_are_each_stored_and_noted_once(practice: Start) -> None:
    here = practice(faults=Faults(shares={"drop-reply": 0.3, "error": 0.2, "busy": 0.2}, seed=7))
    sent = [package(f"ref-{number}", number=str(number)) for number in range(24)]

    def deliver(each: Package) -> str:
        try:
            return SANDBOX.deliver(each, here.account).reference
        except (Doubtful, Busy) as answer:
            return type(answer).__name__

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(deliver, sent))
    lines = here.lines()
    assert sorted(str(line["key"]) for line in lines) == sorted(each.reference for each in sent)
    stored = {str(line["key"]) for line in lines if line["outcome"] == "stored"}
    found = {each.reference for each in sent if isinstance(SANDBOX.look(each.reference, here.account), Found)}
    assert found == stored
    assert {"Doubtful", "Busy"} < set(answers)


def test_a_portal_that_has_gone_is_out_of_reach() -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    account = Account(vendor="sandbox", url=f"http://127.0.0.1:{port}", secret="token")
    for ask in (
        lambda: SANDBOX.deliver(package(), account),
        lambda: SANDBOX.look("ref-1", account),
        lambda: list(SANDBOX.track(account, None)),
    ):
        with pytest.raises(NotSent):
            ask()


HALF = Account(vendor="sandbox", url="http://127.0.0.1:1", secret="token")
WRONG = ["{}", "[]", "null", '{"key": "other", "deliveries": []}', '{"key": "ref-1", "deliveries": {}}', "<html>"]


# Answers that the portal itself never gives: some other server on its port, or a proxy in between.
@pytest.mark.parametrize(
    "body", [*WRONG, '{"key": "ref-1", "deliveries": [{}]}', '{"key": "ref-1", "deliveries": [7]}']
)
def test_an_answer_that_is_not_the_portals_proves_no_absence(body: str) -> None:
    with responses.RequestsMock() as wire:
        wire.get("http://127.0.0.1:1/v1/deliveries", body=body)
        with pytest.raises(NotSent):
            SANDBOX.look("ref-1", HALF)


@pytest.mark.parametrize("body", [*WRONG, '{"key": "ref-1", "reference": "", "finalized": true, "received_at": ""}'])
def test_a_receipt_that_is_not_the_portals_is_doubtful(body: str) -> None:
    with responses.RequestsMock() as wire:
        wire.post("http://127.0.0.1:1/v1/deliveries", body=body, status=201)
        with pytest.raises(Doubtful):
            SANDBOX.deliver(package(), HALF)


@pytest.mark.parametrize("body", ["{}", "[]", "null", "<html>", '{"reference": "P-1", "finalized": true}'])
def test_a_release_that_the_portal_did_not_confirm_is_doubtful(body: str) -> None:
    with responses.RequestsMock() as wire:
        wire.post("http://127.0.0.1:1/v1/deliveries/P-1/finalize", body=body)
        with pytest.raises(Doubtful):
            SANDBOX.finalize(Receipt(reference="P-1"), HALF)


@pytest.mark.parametrize("body", [*WRONG, '{"events": [{}], "next": null}', '{"events": [7], "next": 1}'])
def test_events_that_are_not_the_portals_are_out_of_reach(body: str) -> None:
    with responses.RequestsMock() as wire:
        wire.get("http://127.0.0.1:1/v1/events", body=body)
        with pytest.raises(NotSent):
            list(SANDBOX.track(HALF, None))


def test_a_sender_who_dies_in_the_middle_leaves_no_bill_and_one_line(practice: Start) -> None:
    import socket

    here = practice()
    host, port = here.account.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as connection:
        head = (
            f"POST /v1/deliveries?file_name=x HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {here.account.secret}"
        )
        connection.sendall(f"{head}\r\nIdempotency-Key: ref-1\r\nContent-Length: 500\r\n\r\nLEDES1998B[]".encode())
    end = time.monotonic() + 5
    while not here.lines() and time.monotonic() < end:
        time.sleep(0.02)
    assert [line["outcome"] for line in here.lines()] == ["refused"]
    assert SANDBOX.look("ref-1", here.account) == Absent()
