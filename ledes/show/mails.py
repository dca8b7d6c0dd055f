"""Mails that came from platforms: a list, one in full, and how patterns fare against one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ledes import money
from ledes.ledger import moments
from ledes.show import table

if TYPE_CHECKING:
    from ledes.gateway import StatusEvent
    from ledes.ledger.messages import Message

SUBJECT = 48
SENDER = 36
REASON = 60


def show(found: Sequence[Message]) -> None:
    """Print a list of messages, without what they say."""
    headings = ("id", "sent", "sender", "subject", "outcome", "why")
    rows = [
        (
            str(each.id),
            moments.short(each.at)[:16].replace("T", " "),
            _short(each.sender, SENDER),
            _short(each.subject, SUBJECT),
            each.outcome,
            _short(each.reason, REASON),
        )
        for each in found
    ]
    table.show(headings, rows, right=frozenset({"id"}))


def as_data(message: Message) -> dict[str, Any]:
    """Give a message for programs, without what it says."""
    return {
        "id": message.id,
        "mailbox": message.mailbox,
        "sent": moments.short(message.at),
        "sender": message.sender,
        "subject": message.subject,
        "vendor": message.vendor or None,
        "environment": message.environment,
        "pattern": message.pattern or None,
        "outcome": message.outcome,
        "reason": message.reason or None,
        "sha256": message.blob,
    }


def whole(message: Message, texts: Sequence[str], proof: str) -> Iterator[str]:
    """Yield a message in full: what is known of it, then its text."""
    known = {
        "sent": moments.short(message.at),
        "sender": f"{message.sender}{f' ({proof})' if proof else ''}",
        "subject": message.subject,
        "mailbox": message.mailbox,
        "vendor": message.vendor,
        "pattern": message.pattern,
        "outcome": message.outcome,
        "why": message.reason,
    }
    yield f"message {message.id}"
    yield from (f"  {name:<8} {value}" for name, value in known.items() if value)
    yield ""
    yield from (f"  {line}" for line in (texts[0] if texts else "(no text)").split("\n"))


def report(event: StatusEvent, status: str) -> str:
    """Say in a line what event a mail would give."""
    amount = "" if event.amount is None else f", {money.text(event.amount)} {event.currency}".rstrip()
    reason = f": {event.text}" if event.text else ""
    meaning = status or "not known"
    number = event.invoice or event.reference
    lines = len(event.adjustments)
    cuts = f", {lines} cut line{'' if lines == 1 else 's'}" if lines else ""
    return f"invoice {number} {event.words!r} ({meaning}){amount}, at {event.at:%Y-%m-%d %H:%M}{reason}{cuts}"


def report_data(event: StatusEvent, status: str) -> dict[str, Any]:
    """Give the same for programs."""
    return {
        "invoice": event.invoice,
        "reference": event.reference or None,
        "words": event.words,
        "status": status or None,
        "at": event.at.isoformat() if event.at else None,
        "amount": None if event.amount is None else money.text(event.amount),
        "currency": event.currency or None,
        "reason": event.text or None,
        "cuts": [
            {"line": each.line or None, "amount": money.text(each.amount), "reason": each.words or None}
            for each in event.adjustments
        ],
    }


def _short(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"
