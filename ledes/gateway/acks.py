"""Acknowledgement files that a partner lays beside our files, read as events.

Two kinds, neither documented by any platform: a file that bears the name of ours and ends in `.ack`, `.err` or `.rej`,
and a CSV file that is read by a map of its columns. The account's settings `ack_files` (a pattern of names),
`ack_columns` (`invoice = Invoice No; words = Status`), `ack_statuses` (`Denied = REJECTED`) and `ack_dates` (a
strptime form) describe the partner's own.
"""

from __future__ import annotations

import csv
import datetime
import fnmatch
import io
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType

from ledes import money
from ledes.gateway import STATUSES, Account, Export, LineAdjustment, NotSent, StatusEvent, naming, stated
from ledes.gateway.said import COLUMNS

MOST_BYTES = 8 << 20
LONGEST_TEXT = 500
SEPARATORS = ",;\t|"

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


class Unread(Exception):
    """A file, or a row of it, that is none of what was stated; the text says where."""


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
            try:
                yield from _rows(export, content, at)
            except Unread as error:
                self.problems.append(f"{name[:120]}: {error}")
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
    dates = stated.text(account, "ack_dates", "%Y-%m-%d")
    return (Export(key="own", files=files, columns=columns, statuses=statuses, dates=dates, channel="ack"),)


def _rows(export: Export, content: bytes, at: datetime.datetime | None) -> Iterator[StatusEvent]:
    """Read the rows of a CSV file; the cuts of lines are gathered under their invoice.

    Raises `Unread` with the number of the row.
    """
    events: dict[tuple[str, ...], StatusEvent] = {}
    cuts: dict[tuple[str, ...], list[LineAdjustment]] = {}
    for number, row in enumerate(_table(export, _decoded(content)), 2):
        if not (row.get("invoice") or row.get("reference")):
            continue
        words = row.get("words") or export.words
        key = tuple(row.get(name, "") for name in ("invoice", "reference", "words", "at", "amount", "currency"))
        cut = _amount(row.get("cut", ""), export, number)
        if cut is not None:
            signed = -abs(cut) if export.cuts == "plain" else cut
            cuts.setdefault(key, []).append(
                LineAdjustment(line=row.get("line", ""), amount=signed, words=row.get("reason", ""))
            )
        if key in events:
            continue
        reason = row.get("reason", "") if cut is None else ""
        events[key] = StatusEvent(
            reference=row.get("reference", ""),
            invoice=row.get("invoice", ""),
            words=words,
            status=export.statuses.get(words, ""),
            at=_moment(row.get("at", ""), export, number) or at,
            amount=_amount(row.get("amount", ""), export, number),
            currency=row.get("currency", ""),
            text=reason[:LONGEST_TEXT],
            raw=content,
            channel="ack",
        )
    for key, event in events.items():
        yield replace(event, adjustments=tuple(cuts.get(key, ())))


def _table(export: Export, text: str) -> Iterator[dict[str, str]]:
    """Give each row under our names; raises `Unread` where a column that is needed is not there."""
    head, _, _ = text.partition("\n")
    wanted = {heading.strip().casefold(): ours for ours, heading in export.columns.items()}
    separator = max(SEPARATORS, key=head.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=False)
    try:
        headings = [wanted.get(cell.strip().casefold(), "") for cell in next(rows, [])]
        if not {"invoice", "reference"} & set(headings) or not ({"words"} & set(headings) or export.words):
            raise Unread("its first row lacks the headings of the invoice or the status")
        for cells in rows:
            yield {ours: cell.strip() for ours, cell in zip(headings, cells, strict=False) if ours}
    except csv.Error as error:
        broken = type(error).__name__
    else:
        return
    raise Unread(f"it is no CSV file ({broken})")


def _amount(text: str, export: Export, row: int) -> Decimal | None:
    if not text:
        return None
    for sign in (*export.signs, export.thousands):
        text = text.replace(sign, "") if sign else text
    try:
        return money.parse(text.strip().replace(export.decimal, "."))
    except ValueError:
        pass
    raise Unread(f"row {row} holds an amount that is none")


def _moment(text: str, export: Export, row: int) -> datetime.datetime | None:
    if not text:
        return None
    try:
        moment = datetime.datetime.strptime(text, export.dates)  # noqa: DTZ007 - a date without a zone is taken as UTC
    except ValueError:
        pass
    else:
        return moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)
    raise Unread(f"row {row} holds a date that is not of the form {export.dates}")


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _first_line(content: bytes) -> str:
    lines = (line.strip() for line in _decoded(content[:10_000]).splitlines())
    return next((line for line in lines if line), "")[:LONGEST_TEXT]
