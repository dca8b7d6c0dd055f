"""The findings of a check as a biller reads them, and as a program does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ledes import money
from ledes.finding import Finding, Severity

if TYPE_CHECKING:
    from ledes.validate import Case, Checked

COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "blue"}
SHOWN_ROWS = 8
"""Rows of a case that are named in a line of text; the rest is counted."""


def text(report: Checked, title: str, *, unfold: bool = False) -> Iterator[str]:
    """Yield the lines that a person reads: each case with its remedy, then the verdict."""
    for case in report.cases:
        for row in case.rows if unfold else case.rows[:1]:
            yield line(report.name, case.finding, row, () if unfold else case.rows[1:], case.count)
        if case.finding.fix:
            yield f"  fix: {case.finding.fix}"
    yield from _unasked(report, unfold=unfold)
    yield f"{report.name}: {title}, {_bills(report)}: {verdict(report)}"


def _unasked(report: Checked, *, unfold: bool) -> Iterator[str]:
    """Name the rules that lacked something; with all details, what each lacked."""
    if not report.skipped:
        return
    groups: dict[str, dict[str, None]] = {}
    for skipped in report.skipped:
        groups.setdefault(skipped.why, {})[skipped.rule or f"the {skipped.layer}"] = None
    if unfold or len(groups) == 1:
        for why, rules in groups.items():
            yield f"{report.name}: not asked: {', '.join(rules)}: {why}"
        return
    named = sorted({name for group in groups.values() for name in group})
    what = ", ".join(named) if len(named) <= SHOWN_ROWS else counted(len(named), "rule")
    yield f"{report.name}: not asked: {what} (--all says why)"


def line(name: str, finding: Finding, row: int, more: tuple[int, ...] = (), count: int = 1) -> str:
    """Word one case: place, severity, code and fact."""
    import click

    place = ":".join(part for part in (name, str(row) if row else "", finding.field) if part)
    severity = click.style(finding.severity.word, fg=COLOURS[finding.severity], bold=True)
    bill = f"invoice {finding.bill}: " if finding.bill and not row else ""
    return f"{place}: {severity} {finding.rule} {bill}{finding.message}{_also(more, count)}"


def _also(more: tuple[int, ...], count: int) -> str:
    if not more:
        return ""
    named = ", ".join(str(row) for row in more[:SHOWN_ROWS])
    hidden = count - 1 - min(len(more), SHOWN_ROWS)
    return f" (also row{'s' if count > 2 else ''} {named}{f' and {hidden:,} more' if hidden > 0 else ''})"


def _bills(report: Checked) -> str:
    numbers = [bill.number or "(no number)" for bill in report.bills]
    named = f" ({', '.join(numbers[:5])}{', ...' if len(numbers) > 5 else ''})" if numbers else ""
    return f"{counted(len(numbers), 'bill')}{named}, {counted(sum(bill.lines for bill in report.bills), 'line')}"


def verdict(report: Checked) -> str:
    """Say in words what the check came to, with the number of cases of each severity."""
    words = {"conforms": "conforms to the standard", "fails": "fails the standard", "unreadable": "cannot be read"}
    client = {"acceptable": ", acceptable to the client", "refused": ", the client would refuse it"}
    amounts = [counted(number, word) for word, number in counts(report.cases).items() if number]
    return words[report.standard] + client.get(report.client, "") + (f"; {', '.join(amounts)}" if amounts else "")


def counted(number: int, noun: str) -> str:
    """Put a number before its noun.

    >>> counted(1, "bill"), counted(2000, "bill")
    ('1 bill', '2,000 bills')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def counts(cases: Iterable[Case]) -> dict[str, int]:
    """Count the cases of each severity, the worst first."""
    found = {severity.word: 0 for severity in sorted(Severity, reverse=True)}
    for case in cases:
        found[case.finding.severity.word] += 1
    return found


def as_data(reports: Iterable[Checked]) -> dict[str, Any]:
    """Give the reports of several files in the shape of `schemas/validate.schema.json`."""
    found = list(reports)
    return {
        "files": [_file(report) for report in found],
        "counts": counts(case for report in found for case in report.cases),
    }


def _file(report: Checked) -> dict[str, Any]:
    return {
        "path": report.name,
        "format": report.format,
        "sha256": report.sha256,
        "verdict": {"standard": report.standard, "client": report.client},
        "skipped": [
            {"rule": each.rule or None, "layer": each.layer or None, "bill": each.bill, "why": each.why}
            for each in report.skipped
        ],
        "bills": [
            {
                "number": bill.number,
                "client": bill.client,
                "matters": list(bill.matters),
                "lines": bill.lines,
                "total": None if bill.total is None else money.text(bill.total),
                "currency": bill.currency or None,
            }
            for bill in report.bills
        ],
        "findings": [
            {
                **finding_data(case.finding),
                "rows": list(case.rows),
                "count": case.count,
                **_at_risk(case.amount_at_risk),
            }
            for case in report.cases
        ],
    }


def finding_data(finding: Finding) -> Mapping[str, Any]:
    """Give one finding as JSON holds it; unknown is null."""
    return {
        "rule": finding.rule,
        "name": finding.name,
        "severity": finding.severity.word,
        "scope": finding.scope,
        "layer": finding.layer,
        "bill": finding.bill or None,
        "row": finding.row or None,
        "field": finding.field or None,
        "message": finding.message,
        "fix": finding.fix,
        "reason": finding.reason,
        "rows": [finding.row] if finding.row else [],
        "count": 1,
        **_at_risk(finding.amount_at_risk),
    }


def _at_risk(amount: Decimal | None) -> dict[str, str]:
    return {} if amount is None else {"amount_at_risk": money.text(amount)}
