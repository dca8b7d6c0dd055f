"""Put the entries of one invoice together: what they share once, their lines, and the totals that nothing states."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from ledes import codes, money
from ledes.bill import EXPENSE, EXPENSE_ADJUSTMENT, FEE, FEE_ADJUSTMENT, Bill, Line, Matter, Tax, Timekeeper, Unread
from ledes.finding import Finding, Where
from ledes.formats import given
from ledes.formats.tabular.cellfaults import differing_value, undivided_name
from ledes.formats.tabular.columns import Fit
from ledes.formats.tabular.entries import Entry
from ledes.money import ZERO

_CODE = re.compile(r"\s*([A-Z]{1,2}[0-9]{3})(?![A-Z0-9])", re.IGNORECASE)
_INITIAL = re.compile(r"\w\.?")
_REASONS = {
    "invoice.total": "INVOICE_TOTAL_INCONSISTENT",
    "invoice.description": "INVOICE_DESCRIPTION_INCONSISTENT",
}
_UNREAD = {
    "line.code": ("line.task", "line.activity", "line.expense"),
    "line.discount": ("line.adjustment",),
    "line.deduction": ("line.adjustment",),
    "tax.amount": ("line.tax",),
    "tax2.amount": ("line.tax",),
    "tax2.rate": ("tax.rate",),
}
_AMOUNT_PARTS = frozenset(
    f"line.{name}" for name in ("units", "rate", "amount", "total", "adjustment", "deduction", "discount")
)


@dataclass(slots=True)
class _Amounts:
    """What a line comes to, as stated or computed."""

    adjustment: Decimal | None = None
    amount: Decimal | None = None
    tax: Decimal | None = None
    total: Decimal | None = None
    taxes: tuple[Tax, ...] = ()


@dataclass(slots=True)
class Draft:
    """An invoice that is being put together."""

    number: str
    fit: Fit
    source: str
    sets: Mapping[str, str]
    lacking: tuple[str, ...] = ()
    shared: dict[str, tuple[Any, int]] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    unread: dict[Unread, None] = field(default_factory=dict)
    matters: dict[tuple[Any, ...], Matter] = field(default_factory=dict)
    people: dict[tuple[Any, ...], Timekeeper] = field(default_factory=dict)
    undivided: set[str] = field(default_factory=set)

    def lose(self, row: int) -> None:
        """Note that an entry of this invoice could not be read at all."""
        self.unread[Unread(row, "line")] = None

    def add(self, entry: Entry) -> Iterator[Finding]:
        """Add an entry; yield where it differs from the others in what they share."""
        yield from entry.findings
        for name in entry.unread:
            self._unread(entry.row, name)
        for name in entry.values:
            if name in given.invoice_names():
                yield from self._share(entry, name)
        yield from self._name(entry)
        self.lines.append(self._line(entry))

    def _unread(self, row: int, name: str) -> None:
        for each in _UNREAD.get(name, (given.unread_name(name),)):
            self.unread[Unread(row, each)] = None

    def _share(self, entry: Entry, name: str) -> Iterator[Finding]:
        value = entry.values[name]
        first, row = self.shared.setdefault(name, (value, entry.row))
        if first != value:
            where = Where(entry.row, self.fit.heading(name), self.number)
            yield differing_value(where, row, reason=_REASONS.get(name, ""))

    def _name(self, entry: Entry) -> Iterator[Finding]:
        """Divide a name that is written first name first, where the map says so."""
        name = entry.values.get("timekeeper.name", "")
        if self.fit.map.forms.names != "first last" or not name or "," in name:
            return
        first, _blank, last = name.rpartition(" ")
        if first and all(_INITIAL.fullmatch(each) for each in first.split()[1:]):
            entry.values["timekeeper.name"] = f"{last}, {first}"
        elif name not in self.undivided:
            self.undivided.add(name)
            yield undivided_name(Where(entry.row, self.fit.heading("timekeeper.name"), self.number))

    def _line(self, entry: Entry) -> Line:
        values = entry.values
        self._code(values)
        if not values.get("line.kind") and self.fit.map.kind_from_codes and "line.kind" not in entry.unread:
            values["line.kind"] = _kind(values)
        amounts = self._amounts(entry)
        plain = {
            name.removeprefix("line."): value
            for name, value in values.items()
            if name.startswith("line.") and name not in {"line.code", "line.discount", "line.deduction"}
        }
        plain |= {
            "number": plain.get("number") or str(len(self.lines) + 1),
            "adjustment": amounts.adjustment,
            "amount": amounts.amount,
            "tax": amounts.tax,
            "total": amounts.total,
        }
        return Line(
            **plain,
            row=entry.row,
            matter=_one(self.matters, Matter, "matter.", values),
            timekeeper=_one(self.people, Timekeeper, "timekeeper.", values),
            taxes=amounts.taxes,
        )

    def _code(self, values: dict[str, Any]) -> None:
        """Put a code of any kind where it belongs: by its letter, else by the kind of the line."""
        text = values.get("line.code", "")
        if not text:
            return
        found = _CODE.match(text)
        code = found[1].upper() if found else text
        expense = values.get("line.kind") in {EXPENSE, EXPENSE_ADJUSTMENT}
        if found and code.startswith("A"):
            place = "line.activity"
        elif expense or (found and code.startswith("E")):
            place = "line.expense"
        else:
            place = "line.task" if found else "line.activity"
        values.setdefault(place, code)

    def _amounts(self, entry: Entry) -> _Amounts:
        values, places = entry.values, codes.minor_units(self._currency())
        units, rate = values.get("line.units"), values.get("line.rate")
        base = money.times(units, rate) if units is not None and rate is not None else None
        found = _Amounts(adjustment=_adjustment(values, base, places), total=values.get("line.total"))
        stated = values.get("line.amount")
        found.tax = _tax(values, stated, places)
        if stated is None and found.total is not None:
            stated = money.minus(found.total, found.tax or ZERO)
        elif stated is None and not _AMOUNT_PARTS.intersection(entry.unread):
            stated = _computed(values.get("line.kind", ""), base, found.adjustment, places)
            found.tax = _tax(values, stated, places)
        found.amount = stated
        if found.total is None and stated is not None:
            found.total = money.plus(stated, found.tax or ZERO)
        if stated is None:
            self._unread(entry.row, "line.amount")
        found.taxes = _taxes(values, found.tax)
        return found

    def _currency(self) -> str:
        return str(self.shared.get("currency", ("", 0))[0])

    def finish(self) -> Bill:
        """Make the bill, with the totals that no column states."""
        bill = Bill(number=self.number, source=self.source, row=self.lines[0].row if self.lines else 0)
        for name, (value, _row) in self.shared.items():
            path = ("currency",) if name == "currency" else tuple(name.removeprefix("invoice.").split("."))
            bill = replace(bill, kind=value) if path == ("kind",) else given.with_value(bill, path, value)
        bill = replace(
            bill,
            lines=tuple(self.lines),
            matters=tuple(self.matters.values()),
            timekeepers=tuple(self.people.values()),
        )
        bill = self._period(self._totals(bill))
        for name in self.lacking:
            self._unread(0, name)
        matters = {name: value for name, value in self.sets.items() if name.startswith("matter.") and value}
        return given.fill(replace(bill, unread=tuple(self.unread)), matters)

    def _totals(self, bill: Bill) -> Bill:
        lost = {name for _row, name in self.unread}
        amounts = [line.amount for line in bill.lines if line.amount is not None]
        taxes = [line.tax for line in bill.lines if line.tax is not None]
        whole = len(amounts) == len(bill.lines) and not lost & {"line", "line.tax"}
        if taxes and whole:
            tax, net = money.total(taxes), money.total(amounts)
            bill = replace(bill, tax=tax if bill.tax is None else bill.tax, net=net if bill.net is None else bill.net)
        if bill.total is None and whole and "bill.total" not in lost:
            return replace(bill, total=money.total([*amounts, *taxes]))
        if bill.total is None:
            self._unread(0, "invoice.total")
        return bill

    def _period(self, bill: Bill) -> Bill:
        days: list[datetime.date] = [line.date for line in bill.lines if line.date is not None]
        if not self.fit.map.period_from_lines or not days:
            return bill
        return replace(bill, start=bill.start or min(days), end=bill.end or max(days))


def _one(known: dict[tuple[Any, ...], Any], kind: type[Any], prefix: str, values: Mapping[str, Any]) -> Any:
    """Give the one object for a matter or person; `None` where the row names none."""
    parts = {name.removeprefix(prefix): value for name, value in values.items() if name.startswith(prefix)}
    if not parts:
        return None
    key = tuple(sorted((name, str(value)) for name, value in parts.items()))
    if key not in known:
        known[key] = kind(**parts)
    return known[key]


def _kind(values: Mapping[str, Any]) -> str:
    if values.get("line.expense"):
        return EXPENSE
    worked = ("line.task", "line.activity", "timekeeper.id", "timekeeper.name")
    return FEE if any(values.get(name) for name in worked) else ""


def _adjustment(values: Mapping[str, Any], base: Decimal | None, places: int) -> Decimal | None:
    stated: Decimal | None = values.get("line.adjustment")
    if stated is not None:
        return stated
    deduction: Decimal | None = values.get("line.deduction")
    if deduction is not None:
        return -abs(deduction) if deduction else deduction
    share: Decimal | None = values.get("line.discount")
    return -money.half_up(money.times(base, share), places) if share and base is not None else None


def _computed(kind: str, base: Decimal | None, adjustment: Decimal | None, places: int) -> Decimal | None:
    """Compute a line's amount from its parts, half up to the minor unit; `None` where parts are missing."""
    if base is None and (adjustment is None or kind not in {FEE_ADJUSTMENT, EXPENSE_ADJUSTMENT}):
        return None
    return money.half_up(money.plus(base or ZERO, adjustment or ZERO), places)


def _tax(values: Mapping[str, Any], amount: Decimal | None, places: int) -> Decimal | None:
    """Add up a line's taxes; one with a rate and no amount is computed."""
    found = []
    for prefix in ("tax", "tax2"):
        stated, rate = values.get(f"{prefix}.amount"), values.get(f"{prefix}.rate")
        if stated is not None:
            found.append(stated)
        elif rate is not None and amount is not None:
            found.append(money.half_up(money.times(amount, rate), places))
    return money.total(found) if found else None


def _taxes(values: Mapping[str, Any], whole: Decimal | None) -> tuple[Tax, ...]:
    parts = []
    for prefix in ("tax", "tax2"):
        own = {name.partition(".")[2]: value for name, value in values.items() if name.startswith(f"{prefix}.")}
        if own.keys() - {"amount"}:
            parts.append(own)
    if len(parts) == 1:
        parts[0] = {**parts[0], "amount": whole}
    return tuple(Tax(**own) for own in parts)
