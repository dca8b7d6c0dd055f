"""What a client agreed to for each matter: read from a table beside the profile and from the profile itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from ledes import codes
from ledes.client import MatterTerms
from ledes.setup import agreements, tables
from ledes.setup.entry import Entry, made
from ledes.setup.mistakes import Mistake, Mistakes, shown
from ledes.setup.tables import Given

COLUMNS = (
    "id",
    "client_id",
    "name",
    "description",
    "account",
    "vendor_account",
    "attorney",
    "purchase_order",
    "billing_type",
    "opened",
    "closed",
    "grace_days",
    "final",
    "code_set",
    "currency",
    "budget",
    "budget_on",
    "budget_approved",
    "fee_cap",
    "blended_rate",
    "fees_before",
    "expenses_before",
)
"""Headings of a table of matters; only `id`, the firm's number, must be there. Beside them `phase L100` holds the
budget of a phase or task, `flat L100` an agreed fee, `flat` the one of the whole matter."""

PHASE, FLAT = "phase ", "flat "
BILLING = ("CT", "FF", "GW", "MPF", "TM")
STATED = ("name", "description", "client_id", "account", "purchase_order", "billing_type")
"""Columns that a bill has a place for: its blanks are filled from them."""


def heading(cell: str) -> bool:
    """Say whether a heading names the budget of a phase, or an agreed fee."""
    return cell == FLAT.strip() or cell.startswith((PHASE, FLAT))


def terms(given: Iterable[Given], file: str) -> tuple[MatterTerms, ...]:
    """Turn entries (place, values by column) into what was agreed.

    Raises `Mistakes` for values that cannot be read, and for numbers that stand for two matters.
    """
    entries, found = made(given, file, _terms)
    for kind in ("firm_id", "client_id"):
        first: dict[str, str] = {}
        for place, each in entries:
            number = getattr(each, kind)
            if number and first.setdefault(number, place) != place:
                fact = f"the number {shown(number)} stands also in {first[number]}"
                found.append(Mistake(file, place, fact, "give each matter one entry"))
    if found:
        raise Mistakes(found)
    return tuple(each for _, each in entries)


def inline(said: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Take the matters of a profile, by number, for rows of a table."""
    found = {}
    for number, each in said.items():
        values = {"id": number} | {key: tables.text(each[key]) for key in COLUMNS if key in each}
        values |= {f"{PHASE}{code}": tables.text(amount) for code, amount in each.get("phases", {}).items()}
        fees = {f"{FLAT}{code}".rstrip(): tables.text(amount) for code, amount in each.get("flat_fees", {}).items()}
        found[number] = values | fees
    return found


def _terms(entry: Entry) -> MatterTerms:
    opened, closed = entry.day("opened"), entry.day("closed")
    if opened and closed and opened > closed:
        fact = f"closes on {closed} before it opens on {opened}"
        entry.wrong.append(Mistake(entry.file, entry.place, fact, "swap opened and closed"))
    return MatterTerms(
        firm_id=entry.needed("id", "give each row the firm's number of the matter"),
        client_id=entry.text("client_id"),
        name=entry.text("name"),
        description=entry.text("description"),
        account=entry.choice("account", ("O", "T"), "account type"),
        vendor_account=entry.text("vendor_account"),
        attorney=entry.text("attorney"),
        opened=opened,
        closed=closed,
        grace_days=entry.whole("grace_days"),
        final=entry.flag("final"),
        purchase_order=entry.text("purchase_order"),
        code_set=entry.choice("code_set", task_sets(), "set of codes"),
        billing_type=entry.choice("billing_type", BILLING, "billing type"),
        currency=agreements.currency(entry),
        budget=entry.amount("budget"),
        budget_on=entry.choice("budget_on", ("all", "fees"), "kind of budget") or "all",
        budget_approved=entry.day("budget_approved"),
        fee_cap=entry.amount("fee_cap"),
        phases=_by_code(entry, PHASE),
        flat_fees=_by_code(entry, FLAT),
        blended_rate=entry.amount("blended_rate"),
        fees_before=entry.amount("fees_before"),
        expenses_before=entry.amount("expenses_before"),
    )


def task_sets() -> tuple[str, ...]:
    """Name the sets of task codes that a matter may use."""
    no_tasks = ("activity", "expense", "timekeepers")
    return tuple(name for name in codes.sets() if not name.startswith(no_tasks))


def _by_code(entry: Entry, start: str) -> Mapping[str, Decimal]:
    found: dict[str, Decimal] = {}
    for column in entry.values:
        if column.startswith(start) or column == start.strip():
            amount = entry.amount(column)
            if amount is not None:
                found[column.removeprefix(start.strip()).strip()] = amount
    return MappingProxyType(found)


def stated(terms: MatterTerms) -> dict[str, str]:
    """Give what a bill may take over from the terms of its matter, by dotted names (`matter.<number>.name`)."""
    return {
        f"matter.{terms.firm_id}.{name}": value for name in STATED if terms.firm_id and (value := getattr(terms, name))
    }
