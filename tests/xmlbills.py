"""Bills as LEDES XML can hold them: a taxed one in full, strategies for any, and the way to a file and back."""

from __future__ import annotations

import dataclasses
import datetime
import io
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import strategies
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ledes.bill import (
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
    Tier,
    Timekeeper,
)
from ledes.client import Representation
from ledes.finding import Finding
from ledes.formats import Reading, named
from ledes.formats.xml.elements import table

STANDARD = Representation()
ADDRESS = Address(line1="1 Quay Street", city="Leeds", region="WY", postcode="LS1 1AA", country="GBR", phone="+44 113")
CONTACT = Contact(last="Ashdown", first="Mira", email="billing@example.com")
VAT = Tax(id="VAT", registration="GB123", kind="VAT", rate=Decimal("0.2"), country="GBR")
MIRA = Timekeeper(id="T1", last="Ashdown", first="Mira", classification="PARTNR", rate=Decimal("350"))
TOTALS = tuple(each.name for each in table("ledesxml2")["matter"] if each.bill == "matter.totals")


def _money(text: str) -> Decimal:
    return Decimal(text)


MATTER = Matter(
    firm_id="M-7",
    client_id="CM-7",
    name="Set-off",
    account="O",
    billing_type="TM",
    final=False,
    managing_contact=CONTACT,
    adjustments=(
        Adjustment(
            code="MIDB",
            category="Fee",
            kind="Percent",
            percent=_money("0.10"),
            amount=_money("-63.00"),
            taxes=("VAT",),
        ),
    ),
    tax_summaries=(
        Tax(
            id="VAT",
            base=_money("567.00"),
            amount=_money("113.40"),
            expense_base=_money("40.00"),
            expense_amount=_money("8.00"),
        ),
    ),
    totals=(
        Amount("matter_total_detail_fees", _money("630.00")),
        Amount("matter_total_detail_exp", _money("40.00")),
        Amount("matter_total_due", _money("728.40")),
    ),
    extras=(Extra("office", "Leeds"),),
)
FEE = Line(
    number="1",
    kind="F",
    matter=MATTER,
    date=datetime.date(2026, 10, 12),
    units=_money("2.00"),
    rate=_money("350"),
    base=_money("700.00"),
    adjustment=_money("-70.00"),
    amount=_money("630.00"),
    total=_money("630.00"),
    task="L510",
    activity="A102",
    timekeeper=MIRA,
    description="Research – the question of “set-off”\nfor the réply",
    taxes=(Tax(id="VAT"),),
    adjustments=(Adjustment(code="FID", kind="Percent", percent=_money("0.1"), amount=_money("-70.00")),),
)
EXPENSE = Line(
    number="2",
    kind="E",
    matter=MATTER,
    date=datetime.date(2026, 10, 13),
    units=_money("1"),
    rate=_money("40.00"),
    base=_money("40.00"),
    amount=_money("40.00"),
    total=_money("40.00"),
    expense="E110",
    payee="Northern Rail",
    description="Train fare",
    taxes=(Tax(id="VAT"),),
)
BILL = Bill(
    number="1001",
    date=datetime.date(2026, 11, 5),
    start=datetime.date(2026, 10, 1),
    end=datetime.date(2026, 10, 31),
    currency="GBP",
    total=_money("728.40"),
    tax=_money("121.40"),
    firm=Party(id="12-3456789", name="Example & Sample LLP", address=ADDRESS, contact=CONTACT),
    client=Party(id="C01", other_id="V-55", name="Widgets Ltd", address=ADDRESS),
    matters=(MATTER,),
    lines=(FEE, EXPENSE),
    timekeepers=(MIRA,),
    taxes=(VAT,),
    statements=(Extra("Reg. 7", "This is said as the regulation asks."),),
    references=(Reference("replaces", "0999"), Reference("image", "1001.pdf")),
    extras=(Extra("@vendor", "Acme"), Extra("office", "Leeds")),
)
"""A bill with most of what 2.2 holds."""


def write(
    bills: Bill | Iterable[Bill], key: str = "xml2.2", how: Representation = STANDARD
) -> tuple[bytes, list[Finding]]:
    """Write bills; give the bytes and the notes."""
    form = named(key)
    assert form.write is not None
    out = io.BytesIO()
    notes = list(form.write([bills] if isinstance(bills, Bill) else bills, out, how))
    return out.getvalue(), notes


def read(content: bytes, key: str = "xml2.2") -> tuple[list[Bill], list[Finding]]:
    """Read a file; give its bills and its findings."""
    items = list(named(key).read(io.BytesIO(content), "bill.xml", Reading()))
    return [item for item in items if isinstance(item, Bill)], [item for item in items if isinstance(item, Finding)]


def losses(bill: Bill, key: str = "xml2.2", how: Representation = STANDARD) -> list[str]:
    """Name the losses of a bill."""
    form = named(key)
    assert form.losses is not None
    return [loss.name for loss in form.losses(bill, how)]


LETTERS = st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"], exclude_characters="\ufffe\uffff@")
TEXTS = st.text(LETTERS, max_size=12).map(str.strip)
FILLED = TEXTS.filter(bool)
AMOUNTS = st.integers(-(10**11), 10**11).map(lambda whole: Decimal(whole).scaleb(-(whole % 5)))
"""Amounts with nought to four decimals, drawn as one number so that whole bills stay small to draw."""
FEW = 2


def _few(strategy: SearchStrategy[Any], most: int = FEW) -> SearchStrategy[tuple[Any, ...]]:
    return st.lists(strategy, max_size=most).map(tuple)


def _built(part: type[Any], **chosen: SearchStrategy[Any]) -> SearchStrategy[Any]:
    kit = strategies.kit(TEXTS, AMOUNTS)
    simple: dict[str, SearchStrategy[Any]] = {
        "str": kit.texts,
        "Decimal | None": kit.amounts,
        "datetime.date | None": kit.dates,
        "bool": st.booleans(),
        "bool | None": st.none() | st.booleans(),
    }
    drawn = {each.name: simple[str(each.type)] for each in dataclasses.fields(part) if str(each.type) in simple}
    return st.builds(part, **{**drawn, **chosen})


BLANK = st.just("")
NONE = st.none()
EXTRAS = _few(st.builds(Extra, FILLED, TEXTS))
ADDRESSES = st.just(ADDRESS) | st.just(Address()) | _built(Address)
CONTACTS = st.just(CONTACT) | st.just(Contact()) | _built(Contact)
TIERS = _built(Tier)
RATES = st.none() | st.integers(0, 10**10).map(lambda whole: Decimal(whole).scaleb(-10))


def _adjustments(*, of_matter: bool) -> SearchStrategy[Adjustment]:
    kinds = st.sampled_from(["", "Percent", "Flat"])
    if not of_matter:
        fixed = {"category": BLANK, "split": BLANK, "taxes": st.just(()), "extras": st.just(())}
        return _built(Adjustment, kind=kinds, **fixed)
    return _built(
        Adjustment,
        category=st.sampled_from(["", "Fee", "Exp"]),
        kind=kinds,
        split=st.sampled_from(["", "pre", "post"]),
        taxes=_few(FILLED),
        extras=EXTRAS,
    )


def _matters() -> SearchStrategy[Matter]:
    people = dict.fromkeys(("managing_contact", "firm_contact", "client_contact"), CONTACTS)
    chosen = st.lists(st.sampled_from(TOTALS), unique=True, max_size=3).map(
        lambda names: sorted(names, key=TOTALS.index)
    )
    summaries = st.builds(
        Tax, id=FILLED, base=AMOUNTS, amount=AMOUNTS, expense_base=NONE | AMOUNTS, expense_amount=NONE | AMOUNTS
    )
    return _built(
        Matter,
        account=st.sampled_from(["", "O", "T"]),
        billing_type=st.sampled_from(["", "TM", "FF"]),
        adjustments=_few(_adjustments(of_matter=True)),
        tax_summaries=_few(summaries),
        totals=chosen.flatmap(lambda names: st.tuples(*(st.builds(Amount, st.just(name), AMOUNTS) for name in names))),
        extras=EXTRAS,
        **people,
    )


def _people() -> SearchStrategy[Timekeeper]:
    names = {"last": FILLED, "first": FILLED, "name": BLANK, "id": FILLED, "classification": FILLED}
    return _built(Timekeeper, extras=EXTRAS, **names).map(_named)


def _named(keeper: Timekeeper) -> Timekeeper:
    return dataclasses.replace(keeper, name=f"{keeper.last}, {keeper.first}")


@st.composite
def _lines(draw: st.DrawFn, kind: str, matter: Matter, people: list[Timekeeper]) -> Line:
    other = {"activity": BLANK} if kind == "E" else {"expense": BLANK, "payee": BLANK}
    line: Line = draw(
        _built(
            Line,
            number=BLANK,
            kind=st.just(kind),
            matter=st.just(matter),
            tax=NONE,
            amount=AMOUNTS,
            timekeeper=st.none() | st.sampled_from(people),
            taxes=_few(st.builds(Tax, id=FILLED)),
            adjustments=_few(_adjustments(of_matter=False)),
            extras=EXTRAS,
            **other,
        )
    )
    return dataclasses.replace(line, total=line.amount)


@st.composite
def bills(draw: st.DrawFn) -> Bill:
    """Bills that hold nothing but what 2.2 has a place for, as its reader gives them."""
    people = draw(st.lists(_people(), min_size=1, max_size=2, unique_by=lambda keeper: keeper.id))
    matters = draw(st.lists(_matters(), min_size=1, max_size=2, unique=True))
    lines: list[Line] = []
    for matter in matters:
        for kind in "FE":
            lines += draw(st.lists(_lines(kind, matter, people), max_size=2))
    kind = draw(st.sampled_from(["invoice", "credit note"]))
    corrects = Reference("credits" if kind == "credit note" else "replaces", draw(FILLED))
    references = (corrects, Reference("tax authority", draw(FILLED)), Reference("image", draw(FILLED)))
    kept = draw(st.lists(st.sampled_from(references), unique=True).map(lambda some: sorted(some, key=references.index)))
    taxes = draw(st.lists(_taxes(), max_size=2, unique_by=lambda tax: tax.id))
    bill: Bill = draw(
        _built(
            Bill,
            net=NONE,
            source=BLANK,
            kind=st.just(kind),
            firm=_parties(),
            client=_parties(url=BLANK, remit_address=st.just(Address())),
            **{who: _plain_parties() for who in ("taxed_party", "bill_to", "payer")},
            matters=st.just(tuple(matters)),
            taxes=st.just(tuple(taxes)),
            references=st.just(tuple(kept)),
            statements=_few(st.builds(Extra, FILLED, FILLED)),
            extras=EXTRAS,
        )
    )
    used = dict.fromkeys(line.timekeeper for line in lines if line.timekeeper)
    numbered = tuple(dataclasses.replace(line, number=str(place)) for place, line in enumerate(lines, 1))
    return dataclasses.replace(bill, lines=numbered, timekeepers=_in_order(bill, numbered, tuple(used)))


def _in_order(bill: Bill, lines: tuple[Line, ...], used: tuple[Timekeeper, ...]) -> tuple[Timekeeper, ...]:
    """Order timekeepers as the matters list them: each matter those who worked on it, in the order of the bill."""
    found: dict[Timekeeper, None] = {}
    for matter in bill.matters:
        here = {line.timekeeper for line in lines if line.matter is matter}
        found |= {keeper: None for keeper in used if keeper in here}
    return tuple(found)


def _taxes() -> SearchStrategy[Tax]:
    fixed = {"expense_base": NONE, "expense_amount": NONE}
    plain = _built(Tax, id=FILLED, rate=RATES, base=NONE, amount=NONE, tiers=st.just(()), **fixed)
    tiered = _built(Tax, id=FILLED, rate=NONE, tiers=st.lists(TIERS, min_size=1, max_size=2).map(tuple), **fixed)
    return plain | tiered


def _parties(**chosen: SearchStrategy[Any]) -> SearchStrategy[Party]:
    parts = {"address": ADDRESSES, "contact": CONTACTS, "remit_address": ADDRESSES}
    tax_id = {"tax_id": BLANK} if "url" not in chosen else {}
    return _built(Party, **{**parts, **tax_id, **chosen}, extras=EXTRAS)


def _plain_parties() -> SearchStrategy[Party]:
    fixed = {"id": BLANK, "other_id": BLANK, "url": BLANK, "extras": st.just(())}
    built = _built(Party, address=ADDRESSES, remit_address=st.just(Address()), contact=st.just(Contact()), **fixed)
    return st.just(Party()) | built


def said(findings: Iterable[Finding]) -> list[tuple[str, int, str]]:
    """Give code, row and field of each finding."""
    return [(finding.rule, finding.row, finding.field) for finding in findings]
