"""Mail out: an e-bill is delivered when the firm's mail server has said that it takes the mail on.

The account's `url` is `smtp://host:587` (STARTTLS is demanded) or `smtps://host:465`; without encryption only on this
machine itself, unless `tls = true`. Settings: `from`, `to`, `cc`, `reply_to`, `subject`; `user`, whose password is the
account's secret, or with `auth = "oauth2"` a client's that gets a token (`client_id`, `token_url`, `scope`);
`ca_file` where the server's certificate is a private one; `max_bytes`; `timeout`.

A server takes a mail with the end of its contents, a line with a point. Until that line is sent, every failure is
`NotSent`, or `Busy` (4xx); from then on only its answer counts. `Refused` is a mail whose contents or size were turned
away (5xx). A sender or recipient that is turned away is a matter of set-up: the bill stays ready until that is mended.
Where it happens to one of several recipients, nobody gets the mail.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from contextlib import suppress
from types import MappingProxyType
from urllib.parse import urlsplit

from ledes.errors import SetupError
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
    smtp,
    stated,
)

TAKING_SECONDS = 600.0
"""Longest wait for the answer to the contents: RFC 5321, section 4.5.3.2, asks for ten minutes."""

TOO_LARGE = 552
"""The one refusal of a sender that is about the mail: RFC 1870, section 6.1."""

WORDS: Mapping[str, str] = MappingProxyType({"Undeliverable": "FILE_ERROR"})
"""A mail that came back: the platform does not have the bill, and it may be sent anew under a new reference."""

CAME_BACK = MailPattern(
    key="undeliverable",
    subject=r"undeliver(?:able|ed)|delivery (?:has )?failed|failure notice|returned mail|delivery status.*failure",
    body=r"Message-ID:\s*<(?P<reference>ledes-[0-9a-f]+)@",
    words="Undeliverable",
)
"""How servers tell that a mail came back (RFC 3464, with the headers of ours). Its sender is the firm's own server."""


class ByMail(Adapter):
    """What an adapter that sends mail has in common."""

    words = WORDS
    mail: tuple[MailPattern, ...] = (CAME_BACK,)

    needs = MappingProxyType({"from": "the address that mails come from", "to": "the address that takes e-bills"})

    def check(self, account: Account) -> None:
        """Read all that set-up states. Raises `SetupError`."""
        super().check(account)
        with stated.as_setup():
            letter.check(account)
            smtp.check(account)
            stated.number(account, "max_bytes")

    def examine(self, package: Package, account: Account) -> None:
        """Measure the whole mail against what set-up says that the partner takes. Raises `SetupError`."""
        most = stated.number(account, "max_bytes")
        size = len(letter.write(package, account, datetime.datetime.now(datetime.UTC)).content)
        if most is not None and size > most:
            raise SetupError(
                f"mail with invoice {package.invoices[0]} has {size:,} bytes, account {account.name} takes {most:,}",
                hint="make what is attached smaller, or give less",
            )

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
        with smtp.opened(account) as line:
            _offer(line, written)
            return _hand_over(line, written, passed)
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
        if isinstance(error, smtplib.SMTPResponseException):
            seen = f"it answered {error.smtp_code}"
        elif isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
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


def _offer(line: smtp.Line, written: letter.Letter) -> None:
    """Tell sender, size and recipients; where one recipient is turned away, all of it ends here."""
    size = len(written.content)
    options = []
    allowed = [stated.number(line.account, "max_bytes")]
    if line.smtp.has_extn("size"):
        offered = line.smtp.esmtp_features.get("size", "")
        allowed.append(int(offered) if offered.isdigit() and int(offered) else None)
        options = [f"size={size}"]
    least = min((each for each in allowed if each is not None), default=None)
    if least is not None and size > least:
        raise Refused(f"the mail has {size:,} bytes, {least:,} are allowed")
    reply = line.smtp.mail(written.sender, options)
    line.expect(reply, "the sender", refuses=reply[0] == TOO_LARGE)
    for recipient in written.recipients:
        line.expect(line.smtp.rcpt(recipient), f"the recipient {recipient}")


def _hand_over(line: smtp.Line, written: letter.Letter, passed: Passed) -> bytes:
    """Send the contents, then the line that ends them, and give the answer."""
    code, said = line.smtp.docmd("DATA")
    if code != 354:
        line.expect((code if code >= 400 else 0, said), "the contents", refuses=True)
    content = b"\r\n".join(b"." + each if each.startswith(b".") else each for each in written.content.split(b"\r\n"))
    line.smtp.send(content if content.endswith(b"\r\n") else content + b"\r\n")
    if line.smtp.sock is not None:
        line.smtp.sock.settimeout(stated.seconds(line.account, "timeout", TAKING_SECONDS))
    passed.end = True
    line.smtp.send(b".\r\n")
    code, said = line.smtp.getreply()
    if code == 421:
        # It closes; what became of the mail it does not say.
        raise Doubtful(f"{passed.host} closed the line after the whole mail was sent")
    if not 200 <= code < 300 and not 400 <= code < 600:
        raise Doubtful(f"{passed.host} answered the mail with what is no answer")
    line.expect((code, said), "the mail", refuses=True)
    _leave(line)
    return line.shown((code, said))


def _leave(line: smtp.Line) -> None:
    """Say goodbye; what goes wrong now changes nothing."""
    import smtplib

    with suppress(OSError, smtplib.SMTPException, ValueError):
        if line.smtp.sock is not None:
            line.smtp.sock.settimeout(2)
        line.smtp.quit()
