"""Taxes as an XML e-bill states them: definitions, what refers to them, tiers, and what they come to."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection
from decimal import Decimal
from typing import NamedTuple

from ledes.bill import Tax, Tier
from ledes.formats.xml.segments import Taken


class Summary(NamedTuple):
    """What a tiered tax comes to on one invoice (tax_tier_summary)."""

    tax: str
    base: Decimal | None
    amount: Decimal | None


class Definitions(NamedTuple):
    """The taxes that hold for a bill, their ids, and the ids of the tiered ones."""

    taxes: tuple[Tax, ...]
    ids: frozenset[str]
    tiered: frozenset[str]


def definitions(defined: Collection[tuple[Tax, bool]]) -> Definitions:
    """Gather definitions, each with whether it is tiered."""
    return Definitions(
        tuple(each for each, _ in defined),
        frozenset(each.id for each, _ in defined),
        frozenset(each.id for each, tiered in defined if tiered),
    )


def tax(taken: Taken) -> tuple[Tax, bool]:
    """Make the definition of a tax, and say whether it is a tiered one."""
    values = taken.given()
    more = {"on_tax": values.get("on_tax", ""), "withheld": values.get("withheld") == "Decrease", "tiers": ()}
    return taken.make(Tax, **more), bool(values.get("tiers"))


def tax_id(taken: Taken) -> str:
    """Take the id of a tax that something refers to."""
    found: str = taken.given().get("id", "")
    return found


def tier(taken: Taken) -> tuple[str, Tier]:
    """Make one step of a tiered tax, with the id of the tax."""
    return taken.given().get("tax", ""), taken.make(Tier)


def summary(taken: Taken) -> Summary:
    """Take what a tiered tax comes to."""
    values = taken.given()
    return Summary(values.get("tax", ""), values.get("base"), values.get("amount"))


def merged(taxes: tuple[Tax, ...], tiers: Collection[tuple[str, Tier]], sums: Collection[Summary]) -> tuple[Tax, ...]:
    """Give the definitions of taxes the tiers and sums that one invoice states for them."""
    if not tiers and not sums:
        return taxes
    found: dict[str, Tax] = {}
    for each in taxes:
        found.setdefault(each.id, each)
    changed: dict[str, Tax] = {}
    steps: dict[str, list[Tier]] = {}
    for number, step in tiers:
        was = changed.get(number) or found.get(number) or Tax(id=number)
        changed[number] = was
        steps.setdefault(number, []).append(step)
    for number, base, amount in sums:
        was = changed.get(number) or found.get(number) or Tax(id=number)
        changed[number] = dataclasses.replace(was, base=base, amount=amount)
    for number, each_steps in steps.items():
        changed[number] = dataclasses.replace(changed[number], tiers=tuple(each_steps))
    defined = tuple(changed.pop(each.id, each) if found[each.id] is each else each for each in taxes)
    return (*defined, *changed.values())
