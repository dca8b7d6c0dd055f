"""What a conversion wrote, and what stood in its way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from ledes import money
from ledes.finding import Finding
from ledes.show import findings

if TYPE_CHECKING:
    from ledes.convert import Output


def written(path: str, output: Output) -> Iterator[str]:
    """Yield the lines that tell a person what one file holds and what had to give."""
    amounts = [f"{money.text(bill.total)} {bill.currency}".strip() for bill in output.bills if bill.total is not None]
    bills = ", ".join(bill.number for bill in output.bills[:5])
    total = f", {amounts[0]}" if len(amounts) == 1 else ""
    same = ", byte for byte as it came" if output.unchanged else ""
    yield f"{path}: invoice {bills}{total}, {output.format}{same}"
    for name, count in Counter(loss.name for loss in output.losses).items():
        yield f"  left out, as allowed: {name} ({findings.counted(count, 'value')})"
    for message, rows in _grouped(output.replacements).items():
        yield f"  note: {message}{_rows(rows)}"


def against(name: str, found: Iterable[Finding]) -> Iterator[str]:
    """Yield what stood in the way of the bills of one input; equal findings once, with their rows."""
    cases: dict[Finding, list[int]] = {}
    for finding in found:
        first = next((known for known in cases if _same(known, finding)), finding)
        cases.setdefault(first, []).append(finding.row)
    for finding, rows in cases.items():
        yield findings.line(name, finding, rows[0], tuple(rows[1:]), len(rows))
        if finding.fix:
            yield f"  fix: {finding.fix}"


def _same(one: Finding, other: Finding) -> bool:
    return (one.rule, one.bill, one.field, one.message) == (other.rule, other.bill, other.field, other.message)


def _grouped(notes: Iterable[Finding]) -> dict[str, list[int]]:
    groups: dict[str, list[int]] = {}
    for note in notes:
        groups.setdefault(note.message, []).append(note.row)
    return groups


def _rows(rows: list[int]) -> str:
    named = [str(row) for row in rows if row]
    if not named:
        return ""
    return f" (row{'s' if len(named) > 1 else ''} {', '.join(named[:5])}{', ...' if len(named) > 5 else ''})"


def as_data(outputs: Iterable[tuple[str, Output]], found: Iterable[Finding]) -> dict[str, Any]:
    """Give the result of a conversion in the shape of `schemas/convert.schema.json`."""
    return {
        "outputs": [
            {
                "path": path,
                "bill": output.bills[0].number,
                "bills": [bill.number for bill in output.bills],
                "format": output.format,
                "sha256": output.sha256,
                "losses": [
                    {
                        "name": loss.name,
                        "bill": loss.bill,
                        "row": loss.row or None,
                        "field": loss.field,
                        "value": loss.value,
                    }
                    for loss in output.losses
                ],
                "replacements": [findings.finding_data(note) for note in output.replacements],
            }
            for path, output in outputs
        ],
        "findings": [findings.finding_data(finding) for finding in found],
    }
