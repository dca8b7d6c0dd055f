"""What a profile lacks of its matters, or says of them that cannot be meant."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ledes import codes, money
from ledes.catalogue import catalogue
from ledes.client import Client, MatterTerms
from ledes.examination import LEVELS
from ledes.finding import NOTE, WARNING, Severity

SHOWN = 8
"""Names that a gap lists before it counts."""


class Gap(NamedTuple):
    """One thing that is missing or cannot be meant: how bad, where in the profile, the fact, and the way out."""

    severity: Severity
    place: str
    fact: str
    remedy: str


def gaps(client: Client, today: datetime.date) -> Iterator[Gap]:
    """Look the matters of a profile through."""
    yield from _contradictions(client)
    yield from _wanting(client)
    yield from _codes(client)
    over = [each.number for each in client.matters if _ended(each, today)]
    if over:
        yield Gap(
            NOTE, "matters", f"closed, and no longer to be billed: {named(over)}", "take them out when all is paid"
        )


def named(words: Iterable[str]) -> str:
    """List words for a person, the first few by name.

    >>> named(["L110", "L120"])
    'L110, L120'
    """
    known = list(words)
    more = f" and {len(known) - SHOWN} more" if len(known) > SHOWN else ""
    return ", ".join(known[:SHOWN]) + more


def set_rules(client: Client, *rows: str) -> bool:
    """Say whether the profile sets a rule that decides one of these rows of the catalogue, and not to off."""
    known = catalogue()
    return any(
        code in known and set(known[code].catalogue).intersection(rows) and _on(setting.level)
        for code, setting in client.rules.items()
    )


def budgeted(client: Client) -> bool:
    """Say whether the client goes by budgets: a rule of budgets is set, or a matter has one."""
    return set_rules(client, "BUD-REQUIRED", "BUD-TOTAL", "BUD-PHASE", "BUD-OVERRUN") or any(
        each.budget is not None for each in client.matters
    )


def _on(level: str) -> bool:
    return not level or LEVELS[level] is not None


def _contradictions(client: Client) -> Iterator[Gap]:
    for each in client.matters:
        place = f"matters.{each.number}"
        if each.budget is None or not each.phases:
            continue
        parts = money.total(each.phases.values())
        if parts > each.budget:
            fact = f"its phases come to {money.text(parts)}, its budget is {money.text(each.budget)}"
            yield Gap(WARNING, place, fact, "ask the client which of them holds")


def _wanting(client: Client) -> Iterator[Gap]:
    matters = client.matters
    if bare := [each.number for each in matters if not each.client_id]:
        fact = f"the client's own number is missing for {named(bare)}"
        yield Gap(WARNING, "matters", fact, "ask the client: bills without it are not matched")
    if budgeted(client) and (bare := [each.number for each in matters if each.budget is None]):
        fact = f"no budget is stated for {named(bare)}, while the client goes by budgets"
        yield Gap(WARNING, "matters", fact, "ask the client for the approved budgets")
    if set_rules(client, "INV-PO") and (bare := [each.number for each in matters if not each.purchase_order]):
        fact = f"no purchase order is stated for {named(bare)}, while the client asks for one"
        yield Gap(WARNING, "matters", fact, "ask the client for the numbers")
    if bare := [each.number for each in matters if each.billing_type == "FF" and not each.flat_fees]:
        fact = f"no fee is stated for the fixed-fee matter {named(bare)}"
        yield Gap(WARNING, "matters", fact, "write flat_fees with the agreed amounts")
    if set_rules(client, "TIME-BEFORE-ENGAGE") and (bare := [each.number for each in matters if not each.opened]):
        yield Gap(WARNING, "matters", f"no opening day is stated for {named(bare)}", "write opened = 2026-01-31")


def _codes(client: Client) -> Iterator[Gap]:
    for each in client.matters:
        place = f"matters.{each.number}"
        if strange := sorted(code for code in each.phases if not codes.known_task(code) and code not in client.tasks):
            yield Gap(WARNING, place, f"budgets are given for unknown phases: {named(strange)}", "correct the codes")


def _ended(each: MatterTerms, today: datetime.date) -> bool:
    if each.closed is None:
        return False
    return each.closed + datetime.timedelta(days=each.grace_days or 0) < today
