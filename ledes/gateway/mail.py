"""Mail out: an e-bill is delivered when the firm's mail server has said that it takes the mail on.

The account's `url` is `smtp://host:587` (STARTTLS is demanded) or `smtps://host:465`; without encryption only on this
machine itself, unless `tls = true`. Settings: `from`, `to`, `cc`, `reply_to`, `subject`; `user`, whose password is the
account's secret; `ca_file` where the server's certificate is a private one; `max_bytes`; `timeout`.

A server takes a mail with the end of its contents, a line with a point. Until that line is sent, every failure is
`NotSent`, or `Busy` (4xx) or `Refused` (5xx) in the server's words; from then on only its answer counts. Where one of
several recipients is turned away, nobody gets the mail.
"""

from __future__ import annotations

import datetime
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ledes.gateway import (
    Account,
    Adapter,
    Busy,
    CannotSay,
    Doubtful,
    MailPattern,
    NotSent,
    Package,
    Receipt,
    Refused,
    letter,
    stated,
)

if TYPE_CHECKING:
    import smtplib

ANSWER_SECONDS = 60.0
TAKING_SECONDS = 600.0
"""Longest waits for an answer, and for the one after the contents: RFC 5321, section 4.5.3.2, asks for ten minutes."""

WHOLE_SECONDS = 900.0
PORTS = MappingProxyType({"smtp": 587, "smtps": 465})
HIDDEN = "[hidden]"

WORDS: Mapping[str, str] = MappingProxyType({"Undeliverable": "FILE_ERROR"})
"""A mail that came back: the platform does not have the bill, and it may be sent anew under a new reference."""

CAME_BACK = MailPattern(
    key="undeliverable",
    subject=r"undeliver(?:able|ed)|delivery (?:has )?failed|failure notice|returned mail|delivery status.*failure",
    body=r"Message-ID:\s*<(?P<reference>ledes-[0-9a-f]+)@",
    words="Undeliverable",
)
"""How servers tell that a mail came back (RFC 3464, with the headers of ours). Its sender is the firm's own server."""

Clock = Callable[[], datetime.datetime]


class ByMail(Adapter):
    """What an adapter that sends mail has in common."""

    words = WORDS
    mail: tuple[MailPattern, ...] = (CAME_BACK,)

    def needs_secret(self, account: Account) -> bool:
        """Say whether the server wants a password: where set-up names a user."""
        return bool(stated.text(account, "user"))

    def deliver(self, package: Package, account: Account) -> Receipt:
        """Hand a mail to the server. Raises `NotSent`, `Busy`, `Refused` or `Doubtful`."""
        now = datetime.datetime.now(datetime.UTC)
        written = letter.write(package, account, now)
        answer = send(written, account)
        return Receipt(reference=written.name, at=now, answer=answer)

    def look(self, reference: str, account: Account) -> CannotSay:
        """Name the mail that a person has to look for; a mail server cannot be asked."""
        name = letter.message_id(reference, letter.sender(account))
        host = urlsplit(account.url).hostname or "the mail server"
        return CannotSay(page=f"the log of {host}, for Message-ID {name}")


def send(written: letter.Letter, account: Account) -> bytes:
    """Send one mail, and give the server's answer to it.

    Raises `NotSent`, `Busy`, `Refused` or `Doubtful`, as the module says.
    """
    import smtplib

    problem: Exception
    passed = Passed(account)
    try:
        with _line(account) as line:
            _greet(line, account)
            _offer(line, written, account)
            return _hand_over(line, written, account, passed)
    except (NotSent, Busy, Refused, Doubtful) as error:
        problem = error
    except (OSError, smtplib.SMTPException, ValueError) as error:
        problem = passed.unclear(error)
    problem.__context__ = None
    # Raised out here, where no exception of the library (which holds addresses and answers) becomes its context.
    raise problem


class Passed:
    """Whether the end of the contents was sent, on which hangs what a failure proves."""

    def __init__(self, account: Account) -> None:
        self.host = urlsplit(account.url).hostname or ""
        self.end = False

    def unclear(self, error: Exception) -> NotSent | Doubtful:
        """Say what a failure without an answer proves."""
        import smtplib
        import ssl

        seen = "the connection ended"
        if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
            seen = "no answer came in time"
        elif isinstance(error, ssl.SSLError):
            seen = "no encrypted line to a server with a trusted certificate could be made"
        elif isinstance(error, smtplib.SMTPNotSupportedError):
            seen = "it does not offer what the account asks for"
        elif isinstance(error, ValueError):
            seen = "what it was told or said could not be written or read"
        if self.end:
            return Doubtful(f"{self.host}: {seen}, after the whole mail was sent")
        return NotSent(f"{self.host}: {seen}")


@contextmanager
def _line(account: Account) -> Iterator[smtplib.SMTP]:
    """Open a line, encrypted from the start where the address says so; cut when the time for all of it is over."""
    import smtplib
    import ssl

    parts = urlsplit(account.url)
    try:
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError:
        port = 0
    if parts.scheme not in PORTS or not parts.hostname or not port or parts.username or parts.password:
        raise NotSent(f"{stated.whose(account)} has no address of the form smtp://host:587 or smtps://host:465")
    wait = stated.seconds(account, "timeout", ANSWER_SECONDS)
    name = letter.sender(account).rpartition("@")[2] or "localhost"
    authority = stated.file(account, "ca_file")
    trusted = ssl.create_default_context(cafile=str(authority) if authority else None)
    if parts.scheme == "smtps":
        line: smtplib.SMTP = smtplib.SMTP_SSL(timeout=wait, local_hostname=name, context=trusted)
    else:
        line = smtplib.SMTP(timeout=wait, local_hostname=name)
    # the name that the certificate is checked for; the library sets it only where it connects at once
    line._host = parts.hostname  # type: ignore[attr-defined]
    watch = threading.Timer(stated.seconds(account, "timeout", WHOLE_SECONDS / 4) * 4, _cut, (line,))
    watch.daemon = True
    watch.start()
    try:
        _expect(line.connect(parts.hostname, port), account, "its greeting", refuses=False)
        if parts.scheme == "smtp" and stated.yes(account, "tls", otherwise=not stated.on_loopback(parts.hostname)):
            line.starttls(context=trusted)
        elif parts.scheme == "smtp" and not stated.on_loopback(parts.hostname):
            raise NotSent(f"{parts.hostname} would be reached without encryption: take tls = false away")
        yield line
    finally:
        watch.cancel()
        line.close()


def _cut(line: smtplib.SMTP) -> None:
    with suppress(OSError, AttributeError):
        line.sock.shutdown(socket.SHUT_RDWR)  # type: ignore[union-attr]


def _greet(line: smtplib.SMTP, account: Account) -> None:
    """Greet the server, and sign in where set-up names a user."""
    import smtplib

    _expect(line.ehlo(), account, "our greeting", refuses=False)
    user = stated.text(account, "user")
    if not user:
        return
    problem: NotSent | Busy | None = None
    try:
        line.login(user, account.secret)
    except smtplib.SMTPResponseException as error:
        problem = Busy() if 400 <= error.smtp_code < 500 else None
        problem = problem or NotSent(f"{line._host} did not let {stated.whose(account)} in")  # type: ignore[attr-defined]
    if problem is not None:
        raise problem


def _offer(line: smtplib.SMTP, written: letter.Letter, account: Account) -> None:
    """Tell sender, size and recipients; take all back where one recipient is turned away."""
    size = len(written.content)
    options = []
    allowed = [stated.number(account, "max_bytes")]
    if line.has_extn("size"):
        offered = line.esmtp_features.get("size", "")
        allowed.append(int(offered) if offered.isdigit() and int(offered) else None)
        options = [f"size={size}"]
    least = min((each for each in allowed if each is not None), default=None)
    if least is not None and size > least:
        raise Refused(f"the mail has {size:,} bytes, {least:,} are allowed")
    _expect(line.mail(written.sender, options), account, "the sender")
    for recipient in written.recipients:
        _expect(line.rcpt(recipient), account, f"the recipient {recipient}")


def _hand_over(line: smtplib.SMTP, written: letter.Letter, account: Account, passed: Passed) -> bytes:
    """Send the contents, then the line that ends them, and give the answer."""
    code, said = line.docmd("DATA")
    if code != 354:
        _expect((code if code >= 400 else 0, said), account, "the contents")
    content = b"\r\n".join(b"." + each if each.startswith(b".") else each for each in written.content.split(b"\r\n"))
    line.send(content if content.endswith(b"\r\n") else content + b"\r\n")
    if line.sock is not None:
        line.sock.settimeout(stated.seconds(account, "timeout", TAKING_SECONDS))
    passed.end = True
    line.send(b".\r\n")
    code, said = line.getreply()
    if code == 421:
        # It closes; what became of the mail it does not say.
        raise Doubtful(f"{passed.host} closed the line after the whole mail was sent")
    try:
        _expect((code, said), account, "the mail")
    except NotSent:
        code = 0
    if not code:
        raise Doubtful(f"{passed.host} answered the mail with what is no answer")
    _leave(line)
    return _shown((code, said), account)


def _leave(line: smtplib.SMTP) -> None:
    """Say goodbye; what goes wrong now changes nothing."""
    import smtplib

    with suppress(OSError, smtplib.SMTPException, ValueError):
        if line.sock is not None:
            line.sock.settimeout(2)
        line.quit()


def _expect(reply: tuple[int, bytes], account: Account, to: str, *, refuses: bool = True) -> None:
    """Go on only with an answer that says yes; a refusal at the door is not one of the bill."""
    code, _ = reply
    if 200 <= code < 300:
        return
    if 400 <= code < 500:
        raise Busy()
    if refuses and 500 <= code < 600:
        words = _shown(reply, account)
        raise Refused(f"{to} was refused: {words.decode('utf-8', 'replace')[:500]}", words)
    raise NotSent(f"the mail server answered {to} with {code}")


def _shown(reply: tuple[int, bytes], account: Account) -> bytes:
    code, said = reply
    if account.secret:
        said = said.replace(account.secret.encode(), HIDDEN.encode())
    return str(code).encode() + b" " + said[:4000]
