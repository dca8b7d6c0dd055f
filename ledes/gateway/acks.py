"""Acknowledgement files that a partner lays beside our files, read as events.

Two kinds, neither documented by any platform: a file that bears the name of ours and ends in `.ack`, `.err` or `.rej`,
and a CSV or XML file that is read by a map of its columns. The account's settings `ack_files` (a pattern of names),
`ack_columns` (`invoice = Invoice No; words = Status`), `ack_record` (the element of XML that is about one bill, or one
line of it), `ack_statuses` (`Denied = REJECTED`) and `ack_dates` (a strptime form) describe the partner's own.
"""

from __future__ import annotations

import datetime
import fnmatch
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from ledes.gateway import STATUSES, Account, Export, NotSent, StatusEvent, naming, stated
from ledes.gateway.ackrows import LONGEST_TEXT, Rows
from ledes.gateway.said import COLUMNS

MOST_BYTES = 8 << 20

WORDS: Mapping[str, str] = MappingProxyType({"ack": "RECEIVED", "err": "FILE_ERROR", "rej": "REJECTED"})
"""What the ends of names mean to us; `ack_statuses` says it of a partner's own words."""

BY_NAME = tuple(
    Export(key=ending, files=f"*.{ending}", words=ending, channel="ack") for ending in ("ack", "err", "rej")
)
BY_COLUMNS = Export(
    key="csv",
    files="*.ack.csv",
    columns=MappingProxyType(
        {
            "invoice": "invoice",
            "words": "status",
            "at": "date",
            "amount": "amount",
            "currency": "currency",
            "reason": "reason",
            "reference": "reference",
        }
    ),
    channel="ack",
)
GENERIC = (*BY_NAME, BY_COLUMNS)
"""What is read without any set-up. The names and headings are ours: no platform has published any."""


class Plan:
    """What the acknowledgements of an account look like; `problems` are the files that could not be read so."""

    def __init__(self, account: Account, exports: tuple[Export, ...]) -> None:
        self.account = account
        self.exports = (*_own(account), *exports)
        self.problems: list[str] = []

    def wants(self, name: str, at: datetime.datetime | None, since: datetime.datetime | None) -> bool:
        """Say whether a file is an acknowledgement, and young enough."""
        if name.startswith(".") or name.endswith((naming.UNFINISHED, ".tmp")):
            return False
        return (at is None or since is None or at >= since) and self._export(name) is not None

    def events(self, name: str, content: bytes, at: datetime.datetime | None) -> Iterator[StatusEvent]:
        """Read what a file says; what is not about a file of ours is passed over."""
        export = self._export(name)
        if export is None:
            return
        if export.columns:
            rows = Rows(export, content, at)
            yield from rows.events(decoded(content))
            self.problems += [f"{name[:120]}: {each}" for each in rows.problems]
            return
        reference = naming.reference(name, self.account)
        if reference:
            yield StatusEvent(
                reference=reference, words=export.words, at=at, text=_first_line(content), raw=content, channel="ack"
            )

    def _export(self, name: str) -> Export | None:
        fitting = (each for each in self.exports if fnmatch.fnmatch(name.lower(), each.files.lower()))
        return next(fitting, None)


def _own(account: Account) -> tuple[Export, ...]:
    files, columns = stated.text(account, "ack_files"), stated.pairs(account, "ack_columns")
    if not files and not columns:
        return ()
    if unknown := sorted(set(columns) - set(COLUMNS)):
        raise NotSent(f"ack_columns of {stated.whose(account)} names {unknown[0]!r}; known are {', '.join(COLUMNS)}")
    if not (files and {"invoice", "reference"} & set(columns) and "words" in columns):
        raise NotSent(
            f"{stated.whose(account)} needs ack_files, and ack_columns with words and with invoice or reference"
        )
    statuses = stated.pairs(account, "ack_statuses")
    if strange := sorted(set(statuses.values()) - set(STATUSES)):
        raise NotSent(f"ack_statuses of {stated.whose(account)} names {strange[0]!r}, which is no status")
    dates, record = stated.text(account, "ack_dates", "%Y-%m-%d"), stated.text(account, "ack_record")
    own = Export(key="own", files=files, columns=columns, statuses=statuses, dates=dates, record=record, channel="ack")
    return (own,)


def decoded(content: bytes) -> str:
    """Read a file as UTF-8, else as Windows writes it."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _first_line(content: bytes) -> str:
    lines = (line.strip() for line in decoded(content[:10_000]).splitlines())
    return next((line for line in lines if line), "")[:LONGEST_TEXT]
