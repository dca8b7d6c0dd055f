"""Messages in the ledger: each kept once by its bytes, with how far its mailbox was read, on a file or a server."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from ledes import ledger
from ledes.errors import UsageError
from ledes.ledger import messages, verify
from ledes.ledger.messages import Arrival, Mark, Message

ONE = Message(
    mailbox="status",
    at="2026-11-20T09:00:00.000000Z",
    sender="status@portal.example",
    subject="Invoice 1001",
    environment="production",
    outcome="unmatched",
    reason="nobody knows it",
)


def test_a_message_is_kept_once_in_each_mailbox(url: str) -> None:
    with ledger.writing(url) as book:
        for mailbox in ("status", "status", "copies"):
            messages.keep(book, Arrival(message=replace(ONE, mailbox=mailbox), raw=b"the mail"))
        assert [each.mailbox for each in messages.listed(book)] == ["status", "copies"]
        (known,) = messages.known(book, "status")
        assert book.blob(known) == b"the mail"
        assert messages.count(book) == 2


def test_how_far_a_mailbox_was_read_goes_with_the_message(url: str) -> None:
    with ledger.writing(url) as book:
        assert messages.mark(book, "status") == Mark()
        mark = Mark(place="imaps://mail.example/INBOX", validity=4_294_967_295, last=7)
        messages.keep(book, Arrival(message=ONE, raw=b"the mail", mark=mark))
        assert messages.mark(book, "status") == mark
        messages.reach(book, "status", replace(mark, last=9))
    with ledger.reading(url) as reader:
        assert messages.mark(reader, "status").last == 9


def test_a_message_is_closed_once_and_settled_as_often_as_it_takes(url: str) -> None:
    with ledger.writing(url) as book:
        for raw in (b"one", b"two"):
            messages.keep(book, Arrival(message=ONE, raw=raw))
        first, second = (each.id for each in messages.listed(book, outcome="unmatched"))
        messages.close(book, first, messages.SETTLED, "1001 is paid")
        assert messages.close(book, first, messages.SETTLED, "so is 1002").reason == "1001 is paid; so is 1002"
        messages.close(book, second, messages.IGNORED, "")
        for outcome in (messages.SETTLED, messages.IGNORED):
            with pytest.raises(UsageError, match="is ignored already"):
                messages.close(book, second, outcome, "")
        with pytest.raises(UsageError, match="is settled already"):
            messages.close(book, first, messages.IGNORED, "")
        assert messages.listed(book, vendor="post") == ()


def test_the_bytes_of_a_message_are_missed_when_they_are_gone(url: str, tamper: Callable[..., None]) -> None:
    with ledger.writing(url) as book:
        messages.keep(book, Arrival(message=ONE, raw=b"the mail"))
        assert list(verify.problems(book)) == []
        digest = messages.listed(book)[0].blob
    tamper(url, f"DELETE FROM blobs WHERE sha256 = '{digest}'")
    with ledger.reading(url) as reader:
        assert list(verify.problems(reader)) == [f"the bytes with digest {digest[:12]} are gone"]
