"""A mail as patterns look at it: who sent it, when, its subject and its body as text, and whether it is genuine.

Read by the standard library's oldest policy, which takes whatever comes; nothing here raises for a bad mail.
"""

from __future__ import annotations

import codecs
import contextlib
import datetime
import email
import email.policy
import email.utils
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.errors import HeaderParseError, MessageError
from email.header import decode_header
from email.message import Message

from ledes.intake import genuine, plain

DEEPEST = 100
"""Parts of a mail that are looked at."""

NO_CHARSETS = frozenset({"punycode", "idna", "unicode_escape", "raw_unicode_escape", "undefined"})
"""What Python takes for a charset and no mail is written in; some take a very long time over a made-up one."""

SUBJECT = 1_000
"""Characters of a subject that are looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail that was taken apart.

    `sender` is the one address that it is from, in small letters; empty where it names none or several. `at` is when it
    was sent, and never later than it was received. `texts` are its readings: plain text, then HTML. `proof` is pass,
    fail or empty, `proved` by what. `trouble` says why it cannot be read.
    """

    sender: str = ""
    subject: str = ""
    at: datetime.datetime
    texts: tuple[str, ...] = field(default=(), repr=False)
    proof: str = ""
    proved: str = ""
    trouble: str = ""


def read(raw: bytes, *, received: datetime.datetime | None, now: datetime.datetime, server: str = "") -> Letter:
    """Take a mail apart. `received` is when the mail server took it, if that is known."""
    try:
        message = email.message_from_bytes(raw, policy=email.policy.compat32)
        sender = _sender(message)
        proof, proved = genuine.verdict(_all(message, "Authentication-Results"), sender, server)
        return Letter(
            sender=sender,
            subject=plain.one_line(_header(message, "Subject")[:SUBJECT]),
            at=_at(message, received, now),
            texts=tuple(_texts(message)),
            proof=proof,
            proved=proved,
        )
    except (MessageError, RecursionError, LookupError, ValueError, TypeError, AttributeError) as error:
        # The parser is known to stumble over made-up mails in all of these ways.
        return Letter(at=min(received or now, now), trouble=f"it is no mail that can be read ({type(error).__name__})")


def _all(message: Message, name: str) -> list[str]:
    """Give the values of a header as they stand there; bytes beyond ASCII are taken for UTF-8, else for Windows'."""
    values = (str(value) for key, value in message.raw_items() if key.lower() == name.lower())
    return [_text(value.encode("utf-8", "surrogateescape"), "utf-8") for value in values]


def _header(message: Message, name: str) -> str:
    return _decoded("".join(_all(message, name)[:1]))


def _decoded(value: str) -> str:
    try:
        parts = decode_header(value)
    except (HeaderParseError, ValueError):
        return value
    return "".join(part if isinstance(part, str) else _text(part, charset or "ascii") for part, charset in parts)


def _text(content: bytes, charset: str) -> str:
    for named in (charset, "utf-8"):
        with contextlib.suppress(LookupError, ValueError):
            if codecs.lookup(named).name not in NO_CHARSETS:
                return content.decode(named)
    return content.decode("cp1252", "replace")


def _sender(message: Message) -> str:
    """Give the address in From; what is encoded in its name is no address."""
    named = [address for _, address in email.utils.getaddresses(_all(message, "From")) if address]
    sender = plain.one_line(named[0]).lower() if len(named) == 1 else ""
    return sender if sender.count("@") == 1 and " " not in sender else ""


def _at(message: Message, received: datetime.datetime | None, now: datetime.datetime) -> datetime.datetime:
    """Give the moment of a mail: its own date, but none later than its arrival, so that no clock runs ahead."""
    stated = _moment("".join(_all(message, "Date")[:1]))
    hops = _all(message, "Received")
    arrival = received or (_moment(hops[0].rpartition(";")[2]) if hops else None) or now
    return min(stated or arrival, arrival, now)


def _moment(text: str) -> datetime.datetime | None:
    try:
        found = email.utils.parsedate_to_datetime(text.strip())
        return found.astimezone(datetime.UTC) if found.tzinfo else found.replace(tzinfo=datetime.UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _texts(message: Message) -> Iterator[str]:
    """Give the readings of the body: its plain text, then its HTML as text; attachments are none of them."""
    found: dict[str, list[str]] = {"text/plain": [], "text/html": []}
    for part in _parts(message):
        kind = part.get_content_type()
        if kind in found and (part.get_content_disposition() or "inline") == "inline":
            found[kind].append(_body(part))
    text = plain.lines("\n".join(found["text/plain"]))
    marked = "\n".join(each for each in map(plain.from_html, found["text/html"]) if each)
    return iter(each for each in (text, marked) if each)


def _parts(message: Message) -> Iterator[Message]:
    """Go through the parts, without those of a mail inside of the mail: it is somebody else's."""
    waiting, seen = [message], 0
    while waiting and seen < DEEPEST:
        part, seen = waiting.pop(0), seen + 1
        if part.is_multipart() and part.get_content_maintype() == "multipart":
            waiting[:0] = [each for each in part.get_payload() if isinstance(each, Message)]
        elif not part.is_multipart():
            yield part


def _body(part: Message) -> str:
    content = part.get_payload(decode=True)
    return _text(content, _charset(part)) if isinstance(content, bytes) else ""


def _charset(part: Message) -> str:
    named = part.get_content_charset("") or "utf-8"
    # Mail programs say ASCII or Latin-1 and mean what Windows writes.
    return {"us-ascii": "cp1252", "ascii": "cp1252", "iso-8859-1": "cp1252", "latin-1": "cp1252"}.get(named, named)
