"""A diagnosis as a biller reads it, and as a program does."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ledes.diagnose.causes import Cause, Diagnosis

WIDTH = 100
SHOWN_ROWS = 12
"""Rows of a cause that are named in text; the rest is counted."""

MOST_WORDS = 600
"""Characters of a vendor's words that are repeated in text; JSON has them whole."""

SURE = {
    "exact": "",
    "likely": "This is most likely what the vendor means; its wording is not a published one.",
    "guess": "This is a guess: check it against the vendor's own words.",
}
SURE_OF_FILE = {"exact": "", "likely": "Not every platform refuses this.", "guess": ""}


def text(found: Diagnosis) -> Iterator[str]:
    """Yield the lines that a person reads: where the bill stands, what was said, then each cause."""
    if found.standing:
        yield from _wrapped(_sentence(found.standing), "")
    if found.words and found.standing:
        yield "The vendor said:"
        yield from _wrapped(_short(found.words), "  ")
    for number, cause in enumerate(found.causes, 1):
        yield ""
        yield from _cause(number, cause, found)
    if found.resubmission or found.deadlines:
        yield ""
    for place, words in enumerate(found.resubmission):
        yield from _labelled("" if place else "again", words)
    for place, each in enumerate(found.deadlines):
        yield from _labelled("" if place else "until", f"{each.day} {each.what}")


def headed(number: int, cause: Cause, said: str) -> Iterator[str]:
    """Yield the head of a cause that several bills share: what it means, how many, and what to do."""
    import click

    reason = f"  [{cause.reason}]" if cause.reason else ""
    first, *rest = _wrapped(f"{_sentence(cause.meaning)}{reason}", "   ")
    for line in (f"{number}. {first.strip()}", *rest):
        yield click.style(line, bold=True)
    yield from _labelled("bills", said)
    yield from _labelled("do", cause.fix)


def _cause(number: int, cause: Cause, found: Diagnosis) -> Iterator[str]:
    import click

    reason = f"  [{cause.reason}]" if cause.reason else ""
    bill = f"invoice {cause.invoice}: " if cause.invoice and not found.invoice else ""
    first, *rest = _wrapped(f"{bill}{_sentence(cause.meaning)}{reason}", "   ")
    for line in (f"{number}. {first.strip()}", *rest):
        yield click.style(line, bold=True)
    sure = (SURE if cause.vendor_text else SURE_OF_FILE)[cause.confidence]
    for label, words in (
        ("said", _short(cause.vendor_text) if sum(bool(each.vendor_text) for each in found.causes) > 1 else ""),
        ("", sure if cause.reason else ""),
        ("why", cause.detail),
        ("where", _where(cause, found)),
        *(("seen" if not index else "", fact) for index, fact in enumerate(cause.facts)),
        ("do", cause.fix),
        *_next(cause.next),
    ):
        if words:
            yield from _labelled(label, words)


def _next(words: str) -> list[tuple[str, str]]:
    """Give a command a line of its own, so that it can be copied."""
    before, colon, after = words.rpartition(": ledes ")
    return [("next", f"{before}:"), ("", f"ledes {after}")] if colon else [("next", words)]


def _where(cause: Cause, found: Diagnosis) -> str:
    """Name the rows and fields; without rows the fields are where to look."""
    fields = ", ".join(cause.fields)
    if not cause.rows:
        return f"look at {fields}" if fields else ""
    named = [str(row) for row in cause.rows[:SHOWN_ROWS]]
    more = len(cause.rows) - len(named)
    last = [f"{more:,} more"] if more else [named.pop()]
    rows = " and ".join([*([", ".join(named)] if named else []), *last])
    return f"row{'s' if len(cause.rows) > 1 else ''} {rows} of {found.file}" + (f", {fields}" if fields else "")


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:] + ("" if words[-1:] in ".!?" else ".")


def _printable(words: str) -> str:
    """Keep what a terminal shows; what would move its cursor or colour it comes from outside and is left out."""
    return "".join(letter if letter.isprintable() or letter == "\n" else " " for letter in words)


def _labelled(label: str, words: str) -> list[str]:
    lead = f"   {label + ':':<7}" if label else " " * 10
    return textwrap.wrap(
        _printable(words),
        WIDTH,
        initial_indent=lead,
        subsequent_indent=" " * 10,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _wrapped(words: str, indent: str) -> list[str]:
    return [
        line
        for paragraph in _printable(words).splitlines()
        for line in textwrap.wrap(
            paragraph,
            WIDTH,
            initial_indent=indent,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
    ]


def _short(words: str) -> str:
    return words if len(words) <= MOST_WORDS else words[:MOST_WORDS].rstrip() + " ..."


def as_data(found: Diagnosis) -> dict[str, Any]:
    """Give a diagnosis in the shape of `schemas/diagnose.schema.json`; unknown is null."""
    return {
        "invoice": _told(found.invoice),
        "standing": _told(found.standing),
        "words": _told(found.words),
        "file": _told(found.file),
        "causes": [
            {
                "invoice": _told(cause.invoice),
                "reason": cause.reason or None,
                "vendor_text": _told(cause.vendor_text),
                "meaning": _told(cause.meaning),
                "detail": _told(cause.detail),
                "rows": list(cause.rows),
                "fields": [_told(field) for field in cause.fields],
                "facts": [_told(fact) for fact in cause.facts],
                "fix": _told(cause.fix) or "",
                "next": _told(cause.next),
                "confidence": cause.confidence,
            }
            for cause in found.causes
        ],
        "resubmission": list(found.resubmission),
        "deadlines": [{"day": each.day.isoformat(), "kind": each.kind, "what": each.what} for each in found.deadlines],
    }


def _told(words: str) -> str | None:
    """Give words as JSON can hold them: bytes that are no letters in a file's encoding have none there either."""
    return words.encode(errors="surrogatepass").decode(errors="replace") if words else None
