"""What every adapter owes, whatever its platform and its transport: nothing here names one.

Each is tried against its counterpart on this machine, which `tests/counterpart.py` finds by the adapter's key.
"""

from __future__ import annotations

import datetime
import importlib
import inspect
import logging
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import counterpart
import pytest
from counterpart import FAULTS, SECRET, Counterpart, HttpCounterpart, WebPlace
from loopback import reply, server

from ledes.errors import SetupError
from ledes.formats import formats
from ledes.gateway import (
    STATUSES,
    Absent,
    Account,
    Adapter,
    Busy,
    CannotSay,
    Doubtful,
    Found,
    NotSent,
    Receipt,
    Refused,
    StatusEvent,
    vendors,
)

NARRATIVE = "Review of pleadings"
PATIENCE = 8.0
"""Seconds that the longest conversation with a silent partner may take in all."""

KNOWN = {key: (adapter, counterpart.of(adapter)) for key, adapter in vendors().items()}
SENDING = {key: pair for key, pair in KNOWN.items() if pair[1].transport != "hand"}
HTTP = {key: pair for key, pair in SENDING.items() if pair[1].transport == "http"}

every = pytest.mark.parametrize(("adapter", "other"), KNOWN.values(), ids=list(KNOWN))
every_sending = pytest.mark.parametrize(("adapter", "other"), SENDING.values(), ids=list(SENDING))
every_http = pytest.mark.parametrize(("adapter", "other"), HTTP.values(), ids=list(HTTP))
every_fault = pytest.mark.parametrize(
    ("adapter", "other", "fault"),
    [(*pair, fault) for pair in SENDING.values() for fault in sorted(pair[1].faults)],
    ids=[f"{key}-{fault}" for key, pair in SENDING.items() for fault in sorted(pair[1].faults)],
)


def answered(ask: Callable[[], object]) -> Exception | object:
    """Do something and give what it raised, else what it gave."""
    try:
        return ask()
    except Exception as error:  # noqa: BLE001 - whatever an adapter raises is what these tests look at
        return error


def delivered(adapter: Adapter, other: Counterpart, place: counterpart.Place) -> Receipt:
    receipt = adapter.deliver(other.package(), place.account)
    while not receipt.finalized:
        receipt = adapter.finalize(receipt, place.account)
    return receipt


def shown(seen: object) -> str:
    """Give all that a log, a traceback or a report could show of an outcome."""
    return repr(seen) + ("".join(traceback.format_exception(seen)) if isinstance(seen, Exception) else "")


@every
def test_it_names_itself_and_says_what_is_confirmed(adapter: Adapter, other: Counterpart) -> None:
    module = importlib.import_module(f"ledes.vendors.{adapter.key}")
    assert module.VENDOR is adapter
    assert adapter.name
    assert other.key == adapter.key
    assert "confirmed" in (inspect.getdoc(module) or "")


@every
def test_it_has_a_counterpart_unless_a_person_uploads(adapter: Adapter, other: Counterpart) -> None:
    wanted = f"write {counterpart.FOLDER.name}/{adapter.key}.py"
    assert adapter.can.submit == (other.transport != "hand"), wanted


@every
def test_its_words_are_mapped_to_our_statuses(adapter: Adapter, other: Counterpart) -> None:
    assert all(adapter.words)
    assert set(adapter.words.values()) <= set(STATUSES)
    assert set(other.words) <= set(adapter.words), "a documented word of the platform is not mapped"
    assert not adapter.can.track or other.words


@every
def test_its_abilities_are_possible(adapter: Adapter, other: Counterpart) -> None:
    can = adapter.can
    assert set(can.formats) <= set(formats())
    assert can.bills_per_file in {"one", "many"}
    assert can.max_bytes is None or can.max_bytes > 0
    assert can.settles_after is None or (can.look and can.settles_after.total_seconds() > 0)
    assert other.faults >= FAULTS[other.transport]


@every
def test_without_a_partner_nothing_was_sent_and_nothing_is_known(adapter: Adapter, other: Counterpart) -> None:
    nobody = other.nowhere()
    assert isinstance(answered(lambda: adapter.deliver(other.package(), nobody)), NotSent)
    assert isinstance(answered(lambda: adapter.look("ref-1", nobody)), NotSent | CannotSay)
    seen = answered(lambda: list(adapter.track(nobody, None)))
    assert isinstance(seen, NotSent) or (seen == [] and not adapter.can.track)


@every
def test_what_an_account_lacks_is_told_with_its_name(adapter: Adapter, other: Counterpart) -> None:
    for name, what in adapter.needs.items():
        settings = {each: "x" for each in adapter.needs if each != name}
        with pytest.raises(SetupError, match=f"has no setting {name}") as seen:
            adapter.check(Account(vendor=adapter.key, settings=settings))
        assert what in seen.value.hint


@every_sending
def test_a_sound_account_and_a_sound_bill_pass(adapter: Adapter, other: Counterpart, tmp_path: Path) -> None:
    with other.open(tmp_path) as place:
        adapter.check(place.account)
        adapter.examine(other.package(), place.account)


@every_http
def test_a_bill_is_not_handed_over_after_its_time(adapter: Adapter, other: Counterpart, tmp_path: Path) -> None:
    late = datetime.datetime.now(datetime.UTC) - datetime.timedelta(seconds=1)
    with other.open(tmp_path) as place:
        seen = answered(lambda: adapter.deliver(replace(other.package(), before=late), place.account))
        assert place.contents() == []
    assert isinstance(seen, NotSent | Refused)


@every_sending
def test_a_bill_arrives_once_byte_for_byte_under_our_reference(
    adapter: Adapter, other: Counterpart, tmp_path: Path
) -> None:
    sent = other.package()
    with other.open(tmp_path) as place:
        receipt = delivered(adapter, other, place)
        assert place.contents() == [sent.content]
        assert sent.reference.encode() in place.told()
    assert receipt.reference
    assert receipt.finalized


@every_sending
def test_finalizing_may_be_repeated(adapter: Adapter, other: Counterpart, tmp_path: Path) -> None:
    with other.open(tmp_path) as place:
        receipt = adapter.deliver(other.package(), place.account)
        if not receipt.finalized:
            once = adapter.finalize(receipt, place.account)
            assert adapter.finalize(receipt, place.account).reference == once.reference
        assert len(place.contents()) == 1


@every_sending
def test_looking_finds_what_came_and_never_what_did_not(adapter: Adapter, other: Counterpart, tmp_path: Path) -> None:
    with other.open(tmp_path) as place:
        before = answered(lambda: adapter.look("ref-1", place.account))
        delivered(adapter, other, place)
        after = answered(lambda: adapter.look("ref-1", place.account))
    assert isinstance(before, Absent | CannotSay | NotSent)
    assert isinstance(after, Found) if adapter.can.look and other.looks else isinstance(after, CannotSay)


@every_sending
def test_each_status_word_is_told_as_it_came(adapter: Adapter, other: Counterpart, tmp_path: Path) -> None:
    if not (adapter.can.track and other.told_by_say):
        return
    with other.open(tmp_path) as place:
        delivered(adapter, other, place)
        for words in other.words:
            place.say("1001", words)
            events = [event for event in adapter.track(place.account, None) if event.words == words]
            assert events, words
            assert _about(events[-1], place, adapter), words


def _about(event: StatusEvent, place: counterpart.Place, adapter: Adapter) -> bool:
    found = answered(lambda: adapter.look("ref-1", place.account))
    known = {"ref-1", found.receipt.reference} if isinstance(found, Found) else {"ref-1"}
    return event.invoice == "1001" or event.reference in known


@every_fault
def test_a_hand_over_that_went_wrong_is_doubtful_and_takes_no_longer_than_allowed(
    adapter: Adapter, other: Counterpart, fault: str, tmp_path: Path
) -> None:
    with other.open(tmp_path) as place:
        place.spoil(fault)
        hurried = counterpart.slow(place.account)
        begun = time.monotonic()
        seen = answered(lambda: adapter.deliver(other.package(), hurried))
        took = time.monotonic() - begun
        stored = len(place.contents())
    assert isinstance(seen, Doubtful), seen
    assert took < PATIENCE
    assert stored == (fault == "lost reply")
    assert SECRET not in shown(seen)
    assert NARRATIVE not in shown(seen)


@every_sending
def test_what_a_lost_reply_left_is_found_or_a_person_is_asked(
    adapter: Adapter, other: Counterpart, tmp_path: Path
) -> None:
    with other.open(tmp_path) as place:
        if "lost reply" not in other.faults:
            return
        place.spoil("lost reply")
        assert isinstance(answered(lambda: adapter.deliver(other.package(), counterpart.slow(place.account))), Doubtful)
        seen = answered(lambda: adapter.look("ref-1", place.account))
        assert isinstance(seen, Found) if adapter.can.look and other.looks else isinstance(seen, CannotSay)


@every_sending
def test_no_outcome_and_no_log_shows_the_secret_or_the_bill(
    adapter: Adapter, other: Counterpart, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with other.open(tmp_path) as place:
        seen: list[object] = [answered(lambda: adapter.deliver(other.package(), place.account))]
        seen += [answered(lambda: adapter.look("ref-1", place.account))]
        seen += [answered(lambda: list(adapter.track(place.account, None)))]
        seen += [place.account, other.package()]
    heap = "".join(map(shown, seen)) + caplog.text
    assert SECRET not in heap
    assert NARRATIVE not in heap


ANSWERS = (b"", b"\x00garbage\r\n\r\n", reply("500 Oops"), reply("404 No"), reply("200 OK", b"<html>"))
ANSWERS += (reply("200 OK", b"{"), reply("200 OK", b"[7]"), reply("200 OK", b'{"error": "x"}'), reply("200 OK"))


@every_http
@pytest.mark.parametrize("answer", ANSWERS)
def test_a_question_without_a_good_answer_proves_nothing(adapter: Adapter, other: Counterpart, answer: bytes) -> None:
    with server(answer) as (url, _):
        account = hurried_at(other, url)
        looked = answered(lambda: adapter.look("ref-1", account))
        tracked = answered(lambda: list(adapter.track(account, None)))
    assert isinstance(looked, NotSent | CannotSay)
    assert isinstance(tracked, NotSent) or (tracked == [] and not adapter.can.track)


def hurried_at(other: Counterpart, url: str) -> Account:
    """Give an account at any address, of an adapter that speaks HTTP."""
    assert isinstance(other, HttpCounterpart)
    return counterpart.slow(other.account(url))


@every_http
def test_every_question_has_a_time_limit(adapter: Adapter, other: Counterpart) -> None:
    hold = threading.Event()
    with server(lambda _connection: hold.wait(20) and None) as (url, _):
        account = hurried_at(other, url)
        begun = time.monotonic()
        seen = [
            answered(lambda: adapter.look("ref-1", account)),
            answered(lambda: list(adapter.track(account, None))),
            answered(lambda: adapter.finalize(Receipt(reference="1/2", finalized=False), account)),
        ]
        took = time.monotonic() - begun
        hold.set()
    assert took < PATIENCE
    assert not any(isinstance(each, Found | Absent | list) for each in seen)


@every_http
@pytest.mark.parametrize("status", ["429 Busy", "503 Down"])
def test_a_busy_partner_says_when_to_come_back(
    adapter: Adapter, other: Counterpart, status: str, tmp_path: Path
) -> None:
    with other.open(tmp_path) as place:
        assert isinstance(place, WebPlace)
        place.gate.spoil(place.counterpart.posts, reply(status, b"", "Retry-After: 7"))
        seen = answered(lambda: adapter.deliver(other.package(), place.account))
        assert place.contents() == []
    assert isinstance(seen, Busy)
    assert seen.wait == 7.0


@every_http
def test_a_refusal_is_told_in_the_partners_words(adapter: Adapter, other: Counterpart, tmp_path: Path) -> None:
    body = b'{"error": "matter unknown"}'
    with other.open(tmp_path) as place:
        assert isinstance(place, WebPlace)
        place.gate.spoil(place.counterpart.posts, reply("422 No", body, "Content-Type: application/json"))
        seen = answered(lambda: adapter.deliver(other.package(), place.account))
    assert isinstance(seen, Refused)
    assert (seen.words, seen.answer) == ("matter unknown", body)


@every_http
@pytest.mark.parametrize("status", ["301 Gone", "302 There", "307 There", "308 There"])
def test_redirects_are_not_followed(adapter: Adapter, other: Counterpart, status: str) -> None:
    with (
        server(reply("200 OK", b"{}")) as (elsewhere, went),
        server(reply(status, b"", f"Location: {elsewhere}/")) as (url, _),
    ):
        account = hurried_at(other, url)
        seen = answered(lambda: adapter.deliver(other.package(), account))
        answered(lambda: adapter.look("ref-1", account))
        answered(lambda: list(adapter.track(account, None)))
    assert isinstance(seen, Doubtful | NotSent)
    assert went == []


@every_http
@pytest.mark.parametrize("status", ["400 No", "401 Who", "403 No", "422 No", "500 Oops", "200 OK"])
def test_a_secret_that_is_thrown_back_is_never_shown(
    adapter: Adapter, other: Counterpart, status: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    echoed = f'{{"error": "Bearer {SECRET}", "key": "{SECRET}"}}'.encode()
    with other.open(tmp_path) as place:
        assert isinstance(place, WebPlace)
        place.gate.spoil(".", reply(status, echoed, "Content-Type: application/json", f"X-Said: {SECRET}"))
        seen = [
            answered(lambda: adapter.deliver(other.package(), place.account)),
            answered(lambda: adapter.look("ref-1", place.account)),
            answered(lambda: list(adapter.track(place.account, None))),
        ]
    assert isinstance(seen[0], Refused | NotSent | Doubtful)
    assert SECRET not in "".join(map(shown, seen)) + caplog.text
