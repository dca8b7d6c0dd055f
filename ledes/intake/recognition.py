"""Whether a mail is of the kind that a pattern describes, and what it says then."""

from __future__ import annotations

import datetime
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from ledes.formats.tabular.cells import Unreadable
from ledes.gateway import LineAdjustment, MailPattern, StatusEvent
from ledes.intake import patience, values
from ledes.intake.letters import Letter
from ledes.intake.patterns import Patterns

MOST_EVENTS = 2_000
"""Invoices that one mail may speak of."""

MOST_LINES = 5_000
"""Cut lines that one mail may name of an invoice."""

SECONDS = 2.0
"""How long one pattern may look through one mail."""

REASON = 1_000
"""Characters of a reason that go into an event; the whole mail is kept beside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """How one pattern fared against a mail; `resting` means that nobody has stated its sender.

    `reports` are what the mail says, `troubles` what of it could not be read.
    """

    vendor: str
    pattern: MailPattern
    resting: bool = False
    sender: bool = False
    subject: bool = False
    body: bool = False
    reports: tuple[StatusEvent, ...] = ()
    troubles: tuple[str, ...] = ()

    @property
    def fits(self) -> bool:
        """Say whether the mail is of this kind."""
        return self.sender and self.subject and self.body


def trials(letter: Letter, raw: bytes, vendors: Iterable[Patterns]) -> list[Trial]:
    """Try every pattern, also where an earlier one fits, because a mail may hold several lists.

    Those whose sender it is not from are not looked for: what strangers write shall not keep a pattern busy.
    """
    return [trial(letter, raw, patterns, each) for patterns in vendors for each in patterns.mail]


def trial(letter: Letter, raw: bytes, patterns: Patterns, pattern: MailPattern, *, anyhow: bool = False) -> Trial:
    """Try one pattern; `anyhow` looks at subject and body also where the sender is another."""
    senders = (*([pattern.sender] if pattern.sender else []), *patterns.senders)
    sender = any(_sent_by(letter.sender, each) for each in senders)
    if not sender and not anyhow:
        return Trial(vendor=patterns.vendor, pattern=pattern, resting=not senders)
    made = Trial(vendor=patterns.vendor, pattern=pattern, resting=not senders, sender=sender)
    try:
        with patience.limited(SECONDS):
            subject = re.search(pattern.subject, letter.subject, re.IGNORECASE)
            text = next((part for text in letter.texts if (part := _part(text, pattern))), "")
            passages = list(_passages(text, pattern))
    except TimeoutError:
        trouble = f"the pattern {pattern.key} came to no end in {SECONDS:g} seconds: make its expressions simpler"
        return replace(made, subject=True, body=True, troubles=(trouble,))
    body = bool(text) or not (pattern.body or pattern.section)
    made = replace(made, subject=subject is not None, body=body)
    if subject is None or not body or not pattern.about_bills:
        return made
    told = [replace(each, said={**_said(subject), **each.said}) for each in passages]
    return _read(made, letter, raw, told, patterns)


def _sent_by(sender: str, stated: str) -> bool:
    """Say whether an address is the stated one, or lies in the stated domain or below it."""
    if "@" in stated:
        return sender == stated.lower()
    domain = sender.rpartition("@")[2]
    return bool(domain) and f".{domain}".endswith(f".{stated.lower()}")


def _part(text: str, pattern: MailPattern) -> str:
    """Give the part of a text that a pattern is about, if it is found and holds what the pattern looks for."""
    part = text
    if pattern.section:
        found = re.search(pattern.section, text, re.IGNORECASE | re.DOTALL)
        part = (found[1] if found.re.groups else found[0]) or "" if found else ""
    fits = not pattern.body or re.search(pattern.body, part, re.IGNORECASE | re.MULTILINE)
    return part if fits else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Passage:
    """What a mail says of one invoice, by group; and of each line that was cut."""

    said: Mapping[str, str]
    lines: tuple[Mapping[str, str], ...] = ()


def _passages(text: str, pattern: MailPattern) -> Iterator[_Passage]:
    """Yield what a body says: once for each invoice, else once."""
    if not text or not pattern.body:
        yield _Passage(said={}, lines=_lines(text, pattern))
        return
    expression = re.compile(pattern.body, re.IGNORECASE | re.MULTILINE)
    found = list(itertools.islice(expression.finditer(text), MOST_EVENTS))
    if len(found) < 2 or not {"invoice", "reference"} & expression.groupindex.keys():
        yield _Passage(said=_said(found[0]) if found else {}, lines=_lines(text, pattern))
        return
    ends = [each.start() for each in found[1:]] + [len(text)]
    for each, end in zip(found, ends, strict=True):
        yield _Passage(said=_said(each), lines=_lines(text[each.start() : end], pattern))


def _lines(text: str, pattern: MailPattern) -> tuple[Mapping[str, str], ...]:
    if not text or not pattern.lines:
        return ()
    found = re.finditer(pattern.lines, text, re.IGNORECASE | re.MULTILINE)
    return tuple(_said(each) for each in itertools.islice(found, MOST_LINES))


def _said(found: re.Match[str]) -> dict[str, str]:
    return {name: " ".join(value.split()) for name, value in found.groupdict().items() if value and value.strip()}


def _read(made: Trial, letter: Letter, raw: bytes, found: list[_Passage], patterns: Patterns) -> Trial:
    reports: dict[tuple[str, ...], StatusEvent] = {}
    troubles: list[str] = []
    for each in found:
        said = each.said
        if not said.get("invoice") and not said.get("reference"):
            continue
        try:
            report = _report(said, letter, raw, made.pattern, patterns.statuses)
            cuts = tuple(_cut(line, made.pattern) for line in each.lines)
        except Unreadable as error:
            troubles.append(f"of invoice {said.get('invoice', '')!r} it says {error.fact}")
            continue
        first = reports.setdefault((report.invoice, report.reference, report.words), report)
        # Two equal cuts may be two: a line can be cut twice for one reason.
        key = (first.invoice, first.reference, first.words)
        reports[key] = replace(first, adjustments=(*first.adjustments, *cuts))
    if not reports and not troubles:
        troubles.append("it names no invoice where one is expected")
    return replace(made, reports=tuple(reports.values()), troubles=tuple(troubles))


def _report(
    said: Mapping[str, str], letter: Letter, raw: bytes, pattern: MailPattern, statuses: Mapping[str, str]
) -> StatusEvent:
    words = (said.get("words", "") or pattern.words)[:REASON]
    amount = values.amount(said["amount"], pattern.decimal, pattern.thousands) if said.get("amount") else None
    return StatusEvent(
        reference=said.get("reference", ""),
        invoice=said.get("invoice", ""),
        words=words,
        status=meant(words, pattern.statuses) or meant(words, statuses),
        at=_at(said.get("at", ""), letter.at, pattern.dates),
        amount=amount,
        currency=said.get("currency", "").upper(),
        text=said.get("reason", "")[:REASON],
        raw=raw,
        channel="mail",
    )


def _cut(said: Mapping[str, str], pattern: MailPattern) -> LineAdjustment:
    amount = values.amount(said.get("cut", ""), pattern.decimal, pattern.thousands)
    return LineAdjustment(
        line=said.get("line", ""),
        amount=-abs(amount) if pattern.cuts == "plain" else amount,
        words=said.get("reason", "")[:REASON],
    )


def _at(text: str, sent: datetime.datetime, form: str) -> datetime.datetime:
    """Give when it happened: what the mail states, though never later than the mail itself."""
    return min(values.moment(text, form), sent) if text else sent


def meant(words: str, statuses: Mapping[str, str]) -> str:
    """Give the status that stated words mean, capitals or not; empty where they are not stated."""
    wanted = words.casefold()
    return next((status for word, status in statuses.items() if word.casefold() == wanted), "")
