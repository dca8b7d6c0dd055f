"""What every adapter owes, whatever its platform: nothing here names one."""

from __future__ import annotations

import inspect
import logging
import socket
import threading
import time
import traceback
from collections.abc import Callable

import pytest
from loopback import reply, server
from practice import package

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
    vendors,
)

FORMATS = {"1998b", "98bi", "2000", "xml2.0", "xml2.1", "xml2.2", "json"}
SECRET = "hush-hush-token"

every_adapter = pytest.mark.parametrize("adapter", vendors().values(), ids=list(vendors()))


def account(adapter: Adapter, url: str, **settings: str) -> Account:
    return Account(vendor=adapter.key, url=url, secret=SECRET, settings=settings)


def answered(ask: Callable[[], object]) -> Exception | object:
    """Do something and give what it raised, else what it gave."""
    try:
        return ask()
    except Exception as error:  # noqa: BLE001 - whatever an adapter raises is what these tests look at
        return error


@every_adapter
def test_it_names_and_describes_itself(adapter: Adapter) -> None:
    module = inspect.getmodule(type(adapter))
    assert module is not None
    assert module.__name__ == f"ledes.vendors.{adapter.key}"
    assert vendors()[adapter.key] is adapter
    assert adapter.name
    assert module.__doc__
    assert "confirmed" in module.__doc__


@every_adapter
def test_its_words_are_mapped_to_our_statuses(adapter: Adapter) -> None:
    assert all(adapter.words)
    assert set(adapter.words.values()) <= set(STATUSES)
    assert not adapter.can.track or adapter.words


@every_adapter
def test_its_abilities_are_possible(adapter: Adapter) -> None:
    can = adapter.can
    assert set(can.formats) <= FORMATS
    assert can.bills_per_file in {"one", "many"}
    assert can.max_bytes is None or can.max_bytes > 0
    assert can.settles_after is None or (can.look and can.settles_after.total_seconds() > 0)


@every_adapter
@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\x00garbage\r\n\r\n",
        reply("500 Oops"),
        reply("503 Down"),
        reply("200 OK", b"<html>"),
        reply("200 OK", b"{"),
    ],
)
def test_an_unknown_failure_after_sending_is_doubtful(adapter: Adapter, answer: bytes) -> None:
    with server(answer) as (url, asked):
        assert isinstance(answered(lambda: adapter.deliver(package(), account(adapter, url))), Doubtful)
    assert len(asked) == 1


@every_adapter
def test_without_a_connection_nothing_was_sent(adapter: Adapter) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
    assert isinstance(answered(lambda: adapter.deliver(package(), account(adapter, url))), NotSent)


@every_adapter
def test_redirects_are_not_followed(adapter: Adapter) -> None:
    with (
        server(reply("200 OK", b"{}")) as (elsewhere, went),
        server(reply("307 There", b"", f"Location: {elsewhere}/")) as (url, _),
    ):
        assert isinstance(answered(lambda: adapter.deliver(package(), account(adapter, url))), Doubtful)
        answered(lambda: adapter.look("ref-1", account(adapter, url)))
        answered(lambda: list(adapter.track(account(adapter, url), None)))
    assert went == []


@every_adapter
def test_every_question_has_a_time_limit(adapter: Adapter) -> None:
    hold, receipt = threading.Event(), Receipt(reference="1")
    with server(lambda _connection: hold.wait(20) and None) as (url, _):
        silent = account(adapter, url, timeout="0.2")
        begun = time.monotonic()
        assert isinstance(answered(lambda: adapter.deliver(package(), silent)), Doubtful)
        answered(lambda: adapter.look("ref-1", silent))
        answered(lambda: list(adapter.track(silent, None)))
        answered(lambda: adapter.finalize(receipt, silent))
        took = time.monotonic() - begun
        hold.set()
    assert took < 5


@every_adapter
@pytest.mark.parametrize(
    "answer", [b"", reply("500 Oops"), reply("404 No"), reply("200 OK", b"<html>"), reply("200 OK")]
)
def test_a_look_without_a_good_answer_proves_nothing(adapter: Adapter, answer: bytes) -> None:
    with server(answer) as (url, _):
        seen = answered(lambda: adapter.look("ref-1", account(adapter, url)))
    assert isinstance(seen, NotSent | CannotSay)
    assert not isinstance(seen, Found | Absent)


@every_adapter
@pytest.mark.parametrize("answer", [b"", reply("500 Oops"), reply("429 Busy"), reply("200 OK", b"<html>")])
def test_tracking_without_a_good_answer_is_out_of_reach_or_busy(adapter: Adapter, answer: bytes) -> None:
    with server(answer) as (url, _):
        seen = answered(lambda: list(adapter.track(account(adapter, url), None)))
    assert isinstance(seen, NotSent | Busy) or (seen == [] and not adapter.can.track)


@every_adapter
@pytest.mark.parametrize("status", ["400 No", "401 Who", "403 No", "422 No", "500 Oops", "200 OK"])
def test_a_secret_that_is_thrown_back_is_never_shown(
    adapter: Adapter, status: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    echoed = f'{{"error": "Bearer {SECRET}", "key": "{SECRET}"}}'.encode()
    with server(reply(status, echoed, "Content-Type: application/json")) as (url, _):
        here = account(adapter, url)
        seen = [
            answered(lambda: adapter.deliver(package(), here)),
            answered(lambda: adapter.look("ref-1", here)),
            answered(lambda: list(adapter.track(here, None))),
        ]
    shown = "".join("".join(traceback.format_exception(each)) for each in seen if isinstance(each, Exception))
    assert isinstance(seen[0], Refused | NotSent | Doubtful)
    assert SECRET not in shown + repr(seen) + repr(here) + caplog.text


@every_adapter
def test_the_content_of_a_bill_is_in_no_exception_and_no_log(
    adapter: Adapter, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with server(b"") as (url, _):
        seen = answered(lambda: adapter.deliver(package(), account(adapter, url)))
    assert isinstance(seen, Doubtful)
    assert "Review of pleadings" not in "".join(traceback.format_exception(seen)) + caplog.text + repr(package())
