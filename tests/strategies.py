"""Strategies for every part of a bill, for round trips: `strategies.bills()`, `lines()`, `timekeepers()` ...

`texts` narrows what letters a format can hold; `amounts` what digits; both reach every part of a bill.
"""

from __future__ import annotations

import datetime
from dataclasses import fields, replace
from decimal import Decimal
from typing import Any, NamedTuple

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ledes import bill as nouns
from ledes.bill import Bill, Line, Matter, Timekeeper


class Kit(NamedTuple):
    """What the values of a bill are drawn from."""

    texts: SearchStrategy[str]
    amounts: SearchStrategy[Decimal | None]
    dates: SearchStrategy[datetime.date | None]


def texts(alphabet: SearchStrategy[str] | None = None, *, most: int = 20) -> SearchStrategy[str]:
    """Texts, empty ones too; any Unicode but lone surrogates where no alphabet is given."""
    return st.text(st.characters(exclude_categories=["Cs"]) if alphabet is None else alphabet, max_size=most)


def plain_texts(*, most: int = 20) -> SearchStrategy[str]:
    """Texts that 1998B and 98BI can hold: printable ASCII without pipe and brackets, no blanks at the ends."""
    letters = st.characters(min_codepoint=32, max_codepoint=126, exclude_characters="|[]")
    return st.text(letters, max_size=most).map(str.strip)


def amounts(*, before: int = 10, after: int = 4) -> SearchStrategy[Decimal]:
    """Amounts with up to so many digits before and after the point, trailing zeros kept."""
    most = 10**before - 1
    return st.integers(0, after).flatmap(lambda places: st.decimals(-most, most, places=places, allow_nan=False))


def dates() -> SearchStrategy[datetime.date]:
    """Dates that all formats can write."""
    return st.dates(datetime.date(1900, 1, 1), datetime.date(2199, 12, 31))


def kit(text: SearchStrategy[str] | None = None, amount: SearchStrategy[Decimal] | None = None) -> Kit:
    """Choose what the values are drawn from; everything may be absent."""
    return Kit(
        texts=st.just("") | (texts() if text is None else text),
        amounts=st.none() | (amounts() if amount is None else amount),
        dates=st.none() | dates(),
    )


def _parts(part: type[Any], given: Kit, /, **chosen: SearchStrategy[Any]) -> SearchStrategy[Any]:
    """Build a dataclass: each field by its annotation, unless chosen."""
    simple: dict[str, SearchStrategy[Any]] = {
        "str": given.texts,
        "Decimal | None": given.amounts,
        "datetime.date | None": given.dates,
        "bool": st.booleans(),
        "bool | None": st.none() | st.booleans(),
    }
    drawn = {each.name: simple[str(each.type)] for each in fields(part) if str(each.type) in simple}
    return st.builds(part, **{**drawn, **chosen})


def _few(strategy: SearchStrategy[Any], most: int = 2) -> SearchStrategy[tuple[Any, ...]]:
    return st.lists(strategy, max_size=most).map(tuple)


def extras(given: Kit) -> SearchStrategy[tuple[nouns.Extra, ...]]:
    """Named values."""
    return _few(st.builds(nouns.Extra, given.texts, given.texts))


def addresses(given: Kit) -> SearchStrategy[nouns.Address]:
    """Addresses."""
    return st.just(nouns.Address()) | _parts(nouns.Address, given)


def contacts(given: Kit) -> SearchStrategy[nouns.Contact]:
    """Persons to ask."""
    return st.just(nouns.Contact()) | _parts(nouns.Contact, given)


def parties(given: Kit) -> SearchStrategy[nouns.Party]:
    """Firms and clients."""
    chosen = {"address": addresses(given), "remit_address": addresses(given), "contact": contacts(given)}
    return st.just(nouns.Party()) | _parts(nouns.Party, given, **chosen, extras=extras(given))


def timekeepers(given: Kit | None = None) -> SearchStrategy[Timekeeper]:
    """People who worked."""
    given = given or kit()
    return _parts(Timekeeper, given, extras=extras(given))


def tiers(given: Kit) -> SearchStrategy[nouns.Tier]:
    """Steps of a tiered tax."""
    return _parts(nouns.Tier, given)


def taxes(given: Kit | None = None) -> SearchStrategy[nouns.Tax]:
    """Taxes."""
    given = given or kit()
    return _parts(nouns.Tax, given, tiers=_few(tiers(given)))


def adjustments(given: Kit) -> SearchStrategy[nouns.Adjustment]:
    """Discounts and credits."""
    return _parts(nouns.Adjustment, given, taxes=_few(given.texts), extras=extras(given))


def matters(given: Kit | None = None) -> SearchStrategy[Matter]:
    """Matters."""
    given = given or kit()
    named = st.builds(nouns.Amount, given.texts, amounts())
    people = {name: contacts(given) for name in ("managing_contact", "firm_contact", "client_contact")}
    lists = {"adjustments": _few(adjustments(given)), "tax_summaries": _few(taxes(given)), "totals": _few(named)}
    return _parts(Matter, given, **people, **lists, extras=extras(given))


def lines(given: Kit | None = None) -> SearchStrategy[Line]:
    """Entries, each with a matter and a timekeeper of its own, or none."""
    given = given or kit()
    return _parts(
        Line,
        given,
        kind=st.sampled_from(("", *nouns.LINE_KINDS)),
        matter=st.none() | matters(given),
        timekeeper=st.none() | timekeepers(given),
        taxes=_few(taxes(given), 1),
        adjustments=_few(adjustments(given), 1),
        extras=extras(given),
    )


def bills(given: Kit | None = None) -> SearchStrategy[Bill]:
    """Whole bills with every part; most lines name a matter and a timekeeper of the bill's lists."""
    given = given or kit()
    parts = {name: parties(given) for name in ("firm", "client", "taxed_party", "bill_to", "payer")}
    whole = _parts(
        Bill,
        given,
        kind=st.sampled_from(nouns.BILL_KINDS),
        matters=_few(matters(given)),
        timekeepers=_few(timekeepers(given)),
        lines=_few(lines(given), 3),
        taxes=_few(taxes(given)),
        statements=extras(given),
        references=_few(st.builds(nouns.Reference, given.texts, given.texts)),
        extras=extras(given),
        unread=_few(st.builds(nouns.Unread, st.integers(0, 9), given.texts)),
        **parts,
    )
    return st.builds(_shared, whole, st.lists(st.integers(0, 3), min_size=3, max_size=3))


def _shared(bill: Bill, chosen: list[int]) -> Bill:
    """Let lines name the matters and timekeepers of the bill, as in real files."""
    lines = []
    for place, line in zip(chosen, bill.lines, strict=False):
        matter = bill.matters[place] if place < len(bill.matters) else line.matter
        person = bill.timekeepers[place] if place < len(bill.timekeepers) else line.timekeeper
        lines.append(replace(line, matter=matter, timekeeper=person))
    return replace(bill, lines=tuple(lines))
