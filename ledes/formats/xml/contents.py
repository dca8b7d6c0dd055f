"""What the segments of an XML e-bill hold, taken from the parts of a bill: the way back of `parts`."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from ledes import money
from ledes.bill import (
    EXPENSE,
    EXPENSE_ADJUSTMENT,
    Address,
    Adjustment,
    Bill,
    Contact,
    Extra,
    Line,
    Matter,
    Party,
    Tax,
    Tier,
    Timekeeper,
)
from ledes.formats.xml.elements import Dialect

SPLITS = {"pre": "Pre-Split", "post": "Post-Split"}
UNSPLIT = frozenset({"MISF", "MIDB"})
"""Percentages of the whole bill, which stand neither before nor after the split (pre_post_split NA)."""

_EXPENSES = frozenset({EXPENSE, EXPENSE_ADJUSTMENT})
_STATED = frozenset(
    {"number", "date", "due", "tax_point", "start", "end", "description", "currency", "other_currency", "total", "tax"}
    | {"other_tax", "other_total", "exchange_rate", "payment_terms", "tax_invoice"}
)
_PARTIES = ("taxed_party", "bill_to", "payer")


class Contents(NamedTuple):
    """What one segment holds: values by attribute, segments by name, extensions, and the row they came from."""

    values: Mapping[str, Any]
    segments: Mapping[str, Iterable[Contents]] = {}
    extras: tuple[Extra, ...] = ()
    row: int = 0


def segment_of(line: Line) -> str:
    """Name the segment of a line: what is neither fee nor expense goes where its amount belongs."""
    return "expense" if line.kind in _EXPENSES else "fee"


def _plain(part: Any, *without: str) -> dict[str, Any]:
    return {each.name: getattr(part, each.name) for each in dataclasses.fields(part) if each.name not in without}


def address(part: Address) -> Contents | None:
    """Give the contents of an address, none where all of it is blank; LEDES 2000 wraps them once more."""
    values = _plain(part)
    return None if part == Address() else Contents({**values, "address_info": Contents(values)})


def contact(part: Contact) -> Contents | None:
    """Give the contents of a person to ask, none where all of it is blank."""
    return None if part == Contact() else Contents(_plain(part))


def party(part: Party) -> dict[str, Any]:
    """Give the values of a party, with its structures."""
    values = _plain(part, "address", "remit_address", "contact", "extras")
    values |= {"address": address(part.address), "remit_address": address(part.remit_address)}
    values["contact"] = contact(part.contact)
    return values | _flat("contact", part.contact)


def _flat(who: str, person: Contact) -> dict[str, Any]:
    """Give a person's values one by one too, for the format in which they stand flat."""
    return {f"{who}.{name}": value for name, value in _plain(person).items()}


def client(part: Party) -> Contents:
    """Give the contents of the client segment, without its invoices."""
    return Contents(party(part), extras=part.extras)


def firm(part: Party, taxes: Iterable[Tax]) -> Contents:
    """Give the contents of the firm segment, without its clients."""
    return Contents(party(part), {"tax": [tax(each) for each in taxes]}, part.extras)


def tax(part: Tax) -> Contents:
    """Give the contents of the definition of a tax."""
    values = {name: getattr(part, name) for name in ("id", "registration", "kind", "rate", "country", "locality")}
    tiered = bool(part.tiers) or part.base is not None or part.amount is not None
    flags = {"tiers": tiered, "on_tax.flag": bool(part.on_tax), "on_tax": part.on_tax}
    return Contents({**values, **flags, "withheld": "Decrease" if part.withheld else "Increase"})


def definition(part: Tax) -> Tax:
    """Give a tax without what one invoice states of it; that it is tiered remains."""
    tiered = bool(part.tiers) or part.base is not None or part.amount is not None
    return dataclasses.replace(part, base=None, amount=None, tiers=(Tier(),) if tiered else ())


def invoice(bill: Bill, dialect: Dialect) -> Contents:
    """Give the contents of the invoice segment, without its matters."""
    values: dict[str, Any] = {name: getattr(bill, name) for name in _STATED}
    values["kind"] = "Y" if bill.kind == "credit note" else ""
    for who in _PARTIES:
        part: Party = getattr(bill, who)
        values |= {f"{who}.name": part.name, f"{who}.tax_id": part.tax_id, f"{who}.address": address(part.address)}
    for reference in bill.references:
        kind = "corrects" if reference.kind == corrects(bill, dialect) else reference.kind
        values.setdefault(f"references.{kind}", reference.id)
    steps = [
        Contents({**_plain(step), "high": "TOP" if step.high is None else step.high, "tax": each.id})
        for each in bill.taxes
        for step in each.tiers
    ]
    sums = [
        Contents({"tax": each.id, "base": each.base, "amount": each.amount})
        for each in bill.taxes
        if each.base is not None or each.amount is not None
    ]
    said = [Contents({"name": name, "value": value}) for name, value in bill.statements]
    segments = {"tax_tier_detail": steps, "tax_tier_summary": sums, "regulatory_statement": said}
    mine, rest = own(bill.extras, "invoice", dialect)
    return Contents({**values, **mine}, segments, rest, bill.row)


def corrects(bill: Bill, dialect: Dialect) -> str:
    """Name the kind of reference that `inv_reference` of a bill is; none where it would be taken for the other kind."""
    if bill.kind != "credit note":
        return "replaces"
    said = any(
        each.name == "credit_note" and each.stands_in(dialect.revisions[-1]) for each in dialect.segments["invoice"]
    )
    return "credits" if said else ""


def matter(part: Matter, lines: Iterable[Line], keepers: Iterable[Timekeeper], dialect: Dialect) -> Contents:
    """Give the contents of a matter, its lines one after another."""
    people = ("managing_contact", "firm_contact", "client_contact")
    values = _plain(part, *people, "adjustments", "tax_summaries", "totals", "extras")
    for who in people:
        values[who] = contact(getattr(part, who))
        values |= _flat(who, getattr(part, who))
    for total in part.totals:
        values.setdefault(total.name, total.value)
    mine, rest = own(part.extras, "matter", dialect)
    values |= mine
    held = list(lines)
    segments: dict[str, Iterable[Contents]] = {
        "matter_disc_cred": [adjustment(each) for each in part.adjustments],
        "tax_summary": [summary(each) for each in part.tax_summaries],
        "tk_sum": [timekeeper(each, dialect) for each in keepers],
    }
    for name in ("fee", "expense"):
        segments[name] = _lines([line for line in held if segment_of(line) == name], name, dialect)
    return Contents(values, segments, rest, held[0].row if held else 0)


def own(extras: tuple[Extra, ...], segment: str, dialect: Dialect) -> tuple[dict[str, str], tuple[Extra, ...]]:
    """Part the extras that a segment has an element for from those that need an extension."""
    names = {each.name for each in dialect.segments[segment] if each.bill.endswith(".extras")}
    mine: dict[str, str] = {}
    for extra in extras:
        if extra.name in names:
            mine.setdefault(extra.name, extra.value)
    return mine, tuple(extra for extra in extras if extra.name not in names)


def summary(part: Tax) -> Contents:
    """Give the contents of the summary of one tax in a matter."""
    return Contents(_plain(part, "tiers", "withheld"))


def timekeeper(part: Timekeeper, dialect: Dialect) -> Contents:
    """Give the contents of an entry of the timekeeper summary."""
    mine, rest = own(part.extras, "tk_sum", dialect)
    return Contents({**_plain(part, "extras", "name"), **mine}, extras=rest)


def adjustment(part: Adjustment, of: str = "tax_matter_disc_cred") -> Contents:
    """Give the contents of a discount, credit or premium."""
    values = _plain(part, "taxes", "extras")
    values["increase"] = "Increase" if part.increase else "Decrease"
    values["split"] = SPLITS.get(part.split, "NA" if part.code in UNSPLIT and not part.split else "")
    return Contents(values, {of: [Contents({"id": each}) for each in part.taxes]}, part.extras)


def _lines(lines: list[Line], segment: str, dialect: Dialect) -> Iterator[Contents]:
    flat = any(each.bill.startswith("line.discount.") for each in dialect.segments[segment])
    for line in lines:
        keeper = line.timekeeper
        values: dict[str, Any] = {
            "date": line.date,
            "timekeeper.id": keeper.id if keeper else "",
            "timekeeper.level": keeper.classification if keeper else "",
            "country": line.country,
            "locality": line.locality,
            "payee": line.payee,
            "description": line.description,
            "task": line.task,
            "activity": line.activity,
            "expense": line.expense,
            "fixed": "F" if line.fixed else "U",
            "units": line.units,
            "rate": line.rate,
            "base": line.base,
            "adjustment": line.adjustment,
            "total": line.total if line.amount is None else line.amount,
        }
        segments: dict[str, Iterable[Contents]] = {}
        if line.taxes:
            segments[f"tax_item_{segment}"] = [Contents({"id": each.id}) for each in line.taxes]
        if flat:
            values |= _discount(line)
        elif line.adjustments:
            segments[f"{segment}_item_disc_cred"] = [adjustment(each) for each in line.adjustments]
        extras = line.extras
        if extras:
            mine, extras = own(extras, segment, dialect)
            values |= mine
        yield Contents(values, segments, extras, line.row)


def _discount(line: Line) -> dict[str, Any]:
    """Give the discount of a line as LEDES 2000 states it: an amount that reduces, or what the line itself says."""
    if line.adjustments:
        return {"discount.kind": line.adjustments[0].kind, "discount.amount": line.adjustments[0].amount}
    if line.adjustment is None:
        return {}
    return {"discount.kind": "Flat", "discount.amount": money.minus(money.ZERO, line.adjustment)}
