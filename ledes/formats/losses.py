"""What a bill holds and a delimited format has no place for."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from operator import attrgetter
from typing import Any

from ledes import money
from ledes.bill import Bill, Line, Matter, Party, Timekeeper
from ledes.client import Representation
from ledes.finding import fault
from ledes.formats import Loss
from ledes.formats.delimited.heading import Layout
from ledes.formats.wording import Wording

PARTIES = ("firm", "client", "taxed_party", "bill_to", "payer")
AS_A_LINE = {"invoice.tax", "invoice.net", "line.tax", "line.taxes"}
"""What is not lost where the profile has tax written as an expense line of its own."""

INSIDE = {"address", "remit_address", "contact"}
_ALWAYS_HELD = {"bill.matters", "bill.lines", "bill.timekeepers", "bill.source", "bill.row", "bill.unread"}
_LINE_HELD = {"line.row", "line.matter", "line.timekeeper", "line.amount", "line.base", "line.taxes"}


LETTERS = (
    "Write an encoding that the client takes (encoding under [representation] of the profile), or convert with "
    "--allow-loss {0} and look at the file before it is sent."
)


@fault(
    "L040",
    fix='Choose a format that has a place for it; or allow it in the profile (allow_loss = ["{0}"] under '
    "[representation]), or once, with ledes convert --allow-loss {0}.",
    reason="FILE_FORMAT",
)
def lost_value(name: str, title: str) -> str:
    """Nothing that a bill holds is left out without leave.

    Source: the formats differ in what they have a place for; see the table of formats.
    """
    return f"{title} has no place for {name}"


@fault(
    "T010",
    fix="Have the tax written as an expense line (tax_code in the profile's representation), or use 98BI.",
    reason="TAX_ROUNDING",
)
def homeless_tax(amount: str, title: str) -> str:
    """Money is never left out: tax needs a place in the target format.

    Source: LEDES 1998B has no tax fields; Legal Tracker takes VAT as an expense line there.
    """
    return f"{title} has no place for the tax of {amount}"


@fault("T011", fix="Compare the bill with its lines; nothing was written.", reason="INVOICE_TOTAL_SUM")
def moved_total(before: str, after: str) -> str:
    """What the client shall pay is the same before and after a conversion.

    Source: the third promise of this program: money never changes in silence.
    """
    return f"the total of {before} would become {after}"


def finder(layout: Layout) -> Callable[[Bill, Representation], tuple[Loss, ...]]:
    """Make the function that lists the losses of a bill in a layout."""
    held = {field.bill for field in layout.fields} | _ALWAYS_HELD | _LINE_HELD
    if "line.tax" in held:
        held.add("tax.amount")
    missing = {
        who: _missing(kind, who, held) for who, kind in (("matter", Matter), ("timekeeper", Timekeeper), ("line", Line))
    }
    texts = [field.bill for field in layout.fields if field.type in {"text", "narrative"}]

    def find(bill: Bill, representation: Representation) -> tuple[Loss, ...]:
        found = [*_of_bill(bill, held), *_of_lines(bill, missing, held)]
        if not bill.lines:
            found.append(loss("invoice", bill, 0, "bill.lines", bill.number))
        if representation.tax_code and "line.tax" not in held:
            found = [each for each in found if each.name not in AS_A_LINE]
        kept = [each for each in found if not known(each, representation.given, bill)]
        return (*kept, *_of_letters(bill, Wording(representation.encoding or "ascii"), texts))

    return find


def _missing(kind: type[Any], who: str, held: set[str]) -> list[tuple[str, Any]]:
    return [(field.name, _default(field)) for field in dataclasses.fields(kind) if f"{who}.{field.name}" not in held]


def _default(field: dataclasses.Field[Any]) -> Any:
    return field.default if field.default is not dataclasses.MISSING else None


def _of_bill(bill: Bill, held: set[str]) -> Iterator[Loss]:
    for field in dataclasses.fields(Bill):
        value = getattr(bill, field.name)
        if isinstance(value, Party):
            yield from _of_part(value, field.name, bill, held)
        elif f"bill.{field.name}" not in held and value != _default(field):
            name = field.name if field.name == "currency" else f"invoice.{field.name}"
            yield loss(name, bill, 0, f"bill.{field.name}", value)


def _of_part(part: Any, path: str, bill: Bill, held: set[str]) -> Iterator[Loss]:
    for field in dataclasses.fields(part):
        value = getattr(part, field.name)
        if field.name in INSIDE:
            yield from _of_part(value, f"{path}.{field.name}", bill, held)
        elif f"{path}.{field.name}" not in held and value != _default(field):
            yield loss(f"{path}.{field.name}", bill, 0, f"{path}.{field.name}", value)


def _of_lines(bill: Bill, missing: Mapping[str, list[tuple[str, Any]]], held: set[str]) -> Iterator[Loss]:
    rows = {id(part): line.row for line in reversed(bill.lines) for part in (line.matter, line.timekeeper) if part}
    for who, parts in (("matter", bill.matters), ("timekeeper", bill.timekeepers)):
        for part in parts:
            if id(part) not in rows and part not in [getattr(line, who) for line in bill.lines]:
                yield loss(who, bill, 0, who, part.firm_id if isinstance(part, Matter) else part.id)
            for name, default in missing[who]:
                value = getattr(part, name)
                if value != default and not _derived(part, name):
                    yield loss(f"{who}.{name}", bill, rows.get(id(part), 0), f"{who}.{name}", value)
    pick, blank = attrgetter(*(name for name, _ in missing["line"])), tuple(default for _, default in missing["line"])
    for line in bill.lines:
        for (name, default), value in zip(missing["line"], pick(line), strict=True) if pick(line) != blank else ():
            if value != default:
                yield loss(f"line.{name}", bill, line.row, f"line.{name}", value)
        if line.taxes:
            yield from _of_taxes(line, bill, held)


def _derived(part: Any, name: str) -> bool:
    """Say whether the other form of a timekeeper's name gives the value back."""
    if not isinstance(part, Timekeeper) or name not in {"last", "first"}:
        return False
    return part == dataclasses.replace(
        Timekeeper(name=part.name), id=part.id, classification=part.classification, rate=part.rate, extras=part.extras
    )


def _of_taxes(line: Line, bill: Bill, held: set[str]) -> Iterator[Loss]:
    """Tell what of a line's taxes is not the one rate, kind and amount that 98BI has a place for."""
    if "line.tax" not in held:
        shown = ", ".join(tax.kind or tax.id or "tax" for tax in line.taxes)
        yield loss("line.taxes", bill, line.row, "line.taxes", shown)
        return
    first = line.taxes[0]
    simple = type(first)(kind=first.kind, rate=first.rate, amount=line.tax)
    if len(line.taxes) > 1 or first != simple:
        yield loss("line.taxes", bill, line.row, "line.taxes", ", ".join(tax.kind or tax.id for tax in line.taxes))


def _of_letters(bill: Bill, wording: Wording, texts: list[str]) -> Iterator[Loss]:
    if wording.all_plain(all_texts(bill, texts)):
        return
    told: set[tuple[str, str]] = set()
    for path, row, text in written_texts(bill, texts):
        for letter in wording.lost(text):
            if (path, letter) not in told:
                told.add((path, letter))
                yield Loss(name="text", bill=bill.number, row=row, field=path, value=letter)


def all_texts(bill: Bill, paths: list[str]) -> list[str]:
    """List the texts that a layout writes, those of lines too, to look at them all at once."""
    found: list[str] = []
    for path in paths:
        who, _, name = path.partition(".")
        if who == "line":
            found += map(attrgetter(name), bill.lines)
        else:
            found += (text for _path, _row, text in written_texts(bill, [path]))
    return found


def written_texts(bill: Bill, paths: list[str]) -> Iterator[tuple[str, int, str]]:
    """Go through the texts that a layout writes: attribute, row, text; what lines share comes once."""
    for path in paths:
        who, _, name = path.partition(".")
        if who == "line":
            yield from ((path, line.row, getattr(line, name)) for line in bill.lines)
        elif who == "matter":
            yield from ((path, 0, getattr(matter, name)) for matter in bill.matters)
        elif who == "timekeeper":
            yield from ((path, 0, getattr(keeper, name)) for keeper in bill.timekeepers)
        elif who == "tax":
            kinds = {tax.kind: line.row for line in reversed(bill.lines) for tax in line.taxes}
            yield from ((path, row, kind) for kind, row in kinds.items())
        else:
            yield path, 0, whole_text(bill, path)


def whole_text(bill: Bill, path: str) -> str:
    """Read a text of the bill itself or of a party by its path."""
    value: Any = bill
    for name in path.removeprefix("bill.").split("."):
        value = getattr(value, name)
    return str(value)


def loss(name: str, bill: Bill, row: int, field: str, value: Any) -> Loss:
    """Make a loss; amounts are shown with their digits, lists by their length."""
    return Loss(name=name, bill=bill.number, row=row, field=field, value=_text(value))


def _text(value: Any) -> str:
    if isinstance(value, Decimal):
        return money.text(value)
    if isinstance(value, tuple):
        return f"{len(value)} of them"
    return str(value)


def known(loss: Loss, given: Mapping[str, str], bill: Bill) -> bool:
    """Say whether the client's profile states the value anyway, so that nothing is lost."""
    if not given:
        return False
    if loss.name.startswith("matter."):
        names = [f"matter.{matter.firm_id}.{loss.name[7:]}" for matter in bill.matters]
        return any(given.get(name) == loss.value for name in (*names, loss.name))
    return given.get(loss.name) == loss.value
