"""One client's profile: who it is, which e-bill it takes, by which vendor, and what it demands.

A profile is a TOML file in the workspace's `clients/`; its file name is the client's key. `base = "name"` inherits
from another profile, looked up in the workspace first and among the samples next.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Any, NamedTuple

from ledes.bill import Matter


@dataclass(frozen=True, slots=True, kw_only=True)
class Representation:
    """How one client wants the same facts written, where the standard leaves a choice or platforms disagree.

    `encoding` decides which characters can be held (ascii, cp1252, utf-8; empty: the format's own). `line_end` is
    lf or crlf. `extension` and `bills_per_file` (one, many) shape the files. `flat_fee` writes the amount of an IF or
    IE line as adjustment or as unit cost (`keep`, `adjustment`, `rate`); `adjustment_units` puts units on such lines
    (`keep`, `one`, `blank`). `country` turns ISO 3166 codes (`keep`, `alpha2`, `alpha3`). `tax_code` is the expense
    code of the line that carries tax where the format has no place for it; empty refuses such a bill.
    `remainder` moves the rest of a rounded line total into the line's adjustment, and says so. `allow_loss` names what
    may be left out where the format has no place for it (`invoice.description`); each run says what was.
    The rest is for LEDES XML, where the standard's own documents could not be had: `xml_revision` is the dated revision
    (such as 2.1.3; empty: the latest), `xml_namespace` the namespace of the root (empty: http://www.ledes.org/LEDES22.xsd
    and so on; none: no namespace), `xml_tax_place` where taxes are defined (firm, root), `xml_net_tax` whether the tax
    computed for a matter is in its nets or added to them (inside, beside), `xml_names` the spelling of an element of
    which several are known: {"tk_sum": "tksum"}.
    `given` holds what the profile and `--set` state of the bill anyway: it fills blanks and is never a loss.
    """

    encoding: str = ""
    line_end: str = "lf"
    extension: str = ""
    bills_per_file: str = "one"
    flat_fee: str = "keep"
    adjustment_units: str = "keep"
    country: str = "keep"
    tax_code: str = ""
    remainder: bool = False
    allow_loss: tuple[str, ...] = ()
    xml_revision: str = ""
    xml_namespace: str = ""
    xml_tax_place: str = "firm"
    xml_net_tax: str = "inside"
    xml_names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    given: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovedTimekeeper:
    """A person whom the client approved, at a rate, from a day on (both days included; `None` is open).

    `rate` is per hour in the client's currency. `admitted` is the year of admission to the bar. `matters` are the
    numbers (the firm's or the client's) of the matters that the approval is limited to; empty is all.
    """

    id: str
    name: str = ""
    classification: str = ""
    rate: Decimal | None = None
    start: datetime.date | None = None
    end: datetime.date | None = None
    admitted: int | None = None
    matters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A rate that the client agreed to, per hour, from `start` to `end` (both days included; `None` is open).

    With a timekeeper's id it is that person's rate. With a classification alone it is the most that anybody of the
    class may cost. With neither it is one rate for everybody. `matter` is the firm's or the client's number; empty is
    every matter. `currency` is ISO 4217; empty is the client's.
    """

    timekeeper: str = ""
    classification: str = ""
    matter: str = ""
    rate: Decimal
    start: datetime.date | None = None
    end: datetime.date | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterTerms:
    """What the client agreed to for one matter; amounts are in its `currency`, else in the client's.

    `closed` is the last day of the matter, `grace_days` how many days later it may still be billed. `final` says that
    the next bill is to be the last. `code_set` is a set of `ledes codes`, such as litigation. `billing_type` is that of
    LEDES XML 2.x: CT contingent, FF flat, GW general, MPF monthly flat, TM time and materials. `budget` is for fees and
    expenses without tax, or for fees alone (`budget_on` is all or fees); `budget_approved` is the day of its
    approval. `fee_cap` is for all fees. `vendor_account` is the account at the vendor that its bills go through, where
    it is not the client's. `attorney` is who answers for the matter in the firm. `phases` holds
    the budget for fees by phase or task code (L100, L110), `flat_fees` the agreed fee by phase, task or another name of
    a stage; `""` is the whole matter.
    `blended_rate` is one rate per hour for everybody. `fees_before` and `expenses_before` were billed before the
    ledger began.
    """

    firm_id: str = ""
    client_id: str = ""
    name: str = ""
    description: str = ""
    account: str = ""
    vendor_account: str = ""
    attorney: str = ""
    opened: datetime.date | None = None
    closed: datetime.date | None = None
    grace_days: int | None = None
    final: bool | None = None
    purchase_order: str = ""
    code_set: str = ""
    billing_type: str = ""
    currency: str = ""
    budget: Decimal | None = None
    budget_on: str = "all"
    budget_approved: datetime.date | None = None
    fee_cap: Decimal | None = None
    phases: Mapping[str, Decimal] = field(default_factory=lambda: MappingProxyType({}))
    flat_fees: Mapping[str, Decimal] = field(default_factory=lambda: MappingProxyType({}))
    blended_rate: Decimal | None = None
    fees_before: Decimal | None = None
    expenses_before: Decimal | None = None

    @property
    def number(self) -> str:
        """Give the number by which the matter is known: the firm's, else the client's."""
        return self.firm_id or self.client_id


EVERY_CODE = "*"
"""Stands for every expense code in `ExpenseTerms.code`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpenseTerms:
    """What the client pays of one kind of expense, from `start` to `end` (both days included; `None` is open).

    `code` is the expense code; `*` is every code that has no entry of its own. `unit_price` is the most for one unit
    (page, mile, night), `per_line` the most for one line, `daily` the most for one timekeeper or matter on one day.
    `banned` is never paid, `review` always looked at. Above `receipt_over` a receipt is wanted, above `approval_over`
    approval beforehand. `place` limits the entry to lines whose text or locality names it (hotel ceilings by city).
    Amounts are in the client's currency.
    """

    code: str
    unit_price: Decimal | None = None
    per_line: Decimal | None = None
    daily: Decimal | None = None
    banned: bool = False
    review: bool = False
    receipt_over: Decimal | None = None
    approval_over: Decimal | None = None
    place: str = ""
    start: datetime.date | None = None
    end: datetime.date | None = None


class Tier(NamedTuple):
    """A step of a volume discount: what holds from this much billed on; `percent` 10 is ten percent."""

    above: Decimal
    percent: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Discount:
    """A discount that was agreed, for bills dated from `start` to `end` (both included; `None` is open).

    `on` is fees or all (fees and expenses). `percent` 10 is ten percent. `form` is where it stands on a bill: in each
    `rate`, as adjustment of each `line`, or as adjustment line of the `invoice`. With `tiers` the percentage grows
    with what was billed since `resets` (month and day, such as 01-01; empty: never), to the whole client or to each
    matter (`over` is client or matter); `marginal` takes each step's percentage on the part above it only, otherwise
    the one that this bill reaches holds for the whole bill. `matters` limits the discount to matters, by number.
    """

    on: str = "fees"
    percent: Decimal | None = None
    form: str = "invoice"
    tiers: tuple[Tier, ...] = ()
    marginal: bool = True
    over: str = "client"
    resets: str = "01-01"
    matters: tuple[str, ...] = ()
    start: datetime.date | None = None
    end: datetime.date | None = None


class Accruals(NamedTuple):
    """By which day a client wants accruals of `this` or the `last` month, in which months, through which account."""

    due_day: int
    of: str = "last"
    months: tuple[int, ...] = ()
    account: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSetting:
    """What a profile says of one rule: options, and a level (off, info, warn, reduce, reject; empty: its own)."""

    level: str = ""
    options: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """A client's profile.

    `ids` are the CLIENT_ID values that name it in a bill. `environment` is test or production. `number_on_resending`
    is what the client wants of a corrected invoice: `same` number or a `new` one; empty: as the platform has it.
    `tasks`, `activities` and `expenses` are the codes the client takes; empty means that it does not say. `rules` is
    keyed by code.
    `experimental` lets e-bills be sent whose form could not be confirmed. `formats` are the keys of all formats that
    the client takes (empty: it does not say). `guidelines_until` is the last day for which the firm accepted the
    client's guidelines. `holidays` are days without work besides weekends. `budget_steps` are the percentages of a
    budget (80 is eighty percent) at which the client wants to be told. `payment_days` is how many days after its date a
    bill is due that names no day itself. `attachments` are kinds of files, by extension, of which one has to go along
    with each bill.
    """

    key: str
    name: str = ""
    ids: tuple[str, ...] = ()
    format: str = ""
    vendor: str = ""
    account: str = "default"
    environment: str = "production"
    currency: str = ""
    number_on_resending: str = ""
    experimental: bool = False
    representation: Representation = Representation()
    formats: tuple[str, ...] = ()
    guidelines_until: datetime.date | None = None
    payment_days: int | None = None
    accruals: Accruals | None = None
    attachments: tuple[str, ...] = ()
    timekeepers: tuple[ApprovedTimekeeper, ...] = ()
    rates: tuple[Rate, ...] = ()
    matters: tuple[MatterTerms, ...] = ()
    expense_terms: tuple[ExpenseTerms, ...] = ()
    discounts: tuple[Discount, ...] = ()
    holidays: frozenset[datetime.date] = frozenset()
    budget_steps: tuple[Decimal, ...] = ()
    tasks: frozenset[str] = frozenset()
    activities: frozenset[str] = frozenset()
    expenses: frozenset[str] = frozenset()
    rules: Mapping[str, RuleSetting] = field(default_factory=lambda: MappingProxyType({}))
    source: str = ""
    _by_matter: Mapping[str, MatterTerms] = field(init=False, repr=False, compare=False)
    _approvals: Mapping[str, tuple[ApprovedTimekeeper, ...]] = field(init=False, repr=False, compare=False)
    _rates: Mapping[tuple[str, str], tuple[Rate, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # looked up for every line: found once
        by_client = {each.client_id: each for each in self.matters if each.client_id}
        by_firm = {each.firm_id: each for each in self.matters if each.firm_id}
        people: dict[str, tuple[ApprovedTimekeeper, ...]] = {}
        for person in self.timekeepers:
            people[person.id] = (*people.get(person.id, ()), person)
        rates: dict[tuple[str, str], tuple[Rate, ...]] = {}
        for rate in self.rates:
            key = (rate.timekeeper, "" if rate.timekeeper else rate.classification)
            rates[key] = (*rates.get(key, ()), rate)
        object.__setattr__(self, "_by_matter", MappingProxyType(by_client | by_firm))
        object.__setattr__(self, "_approvals", MappingProxyType(people))
        object.__setattr__(self, "_rates", MappingProxyType(rates))

    def terms(self, matter: Matter | None) -> MatterTerms | None:
        """Find what was agreed for a matter of a bill: by the firm's number for it, else by the client's."""
        if matter is None:
            return None
        found = self._by_matter.get(matter.firm_id) if matter.firm_id else None
        return found or (self._by_matter.get(matter.client_id) if matter.client_id else None)

    def accounts_of(self, matters: Iterable[Matter]) -> tuple[str, ...]:
        """Name the accounts at the vendor that bills of matters go through: a matter's own, else the client's."""
        agreed = map(self.terms, matters)
        names = {(each.vendor_account if each else "") or self.account for each in agreed}
        return tuple(sorted(names)) or (self.account,)

    def approvals(self, timekeeper: str) -> tuple[ApprovedTimekeeper, ...]:
        """List the approvals of a timekeeper's id; `timekeepers` holds them all."""
        return self._approvals.get(timekeeper, ())

    def rates_of(self, timekeeper: str) -> tuple[Rate, ...]:
        """List the rates agreed for a timekeeper's id, of every matter and day."""
        return self._rates.get((timekeeper, ""), ()) if timekeeper else ()

    def ceilings(self, classification: str = "") -> tuple[Rate, ...]:
        """List the rates agreed for a classification, or for everybody where none is named."""
        return self._rates.get(("", classification), ())
