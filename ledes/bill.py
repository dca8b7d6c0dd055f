"""The bill: what every format is read into and every format is written from.

Texts are `""` when absent; numbers, dates and people are `None`. Amounts are `Decimal` with the digits as written.
The parts carry everything that LEDES 98BI V2 and LEDES XML 2.2 have a place for; field names in brackets are those
of LEDES 1998B / 98BI (capitals) or XML 2.x (small letters).
"""

from __future__ import annotations

import datetime
import functools
from collections.abc import Callable
from dataclasses import dataclass, field, fields, make_dataclass
from decimal import Decimal
from typing import Any, NamedTuple

FEE = "F"
EXPENSE = "E"
FEE_ADJUSTMENT = "IF"
EXPENSE_ADJUSTMENT = "IE"
LINE_KINDS = (FEE, EXPENSE, FEE_ADJUSTMENT, EXPENSE_ADJUSTMENT)
"""What a line may be: fee, expense, adjustment of the invoice's fees, of its expenses (EXP/FEE/INV_ADJ_TYPE)."""

BILL_KINDS = ("invoice", "credit note", "accrual", "shadow", "resubmission", "appeal", "replacement")
"""What a bill may be; the types of the LEDES Software API 1.0 and the XML credit note."""


class Extra(NamedTuple):
    """A named value that no field of the bill is meant for, kept so that nothing is lost."""

    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a party is (LAW_FIRM_ADDRESS_1 ..., address_info). Country as written: ISO 3166 alpha-2 or alpha-3."""

    line1: str = ""
    line2: str = ""
    line3: str = ""
    city: str = ""
    region: str = ""
    postcode: str = ""
    country: str = ""
    phone: str = ""
    fax: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A person to ask (contact_info)."""

    last: str = ""
    first: str = ""
    id: str = ""
    phone: str = ""
    fax: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """The law firm, the client, or who else is billed, pays or bears the tax.

    `id` is LAW_FIRM_ID / lf_vendor_id for the firm and CLIENT_ID / cl_id for the client; `other_id` is lf_id for the
    firm and cl_lf_id (the client's vendor number for the firm) for the client; `tax_id` is CLIENT_TAX_ID / cl_tax_id.
    """

    id: str = ""
    other_id: str = ""
    tax_id: str = ""
    name: str = ""
    address: Address = Address()
    remit_address: Address = Address()
    contact: Contact = Contact()
    url: str = ""
    extras: tuple[Extra, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Timekeeper:
    """A person who worked, as one bill shows them; entries that differ in any part are separate.

    A name of the form `Last, First` and the two parts fill each other in, so that formats which hold only one of the
    two forms lose nothing. `rate` is the rate of XML's timekeeper summary, per hour in the bill's currency.
    """

    id: str = ""
    name: str = ""
    last: str = ""
    first: str = ""
    classification: str = ""
    rate: Decimal | None = None
    extras: tuple[Extra, ...] = ()

    def __post_init__(self) -> None:
        if not self.last and not self.first:
            last, comma, first = self.name.partition(", ")
            if comma and last and first and "," not in first:
                object.__setattr__(self, "last", last)
                object.__setattr__(self, "first", first)
        elif not self.name and self.last and self.first:
            object.__setattr__(self, "name", f"{self.last}, {self.first}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tax:
    """A tax: on a line, as the definition that lines refer to by `id`, or as a summary of a matter.

    `rate` and tier rates are fractions (0.2 = 20 %). `withheld` marks a tax that reduces what is due.
    """

    id: str = ""
    registration: str = ""
    kind: str = ""
    rate: Decimal | None = None
    country: str = ""
    locality: str = ""
    base: Decimal | None = None
    amount: Decimal | None = None
    expense_base: Decimal | None = None
    expense_amount: Decimal | None = None
    on_tax: str = ""
    withheld: bool = False
    tiers: tuple[Tier, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """One step of a tiered tax (tax_tier_detail); `high` is `None` for the open top."""

    number: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    rate: Decimal | None = None
    base: Decimal | None = None
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustment:
    """A discount, credit or premium: of a matter (matter_disc_cred) or of a line (fee_item_disc_cred).

    `amount` is signed: minus reduces. `percent` is a fraction. `split` is `pre`, `post` or `""` around a shared fee.
    """

    code: str = ""
    note: str = ""
    category: str = ""
    kind: str = ""
    increase: bool = False
    split: str = ""
    percent: Decimal | None = None
    amount: Decimal | None = None
    taxes: tuple[str, ...] = ()
    extras: tuple[Extra, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What the work was for; entries that differ in any part are separate.

    `account` is `O` own or `T` third party (ACCOUNT_TYPE). Totals are those that XML states for the matter.
    """

    firm_id: str = ""
    client_id: str = ""
    name: str = ""
    description: str = ""
    purchase_order: str = ""
    account: str = ""
    billing_type: str = ""
    final: bool | None = None
    managing_contact: Contact = Contact()
    firm_contact: Contact = Contact()
    client_contact: Contact = Contact()
    adjustments: tuple[Adjustment, ...] = ()
    tax_summaries: tuple[Tax, ...] = ()
    totals: tuple[Amount, ...] = ()
    extras: tuple[Extra, ...] = ()


class Amount(NamedTuple):
    """An amount under the name that its format gives it, for totals that are stated but not needed."""

    name: str
    value: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One entry of a bill: a fee, an expense, or an adjustment of the whole invoice.

    `amount` is before tax, `tax` the tax stated for the line, `total` what the format states: net in 1998B and XML,
    gross in 98BI. Conversion uses amount and tax, never total. Hours and rates in `units` and `rate`, `base` is units x
    rate as XML states it (base_amount); `adjustment` is signed, minus is a discount. `row` is where the line was read;
    it takes no part in comparison.
    """

    number: str = ""
    row: int = field(default=0, compare=False)
    kind: str = ""
    matter: Matter | None = None
    date: datetime.date | None = None
    units: Decimal | None = None
    rate: Decimal | None = None
    base: Decimal | None = None
    adjustment: Decimal | None = None
    amount: Decimal | None = None
    tax: Decimal | None = None
    total: Decimal | None = None
    task: str = ""
    activity: str = ""
    expense: str = ""
    timekeeper: Timekeeper | None = None
    description: str = ""
    taxes: tuple[Tax, ...] = ()
    payee: str = ""
    fixed: bool = False
    country: str = ""
    locality: str = ""
    adjustments: tuple[Adjustment, ...] = ()
    extras: tuple[Extra, ...] = ()


@functools.cache
def line_twin() -> Any:
    """Give a class like `Line` that is not frozen: filled and then made a `Line`, it takes a seventh of the time."""
    return make_dataclass("Line", [(each.name, Any, field(default=each.default)) for each in fields(Line)], slots=True)


def line_maker() -> Callable[..., Line]:
    """Give what makes a line of its parts, by place or by name, much faster than `Line` does."""
    twin = line_twin()

    def make(*values: Any, **named: Any) -> Line:
        made: Line = twin(*values, **named)
        made.__class__ = Line
        return made

    return make


class Reference(NamedTuple):
    """Another document that the bill names: kind (`replaces`, `credits`, `tax authority`, `image` ...) and its id."""

    kind: str
    id: str


class Unread(NamedTuple):
    """A value that could not be read: its row and the bill attribute it belongs to (`line.total`, `bill.date` ...)."""

    row: int
    field: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """A finalized bill of one law firm to one client.

    `total` is what the client shall pay, tax included; `tax` and `net` are the sums that the format states beside it.
    `other_*` are the totals in the currency of a tax law (INVOICE_REPORTED_TAX_TOTAL, inv_total_tax_other_iso).
    `currency` is ISO 4217. `source` says where the bill was read and takes no part in comparison.
    """

    number: str = ""
    date: datetime.date | None = None
    start: datetime.date | None = None
    end: datetime.date | None = None
    due: datetime.date | None = None
    tax_point: datetime.date | None = None
    description: str = ""
    currency: str = ""
    total: Decimal | None = None
    tax: Decimal | None = None
    net: Decimal | None = None
    other_currency: str = ""
    other_tax: Decimal | None = None
    other_total: Decimal | None = None
    exchange_rate: Decimal | None = None
    payment_terms: str = ""
    kind: str = "invoice"
    tax_invoice: str = ""
    firm: Party = Party()
    client: Party = Party()
    taxed_party: Party = Party()
    bill_to: Party = Party()
    payer: Party = Party()
    matters: tuple[Matter, ...] = ()
    lines: tuple[Line, ...] = ()
    timekeepers: tuple[Timekeeper, ...] = ()
    taxes: tuple[Tax, ...] = ()
    statements: tuple[Extra, ...] = ()
    references: tuple[Reference, ...] = ()
    extras: tuple[Extra, ...] = ()
    source: str = field(default="", compare=False)
    row: int = field(default=0, compare=False)
    unread: tuple[Unread, ...] = ()
