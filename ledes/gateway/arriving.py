"""The messages of a mailbox, whether they lie at a mail server or in a folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from ledes.gateway import imap, mailfiles
from ledes.gateway.mailbox import MOST_MESSAGES, Arrived, From, Mailbox


def arrived(
    mailbox: Mailbox,
    secret: str,
    start: From,
    *,
    settled: Callable[[Path], bool] = lambda _path: True,
    most: int = MOST_MESSAGES,
) -> Iterator[Arrived]:
    """Read the messages of a mailbox, oldest first; close the iterator to end the connection.

    `settled` says whether a file has come to rest, so that it can be read.

    Raises `NotSent` when the mailbox cannot be reached or read to the end, `SetupError` when the server does not take
    the user with this secret, or has no such folder.
    """
    if mailbox.folder is not None:
        return mailfiles.arrived(mailbox.folder, settled)
    return imap.arrived(mailbox, secret, start, most)
