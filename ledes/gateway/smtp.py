"""A line to a mail server: encrypted, greeted, signed in, and cut when the time for all of it is over."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ledes.gateway import Account, Busy, NotSent, Refused, letter, stated
from ledes.gateway.exchange import Pass, blotted

if TYPE_CHECKING:
    import smtplib
    import ssl

ANSWER_SECONDS = 60.0
WHOLE_SECONDS = 900.0
"""Longest waits for one answer, and for all of a delivery."""

PORTS = MappingProxyType({"smtp": 587, "smtps": 465})


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An open line; `secrets` are what no answer of the server is shown with."""

    smtp: smtplib.SMTP
    account: Account
    host: str
    secrets: list[str] = field(default_factory=list, repr=False)

    def expect(self, reply: tuple[int, bytes], to: str, *, refuses: bool = False) -> None:
        """Go on only with an answer that says yes.

        Raises `Busy` with 4xx, `Refused` with 5xx where it `refuses` the bill, `NotSent` otherwise.
        """
        code, _ = reply
        if 200 <= code < 300:
            return
        if 400 <= code < 500:
            raise Busy()
        answer = self.shown(reply)
        words = answer.decode("utf-8", "replace")[:500]
        if refuses and 500 <= code < 600:
            raise Refused(f"{to} was refused: {words}", answer)
        raise NotSent(f"{self.host} answered {to} with {words}")

    def shown(self, reply: tuple[int, bytes]) -> bytes:
        """Give an answer as it is kept, without what nobody shall see."""
        code, said = reply
        return str(code).encode() + b" " + blotted(said, Pass(secrets=tuple(self.secrets)))[:4000]


def check(account: Account) -> None:
    """Read all that set-up states of a server. Raises `NotSent`."""
    _address(account)
    _trusted(account)
    _way(account)
    stated.seconds(account, "timeout", ANSWER_SECONDS)
    stated.yes(account, "tls", otherwise=True)


@contextmanager
def opened(account: Account) -> Iterator[Line]:
    """Open a line to an account's server, and sign in.

    Raises `NotSent` and `Busy`, and what the libraries raise where a line breaks.
    """
    host, port, implicit = _address(account)
    trusted = _trusted(account)
    smtp = _made(account, trusted if implicit else None)
    # the name that the certificate is checked for; the library sets it only where it connects at once
    smtp._host = host  # type: ignore[attr-defined]
    watch = threading.Timer(stated.seconds(account, "timeout", WHOLE_SECONDS / 4) * 4, _cut, (smtp,))
    watch.daemon = True
    watch.start()
    line = Line(smtp=smtp, account=account, host=host, secrets=[account.secret] if account.secret else [])
    try:
        line.expect(smtp.connect(host, port), "the connection")
        line.expect(smtp.ehlo(), "our greeting")
        if not implicit and stated.yes(account, "tls", otherwise=not stated.on_loopback(host)):
            smtp.starttls(context=trusted)
            line.expect(smtp.ehlo(), "our greeting")
        elif not implicit and not stated.on_loopback(host):
            raise NotSent(f"{host} would be reached without encryption: take tls = false away")
        _sign_in(line)
        yield line
    finally:
        watch.cancel()
        smtp.close()


def _address(account: Account) -> tuple[str, int, bool]:
    """Give host, port, and whether the line is encrypted from its first byte."""
    parts = urlsplit(account.url)
    try:
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError:
        port = 0
    if parts.scheme not in PORTS or not parts.hostname or not port or parts.username or parts.password:
        raise NotSent(f"{stated.whose(account)} has no address of the form smtp://host:587 or smtps://host:465")
    return parts.hostname, port, parts.scheme == "smtps"


def _trusted(account: Account) -> ssl.SSLContext:
    import ssl

    authority = stated.file(account, "ca_file")
    with suppress(OSError):
        return ssl.create_default_context(cafile=str(authority) if authority else None)
    raise NotSent(f"the file {authority} holds no certificate that can be read")


def _made(account: Account, context: ssl.SSLContext | None) -> smtplib.SMTP:
    import smtplib

    wait = stated.seconds(account, "timeout", ANSWER_SECONDS)
    # what we greet with; the name of this machine is nobody's business
    name = letter.sender(account).rpartition("@")[2] or "localhost"
    if context is not None:
        return smtplib.SMTP_SSL(timeout=wait, local_hostname=name, context=context)
    return smtplib.SMTP(timeout=wait, local_hostname=name)


def _cut(smtp: smtplib.SMTP) -> None:
    with suppress(OSError, AttributeError):
        smtp.sock.shutdown(socket.SHUT_RDWR)  # type: ignore[union-attr]


def _sign_in(line: Line) -> None:
    """Sign in where set-up names a user: by the password, or by a token where `auth` is oauth2."""
    import smtplib

    account, user, problem = line.account, stated.text(line.account, "user"), None
    way = _way(account)
    if not user:
        return
    try:
        if way == "oauth2":
            _by_token(line, user)
        else:
            line.smtp.login(user, account.secret)
    except smtplib.SMTPServerDisconnected:
        raise
    except smtplib.SMTPResponseException as error:
        busy = 400 <= error.smtp_code < 500
        problem = Busy() if busy else NotSent(f"{line.host} did not let {stated.whose(account)} in")
    except smtplib.SMTPException:
        problem = NotSent(f"{line.host} offers {stated.whose(account)} no way to sign in by a password")
    if problem is not None:
        raise problem


def _way(account: Account) -> str:
    way = stated.text(account, "auth", "password")
    if way not in {"password", "oauth2"}:
        raise NotSent(f"the setting auth of {stated.whose(account)} is neither password nor oauth2")
    return way


def _by_token(line: Line, user: str) -> None:
    """Sign in by an access token (XOAUTH2, as Microsoft 365 and Google ask for); one that is not taken is dropped."""
    import smtplib

    from ledes.gateway import auth, exchange, oauth

    account = line.account
    way = auth.Auth(kind="oauth2").of(account)
    token = oauth.TOKENS.give(account, way, auth.certificate(account), exchange.Limits.of(account))
    line.secrets.append(token)
    if "XOAUTH2" not in line.smtp.esmtp_features.get("auth", "").upper().split():
        raise NotSent(f"{line.host} does not offer XOAUTH2 to {stated.whose(account)}")

    def said(challenge: bytes | None = None) -> str:
        # a challenge tells why the token is not taken, and wants an empty answer before the refusal
        return "" if challenge else f"user={user}\x01auth=Bearer {token}\x01\x01"

    refused = False
    try:
        line.smtp.auth("XOAUTH2", said)
    except smtplib.SMTPAuthenticationError as error:
        refused = error.smtp_code >= 500
        if not refused:
            raise
    if refused:
        oauth.TOKENS.forget(account, way, token)
        raise NotSent(f"{line.host} did not take the token of {stated.whose(account)}")
