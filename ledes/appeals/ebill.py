"""An appeal as an e-bill: the cut lines once more, for what was cut, under the number that the platform wants."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from ledes import money
from ledes.appeals import wording
from ledes.appeals.course import Course
from ledes.appeals.cuts import Share
from ledes.bill import Bill, Line, Matter, Reference
from ledes.client import Representation
from ledes.errors import RefusedError
from ledes.formats import billjson

KIND = "appeal"
REFERENCE = "appeals"
BY_LETTER = "appeal by letter: --form letter"


def drawn_up(course: Course, chosen: Iterable[Share], answers: Mapping[str, str], day: datetime.date) -> Bill:
    """Draw up the bill: hours and rates stay as they were, and the adjustment leaves what was cut.

    Raises `RefusedError` for cuts that no line of the bill bears, for taxed lines, and for a line without an answer.
    """
    bill, chosen = course.bill, tuple(chosen)
    number = course.submission.invoice
    if bill is None:
        raise RefusedError(f"what was sent of invoice {number} cannot be read", hint=BY_LETTER)
    if any(each.line is None for each in chosen):
        raise RefusedError(f"some cuts of invoice {number} belong to no line of it", hint=BY_LETTER)
    bare = {each: replace(each, adjustments=(), tax_summaries=(), totals=()) for each in bill.matters}
    lines = tuple(_line(each, wording.answer(each, answers), place, bare) for place, each in enumerate(chosen, 1))
    people = {line.timekeeper for line in lines if line.timekeeper}
    return replace(
        bill,
        number=f"{number}{course.rule.suffix}",
        date=day,
        due=None,
        kind=KIND,
        total=money.total(line.amount for line in lines if line.amount is not None),
        tax=None,
        net=None,
        other_tax=None,
        other_total=None,
        lines=lines,
        timekeepers=tuple(each for each in bill.timekeepers if each in people),
        matters=tuple(bare[each] for each in bill.matters if any(line.matter == bare[each] for line in lines)),
        references=(*(each for each in bill.references if each.kind != REFERENCE), Reference(REFERENCE, number)),
        taxes=(),
        statements=(),
        source="",
        unread=(),
    )


def _line(share: Share, said: str, place: int, matters: Mapping[Matter, Matter]) -> Line:
    line = share.line
    assert line is not None  # noqa: S101  checked by the caller
    if line.tax or line.taxes:
        raise RefusedError(
            f"line {share.number} bears tax, and nobody says how much of it an appeal asks for", hint=BY_LETTER
        )
    if not said.strip():
        raise RefusedError(
            f"line {share.number} has no answer to what the client says of it",
            hint=f'add --answer {share.number}="why it should be paid", or --why "..." for all lines',
        )
    return replace(
        line,
        number=str(place),
        adjustment=_adjustment(line, share.cut),
        amount=share.cut,
        total=share.cut,
        base=None,
        adjustments=(),
        matter=matters.get(line.matter, line.matter) if line.matter else None,
        description=f"APPEAL of line {share.number}: {' '.join(said.split())} [{line.description}]",
    )


def _adjustment(line: Line, amount: Decimal) -> Decimal | None:
    """Give what leaves an amount of units x rate."""
    if line.units is None or line.rate is None:
        return None
    return money.minus(amount, money.times(line.units, line.rate))


def written(bill: Bill) -> bytes:
    """Write the bill as JSON, from which `ledes submit` makes the client's own format."""
    out = io.BytesIO()
    for _ in billjson.write([bill], out, Representation()):
        # The form of our own holds all letters, so nothing is replaced.
        continue
    return out.getvalue()
