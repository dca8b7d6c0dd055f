"""The rows of a file with acknowledgements, read by a map of columns; one that cannot be read stops no other."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from ledes import money
from ledes.gateway import LineAdjustment, StatusEvent, ackxml
from ledes.gateway.ackxml import Row, Unread
from ledes.gateway.said import Export

LONGEST_TEXT = 500
SEPARATORS = ",;\t|"
EVENT = ("invoice", "reference", "words", "at", "amount", "currency")
"""What rows of one event have in common."""


class Rows:
    """The rows of one file; `problems` are those that could not be read."""

    def __init__(self, export: Export, content: bytes, at: datetime.datetime | None) -> None:
        self.export = export
        self.content = content
        self.at = at
        self.problems: list[str] = []
        self._events: dict[tuple[str, ...], StatusEvent] = {}
        self._cuts: dict[tuple[str, ...], list[LineAdjustment]] = {}

    def events(self, text: str) -> Iterator[StatusEvent]:
        """Give the events of a file; cuts of lines are gathered under their invoice."""
        number = 1
        try:
            for number, row in self._numbered(text):
                self._take(row, number)
        except Unread as error:
            self.problems.append(str(error))
        except csv.Error:
            self.problems.append(f"it is no CSV file after row {number}")
        for key, event in self._events.items():
            yield replace(event, adjustments=tuple(self._cuts.get(key, ())))

    def _numbered(self, text: str) -> Iterator[tuple[int, Row]]:
        if self.export.record:
            return enumerate(ackxml.rows(self.content, self.export), 1)
        return enumerate(self._table(text), 2)

    def _table(self, text: str) -> Iterator[Row]:
        """Give each row under our names."""
        head, _, _ = text.partition("\n")
        wanted = {heading.strip().casefold(): ours for ours, heading in self.export.columns.items()}
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(SEPARATORS, key=head.count))
        headings = [wanted.get(cell.strip().casefold(), "") for cell in next(rows, [])]
        if not {"invoice", "reference"} & set(headings) or not ("words" in headings or self.export.words):
            raise Unread("its first row lacks the headings of the invoice or the status")
        for cells in rows:
            yield {ours: cell.strip() for ours, cell in zip(headings, cells, strict=False) if ours}

    def _take(self, row: Row, number: int) -> None:
        key = tuple(row.get(name, "") for name in EVENT)
        if not (key[0] or key[1]):
            return
        try:
            cut = self._cut(row)
            self._events.setdefault(key, self._event(row, "" if cut else row.get("reason", "")))
        except Unread as error:
            what = "record" if self.export.record else "row"
            self.problems.append(f"{what} {number} holds {error}")
            return
        if cut is not None:
            self._cuts.setdefault(key, []).append(cut)

    def _event(self, row: Row, reason: str) -> StatusEvent:
        words = row.get("words") or self.export.words
        if not words:
            raise Unread("no status")
        return StatusEvent(
            reference=row.get("reference", ""),
            invoice=row.get("invoice", ""),
            words=words,
            status=self.export.statuses.get(words, ""),
            at=self._moment(row.get("at", "")),
            amount=self._amount(row.get("amount", "")),
            currency=row.get("currency", ""),
            text=reason[:LONGEST_TEXT],
            raw=self.content,
            channel="ack",
        )

    def _cut(self, row: Row) -> LineAdjustment | None:
        amount = self._amount(row.get("cut", ""))
        if amount is None:
            return None
        signed = -abs(amount) if self.export.cuts == "plain" else amount
        return LineAdjustment(line=row.get("line", ""), amount=signed, words=row.get("reason", "")[:LONGEST_TEXT])

    def _amount(self, text: str) -> Decimal | None:
        if not text:
            return None
        for sign in filter(None, (*self.export.signs, self.export.thousands)):
            text = text.replace(sign, "")
        try:
            return money.parse(text.strip().replace(self.export.decimal, "."))
        except ValueError:
            pass
        raise Unread("an amount that is none")

    def _moment(self, text: str) -> datetime.datetime | None:
        if not text:
            return self.at
        try:
            # a date without a zone is taken as UTC
            moment = datetime.datetime.strptime(text, self.export.dates)  # noqa: DTZ007
        except ValueError:
            pass
        else:
            return moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)
        raise Unread(f"a date that is not of the form {self.export.dates}")
