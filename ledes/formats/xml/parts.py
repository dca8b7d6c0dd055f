"""The parts of a bill made of the segments of an XML e-bill: parties, matters, lines, taxes, timekeepers."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any, NamedTuple

from ledes import money
from ledes.bill import (
    EXPENSE,
    FEE,
    Address,
    Adjustment,
    Amount,
    Bill,
    Contact,
    Extra,
    Line,
    Matter,
    Party,
    Reference,
    Tax,
    Timekeeper,
    line_maker,
)
from ledes.formats.xml.elements import Dialect
from ledes.formats.xml.segments import Taken

SPLITS = {"Pre-Split": "pre", "Post-Split": "post"}
NO_WORDS = frozenset({"n", "no", "false", "0"})
YES_WORDS = frozenset({"y", "yes", "true", "1"})
PARTIES = ("taxed_party", "bill_to", "payer")
_LINE = frozenset(each.name for each in dataclasses.fields(Line))
FLAT = "Flat"
_DISCOUNT: tuple[str, ...] = ("discount.kind", "discount.amount")


class Draft(NamedTuple):
    """A line before its matter is known: its values, and how it names its timekeeper."""

    row: int
    values: dict[str, Any]
    keeper: str
    level: str


class Work(NamedTuple):
    """A matter with its lines and timekeepers."""

    matter: Matter
    lines: tuple[Line, ...]
    timekeepers: tuple[Timekeeper, ...]
    strangers: tuple[Draft, ...]
    doubled: tuple[Timekeeper, ...]


def address(taken: Taken) -> Address:
    """Make an address."""
    made: Address = taken.values.get("address_info") or taken.make(Address)
    return made


def contact(taken: Taken) -> Contact:
    """Make a person to ask."""
    made: Contact = taken.make(Contact)
    return made


def party(taken: Taken) -> Party:
    """Make the firm or the client; persons whose parts stand flat in the segment are put together."""
    flat = {name[8:]: value for name, value in taken.given().items() if name.startswith("contact.")}
    more = {"contact": Contact(**flat)} if flat else {}
    made: Party = taken.make(Party, **more, extras=tuple(taken.extras))
    return made


def statement(taken: Taken) -> Extra:
    """Take a regulatory statement: its citation, and its text."""
    return Extra(taken.given().get("name", ""), taken.given().get("value", ""))


def adjustment(taken: Taken) -> Adjustment:
    """Make a discount, credit or premium of a matter or a line."""
    values = taken.given()
    return Adjustment(
        code=values.get("code", ""),
        note=values.get("note", ""),
        category=values.get("category", ""),
        kind=values.get("kind", ""),
        increase=values.get("increase") == "Increase",
        split=SPLITS.get(values.get("split", ""), ""),
        percent=values.get("percent"),
        amount=values.get("amount"),
        taxes=tuple(taken.segments.get("tax_matter_disc_cred", ())),
        extras=tuple(taken.extras),
    )


def kept(taken: Taken, segment: str, dialect: Dialect) -> tuple[Extra, ...]:
    """Keep by name what a segment states in elements of its own and a bill has no attribute for, and extensions."""
    names = [each.name for each in dialect.segments[segment] if each.bill.endswith(".extras")]
    return (*(Extra(name, taken.values[name]) for name in names if taken.values.get(name)), *taken.extras)


def timekeeper(taken: Taken, dialect: Dialect) -> Timekeeper:
    """Make an entry of the timekeeper summary."""
    made: Timekeeper = taken.make(Timekeeper, extras=kept(taken, "tk_sum", dialect))
    return made


class Lines:
    """Makes drafts of lines; the taxes that lines refer to are shared."""

    def __init__(self, dialect: Dialect) -> None:
        self.refs: dict[str, tuple[Tax, ...]] = {}
        self.kept = [
            {each.name for each in dialect.segments[name] if each.bill == "line.extras"} for name in ("fee", "expense")
        ]

    def draft(self, taken: Taken, kind: str) -> Draft:
        """Make the draft of a fee or an expense."""
        values = taken.given()
        keeper, level = values.pop("timekeeper.id", ""), values.pop("timekeeper.level", "")
        extras = [Extra(name, values[name]) for name in self.kept[kind == EXPENSE] if name in values]
        flat = {name: values.pop(name) for name in _DISCOUNT if name in values}
        values = {name: value for name, value in values.items() if name in _LINE}
        values["kind"] = kind
        values["fixed"] = values.get("fixed") == "F"
        values["amount"] = values.get("total")
        if taken.segments or flat:
            self._segments(values, taken, flat, kind)
        if extras or taken.extras:
            values["extras"] = (*extras, *taken.extras)
        return Draft(taken.row, values, keeper, level)

    def _segments(self, values: dict[str, Any], taken: Taken, flat: dict[str, Any], kind: str) -> None:
        which = "fee" if kind == FEE else "expense"
        values["taxes"] = tuple(self._ref(each) for each in taken.segments.get(f"tax_item_{which}", ()))
        values["adjustments"] = tuple(taken.segments.get(f"{which}_item_disc_cred", ()))
        if flat:
            self._discount(values, flat.get("discount.kind", ""), flat.get("discount.amount"))

    def _discount(self, values: dict[str, Any], kind: str, stated: Decimal | None) -> None:
        """Take the line discount of LEDES 2000, which is what lies between the base and the total.

        What is stated beside it is kept where it says something else.

        Source: Corridor and eCounsel compute the discount as total less base.
        """
        base, total = values.get("base"), values.get("total")
        adjustment = money.minus(total, base) if base is not None and total is not None else None
        if adjustment is not None:
            values["adjustment"] = adjustment
        if kind != FLAT or adjustment is None or stated != -adjustment:
            values["adjustments"] = (Adjustment(kind=kind, amount=stated),)

    def _ref(self, number: str) -> Tax:
        if number not in self.refs:
            self.refs[number] = (Tax(id=number),)
        return self.refs[number][0]


def chosen(same: Iterable[Timekeeper], level: str, rate: Decimal | None) -> Timekeeper | None:
    """Choose among the entries of one timekeeper id the one that a line means: by level, then rate, then place."""
    fitting = [each for each in same if not level or each.classification == level]
    return next((each for each in fitting if each.rate == rate), fitting[0] if fitting else None)


def work(matter: Matter, drafts: Iterable[Draft], listed: Iterable[Timekeeper], first: int) -> Work:
    """Put the lines of a matter together, numbered from `first`; name those whose timekeeper is not listed."""
    times = Counter(listed)
    by_id: dict[str, list[Timekeeper]] = {}
    for each in times:
        by_id.setdefault(each.id, []).append(each)
    known: dict[tuple[str, str, Decimal | None], Timekeeper | None] = {}
    strangers: list[Draft] = []
    lines: list[Line] = []
    make = line_maker()
    for number, draft in enumerate(drafts, first):
        wanted = (draft.keeper, draft.level, draft.values.get("rate"))
        if wanted not in known:
            same = by_id.setdefault(draft.keeper, [])
            known[wanted] = chosen(same, *wanted[1:])
            if known[wanted] is None and (draft.keeper or draft.level):
                strangers.append(draft)
                known[wanted] = _stranger(same, draft)
                same.append(_stranger(same, draft))
        lines.append(make(number=str(number), row=draft.row, matter=matter, timekeeper=known[wanted], **draft.values))
    used = {id(each): each for each in known.values() if each is not None}
    keepers = dict.fromkeys((*times, *used.values()))
    doubled = tuple(each for each, count in times.items() if count > 1)
    return Work(matter, tuple(lines), tuple(keepers), tuple(strangers), doubled)


def _stranger(same: list[Timekeeper], draft: Draft) -> Timekeeper:
    """Make an entry for a timekeeper whom the matter does not list, or not at that level."""
    if same:
        return dataclasses.replace(same[0], classification=draft.level, rate=None)
    return Timekeeper(id=draft.keeper, classification=draft.level)


def matter(taken: Taken, dialect: Dialect) -> Matter:
    """Make a matter without its lines."""
    values = taken.given()
    names = [each.name for each in dialect.segments["matter"] if each.bill == "matter.totals"]
    people = {who: _person(values, who) for who in ("managing_contact", "firm_contact", "client_contact")}
    made: Matter = taken.make(
        Matter,
        **{who: person for who, person in people.items() if person is not None},
        adjustments=tuple(taken.segments.get("matter_disc_cred", ())),
        tax_summaries=tuple(taken.segments.get("tax_summary", ())),
        totals=tuple(Amount(name, values[name]) for name in names if name in values),
        extras=kept(taken, "matter", dialect),
    )
    return made


def _person(values: dict[str, Any], who: str) -> Contact | None:
    """Put together a person whose parts stand flat in the segment."""
    flat = {name[len(who) + 1 :]: value for name, value in values.items() if name.startswith(f"{who}.")}
    return Contact(**flat) if flat else None


def invoice(taken: Taken, dialect: Dialect, made: Callable[[], dict[str, Any]]) -> Bill:
    """Make the bill; `made` gives what is not in the invoice segment itself."""
    values = taken.given()
    credit, said = _credit(values.pop("kind", ""))
    parties = {
        who: Party(**{name[len(who) + 1 :]: value for name, value in values.items() if name.startswith(f"{who}.")})
        for who in PARTIES
    }
    references = [
        Reference("credits" if credit else "replaces", values.get("references.corrects", "")),
        Reference("tax authority", values.get("references.tax authority", "")),
        Reference("image", values.get("references.image", "")),
    ]
    bill: Bill = taken.make(
        Bill,
        **{"kind": "credit note" if credit else "invoice"},
        **parties,
        references=tuple(each for each in references if each.id),
        statements=tuple(taken.segments.get("regulatory_statement", ())),
        extras=(*said, *kept(taken, "invoice", dialect)),
        row=taken.row,
        **made(),
    )
    return bill


def _credit(text: str) -> tuple[bool, tuple[Extra, ...]]:
    """Understand the mark of a credit note, whose form is unconfirmed: words beyond yes and no are kept."""
    plain = text.casefold()
    said = () if not text or plain in NO_WORDS | YES_WORDS else (Extra("credit_note", text),)
    return bool(text) and plain not in NO_WORDS, said
