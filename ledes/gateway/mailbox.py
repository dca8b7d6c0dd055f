"""Mailboxes that platforms write to, and the messages in them: an IMAP folder, or files on this machine.

Nothing in a mailbox is changed: an IMAP folder is opened for reading only and messages are peeked at, so that no flag
moves; files stay where they are. All is bounded: how long it may take, how long a message may be, how many there are
in one round. What a round does not reach, the next one does.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from urllib.parse import unquote, urlsplit

from ledes.gateway import Account, NotSent

VENDOR = "mailbox"
"""Under which name the secret of a mailbox is looked for: LEDES_SECRET_MAILBOX_<NAME>."""

MOST_BYTES = 25 << 20
"""The longest message that is read whole; of a longer one its beginning is kept."""

MOST_MESSAGES = 2_000
"""How many messages one round takes from a mailbox."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """A mailbox as the workspace states it.

    `url` is `imaps://host/FOLDER`, or the absolute path of a folder with .eml and .mbox files, of a Maildir, or of one
    mbox file. `vendors` are those whose mails come here (empty: all). `server` is the name under which the firm's own
    mail server writes down whether a sender is genuine; where it is stated, a mail that the server did not find
    genuine is no proof.
    """

    name: str
    url: str
    user: str = ""
    vendors: tuple[str, ...] = ()
    environment: str = "production"
    server: str = ""
    settings: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def folder(self) -> Path | None:
        """Give the folder or file on this machine, where it is one."""
        return None if "://" in self.url else Path(self.url)

    @property
    def account(self) -> Account:
        """Give the account by which its secret is found."""
        return Account(
            vendor=VENDOR, name=self.name, environment=self.environment, url=self.url, settings=self.settings
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """A message as it came.

    `received` is when the mail server took it, where that is known. `uid` under `validity` is its number in an IMAP
    folder; both are 0 for files. `whole` is false where only the beginning of a long one is here.
    """

    raw: bytes = field(repr=False)
    received: datetime.datetime | None = None
    validity: int = 0
    uid: int = 0
    whole: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class From:
    """Where reading goes on: after a UID, if the folder's UIDVALIDITY is still this one, else from a day on."""

    validity: int = 0
    uid: int = 0
    day: datetime.date | None = None


def address(url: str) -> tuple[str, str, int | None, str]:
    """Take the address of an IMAP folder apart: scheme, host, port, folder (INBOX where it names none).

    Raises `ValueError` with what is wrong, in words.

    >>> address("imaps://mail.example.com/Billing/Status")
    ('imaps', 'mail.example.com', None, 'Billing/Status')
    """
    parts = urlsplit(url)
    if parts.scheme not in {"imap", "imaps"}:
        raise ValueError("is no address of a mail server")
    if not parts.hostname:
        raise ValueError("names no mail server")
    if parts.username or parts.password:
        raise ValueError("holds a user name or a password")
    if parts.scheme == "imap" and not _on_loopback(parts.hostname):
        raise ValueError("would be reached without encryption")
    return parts.scheme, parts.hostname, parts.port, unquote(parts.path).strip("/") or "INBOX"


def _on_loopback(host: str) -> bool:
    import ipaddress

    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def lost(host: str, seen: str) -> NotSent:
    """Word that a mail server was not reached, or not to the end."""
    return NotSent(f"{host}: {seen}")
