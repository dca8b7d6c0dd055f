"""Findings as a table for spreadsheets: one row for each row of a bill that a finding names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ledes.show.findingslines import Lines, Spot
from ledes.show.sheet import DATE, MONEY, NUMBER, Cell, Column, Sheet

COLUMNS = (
    Column("file", "File", width=18),
    Column("invoice", "Invoice", width=14),
    Column("matter", "Matter", width=14),
    Column("row", "Row", NUMBER, 7),
    Column("line", "Line", width=7),
    Column("date", "Date", DATE, 11),
    Column("timekeeper_id", "Timekeeper id", width=12),
    Column("timekeeper", "Timekeeper", width=18),
    Column("amount", "Line amount", MONEY, 12),
    Column("at_risk", "At risk", MONEY, 12),
    Column("currency", "Currency", width=11),
    Column("severity", "Severity", width=9),
    Column("rule", "Rule", width=7),
    Column("name", "Name of the rule", width=22),
    Column("message", "Finding", width=44),
    Column("fix", "What to do", width=44),
    Column("field", "Field", width=22),
    Column("scope", "Whose rule", width=10),
    Column("reason", "Reason", width=20),
    Column("text", "Text of the line", width=50),
)


def sheet(files: Iterable[Lines]) -> Sheet:
    """Make the table; its rows come one by one, and once."""
    return Sheet(title="Findings", columns=COLUMNS, rows=_rows(files))


def _rows(files: Iterable[Lines]) -> Iterator[tuple[Cell, ...]]:
    for file in files:
        for case in file.report.cases:
            for spot in file.spots(case):
                yield _row(file, spot)


def _row(file: Lines, spot: Spot) -> tuple[Cell, ...]:
    finding, entry = spot.case.finding, spot.entry
    return (
        file.report.name,
        finding.bill,
        entry.matter if entry else "",
        spot.row or None,
        entry.number if entry else "",
        entry.date if entry else None,
        entry.timekeeper if entry else "",
        entry.person if entry else "",
        entry.amount if entry else None,
        spot.risk,
        file.currencies.get(finding.bill, ""),
        finding.severity.word,
        finding.rule,
        finding.name,
        finding.message,
        finding.fix,
        finding.field,
        finding.scope,
        finding.reason,
        entry.text if entry else "",
    )
