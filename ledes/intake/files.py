"""A file that a portal gave is taken in: the map that fits it is found, and what it says noted."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ledes.errors import InputError, UsageError
from ledes.formats.source import unopened
from ledes.formats.tabular.csvrows import Unusable
from ledes.gateway import Export, StatusEvent
from ledes.intake import exports, patterns, sorting
from ledes.intake.exports import Heard, Reading, Table
from ledes.intake.patterns import Patterns
from ledes.intake.recognition import meant
from ledes.intake.reports import Reports, stray, times
from ledes.ledger.records import Submission
from ledes.ledger.writing import Ledger
from ledes.sending.outcome import Outcome
from ledes.sending.pace import Surroundings
from ledes.workspace import Workspace

MOST_BYTES = 64 << 20
"""The longest file that is taken for an export."""

SHOWN = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Whose file it is: vendor and account as a person named them (empty: to be found out), and the environment."""

    vendor: str = ""
    account: str = ""
    environment: str = "production"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """A map that fits a file, and what it reads there."""

    patterns: Patterns
    export: Export
    reading: Reading


def vendors(workspace: Workspace, wanted: Wanted, around: Surroundings) -> tuple[Patterns, ...]:
    """Give the patterns of the vendors whose file it may be.

    Raises `SetupError` for pattern files with mistakes, and for a vendor that there is none of.
    """
    own = patterns.load(workspace.patterns)
    named = {each.vendor for each in workspace.accounts} | {each.vendor for each in own}
    keys = [wanted.vendor] if wanted.vendor else sorted(named)
    return tuple(patterns.of(around.adapter(key), own) for key in keys)


class File:
    """One file of a portal."""

    def __init__(self, path: Path, book: Ledger, outcome: Outcome, around: Surroundings) -> None:
        self.path = path
        self.book = book
        self.outcome = outcome
        self.around = around

    def take_in(self, known: tuple[Patterns, ...], wanted: Wanted) -> None:
        """Note what the file says; rows that cannot be read are told, and the others count.

        Raises `InputError` for a file that cannot be opened or that no map fits, `UsageError` where those of several
        vendors do.
        """
        content = self._content()
        fit = self._fit(content, known, wanted)
        vendor = fit.patterns.vendor
        key = (vendor, wanted.account, wanted.environment)
        adapter = self.around.adapter(vendor)
        reports = Reports(self.book, adapter, self._submissions(vendor, wanted), self.outcome)
        often = times(each.report for each in fit.reading.reports)
        for each in fit.reading.reports:
            report = exports.by(each, self.around.clock())
            if not reports.keep(report, often[report.reference, report.invoice], each.mark):
                stray(self.book, adapter, key, report, self.outcome, each.mark)
        self.outcome.touched(self.book.submissions(ids=tuple(sorted(reports.touched))))
        self._tell(fit)

    def _content(self) -> bytes:
        try:
            with self.path.open("rb") as stream:
                content = stream.read(MOST_BYTES + 1)
        except OSError as error:
            raise unopened(self.path, error) from error
        if len(content) > MOST_BYTES:
            raise InputError(f"{self.path} is longer than {MOST_BYTES >> 20} MB", hint="export a shorter period")
        return content

    def _fit(self, content: bytes, known: tuple[Patterns, ...], wanted: Wanted) -> Fit:
        fits = list(self._fits(content, known, wanted))
        found = sorted({each.patterns.vendor for each in fits})
        if len(found) > 1:
            raise UsageError(
                f"{self.path.name} fits exports of {' and '.join(found)}", hint="say whose it is: --vendor KEY"
            )
        if fits:
            # The one that says most about the file: its name, and the most columns.
            return max(fits, key=lambda each: (bool(each.export.files), len(each.export.columns)))
        raise self._unknown(content, known)

    def _fits(self, content: bytes, known: tuple[Patterns, ...], wanted: Wanted) -> Iterator[Fit]:
        for each in known:
            for export in each.exports:
                if export.files and not fnmatch.fnmatch(self.path.name.casefold(), export.files.casefold()):
                    continue
                reading = self._read(content, each, export, wanted)
                if reading is not None:
                    yield Fit(patterns=each, export=export, reading=reading)

    def _read(self, content: bytes, known: Patterns, export: Export, wanted: Wanted) -> Reading | None:
        if export.columns:
            table = _table(content, export.sheet)
            if table is None or table.headed(export) is None:
                return None
            return exports.read(content, table, export, known.statuses)
        sent = {each.delivery.file_name: each.delivery.reference for each in self._submissions(known.vendor, wanted)}
        reference = exports.by_name(self.path.name, export, sent)
        return Reading(reports=[_acknowledged(reference, content, export, known)]) if reference else None

    def _submissions(self, vendor: str, wanted: Wanted) -> tuple[Submission, ...]:
        found = (each for each in self.book.submissions() if each.delivery.vendor == vendor)
        return sorting.sent(
            each
            for each in found
            if each.delivery.environment == wanted.environment and wanted.account in {"", each.delivery.account}
        )

    def _unknown(self, content: bytes, known: tuple[Patterns, ...]) -> InputError:
        table = _table(content)
        headings = list(exports.headings(table)) if table else []
        shown = ", ".join(repr(each[:40]) for each in headings[:SHOWN])
        of = f" of {known[0].vendor}" if len(known) == 1 else ""
        fact = f"its columns are {shown}" if shown else "it is no table"
        return InputError(
            f"no map of an export{of} fits {self.path.name}: {fact}",
            hint="say how it is read, under [[exports]] in patterns/<vendor>.toml",
        )

    def _tell(self, fit: Fit) -> None:
        reading, name = fit.reading, self.path.name
        count = len(reading.reports)
        self.outcome.notes.append(f"{name}: {count} report{'' if count == 1 else 's'} read as {fit.export.key}")
        if reading.missing:
            self.outcome.notes.append(f"{name}: has no column {', '.join(map(repr, reading.missing))}")
        if reading.unread:
            self.outcome.notes.append(f"{name}: nothing is read from {', '.join(map(repr, reading.unread[:SHOWN]))}")
        for fault in reading.faults:
            column = f", column {fault.column!r}" if fault.column else ""
            said = f"row {fault.row}{column}: {fault.fact}"
            self.outcome.trouble(
                name, InputError(said, hint="mend the row, or how the column is read, and run it again")
            )


def _acknowledged(reference: str, content: bytes, export: Export, known: Patterns) -> Heard:
    first = next((line.strip() for line in content[:4096].decode("utf-8", "replace").splitlines() if line.strip()), "")
    status = meant(export.words, export.statuses) or meant(export.words, known.statuses)
    report = StatusEvent(
        reference=reference, words=export.words, status=status, text=first[:500], raw=content, channel=export.channel
    )
    return Heard(report, "")


def _table(content: bytes, sheet: str = "") -> Table | None:
    try:
        return exports.opened(content, sheet)
    except Unusable:
        return None
