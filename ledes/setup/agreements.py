"""What a client agreed to, read from tables beside its profile or from the profile: rates, expenses, discounts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from ledes import money
from ledes.client import Discount, ExpenseTerms, Rate, Tier
from ledes.setup import tables
from ledes.setup.entry import Entry, Span, made, twice
from ledes.setup.mistakes import Mistake, Mistakes, shown
from ledes.setup.tables import Given

RATES = ("timekeeper", "classification", "matter", "rate", "from", "to", "currency")
"""Headings of a table of rates; only `rate` must be there."""

EXPENSES = (
    "code",
    "unit_price",
    "per_line",
    "daily",
    "banned",
    "review",
    "receipt_over",
    "approval_over",
    "place",
    "from",
    "to",
)
"""Headings of a table of expenses; only `code` must be there. What is banned or for review is marked with yes."""

CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)


def rates(given: Iterable[Given], file: str) -> tuple[Rate, ...]:
    """Turn entries (place, values by column) into agreed rates.

    Raises `Mistakes` for values that cannot be read, and where two rates for the same hold on one day.
    """
    entries, found = made(given, file, _rate)
    found += twice(entries, file, _whose, lambda each: Span(each.start, each.end), "has two rates on one day")
    if found:
        raise Mistakes(found)
    return tuple(rate for _, rate in entries)


def _whose(rate: Rate) -> tuple[str, str, str]:
    return rate.timekeeper, "" if rate.timekeeper else rate.classification, rate.matter


def _rate(entry: Entry) -> Rate:
    entry.needed("rate", "give each row a rate per hour")
    amount = entry.amount("rate")
    span = entry.span()
    return Rate(
        timekeeper=entry.text("timekeeper"),
        classification=entry.text("classification"),
        matter=entry.text("matter"),
        rate=amount or money.ZERO,
        start=span.start,
        end=span.end,
        currency=currency(entry),
    )


def currency(entry: Entry) -> str:
    """Give the currency of an entry, which is three capitals."""
    said = entry.text("currency")
    if said and not CURRENCY.fullmatch(said):
        fact = f"is {shown(said)}, not a currency"
        entry.wrong.append(Mistake(entry.file, f"{entry.place}, column currency", fact, "write three capitals: USD"))
    return said


def expenses(given: Iterable[Given], file: str) -> tuple[ExpenseTerms, ...]:
    """Turn entries (place, values by column) into what is paid of expenses.

    Raises `Mistakes` for values that cannot be read, and where two entries for one code and place hold on one day.
    """
    entries, found = made(given, file, _expense)
    found += twice(
        entries,
        file,
        lambda each: (each.code, each.place),
        lambda each: Span(each.start, each.end),
        "stands twice for one day",
    )
    if found:
        raise Mistakes(found)
    return tuple(terms for _, terms in entries)


def _expense(entry: Entry) -> ExpenseTerms:
    amounts = {
        name: entry.amount(name) for name in ("unit_price", "per_line", "daily", "receipt_over", "approval_over")
    }
    span = entry.span()
    return ExpenseTerms(
        code=entry.needed("code", "give each row an expense code, such as E101"),
        banned=bool(entry.flag("banned")),
        review=bool(entry.flag("review")),
        place=entry.text("place"),
        start=span.start,
        end=span.end,
        **amounts,
    )


def discounts(said: Iterable[Mapping[str, Any]], file: str) -> tuple[Discount, ...]:
    """Turn the discounts of a profile, whose values its schema has seen, into what was agreed.

    Raises `Mistakes` where a discount states both a percentage and tiers or neither, and for steps that stand twice.
    """
    found: list[Mistake] = []
    entries: list[Discount] = []
    for number, each in enumerate(said, 1):
        place = f"discounts entry {number}"
        steps = tuple(Tier(Decimal(tier["above"]), Decimal(tier["percent"])) for tier in each.get("tiers", ()))
        if ("percent" in each) == bool(steps):
            fact = "states both a percent and tiers" if steps else "states neither a percent nor tiers"
            found.append(Mistake(file, place, fact, "give it one of them"))
        if len({step.above for step in steps}) < len(steps):
            found.append(Mistake(file, f"{place}: tiers", "hold the same amount twice", "name each step once"))
        entry = Entry(place, {key: tables.text(each[key]) for key in ("from", "to") if key in each}, file)
        span = entry.span()
        found += entry.wrong
        entries.append(
            Discount(
                percent=Decimal(each["percent"]) if "percent" in each else None,
                tiers=tuple(sorted(steps)),
                matters=tuple(each.get("matters", ())),
                start=span.start,
                end=span.end,
                **{key: each[key] for key in ("on", "form", "marginal", "over", "resets") if key in each},
            )
        )
    if found:
        raise Mistakes(found)
    return tuple(entries)
