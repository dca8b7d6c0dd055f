"""What platforms say when they will not take a bill: their messages, and the reasons that lie behind them.

`schemas/rejections.csv` holds published messages, `schemas/reasons.csv` one reason for each cause.
"""

from __future__ import annotations

import csv
import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ledes import schemas
from ledes.errors import UsageError
from ledes.rejections import phrases

EXACT = "exact"
"""The kind of a message whose wording the vendor published."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why bills are refused, in plain words, the same over all vendors.

    `next` is what follows: `correct` the bill, `ask` the client's side to change something, `resend` what was right,
    or `none`. `ask` is what to ask, and whom, when the bill itself does not show the fault. `family` joins reasons
    that platforms mix up; `fields` are the attributes of a bill that it is about. Each of `keywords` is a set of
    words, in the sense of `ledes.rejections.phrases.sense`, all of which a text must hold.
    """

    key: str
    family: str
    meaning: str
    fields: tuple[str, ...]
    fix: str
    next: str
    ask: str
    keywords: tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One published message of a vendor, or a published case whose wording is not known.

    `kind` is `exact` for wording that the vendor published, `topic` for a case, `limit` for a requirement; `code` is
    the vendor's own; `<places>` in the text stand for what varies.
    """

    id: str
    vendor: str
    kind: str
    code: str
    text: str
    reason: str
    cause: str
    fix: str
    source: str
    parts: tuple[phrases.Part, ...]

    def of(self, vendor: str) -> bool:
        """Say whether a vendor, by any of its names, speaks so."""
        return len(vendor) > 2 and any(name.startswith(_squeezed(vendor)) for name in _names(self.vendor))


@functools.cache
def reasons() -> Mapping[str, Reason]:
    """Read every reason, by its key."""
    return MappingProxyType(
        {
            row["reason"]: Reason(
                key=row["reason"],
                family=row["family"],
                meaning=row["meaning"],
                fields=tuple(row["fields"].split()),
                fix=row["fix"],
                next=row["next"],
                ask=row["ask"],
                keywords=tuple(frozenset(phrases.sense(phrase)) for phrase in row["keywords"].split("; ")),
            )
            for row in _rows("reasons.csv")
        }
    )


@functools.cache
def messages() -> tuple[Message, ...]:
    """Read every message, in the order of the catalogue."""
    return tuple(
        Message(
            id=row["id"],
            vendor=row["vendor"],
            kind=row["kind"],
            code=row["code"],
            text=row["message"],
            reason=row["reason"],
            cause=row["cause"],
            fix=row["fix"],
            source=row["source"],
            parts=phrases.pattern(row["message"]),
        )
        for row in _rows("rejections.csv")
    )


def vendors() -> tuple[str, ...]:
    """List the vendors whose messages are known, by the names people call them."""
    return tuple(sorted({each.vendor.partition(" / ")[0].partition(" (")[0] for each in messages()}, key=str.lower))


def known_vendor(name: str) -> str:
    """Take a vendor's name as `--vendor` gives it, in any case and spacing.

    Raises `UsageError` that lists the vendors with known messages.
    """
    if any(each.of(name) for each in messages()):
        return name
    raise UsageError(f"no messages of a vendor {name!r} are known", hint=f"leave --vendor out, or use {_or(vendors())}")


@functools.cache
def _names(vendor: str) -> tuple[str, ...]:
    return tuple(_squeezed(name) for name in (vendor, *re.split(r"[/()]", vendor)) if name.strip())


@functools.lru_cache(maxsize=512)
def _squeezed(name: str) -> str:
    return re.sub(r"[\W_]", "", name.casefold())


def _or(names: tuple[str, ...]) -> str:
    return ", ".join(names[:-1]) + " or " + names[-1]


def _rows(name: str) -> Iterator[dict[str, str]]:
    with schemas.path(name).open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)
