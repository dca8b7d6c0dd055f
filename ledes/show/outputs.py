"""What a conversion wrote, and what stood in its way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ledes import money
from ledes.finding import Finding
from ledes.formats import Loss
from ledes.show import findings

if TYPE_CHECKING:
    from ledes.convert import Output

LEFT_OUT = "left out, as allowed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What is told of one file that was written; the bills themselves are let go."""

    path: str
    numbers: tuple[str, ...]
    total: str
    format: str
    sha256: str
    losses: tuple[Loss, ...]
    replacements: tuple[Finding, ...]
    unchanged: bool


def written(path: str, output: Output) -> Written:
    """Keep of an output what is told of it."""
    first = output.bills[0]
    single = len(output.bills) == 1 and first.total is not None
    return Written(
        path=path,
        numbers=tuple(bill.number for bill in output.bills),
        total=f"{money.text(first.total)} {first.currency}".strip() if single and first.total is not None else "",
        format=output.format,
        sha256=output.sha256,
        losses=output.losses,
        replacements=output.replacements,
        unchanged=output.unchanged,
    )


def text(file: Written) -> Iterator[str]:
    """Yield the lines that tell a person what one file holds and what had to give."""
    bills = f"{', '.join(file.numbers[:5])}{', ...' if len(file.numbers) > 5 else ''}"
    total = f", {file.total}" if file.total else ""
    same = ", byte for byte as it came" if file.unchanged else ""
    yield f"{file.path}: invoice {bills}{total}, {file.format}{same}"
    yield from (
        f"  {'' if said.startswith(LEFT_OUT) else 'note: '}{said}" for said in gave(file.losses, file.replacements)
    )


def gave(losses: Iterable[Loss], replacements: Iterable[Finding]) -> Iterator[str]:
    """Yield what had to give so that a bill could be written: what was left out, and what is written differently."""
    for name, count in Counter(loss.name for loss in losses).items():
        yield f"{LEFT_OUT}: {name} ({findings.counted(count, 'value')})"
    for message, rows in _grouped(replacements).items():
        yield f"{message}{_rows(rows)}"


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


def as_data(files: Iterable[Written], found: Iterable[Finding]) -> dict[str, Any]:
    """Give the result of a conversion in the shape of `schemas/convert.schema.json`."""
    return {
        "outputs": [_file(file) for file in files],
        "findings": [findings.finding_data(finding) for finding in found],
    }


def _file(file: Written) -> dict[str, Any]:
    return {
        "path": file.path,
        "bill": file.numbers[0],
        "bills": list(file.numbers),
        "format": file.format,
        "sha256": file.sha256,
        "losses": [
            {"name": loss.name, "bill": loss.bill, "row": loss.row or None, "field": loss.field, "value": loss.value}
            for loss in file.losses
        ],
        "replacements": [findings.finding_data(note) for note in file.replacements],
    }
