"""The dotted names of a bill's values, as maps, `--set` and profiles use them, and how they fill blanks.

`currency`, `invoice.number`, `firm.address.city`, `client.id`, `timekeeper.name`, `line.units`, `tax.rate` ... follow
the attributes of `ledes.bill`; `matter.<firm_id>.name` speaks of one matter, `matter.name` of the matter of a row.
`tax.country`, or `tax.<id>.country` of one tax, also fills the definitions of taxes that XML asks for.
"""

from __future__ import annotations

import dataclasses
import datetime
import functools
from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from ledes import money
from ledes.bill import Address, Bill, Contact, Line, Matter, Party, Tax, Timekeeper
from ledes.errors import UsageError
from ledes.lines import altered

KINDS = {"str": "text", "datetime.date | None": "date", "Decimal | None": "number", "bool | None": "flag"}
PARTIES = ("firm", "client", "taxed_party", "bill_to", "payer")
_PARTY_PARTS: tuple[tuple[str, type[Any]], ...] = (
    ("address", Address),
    ("remit_address", Address),
    ("contact", Contact),
)
_NOT_GIVEN = frozenset({"invoice.currency", "invoice.source"})


def _simple(prefix: str, part: type[Any]) -> dict[str, str]:
    return {f"{prefix}.{each.name}": KINDS[str(each.type)] for each in dataclasses.fields(part) if each.type in KINDS}


@functools.cache
def invoice_names() -> Mapping[str, str]:
    """Name the values that are one for a whole bill, each with its kind (text, date, number, flag)."""
    names = {"currency": "text"} | _simple("invoice", Bill)
    for party in PARTIES:
        names |= _simple(party, Party)
        for part, kind in _PARTY_PARTS:
            names |= _simple(f"{party}.{part}", kind)
    return MappingProxyType({name: kind for name, kind in names.items() if name not in _NOT_GIVEN})


@functools.cache
def matter_names() -> Mapping[str, str]:
    """Name the values of a matter."""
    return MappingProxyType(_simple("matter", Matter))


@functools.cache
def row_names() -> Mapping[str, str]:
    """Name the values that each line has for itself.

    Beside the attributes: `line.code` (a UTBMS code of any kind), `line.discount` (percent of units x rate),
    `line.deduction` (an amount taken off, whatever its sign), and the parts of up to two taxes (`tax`, `tax2`).
    """
    names = _simple("line", Line) | _simple("timekeeper", Timekeeper)
    names |= {"line.code": "text", "line.discount": "number", "line.deduction": "number"}
    for prefix in ("tax", "tax2"):
        taxes = _simple(prefix, Tax)
        names |= {name: kind for name, kind in taxes.items() if kind != "flag"}
    return MappingProxyType(names)


@functools.cache
def names() -> Mapping[str, str]:
    """Name every value that a row of a table can give, each with its kind."""
    return MappingProxyType({**invoice_names(), **matter_names(), **row_names()})


def known(name: str) -> bool:
    """Say whether `--set` and profiles may state a value under this name."""
    if name in names():
        return True
    if name.startswith("tax."):
        return f"tax.{name.rpartition('.')[2]}" in row_names()
    return name.startswith("matter.") and bool(_which_matter(name)[1])


def kind(name: str) -> str:
    """Say of what kind a named value is: text, date, number or flag."""
    if name in names():
        return names()[name]
    field = name.rpartition(".")[2] if name.startswith("tax.") else _which_matter(name)[1]
    return names().get(f"{name.partition('.')[0]}.{field}", "text")


def unread_name(name: str) -> str:
    """Turn a name into the bill attribute that `Bill.unread` and rules use: `invoice.date` into `bill.date`.

    >>> unread_name("invoice.date"), unread_name("currency"), unread_name("line.units")
    ('bill.date', 'bill.currency', 'line.units')
    """
    if name == "currency":
        return "bill.currency"
    return f"bill.{name.removeprefix('invoice.')}" if name.startswith("invoice.") else name


def value(name: str, text: str) -> Any:
    """Make a value of the text that `--set` or a profile gives: ISO dates, plain digits, yes and no.

    Raises `UsageError` for an unknown name, or a text that its kind cannot hold.
    """
    if not known(name):
        raise UsageError(f"there is no value {name!r} to set", hint=f"use {', '.join(near(name))}")
    try:
        return _READ[kind(name)](text)
    except ValueError:
        raise UsageError(
            f"{name}={text[:40]} is not a {kind(name)}",
            hint="write dates as YYYY-MM-DD, numbers as plain digits, and true or false",
        ) from None


def near(name: str) -> list[str]:
    """List the names that are most like a wrong one."""
    from rapidfuzz import process

    return [str(found) for found, _score, _at in process.extract(name, [*names(), "matter.<firm_id>.name"], limit=3)]


def _flag(text: str) -> bool:
    return {"true": True, "yes": True, "1": True, "y": True, "false": False, "no": False, "0": False, "n": False}[
        text.strip().lower()
    ]


def _flag_or_error(text: str) -> bool:
    try:
        return _flag(text)
    except KeyError:
        raise ValueError("neither true nor false") from None


_READ: Mapping[str, Any] = {
    "text": str,
    "date": datetime.date.fromisoformat,
    "number": money.parse,
    "flag": _flag_or_error,
}


def fill(bill: Bill, given: Mapping[str, str]) -> Bill:
    """Fill the blanks of a bill with what is given under dotted names; what the bill says stays.

    Names of single lines, taxes and timekeepers, and of a table's forms, are passed over: they speak of no whole bill.
    Raises `UsageError` for an unknown name or an impossible value.
    """
    if not given:
        return bill
    for name, text in given.items():
        if name.startswith("table."):
            continue
        made = value(name, text)
        if name in invoice_names():
            path = ("currency",) if name == "currency" else tuple(name.removeprefix("invoice.").split("."))
            bill = with_value(bill, path, made)
        elif name.startswith("matter."):
            bill = _fill_matters(bill, name, made)
    return bill


def with_value(part: Any, path: Iterable[str], made: Any) -> Any:
    """Set a value of a part, or of a part of it, where it is blank."""
    first, *rest = path
    old = getattr(part, first)
    if rest:
        new = with_value(old, rest, made)
        return part if new is old else replace(part, **{first: new})
    return replace(part, **{first: made}) if old in ("", None) else part


def _fill_matters(bill: Bill, name: str, made: Any) -> Bill:
    firm_id, path = _which_matter(name)
    changed: dict[int, Matter] = {}

    def filled(matter: Matter) -> Matter:
        if firm_id and matter.firm_id != firm_id:
            return matter
        if id(matter) not in changed:
            changed[id(matter)] = with_value(matter, path.split("."), made)
        return changed[id(matter)]

    matters = tuple(filled(matter) for matter in bill.matters)
    if matters == bill.matters and not any(line.matter for line in bill.lines):
        return bill
    lines = tuple(altered(line, matter=filled(line.matter)) if line.matter else line for line in bill.lines)
    return replace(bill, matters=matters, lines=lines)


def _which_matter(name: str) -> tuple[str, str]:
    """Divide a name into the firm's number of a matter, if it has one, and the path of the value; blank if unknown."""
    rest = name.removeprefix("matter.")
    for path in _matter_paths():
        if rest == path or rest.endswith(f".{path}"):
            return rest.removesuffix(path).removesuffix("."), path
    return "", ""


@functools.cache
def _matter_paths() -> tuple[str, ...]:
    """List the paths of a matter's values, the longest first; those of its contacts are given for whole bills only."""
    contacts = [each.name for each in dataclasses.fields(Matter) if each.name.endswith("_contact")]
    paths = [name.removeprefix("matter.") for name in matter_names()]
    paths += [path for contact in contacts for path in _simple(contact, Contact)]
    return tuple(sorted(paths, key=len, reverse=True))
