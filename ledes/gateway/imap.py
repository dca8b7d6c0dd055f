"""An IMAP folder, read without a trace: opened for reading only, messages peeked at, all of it within bounds."""

from __future__ import annotations

import base64
import contextlib
import datetime
import imaplib
import re
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ledes.errors import SetupError
from ledes.gateway import stated
from ledes.gateway.mailbox import MOST_BYTES, Arrived, From, Mailbox, address, lost

CONNECT_SECONDS = 15.0
READ_SECONDS = 60.0
ROUND_SECONDS = 240.0
"""Longest wait for a connection, for the next bytes, and for all that one round does with a mailbox."""

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
"""As IMAP writes them; the standard library's strftime would use the machine's language."""

SLACK = 1 << 16

_UID = re.compile(rb"\bUID ([0-9]+)")
_SIZE = re.compile(rb"\bRFC822\.SIZE ([0-9]+)")


class _Bounded(imaplib.IMAP4):
    """A connection that lasts so many seconds, and takes no literal longer than a message may be."""

    def __init__(self, host: str, port: int, seconds: float, **more: Any) -> None:
        self.seconds = seconds
        super().__init__(host, port, timeout=min(CONNECT_SECONDS, seconds), **more)

    def open(self, host: str = "", port: int = 0, timeout: float | None = None) -> None:
        """Connect; a server that lets bytes trickle is cut off from another thread, or it would be read for ever."""
        super().open(host, port, timeout)
        self.sock.settimeout(min(READ_SECONDS, self.seconds))
        self.watch = threading.Timer(self.seconds, _cut, [self.sock])
        self.watch.daemon = True
        self.watch.start()

    def read(self, size: int) -> bytes:
        """Read a literal."""
        if size > MOST_BYTES + SLACK:
            raise self.abort("the server announced too much")
        return super().read(size)

    def shutdown(self) -> None:
        """Close the line."""
        self.watch.cancel()
        super().shutdown()


class _BoundedOverTls(_Bounded, imaplib.IMAP4_SSL):  # type: ignore[misc]  # only the port's default differs
    """The same over TLS."""


def arrived(mailbox: Mailbox, secret: str, start: From, most: int) -> Iterator[Arrived]:
    """Read the messages that came after `start`, in the order of their UIDs.

    Raises `NotSent` when the server cannot be reached or stops answering, `SetupError` when it takes neither user nor
    folder.
    """
    scheme, host, port, folder = address(mailbox.url)
    seconds = _seconds(mailbox)
    end = time.monotonic() + seconds
    try:
        with _connected(scheme, host, port, seconds) as connection:
            _let_in(connection, mailbox, secret)
            validity = _opened(connection, mailbox, folder)
            yield from _messages(connection, validity, start, most, end)
    except (imaplib.IMAP4.error, OSError, ValueError, EOFError) as error:
        seen = "no answer came in time" if time.monotonic() >= end else _seen(error)
    else:
        return
    # Raised out here: what the library raised may hold a command with its arguments.
    raise lost(host, seen)


@contextlib.contextmanager
def _connected(scheme: str, host: str, port: int | None, seconds: float) -> Iterator[imaplib.IMAP4]:
    connection: imaplib.IMAP4
    if scheme == "imaps":
        connection = _BoundedOverTls(host, port or 993, seconds, ssl_context=ssl.create_default_context())
    else:
        connection = _Bounded(host, port or 143, seconds)
    try:
        yield connection
    finally:
        with contextlib.suppress(imaplib.IMAP4.error, OSError):
            connection.logout()
        with contextlib.suppress(OSError):
            connection.shutdown()


def _cut(line: socket.socket) -> None:
    with contextlib.suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)


def _let_in(connection: imaplib.IMAP4, mailbox: Mailbox, secret: str) -> None:
    """Sign in by the password, or by an access token where the setting `auth` is oauth2."""
    way = mailbox.settings.get("auth", "") or "password"
    if way not in {"password", "oauth2"}:
        raise SetupError(
            f"the setting auth of mailbox {mailbox.name} is neither password nor oauth2", hint="mend it in ledes.toml"
        )
    try:
        if way == "oauth2":
            _by_token(connection, mailbox, secret)
        elif "AUTH=PLAIN" in connection.capabilities:
            # Takes any letters, where LOGIN takes ASCII only.
            connection.authenticate("PLAIN", lambda _challenge: f"\0{mailbox.user}\0{secret}".encode())
        else:
            connection.login(mailbox.user, secret)
        return
    except imaplib.IMAP4.abort:
        raise
    except (imaplib.IMAP4.error, UnicodeEncodeError):
        pass
    raise SetupError(
        f"the mail server does not let user {mailbox.user!r} of mailbox {mailbox.name} in",
        hint="check user under [[mailboxes]], and its secret with ledes accounts",
    )


def _by_token(connection: imaplib.IMAP4, mailbox: Mailbox, secret: str) -> None:
    """Sign in by XOAUTH2, as Microsoft 365 and Google ask for; a token that is not taken is dropped."""
    from ledes.gateway import auth, exchange, oauth

    account = replace(mailbox.account, secret=secret)
    way = auth.Auth(kind="oauth2").of(account)
    token = oauth.TOKENS.give(account, way, auth.certificate(account), exchange.Limits.of(account))

    def said(challenge: bytes) -> bytes:
        # A challenge tells why the token is not taken, and wants an empty answer before the refusal.
        return b"" if challenge else f"user={mailbox.user}\x01auth=Bearer {token}\x01\x01".encode()

    try:
        connection.authenticate("XOAUTH2", said)
    except imaplib.IMAP4.error:
        oauth.TOKENS.forget(account, way, token)
        raise


def _opened(connection: imaplib.IMAP4, mailbox: Mailbox, folder: str) -> int:
    """Open the folder for reading only; give its UIDVALIDITY."""
    answer, _ = connection.select(_quoted(folder), readonly=True)
    if answer != "OK":
        raise SetupError(
            f"mailbox {mailbox.name} has no folder {folder!r} on the mail server",
            hint="write its name at the end of url under [[mailboxes]], as imaps://host/INBOX",
        )
    _, said = connection.response("UIDVALIDITY")
    return int(said[-1]) if said and said[-1] else 0


def _messages(connection: imaplib.IMAP4, validity: int, start: From, most: int, end: float) -> Iterator[Arrived]:
    last = start.uid if start.validity == validity else 0
    for uid in _uids(connection, last, start.day)[:most]:
        if time.monotonic() > end:
            return
        found = _fetched(connection, uid)
        if found is not None:
            yield _arrived(validity, uid, *found)


def _uids(connection: imaplib.IMAP4, last: int, day: datetime.date | None) -> list[int]:
    """List the UIDs after the last one; a server that asks for `n:*` gives the newest even where it is older."""
    wanted = [f"UID {last + 1}:*"]
    if not last and day is not None:
        wanted.append(f"SINCE {day.day}-{MONTHS[day.month - 1]}-{day.year}")
    answer, said = connection.uid("SEARCH", *wanted)
    if answer != "OK":
        raise ValueError("the search was refused")
    found = {int(each) for line in said for each in (line or b"").split()}
    return sorted(uid for uid in found if uid > last)


def _fetched(connection: imaplib.IMAP4, uid: int) -> tuple[bytes, bytes] | None:
    """Fetch one message without marking it as read; `None` where somebody deleted it meanwhile."""
    asked = f"(UID RFC822.SIZE INTERNALDATE BODY.PEEK[]<0.{MOST_BYTES}>)"
    answer, said = connection.uid("FETCH", str(uid), asked)
    if answer != "OK":
        raise ValueError("a message was refused")
    for part in said:
        if isinstance(part, tuple) and (found := _UID.search(part[0])) and int(found[1]) == uid:
            return part[0], part[1]
    return None


def _arrived(validity: int, uid: int, said: bytes, raw: bytes) -> Arrived:
    size = _SIZE.search(said)
    taken = imaplib.Internaldate2tuple(said)
    received = datetime.datetime.fromtimestamp(time.mktime(taken), datetime.UTC) if taken else None
    whole = size is None or int(size[1]) <= MOST_BYTES
    return Arrived(raw=raw, received=received, validity=validity, uid=uid, whole=whole)


def _quoted(folder: str) -> str:
    r"""Write a folder's name as IMAP does: quoted, letters beyond ASCII in modified UTF-7.

    >>> _quoted("Prüfung & Co")
    '"Pr&APw-fung &- Co"'

    Source: RFC 3501, section 5.1.3.
    """
    made = re.sub(r"&|[^\x20-\x7e]+", lambda found: _shifted(found[0]), folder)
    return '"' + made.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _shifted(letters: str) -> str:
    if letters == "&":
        return "&-"
    coded = base64.b64encode(letters.encode("utf-16-be")).decode().rstrip("=").replace("/", ",")
    return f"&{coded}-"


def _seconds(mailbox: Mailbox) -> float:
    """Give the time for one round: the setting `timeout` in seconds may shorten it."""
    seconds = stated.limited(mailbox.settings.get("timeout", "").strip(), ROUND_SECONDS)
    if seconds is None:
        raise SetupError(
            f"the timeout of mailbox {mailbox.name} is no number of seconds", hint="write timeout = 60 in its settings"
        )
    return seconds


def _seen(error: BaseException) -> str:
    """Say what happened, without what the server or the library said."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return "its certificate is not one that this machine trusts"
    if isinstance(error, TimeoutError):
        return "no answer came in time"
    if isinstance(error, socket.gaierror | ConnectionRefusedError):
        return "no connection could be made"
    if isinstance(error, imaplib.IMAP4.abort | OSError | EOFError):
        return "the connection ended early"
    return "its answer is none that a mail server gives"
