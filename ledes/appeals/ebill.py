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
from ledes.formats import Format
from ledes.show import outputs

KIND = "appeal"
REFERENCE = "appeals"
TOLD_BY_NUMBER = frozenset({"invoice.kind", "invoice.references"})
"""What says that a bill is an appeal, and of which invoice."""

BY_LETTER = "appeal by letter: --form letter"


def drawn_up(
    course: Course, chosen: Iterable[Share], answers: Mapping[str, str], day: datetime.date, number: str = ""
) -> Bill:
    """Draw up the bill: hours and rates stay as they were, and the adjustment leaves what was cut.

    `number` is the one it bears; without it the platform's suffix stands behind the invoice's.

    Raises `RefusedError` for cuts that no line of the bill bears, for taxed lines, and for a line without an answer.
    """
    bill, chosen = course.bill, tuple(chosen)
    original = course.submission.invoice
    number = number or f"{original}{course.rule.suffix}"
    if number == original:
        raise RefusedError(
            f"no number for the appeal of invoice {original} is known", hint="give it with --number, or --form letter"
        )
    if bill is None:
        raise RefusedError(f"what was sent of invoice {original} cannot be read", hint=BY_LETTER)
    if any(each.line is None for each in chosen):
        raise RefusedError(f"some cuts of invoice {original} belong to no line of it", hint=BY_LETTER)
    bare = {each: replace(each, adjustments=(), tax_summaries=(), totals=()) for each in bill.matters}
    lines = tuple(_line(each, wording.answer(each, answers), place, bare) for place, each in enumerate(chosen, 1))
    people = {line.timekeeper for line in lines if line.timekeeper}
    return replace(
        bill,
        number=number,
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
        references=(*(each for each in bill.references if each.kind != REFERENCE), Reference(REFERENCE, original)),
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
        description=f"APPEAL of line {share.number}: {' '.join(said.split())} ({line.description})",
    )


def _adjustment(line: Line, amount: Decimal) -> Decimal | None:
    """Give what leaves an amount of units x rate."""
    if line.units is None or line.rate is None:
        return None
    return money.minus(amount, money.times(line.units, line.rate))


def written(bill: Bill, form: Format, representation: Representation) -> tuple[bytes, tuple[str, ...]]:
    """Write the bill in the format in which the invoice went; say what of it was written differently.

    What the appeal names has no place in most formats: its number tells it then. Raises `RefusedError` for a format
    that cannot be written, and for anything else that it has no place for.
    """
    lost = [
        each.name
        for each in (form.losses(bill, representation) if form.losses else ())
        if each.name not in TOLD_BY_NUMBER
    ]
    if form.write is None or lost:
        raise RefusedError(f"{form.title} has no place for {', '.join(lost) or 'a bill'}", hint=BY_LETTER)
    out = io.BytesIO()
    notes = form.write([bill], out, representation)
    said = tuple(outputs.gave((), notes))
    return out.getvalue(), said
